"""Trainings with all that was done to their models: what is given to a part as one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING

from grader.checks.training import trainings
from grader.parts import PartEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.evidence import Event, Evidence, Fit


@dataclass(frozen=True)
class Block:
    """Fits of one model at one place, its compile and summary before them, and what was done with it after them."""

    fits: tuple[Fit, ...]
    events: tuple[Event, ...]

    @property
    def seq(self) -> int:
        """The order of its first fit."""
        return self.fits[0].seq


def blocks_of(evidence: Evidence) -> list[Block]:
    """Cut the run into blocks, in the order of their last fits.

    A network that is trained at two places without being built anew makes two blocks: alignment may give both to one
    part, as one training, or each to its own.
    """
    whole = PartEvidence(id="", evidence=evidence, events=evidence.recording.events)
    groups = [list(group) for training in trainings(whole) for _, group in groupby(training.fits, key=_place)]
    groups.sort(key=lambda group: group[-1].seq)
    return [Block(tuple(group), tuple(_around(group, groups, whole.events))) for group in groups]


def _place(fit: Fit) -> tuple[int, int | None]:
    return fit.cell, fit.line


def _around(group: Sequence[Fit], groups: Sequence[Sequence[Fit]], events: Sequence[Event]) -> list[Event]:
    """Collect the events of the fits' model from the end of its training before to the begin of its next."""
    model = group[-1].model
    own = [event for event in events if getattr(event, "model", None) == model]
    same = [other for other in groups if other[-1].model == model]
    place = next(number for number, other in enumerate(same) if other is group)
    start = _begin(same[place - 1], group, own) if place else -1
    end = _begin(group, same[place + 1], own) if place + 1 < len(same) else inf
    return [event for event in own if start <= event.seq < end]


def _begin(before: Sequence[Fit], after: Sequence[Fit], own: Sequence[Event]) -> float:
    """Return the order at which the later of two trainings of one model begins: at the compile before its fit."""
    between = (e.seq for e in own if before[-1].seq < e.seq < after[0].seq and e.kind == "compile")
    return min(between, default=after[0].seq)
