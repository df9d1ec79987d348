"""Which part each piece of evidence belongs to.

Markers in the submission decide (``grader.markers``): what happens between "1-3" and "1-4" is part 1-3's. Trainings
that no marker claims, and trainings heaped under one heading while other parts stay empty, are aligned to the parts in
order, by how well each part's own criteria like them. A variable's name plays no role.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from grader.attribution.alignment import realign
from grader.attribution.passages import passages_of
from grader.evidence import CellKind
from grader.markers import LineKind, find_marker, part_spans
from grader.parts import PartEvidence, Span
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.evidence import Event, Evidence
    from grader.rubric import Rubric

__all__ = ["attribute"]


def attribute(rubric: Rubric, evidence: Evidence) -> Mapping[str, PartEvidence]:
    """Give every part of the rubric what belongs to it; a part without anything gets an empty one."""
    ids = [part.id for part in rubric.parts]
    spans: dict[str, list[Span]] = {name: [] for name in ids}
    for name, span in part_spans(evidence.submission.cells, ids):
        spans[name].append(span)
    owners = {event.seq: owner for event in evidence.recording.events if (owner := _owner(event, spans, ids))}
    moved = realign(rubric, evidence, owners, spans)
    views: dict[str, PartEvidence] = {}
    for name in ids:
        events = tuple(e for e in evidence.recording.events if name in moved.get(e.seq, (owners.get(e.seq),)))
        part_spans_ = tuple(spans[name])
        cells = {span.cell for span in part_spans_} | {event.cell for event in events if event.seq in moved}
        views[name] = PartEvidence(
            id=name,
            evidence=evidence,
            spans=part_spans_ or tuple(Span(cell, 1, 1 << 30) for cell in sorted(cells)),
            events=events,
            passages=passages_of(evidence, part_spans_),
            logs=tuple(log for log in evidence.recording.logs if cells & set(log.cells)),
            others=views,
            note=_note(evidence, part_spans_, aligned=any(event.seq in moved for event in events)),
        )
    return views


def _owner(event: Event, spans: Mapping[str, Sequence[Span]], ids: Sequence[str]) -> str | None:
    """Find the part of an event: its function's name where that says a part, else the span it lies in."""
    marker = find_marker(event.function, kind=LineKind.NAME) if event.function else None
    if marker is not None and (named := "-".join(marker.path)) in ids:
        return named
    return next((name for name, held in spans.items() if any(s.holds(event.cell, event.line) for s in held)), None)


def _note(evidence: Evidence, spans: Sequence[Span], *, aligned: bool) -> Text:
    if aligned:
        return Text(
            "no marker claims this code; matched to the part by its content",
            "문항 표시가 없어 코드의 내용으로 문항을 찾음",
        )
    code = [s for s in spans if evidence.submission.cells[s.cell - 1].kind is CellKind.CODE]
    attempts = sum(1 for one, other in pairwise(spans) if _apart(one, other))
    if attempts and len(code) > 1:
        return Text(
            f"answered {attempts + 1} times; the last complete attempt counts",
            f"{attempts + 1}번 답함; 마지막으로 완성된 답을 채점함",
        )
    return NOTHING


def _apart(one: Span, other: Span) -> bool:
    return other.cell > one.cell + 1 or (other.cell == one.cell and other.first > one.last + 1)
