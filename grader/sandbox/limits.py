"""Limits as the kernel knows them."""

from __future__ import annotations

import math
import resource
from typing import TYPE_CHECKING

from grader.sandbox.plan import MIB

if TYPE_CHECKING:
    from grader.sandbox.plan import Limits


def of_process(limits: Limits, *, beside: int = 0) -> dict[str, tuple[int, int]]:
    """Return the soft and hard limit of one process by the name that ``prlimit`` and ``resource`` share.

    ``beside`` is how many processes and threads the run's user has besides the run's: the kernel counts them all.

    ``data`` lies above the limit on memory: one absurd request (a matrix of a terabyte) fails where it is made, as a
    MemoryError that costs a cell, and what really grows past the limit is left to the watchdog, which names the cause.
    """
    cpu = math.ceil(limits.cpu)
    data = limits.memory + limits.memory // 4 + 256 * MIB
    return {
        "core": (0, 0),
        "cpu": (cpu, cpu + 1),
        "data": (data, data),
        "fsize": (limits.file_size, limits.file_size),
        "nofile": (limits.open_files, limits.open_files),
        "nproc": (limits.processes + beside, limits.processes + beside),
    }


def as_options(limits: Limits) -> list[str]:
    """Return the options of util-linux's ``prlimit``."""
    return [f"--{name}={soft}:{hard}" for name, (soft, hard) in of_process(limits).items()]


def impose(limits: Limits, *, beside: int = 0) -> None:
    """Put this process and all it starts under the limits; one that the system does not know is left out."""
    for name, wanted in of_process(limits, beside=beside).items():
        number = getattr(resource, f"RLIMIT_{name.upper()}", None)
        if number is not None:
            _, highest = resource.getrlimit(number)
            soft, hard = wanted
            if highest != resource.RLIM_INFINITY:
                soft, hard = min(soft, highest), min(hard, highest)
            resource.setrlimit(number, (soft, hard))
