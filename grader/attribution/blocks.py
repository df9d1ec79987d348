"""Trainings with all that was done to their models: what is given to a part as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.checks.training import Training, trainings
from grader.parts import PartEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.evidence import Event, Evidence


@dataclass(frozen=True)
class Block:
    """A training, its model's compile and summary before it, and what was done with the model after it."""

    training: Training
    events: tuple[Event, ...]

    @property
    def seq(self) -> int:
        """The order of its first fit."""
        return self.training.first.seq


def blocks_of(evidence: Evidence) -> list[Block]:
    """Cut the run into blocks, in the order of their trainings."""
    whole = PartEvidence(id="", evidence=evidence, events=evidence.recording.events)
    made = trainings(whole)
    return [Block(training, tuple(_around(training, made, whole.events))) for training in made]


def _around(training: Training, made: Sequence[Training], events: Sequence[Event]) -> list[Event]:
    """Collect the events of the training's model from the end of the training before to the begin of the next."""
    model = training.last.model
    own = [event for event in events if getattr(event, "model", None) == model]
    same = [other for other in made if other.last.model == model]
    place = same.index(training)
    start = _begin(same[place - 1], training, own) if place else -1
    end = _begin(training, same[place + 1], own) if place + 1 < len(same) else len(events)
    return [event for event in own if start <= event.seq < end]


def _begin(before: Training, after: Training, own: Sequence[Event]) -> int:
    """Return the order at which the later of two trainings of one model begins: at the compile before its fit."""
    between = (e.seq for e in own if before.last.seq < e.seq < after.first.seq and e.kind == "compile")
    return min(between, default=after.first.seq)
