"""Where the parts stand that alignment placed: from what was done for one to what was done for the next."""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from grader.evidence import CellKind
from grader.parts import Span, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from grader.evidence import Event, Evidence

Place = tuple[int, int]
"""Cell and line."""


def settle(
    evidence: Evidence, done: Mapping[str, Sequence[Event]], spans: Mapping[str, Sequence[Span]]
) -> dict[str, tuple[Span, ...]]:
    """Return the lines of each part in ``done``; those that markers give to other parts stay theirs.

    So do those below a part's own marker among which no other part's work stands, and else the marker's own words, down
    to the first code.

    Args:
        evidence: The submission and its run.
        done: What belongs to each part that alignment gave something to or took something from.
        spans: The lines that markers claim, of all parts.
    """
    claimed = [
        span
        for name, held in spans.items()
        for stretch in together(held)
        for span in (
            stretch if name not in done or not _holds_others(stretch, name, done) else _opening(stretch, evidence)
        )
    ]
    turns = _turns(done, evidence)
    taken: dict[str, list[Span]] = {name: [] for name in done}
    for (start, name), (end, _) in pairwise((*turns, ((len(evidence.submission.cells) + 1, 1), ""))):
        for span in _between(start, end, evidence):
            taken[name] += _without(span, claimed)
    return {
        name: _sorted(
            (*held, *_left(spans[name], [s for other, lost in taken.items() for s in lost if other != name], held))
        )
        for name, held in taken.items()
    }


def _holds_others(stretch: Sequence[Span], name: str, done: Mapping[str, Sequence[Event]]) -> bool:
    return any(
        span.holds(event.cell, event.line)
        for other, events in done.items()
        if other != name
        for event in events
        for span in stretch
    )


def _opening(stretch: Sequence[Span], evidence: Evidence) -> Iterator[Span]:
    """Yield the lines of a stretch that are nothing but words: text cells, and comments above the code."""
    for span in stretch:
        cell = evidence.submission.cells[span.cell - 1]
        lines = cell.source.split("\n")[span.first - 1 : span.last]
        words = list(takewhile(lambda line: not line.strip() or line.lstrip().startswith("#"), lines))
        if cell.kind is CellKind.MARKDOWN:
            yield span
        elif words:
            yield Span(span.cell, span.first, span.first + len(words) - 1)
        if cell.kind is CellKind.CODE:
            return


def _left(marked: Sequence[Span], lost: Sequence[Span], held: Sequence[Span]) -> Iterator[Span]:
    """Yield what a part keeps of its marked lines: not what others took, nor what it holds already."""
    for span in marked:
        yield from _without(span, (*lost, *held))


def _sorted(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: (span.cell, span.first)))


def _turns(done: Mapping[str, Sequence[Event]], evidence: Evidence) -> list[tuple[Place, str]]:
    """Return where the work turns to another part; the first thing done in a cell has all that stands above it."""
    places = sorted({((e.cell, e.line or 1), name) for name, events in done.items() for e in events if e.cell})
    turns: list[tuple[Place, str]] = []
    for (cell, line), name in places:
        if turns and turns[-1][1] == name:
            continue
        before = [e.line or 1 for e in evidence.recording.events if e.cell == cell and (e.line or 1) < line]
        start = (cell, max(before) + 1 if before else 1)
        if not turns or turns[-1][0] < start:
            turns.append((start, name))
    return turns


def _between(start: Place, end: Place, evidence: Evidence) -> Iterator[Span]:
    """Yield the lines from one place to right before another."""
    for cell in evidence.submission.cells[start[0] - 1 : end[0]]:
        first = start[1] if cell.number == start[0] else 1
        last = end[1] - 1 if cell.number == end[0] else cell.source.rstrip("\n").count("\n") + 1
        if first <= last:
            yield Span(cell.number, first, last)


def _without(span: Span, others: Sequence[Span]) -> Iterator[Span]:
    """Cut out what other spans hold."""
    first = span.first
    for other in sorted((c for c in others if c.cell == span.cell), key=lambda other: other.first):
        if other.first > span.last or other.last < first:
            continue
        if first < other.first:
            yield Span(span.cell, first, other.first - 1)
        first = max(first, other.last + 1)
    if first <= span.last:
        yield Span(span.cell, first, span.last)
