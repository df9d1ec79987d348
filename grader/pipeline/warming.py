"""Runs of the recorder start from a process that has TensorFlow already."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.sandbox.launch import Kept
from grader.sandbox.warm import Warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.sandbox.port import Sandbox

RECORDER = "grader.recorder"
PRELOAD = "grader.recorder.preload"


@contextmanager
def warmed(fresh: Sandbox, say: Callable[[str], None]) -> Iterator[Sandbox]:
    """Lend a sandbox whose runs of the recorder need not import anything; the first one that asks starts its server.

    One that starts no processes of this machine's has nothing to fork, and is lent as it is.
    """
    if not isinstance(fresh, Kept):
        yield fresh
        return
    sandbox = Warm(fresh, frozenset({RECORDER}), PRELOAD, say)
    try:
        yield sandbox
    finally:
        sandbox.close()
