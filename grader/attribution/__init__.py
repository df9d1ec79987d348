"""Which part each piece of evidence belongs to.

Markers in the submission decide (``grader.markers``): what happens between "1-3" and "1-4" is part 1-3's. Trainings
that no marker claims, and trainings heaped under one heading while other parts stay empty, are aligned to the parts in
order, by how well each part's own criteria like them. A variable's name plays no role.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from grader.attribution.alignment import realign, trains, weights
from grader.attribution.attempts import note_of
from grader.attribution.owners import owner_of
from grader.attribution.passages import Words
from grader.attribution.territory import settle
from grader.markers import Tree, part_spans
from grader.parts import PartEvidence, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.attribution.territory import Place
    from grader.checks.base import Criterion
    from grader.evidence import Event, Evidence
    from grader.rubric import Part, Rubric

__all__ = ["Attribution", "attribute", "attribution_of", "outline", "weights"]


class Attribution(NamedTuple):
    """What belongs to each part, and whether parts' criteria had to be weighed to tell."""

    views: Mapping[str, PartEvidence]
    weighed: bool


def attribute(rubric: Rubric, evidence: Evidence) -> Mapping[str, PartEvidence]:
    """Give every part of the rubric what belongs to it; a part without anything gets an empty one."""
    return attribution_of(rubric, evidence).views


def outline(rubric: Rubric) -> object:
    """Return all that attribution looks at in a rubric where markers decide: equal for equal outcomes."""
    return [
        [part.id, part.titles, *([c.check, getattr(c, "network_of", None)] for c in part.criteria)]
        for part in rubric.parts
    ]


def attribution_of(rubric: Rubric, evidence: Evidence) -> Attribution:
    """Give every part what belongs to it, as ``attribute`` does, and say how far the rubric mattered.

    The outcome is determined by the evidence and ``outline(rubric)``; where it was weighed, by ``weights(rubric)`` too.
    """
    ids = [part.id for part in rubric.parts]
    tree = Tree.of(ids)
    placed = _placed(rubric, evidence, tree, {})
    weighed = placed.weighed
    if begun := _begun(placed, evidence, tree):
        # Where the work of sections without a marker stands tells which section a lone "(3)" is of.
        placed = _placed(rubric, evidence, tree, begun)
    marked, owners, moved = placed.marked, placed.owners, placed.moved
    held = _held(rubric, evidence, owners, moved)
    aligned = _aligned(owners, moved, held, marked)
    spans = {**marked, **settle(evidence, {name: held[name] for name in aligned}, marked)}
    words = Words(evidence, spans, tree)
    views: dict[str, PartEvidence] = {}
    for part in rubric.parts:
        name, own = part.id, spans[part.id]
        cells = {span.cell for span in own} | {event.cell for event in held[name]}
        views[name] = PartEvidence(
            id=name,
            evidence=evidence,
            spans=tuple(own),
            events=held[name],
            passages=words.of(name),
            logs=tuple(log for log in evidence.recording.logs if cells & set(log.cells)),
            others=views,
            titles=part.titles,
            loose=() if own or held[name] else words.between(*_room(name, ids, marked, held), _all(marked)),
        )
    for name, view in list(views.items()):
        given = any(moved.get(event.seq) == name != owners.get(event.seq) for event in view.events)
        found_by_content = given or (name in aligned and not marked[name])
        note = note_of(view, marked[name], aligned=found_by_content)
        views[name] = replace(view, note=note, by_content=found_by_content)
    return Attribution(views, weighed=weighed or placed.weighed)


class _Placed(NamedTuple):
    """The lines that markers claim for each part, whose events these are, and which part those placed by content have.

    ``owners`` and ``moved`` name a part by an event's ``seq``.
    """

    marked: Mapping[str, list[Span]]
    owners: Mapping[int, str]
    moved: Mapping[int, str]
    weighed: bool


def _placed(rubric: Rubric, evidence: Evidence, tree: Tree, begun: Mapping[str, Place]) -> _Placed:
    marked: dict[str, list[Span]] = {part.id: [] for part in rubric.parts}
    for name, span in part_spans(evidence.submission.cells, list(marked), begun):
        marked[name].append(span)
    owners = {event.seq: owner for event in evidence.recording.events if (owner := owner_of(event, marked, tree))}
    moved, weighed = realign(rubric, evidence, owners, marked)
    return _Placed(marked, owners, moved, weighed)


def _begun(placed: _Placed, evidence: Evidence, tree: Tree) -> dict[str, Place]:
    """Say where the work of each section that no marker names begins, as far as it was found by its content."""
    begun: dict[str, Place] = {}
    for event in evidence.recording.events:
        if event.seq in placed.moved and (path := tree.path_of(placed.moved[event.seq])):
            begun.setdefault(path[0], (event.cell, event.line or 1))
    named = {tree.path_of(name)[:1] for name, spans in placed.marked.items() if spans}
    return {section: place for section, place in begun.items() if (section,) not in named}


def _room(
    name: str, ids: Sequence[str], marked: Mapping[str, Sequence[Span]], held: Mapping[str, Sequence[Event]]
) -> tuple[Place, Place]:
    """Return the last place of the parts before this one and the first place of those after it."""
    place = ids.index(name)
    before = [at for other in ids[:place] for at in _places(marked[other], held[other])]
    after = [at for other in ids[place + 1 :] for at in _places(marked[other], held[other])]
    return max(before, default=(0, 0)), min(after, default=(sys.maxsize, 0))


def _places(spans: Sequence[Span], events: Sequence[Event]) -> Iterator[Place]:
    for span in spans:
        yield span.cell, span.first
        yield span.cell, span.last
    yield from ((event.cell, event.line or 1) for event in events)


def _all(marked: Mapping[str, Sequence[Span]]) -> list[Span]:
    return [span for spans in marked.values() for span in spans]


def _held(
    rubric: Rubric, evidence: Evidence, owners: Mapping[int, str], moved: Mapping[int, str]
) -> dict[str, tuple[Event, ...]]:
    """Return each part's events; an evaluation that another part asks for, which has none of its own, is that part's.

    Where it stands under the marker of the training's part it stays there, too.
    """
    events = evidence.recording.events
    now = {**owners, **moved}
    held = {part.id: tuple(e for e in events if now.get(e.seq) == part.id) for part in rubric.parts}
    for part in rubric.parts:
        if any(event.kind in _TESTS for event in held[part.id]) or trains(part):
            continue
        for name in _tested_by(part):
            lent = tuple(event for event in held.get(name, ()) if event.kind in _TESTS)
            held[part.id] = tuple(sorted((*held[part.id], *lent), key=lambda event: event.seq))
            if not any(map(_tested_by_itself, rubric.part(name).criteria)):
                held[name] = tuple(e for e in held[name] if e.kind not in _TESTS or owners.get(e.seq) == name)
    return held


_TESTS = ("evaluate", "predict")


def _tested_by(part: Part) -> tuple[str, ...]:
    """Name the parts whose networks a part asks to evaluate."""
    named = (getattr(criterion, "network_of", None) for criterion in part.criteria)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _tested_by_itself(criterion: Criterion) -> bool:
    return criterion.check == "evaluate" and getattr(criterion, "network_of", None) is None


def _aligned(
    owners: Mapping[int, str],
    moved: Mapping[int, str],
    held: Mapping[str, Sequence[Event]],
    marked: Mapping[str, Sequence[Span]],
) -> set[str]:
    """Name the parts that alignment gave something to or took something from, and those that have no marker."""
    changed = {seq: name for seq, name in moved.items() if owners.get(seq) != name}
    gave = {owners[seq] for seq in changed if seq in owners}
    return gave | set(changed.values()) | {name for name, events in held.items() if events and not marked[name]}
