"""Signs of cheating, for a person to look at: a flag never changes a point.

``flags_of`` is a pure function of the evidence. Each sign is one small function in the explicit list below; all of them
are silent about work that is merely bad, odd or unlucky.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.flags.claims import contradicted, unproduced
from grader.flags.code import hunted, patched
from grader.flags.measured import collapses, knows_test
from grader.flags.training import impossible_history, trained_on_test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from grader.evidence import Evidence, Flag

SIGNS: tuple[Callable[[Evidence], Iterable[Flag]], ...] = (
    trained_on_test,
    knows_test,
    collapses,
    contradicted,
    unproduced,
    impossible_history,
    patched,
    hunted,
)


def flags_of(evidence: Evidence) -> tuple[Flag, ...]:
    """Return every sign found, each once, in the order of the list."""
    return tuple(dict.fromkeys(flag for sign in SIGNS for flag in sign(evidence)))
