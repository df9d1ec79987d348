"""Trainings that markers do not place, aligned to the exam's parts in order."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from grader.checks.base import Need
from grader.checks.training import Training, trainings
from grader.parts import PartEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.evidence import Event, Evidence
    from grader.parts import Span
    from grader.rubric import Part, Rubric

MOST_ATTEMPTS = 3
MOST_TRAININGS = 64
PENDING_WEIGHT = Fraction(1, 4)
"""What waits for a person says little of whether the training belongs here, but more than a clear no."""


@dataclass(frozen=True)
class _Block:
    """A training with all that was done to its model from its compile to the next training's."""

    training: Training
    events: tuple[Event, ...]


def realign(
    rubric: Rubric, evidence: Evidence, owners: Mapping[int, str], spans: Mapping[str, Sequence[Span]]
) -> dict[int, tuple[str | None, ...]]:
    """Return, for the events that alignment places, the parts they belong to, by ``seq``."""
    blocks = _blocks(evidence)
    parts = [part for part in rubric.parts if any(c.need >= Need.STRUCTURE for c in part.criteria)]
    loose, empty = _unsettled(blocks, parts, owners, spans)
    if not loose or not empty or len(loose) > MOST_TRAININGS:
        return {}
    placed = _align(loose, empty, evidence)
    moved: dict[int, tuple[str | None, ...]] = {}
    for block, part in placed:
        for event in block.events:
            moved[event.seq] = (part.id, *_asking_for(part, event, rubric))
    return moved


def _blocks(evidence: Evidence) -> list[_Block]:
    whole = PartEvidence(id="", evidence=evidence, events=evidence.recording.events)
    made = []
    for training in trainings(whole):
        starts, ends = training.first.seq, _next_fit(training, whole)
        events = tuple(
            event
            for event in whole.events
            if getattr(event, "model", training.last.model) == training.last.model and starts <= event.seq < ends
        )
        made.append(_Block(training, events))
    return made


def _next_fit(training: Training, whole: PartEvidence) -> float:
    """Return the order of the next training of the same model, which closes this one's block."""
    later = [fit.seq for fit in whole.fits if fit.model == training.last.model and fit.seq > training.last.seq]
    return min(later, default=float("inf"))


def _unsettled(
    blocks: Sequence[_Block], parts: Sequence[Part], owners: Mapping[int, str], spans: Mapping[str, Sequence[Span]]
) -> tuple[list[_Block], list[Part]]:
    """Find the trainings to place and the parts that may take them.

    Loose are trainings without an owner, and those of a part that holds several while another part of the exam has
    a heading or nothing at all and no training: headings listed first and the code after them.
    """
    held: dict[str | None, list[_Block]] = {}
    for block in blocks:
        held.setdefault(owners.get(block.training.first.seq), []).append(block)
    empty = [part for part in parts if part.id not in held and _trains(part)]
    crowded = [
        part
        for part in parts
        if len(held.get(part.id, ())) > 1 and len(empty) > 1 and not _many(part) and _bare(empty, spans)
    ]
    loose = held.get(None, []) + [block for part in crowded for block in held[part.id]]
    loose.sort(key=lambda block: block.training.first.seq)
    takers = [part for part in parts if part in empty or part in crowded]
    return loose, takers


def _bare(empty: Sequence[Part], spans: Mapping[str, Sequence[Span]]) -> bool:
    """Tell whether the empty parts were announced without room for code: one short cell each at the most."""
    return all(len(spans.get(part.id, ())) <= 1 for part in empty)


def _trains(part: Part) -> bool:
    return any(criterion.check in ("architecture", "fit", "accuracy", "grid", "compile") for criterion in part.criteria)


def _many(part: Part) -> bool:
    return any(criterion.check.startswith("grid") for criterion in part.criteria)


def _align(blocks: Sequence[_Block], parts: Sequence[Part], evidence: Evidence) -> list[tuple[_Block, Part]]:
    """Place blocks in order so that the parts' own criteria are worth the most together."""

    @cache
    def worth(p: int, first: int, last: int) -> Fraction:
        return _worth(parts[p], blocks[first:last], evidence)

    @cache
    def best(p: int, k: int) -> tuple[Fraction, tuple[tuple[int, int, int], ...]]:
        """The most that parts p and on can be worth with blocks k and on."""
        if p == len(parts) or k == len(blocks):
            return Fraction(0), ()
        options = [best(p + 1, k), best(p, k + 1)]
        most = len(blocks) if _many(parts[p]) else min(len(blocks), k + MOST_ATTEMPTS)
        for end in range(k + 1, most + 1):
            if (gain := worth(p, k, end)) > 0:
                rest, picks = best(p + 1, end)
                options.append((gain + rest, ((p, k, end), *picks)))
        return max(options, key=lambda option: option[0])

    return [(blocks[k], parts[p]) for p, first, last in best(0, 0)[1] for k in range(first, last)]


def _worth(part: Part, blocks: Sequence[_Block], evidence: Evidence) -> Fraction:
    events = tuple(event for block in blocks for event in block.events)
    view = PartEvidence(id=part.id, evidence=evidence, events=events)
    total = Fraction(0)
    for criterion in part.criteria:
        if criterion.need < Need.STRUCTURE or criterion.refers:
            continue
        finding = criterion.examine(view)
        total += Fraction(criterion.points) * (finding.earned + PENDING_WEIGHT * finding.pending)
    wanted = {name for criterion in part.criteria for name in criterion.datasets}
    used = {source.dataset for b in blocks if b.training.last.data for source in b.training.last.data.sources}
    return total if not wanted or wanted & used else Fraction(0)


def _asking_for(part: Part, event: Event, rubric: Rubric) -> tuple[str, ...]:
    """Name the parts that ask about this part's network: its evaluation is their answer."""
    if event.kind not in ("evaluate", "predict"):
        return ()
    return tuple(
        other.id for other in rubric.parts if other is not part and any(part.id in c.refers for c in other.criteria)
    )
