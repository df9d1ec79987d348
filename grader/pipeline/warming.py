"""Runs of the recorder start from a process that has TensorFlow already."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.sandbox.launch import Kept
from grader.sandbox.warm import Warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from grader.sandbox.port import Sandbox

RECORDER = "grader.recorder"
PRELOAD = "grader.recorder.preload"


@contextmanager
def warmed(
    fresh: Sandbox, say: Callable[[str], None], *, at_once: Mapping[str, str] | None = None
) -> Iterator[Sandbox]:
    """Lend a sandbox whose runs of the recorder need not import anything; the first one that asks starts its server.

    Args:
        fresh: A sandbox. One that starts no processes of this machine's has nothing to fork, and is lent as it is.
        say: Tells the user.
        at_once: Variables that libraries read when they are imported: a run with them is sure to come, and its server
            is started already.
    """
    if not isinstance(fresh, Kept):
        yield fresh
        return
    sandbox = Warm(fresh, frozenset({RECORDER}), PRELOAD, say)
    if at_once is not None:
        sandbox.start(at_once)
    try:
        yield sandbox
    finally:
        sandbox.close()
