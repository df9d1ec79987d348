"""Users that no account has, one for each run of a root grader: what is killed or owned as one user is one run's."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.sandbox import kernel

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST, COUNT = 60_600, 500
"""Users 60578 to 61183 are given to nobody by Debian's and systemd's rules (https://systemd.io/UIDS-GIDS)."""


@contextmanager
def of_its_own(wanted: int | None) -> Iterator[int | None]:
    """Lend a user that no other run of any grader on this machine has now: ``wanted``, or one after it.

    An abstract socket's name is the lock: it is free again with the process that holds it, however that ends.
    """
    if wanted is None or not kernel.AVAILABLE:
        yield wanted
        return
    for step in range(COUNT):
        uid = FIRST + (wanted - FIRST + step) % COUNT
        with socket.socket(socket.AF_UNIX) as lock:
            try:
                lock.bind(f"\0grader-user-{uid}")
            except OSError:
                continue
            yield uid
            return
    raise OSError(0, f"all {COUNT} users for runs are in use", str(os.getpid()))
