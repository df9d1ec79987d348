"""Runs of the recorder start from a process that has TensorFlow already."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.sandbox.warm import Warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.sandbox.launch import Kept

RECORDER = "grader.recorder"
PRELOAD = "grader.recorder.preload"


@contextmanager
def warmed(fresh: Kept, say: Callable[[str], None]) -> Iterator[Warm]:
    """Lend a sandbox whose runs of the recorder need not import anything; the first one that asks starts its server."""
    sandbox = Warm(fresh, frozenset({RECORDER}), PRELOAD, say)
    try:
        yield sandbox
    finally:
        sandbox.close()
