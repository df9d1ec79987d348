"""Trainings that markers do not place, aligned to the exam's parts in order."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from grader.attribution.blocks import Block, blocks_of
from grader.evidence import CellKind
from grader.parts import PartEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.checks.base import Criterion
    from grader.evidence import Evidence, Source
    from grader.parts import Span
    from grader.rubric import Part, Rubric

MOST_TRAININGS = 64
PENDING_WEIGHT = Fraction(1, 4)
"""What waits for a person says little of whether the training belongs here, but more than a clear no."""
MOST_ATTEMPTS = 6
LATER_WEIGHT = Fraction(1, 100)
"""Of two trainings that suit a part alike both are attempts at it: a little is better than nothing."""

_TRAINING_CHECKS = ("architecture", "fit", "accuracy", "grid", "compile", "callbacks")
_TELLING = frozenset(["architecture", "compile", "fit", "callbacks", "grid", "summary", "shapes"])
"""Checks that a training alone can satisfy; words and what stands in logs say nothing of where it belongs."""
_JUDGED = _TELLING | {"accuracy"}


def weights(rubric: Rubric) -> object:
    """Return all that alignment looks at in a rubric's criteria when it weighs them."""
    return [
        [str(part.points), *([str(c.points), c.datasets, _definition(c)] for c in part.criteria)]
        for part in rubric.parts
    ]


def _definition(criterion: Criterion) -> str:
    return criterion.model_dump_json(exclude={"title", "points"}) if criterion.check in _TELLING else criterion.check


class Realigned(NamedTuple):
    """Events by ``seq`` with the part they belong to; whether it took the criteria's own weights to tell."""

    moved: Mapping[int, str]
    weighed: bool


def realign(
    rubric: Rubric, evidence: Evidence, owners: Mapping[int, str], spans: Mapping[str, Sequence[Span]]
) -> Realigned:
    """Return, for the events that alignment places, the part they belong to.

    Placed are trainings that no marker claims; those heaped under the last of several headings that stand together,
    headings first and code after; and those under one part's heading that suit a part without any heading better.
    """
    blocks = blocks_of(evidence)
    if len(blocks) > MOST_TRAININGS:
        return Realigned({}, weighed=False)
    held: dict[str | None, list[Block]] = {}
    for block in blocks:
        held.setdefault(owners.get(block.seq), []).append(block)
    empty = [part for part in rubric.parts if part.id not in held and trains(part)]
    crowded = [part for part in rubric.parts if len(held.get(part.id, ())) > 1]
    worth = _Worth(evidence)
    announced = [part for part in empty if spans[part.id] and not _has_code(spans[part.id], evidence)]
    heaped = [part for part in crowded if not _many(part) and _heading_before(part, announced, spans)]
    unmarked = [part for part in empty if not spans[part.id]]
    strayed = [
        block
        for part in crowded
        if unmarked and part not in heaped
        for block in held[part.id]
        if _strays(block, part, held[part.id], unmarked, worth)
    ]
    loose = [*held.get(None, []), *strayed, *(block for part in heaped for block in held[part.id])]
    takers = [part for part in rubric.parts if part in heaped or part in announced or part in unmarked]
    placed = _align(sorted(loose, key=lambda block: block.seq), takers, worth)
    moved = {
        event.seq: part.id for block, part in placed for event in block.events if _is_loose(event.seq, block, owners)
    }
    return Realigned(moved, worth.asked)


def _strays(block: Block, part: Part, held: Sequence[Block], unmarked: Sequence[Part], worth: _Worth) -> bool:
    """Tell whether a training suits a part without a heading better than the part under whose heading it stands.

    As well is enough where all that the other part asks for is there, and its own part has another one as good.
    """
    here = worth.share(part, [block])
    if _many(part) and here:
        return False  # one of many is worth little by itself
    elsewhere = max((worth.share(other, [block]) for other in unmarked), default=Fraction(0))
    spare = any(other is not block and worth.share(part, [other]) >= here for other in held)
    return elsewhere > here or (elsewhere == here == 1 and spare)


def trains(part: Part) -> bool:
    """Tell whether a part asks for a training of its own."""
    return any(criterion.check.startswith(_TRAINING_CHECKS) for criterion in part.criteria)


def _many(part: Part) -> bool:
    return any(criterion.check.startswith("grid") for criterion in part.criteria)


def _is_loose(seq: int, block: Block, owners: Mapping[int, str]) -> bool:
    """Leave an event of the block where a marker puts it, if that is not where the training stood."""
    return owners.get(seq) == owners.get(block.seq)


def _has_code(spans: Sequence[Span], evidence: Evidence) -> bool:
    return any(evidence.submission.cells[span.cell - 1].kind is CellKind.CODE for span in spans)


def _heading_before(part: Part, announced: Sequence[Part], spans: Mapping[str, Sequence[Span]]) -> bool:
    """Tell whether another part's bare heading stands right before this one's."""
    first = min(((span.cell, span.first) for span in spans[part.id]), default=None)
    return first is not None and any(
        span.cell >= first[0] - 1 and (span.cell, span.last) < first for other in announced for span in spans[other.id]
    )


class _Worth:
    """How well trainings suit a part, by the part's own criteria."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self.asked = False

    def of(self, part: Part, blocks: Sequence[Block]) -> Fraction:
        """Return the points that a part would get for these trainings alone; none for one of other data."""
        self.asked = True
        wanted = {name for criterion in part.criteria for name in criterion.datasets}
        used = {source.dataset for block in blocks for source in _sources(block)}
        if wanted and not wanted & used:
            return Fraction(0)
        view = PartEvidence(id=part.id, evidence=self._evidence, events=tuple(e for b in blocks for e in b.events))
        total = Fraction(0)
        for criterion in part.criteria:
            if criterion.check in _TELLING:
                finding = criterion.examine(view)
                total += Fraction(criterion.points) * (finding.earned + PENDING_WEIGHT * finding.pending)
            elif criterion.check == "accuracy":
                total += Fraction(criterion.points)  # every network on these data is an attempt, however good
        return total

    def share(self, part: Part, blocks: Sequence[Block]) -> Fraction:
        """Return the same as a share of what is possible."""
        self.asked = True
        possible = sum((Fraction(c.points) for c in part.criteria if c.check in _JUDGED), Fraction(0))
        return self.of(part, blocks) / possible if possible else Fraction(0)


def _sources(block: Block) -> Sequence[Source]:
    data = block.fits[-1].data
    return data.sources if data else ()


def _align(blocks: Sequence[Block], parts: Sequence[Part], worth: _Worth) -> list[tuple[Block, Part]]:
    """Place blocks in order so that the parts' own criteria are worth the most together."""
    runs = [list(run) for _, run in groupby(blocks, key=_manner)]

    @cache
    def gain(p: int, first: int, last: int) -> Fraction:
        # Squared, so that one part that is right counts for more than two that are half right.
        found = worth.share(parts[p], [block for run in runs[first:last] for block in run]) ** 2
        return found * Fraction(parts[p].points) + LATER_WEIGHT * (last - first) if found else found

    @cache
    def best(p: int, k: int) -> tuple[Fraction, tuple[tuple[int, int, int], ...]]:
        """The most that parts p and on can be worth with blocks k and on."""
        if p == len(parts) or k == len(runs):
            return Fraction(0), ()
        options = [best(p + 1, k), best(p, k + 1)]
        most = len(runs) if _many(parts[p]) else min(len(runs), k + MOST_ATTEMPTS)
        for end in range(k + 1, most + 1):
            if (found := gain(p, k, end)) > 0:
                rest, picks = best(p + 1, end)
                options.append((found + rest, ((p, k, end), *picks)))
        return max(options, key=lambda option: option[0])

    return [(block, parts[p]) for p, first, last in best(0, 0)[1] for run in runs[first:last] for block in run]


def _manner(block: Block) -> tuple[object, ...]:
    """Say where and how a network was trained: a loop over networks is one piece of work."""
    fit = block.fits[-1]
    share = fit.validation.share if fit.validation else None
    return fit.cell, fit.line, fit.epochs, share, tuple(callback.class_name for callback in fit.callbacks)
