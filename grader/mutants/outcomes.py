"""What came of trying a rubric."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from grader.evidence import Evidence
from grader.parts import locate

if TYPE_CHECKING:
    from grader.evidence import Submission
    from grader.mutants.mutations import Mutant
    from grader.rubric import Rubric
    from grader.scoring import Score


class Outcome(StrEnum):
    """What became of a mutant."""

    CAUGHT = "caught"
    TWICE = "told_twice"
    """Nothing catches it alone, for the reference tells the same elsewhere too; without that it is caught."""
    HOLE = "hole"
    FREE = "free"
    """Nothing catches it, and the rubric says that the exam leaves it open."""
    MEASURED = "measured"
    """Not tried: in its part only a measured number counts."""
    SAME = "same"
    """It did just what the reference does."""
    CUT_OFF = "cut_off"
    """Its run did not come to an end, so nothing is known."""


@dataclass(frozen=True)
class Tried:
    """A mutant and what became of it."""

    mutant: Mutant
    caught: tuple[tuple[str, str], ...]
    """The criteria that it loses points at, each with its verdict."""
    outcome: Outcome
    error: str = ""
    """The exception that it raises and the reference does not."""


@dataclass(frozen=True)
class Trial:
    """What became of a rubric's reference, of a blank submission, and of the mutants."""

    rubric: Rubric
    submission: Submission
    """The reference."""
    reference: Score | None
    """The reference run as submissions are; None if it was not."""
    blank: Score
    base: Score | None
    """The reference run for a few steps; None if it was not."""
    tried: tuple[Tried, ...] = ()

    def place(self, cell: int, line: int) -> str:
        """Say where a mutant is, as reports do: "line 57", or "cell 12, line 3"; nothing where it is nowhere."""
        return locate(Evidence(submission=self.submission), cell, line or None) if cell else ""

    def of(self, outcome: Outcome) -> tuple[Tried, ...]:
        """Return the mutants of which this became."""
        return tuple(one for one in self.tried if one.outcome is outcome)

    @property
    def full(self) -> bool:
        """The reference earns everything."""
        found = self.reference or self.base
        return found is not None and found.points == found.possible

    @property
    def trouble(self) -> str:
        """What the grader itself could not do, where the reference did not earn everything."""
        found = self.reference or self.base
        return "" if found is None or self.full else found.evidence.trouble

    @property
    def empty(self) -> bool:
        """A blank submission earns nothing, and nothing of it waits for a person."""
        return not self.blank.points and not self.blank.pending

    @property
    def passed(self) -> bool:
        """Reference and blank get what they should, and no mutant slips through."""
        return self.full and self.empty and not self.of(Outcome.HOLE)

    @property
    def untouched(self) -> tuple[str, ...]:
        """Criteria that no mutant loses points at."""
        touched = {name for one in self.tried for name, _ in one.caught}
        return tuple(criterion.id for criterion in self.rubric.criteria if criterion.id not in touched)

    @property
    def unseen(self) -> tuple[str, ...]:
        """Criteria that the reference meets only when it is trained in full: mutants of code cannot show them."""
        if self.reference is None or self.base is None:
            return ()
        return tuple(line.criterion.id for part in self.base.parts for line in part.criteria if line.finding.earned < 1)


_NUMBERS: dict[str, Any] = {
    "cells": {"__all__": {"seconds"}},
    "networks": {"__all__": {"weights", "weights_digest"}},
    "events": {"__all__": {"seconds", "weights", "weights_before", "weights_after", "values", "history"}},
    "logs": {"__all__": {"scalars"}},
    "versions": True,
}
_CHANGING = re.compile(r"0x[0-9a-f]+|[^\\n]*/(?:step|epoch)[^\\n]*")
"""Addresses, and the times of progress bars, in JSON."""


def told_apart(one: Evidence, other: Evidence) -> bool:
    """Tell whether two runs did different things: fed, built, asked, printed; numbers apart that are not printed."""
    return _plain(one) != _plain(other)


def _plain(evidence: Evidence) -> tuple[str, list[list[str]]]:
    text = evidence.recording.model_dump_json(exclude=_NUMBERS)
    return _CHANGING.sub("", text), [sorted(log.scalars) for log in evidence.recording.logs]
