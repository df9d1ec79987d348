"""Bring together what several units say about one question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from grader.parts import Origin
from grader.reading.units import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.parts import Passage
    from grader.reading.units import Unit

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_PROSE = re.compile(r"[가-힣]{2}|[a-zA-Z]{2}")


class Weight(IntEnum):
    """How plainly a unit is meant as the answer."""

    LEFTOVER = 0
    COMPUTED = 1
    STATED = 2
    BARE = 3
    LABELLED = 4
    REVISED = 5


class State(StrEnum):
    """What came of reading."""

    FOUND = "found"
    CONFLICT = "conflict"
    UNREADABLE = "unreadable"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """A unit that may be the answer; ``value`` is ``None`` where it is one that cannot be read."""

    weight: Weight
    value: T | None
    words: str
    passage: Passage


@dataclass(frozen=True)
class Reading(Generic[T_co]):
    """The answer that was read, or why there is none; ``words`` are the student's own, each once."""

    state: State
    value: T_co | None = None
    words: tuple[str, ...] = ()
    passage: Passage | None = None

    @property
    def quoted(self) -> str:
        """The words that were read, for a reason."""
        return " / ".join(self.words)


def weigh(unit: Unit, *, bare: bool) -> Weight:
    """Say how plainly a unit is meant; ``bare`` when it holds nothing but the answer."""
    if unit.revised:
        return Weight.REVISED
    if unit.label:
        return Weight.LABELLED
    if not unit.written:
        return Weight.COMPUTED
    return Weight.BARE if bare else Weight.STATED


def leftovers(pieces: Sequence[Unit]) -> list[Candidate[Any]]:
    """Return the student's own prose in which no answer was recognised: for a person to read.

    What stands before the question's end is the exam's; code, comments and output are meant as answers only where they
    are announced as such.
    """
    asked = max((index for index, unit in enumerate(pieces) if unit.question), default=-1)
    return [
        Candidate(Weight.LEFTOVER, None, unit.words, unit.passage)
        for unit in pieces[asked + 1 :]
        if (unit.passage.origin is Origin.MARKDOWN or unit.passage.announced)
        and unit.form is not Form.HEADING
        and _PROSE.search(unit.text)
    ]


def reconcile(candidates: Sequence[Candidate[T]], same: Callable[[T, T], bool]) -> Reading[T]:
    """Choose the plainest answer.

    The last revision counts. Several answers of the plainest kind must agree; one without a label must agree with what
    the run showed, too. Otherwise nothing is chosen.
    """
    if not candidates:
        return Reading(State.NOTHING)
    readable = [candidate for candidate in candidates if candidate.value is not None]
    top = max(candidate.weight for candidate in candidates)
    if not any(candidate.weight == top for candidate in readable):
        return _report(State.UNREADABLE, [candidate for candidate in candidates if candidate.weight == top])
    best = [candidate for candidate in readable if candidate.weight == top]
    if top is Weight.REVISED:
        return _report(State.FOUND, best[-1:])
    rivals = best if top >= Weight.LABELLED else [c for c in readable if c.weight in {top, Weight.COMPUTED}]
    if all(_alike(best[0], rival, same) for rival in rivals):
        return _report(State.FOUND, best)
    return _report(State.CONFLICT, rivals)


def _alike(one: Candidate[T], other: Candidate[T], same: Callable[[T, T], bool]) -> bool:
    return one.value is not None and other.value is not None and same(one.value, other.value)


def _report(state: State, chosen: Sequence[Candidate[T]]) -> Reading[T]:
    words = tuple(dict.fromkeys(candidate.words for candidate in chosen))
    return Reading(state, chosen[0].value if state is State.FOUND else None, words, chosen[0].passage)
