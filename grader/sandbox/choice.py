"""Which level of containment is to be had here: found out by trying, never assumed."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from pathlib import Path

from grader.errors import SandboxError
from grader.evidence import Ending
from grader.sandbox import kernel
from grader.sandbox.launch import Kept
from grader.sandbox.plan import Limits
from grader.sandbox.port import Spec
from grader.sandbox.python import INTERPRETER

LEVELS = ("bubblewrap", "landlock", "none")
_PROBE = Limits(wall=20.0, cpu=10.0)


def choose(level: str = "auto") -> Kept:
    """Return a sandbox of the level, or with "auto" of the strictest one that works here.

    "none" (limits and a watchdog, no walls) is chosen by itself only where the system offers nothing else.

    Raises:
        SandboxError: The level asked for does not work here; says why.
    """
    if level == "none":
        return Kept("none")
    reasons = []
    for name in LEVELS[:-1] if level == "auto" else (level,):
        why = unavailable(name)
        if not why:
            return Kept(name, bwrap=shutil.which("bwrap") or "bwrap")
        reasons.append(f"{name}: {why}")
    if level == "auto":
        return Kept("none")
    raise SandboxError(f"--sandbox {level} is not to be had here ({'; '.join(reasons)}); try --sandbox auto")


@cache
def unavailable(level: str) -> str:
    """Say why a level does not work here; empty if it does."""
    if not kernel.AVAILABLE:
        return f"it needs Linux, this is {sys.platform}"
    bwrap = shutil.which("bwrap")
    if level == "bubblewrap" and bwrap is None:
        return "bwrap is not installed; apt-get install bubblewrap"
    try:
        # It leaves no results: a folder for them would be left behind by a grader killed right now.
        outcome = Kept(level, bwrap=bwrap or "").run(Spec((INTERPRETER, "-c", ""), Path(os.devnull), limits=_PROBE))
    except SandboxError as error:
        return str(error)
    return "" if outcome.ending is Ending.COMPLETED else f"a probe ended as {outcome.ending}: {outcome.output[-300:]}"
