"""From markers to stretches: which lines of a submission belong to which part.

A marker's stretch lasts until the next one. A section's marker (``## 1.``) and a part's (``(2)``) combine to "1-2".
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.markers.belief import believe
from grader.markers.decoration import LineKind, is_rule
from grader.markers.grammar import Shape
from grader.markers.lists import without_lists
from grader.markers.orphans import NONE_BEGUN, adopt
from grader.markers.places import find_all
from grader.markers.tree import Path, Tree
from grader.parts import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.evidence import Cell
    from grader.markers.grammar import Marker
    from grader.markers.orphans import Place
    from grader.markers.places import Found

# Nothing, a cell's sign, a cell magic, the quotes that a text begins with.
_IDLE = re.compile(r"\s*|\s*#\s*%%+\s*|%%\w.*|\s*[rR]?(?:\"{3}|'{3})")


@dataclass(frozen=True)
class Opening:
    """A believed marker and the rubric's path it opens; ``through`` is the path a range ends with."""

    found: Found
    path: Path
    through: Path | None = None


@dataclass(frozen=True)
class Stretch:
    """Some lines of one cell and the parts they may belong to: one, or all of a section or range."""

    ids: tuple[str, ...]
    span: Span


def part_spans(
    cells: Sequence[Cell], part_ids: Sequence[str], begun: Mapping[str, Place] = NONE_BEGUN
) -> tuple[tuple[str, Span], ...]:
    """Assign stretches of a submission to parts by the markers in it.

    Args:
        cells: The cells of one submission, in order.
        part_ids: The rubric's ids: "1-1", "3", "Q2", "a".
        begun: Where the work of sections begins that no marker names, as far as that is known otherwise.

    Returns:
        Part id and span, one a cell, in the order of the submission. A part whose marker appears twice has the spans
        of both. Lines before the first marker, and those that belong to several parts, are in none.
    """
    found = stretches(cells, part_ids, begun)
    return tuple((stretch.ids[0], stretch.span) for stretch in found if len(stretch.ids) == 1)


def stretches(
    cells: Sequence[Cell], part_ids: Sequence[str], begun: Mapping[str, Place] = NONE_BEGUN
) -> tuple[Stretch, ...]:
    """As ``part_spans``, with what belongs to several parts: a section's opening, ``(3)-(5)``."""
    tree = Tree.of(part_ids)
    openings = _openings(believe(find_all(cells), tree), tree, begun)
    return tuple(_cut(cells, _turns(openings, tree)))


def _openings(found: Sequence[Found], tree: Tree, begun: Mapping[str, Place]) -> tuple[Opening, ...]:
    walk = _Walk(tree, found)
    placed = [opening for place in found if (opening := walk.place(place)) is not None]
    return without_lists(adopt(placed, tree, begun), tree)


class _Walk:
    """Goes through the markers in order and remembers the section and part it is in."""

    def __init__(self, tree: Tree, found: Sequence[Found]) -> None:
        self._tree = tree
        self._shallowest = _shallowest(found)
        self._path: Path = ()
        self._section: Found | None = None
        self._head: Found | None = None
        self._inner_styles: set[str] = set()
        self._steps: set[tuple[str, int]] = set()

    def place(self, found: Found) -> Opening | None:
        """Place a marker; an empty path is one whose section is not known yet."""
        path = self._resolve(found)
        if path is None:
            return None
        opening = Opening(found, path)
        if found.marker.through and path:
            opening = replace(opening, through=(*path[:-1], found.marker.through))
            path = path[:-1] if self._tree.has(opening.through or ()) else path
        if found.kind is not LineKind.NAME:
            self._enter(found, path)
        return opening

    def _enter(self, found: Found, path: Path) -> None:
        self._head = found if found.marker.shape is Shape.FULL else None
        if len(path) == 1:
            self._section, self._inner_styles, self._steps = found, set(), set()
        elif path[:1] != self._path[:1]:
            self._section, self._inner_styles, self._steps = None, set(), set()
        if len(path) > 1:
            self._inner_styles.add(found.marker.style)
        self._path = path

    def _resolve(self, found: Found) -> Path | None:
        marker = found.marker
        if marker.shape is Shape.FULL:
            return self._tree.find(marker.path)
        if marker.shape is Shape.ROUND:
            return self._resolve_round(found)
        if self._is_below_section(found):
            return self._resolve_below(marker)
        if self._is_below_part(found) and self._is_step(marker):
            return None
        return marker.path if self._tree.has(marker.path) else self._child(marker)

    def _resolve_round(self, found: Found) -> Path | None:
        marker = found.marker
        if self._tree.is_flat():
            return marker.path if self._tree.has(marker.path) else None
        path = self._child(marker) if self._path else ()
        # "(3)" in a cell to itself, after "(2-2)": the section has no such part, but is a part itself.
        return marker.path if path is None and found.alone and marker.path in self._tree.ids else path

    def _child(self, marker: Marker) -> Path | None:
        """Find the path that ends with the marker's token, next to the current part or around it."""
        for depth in range(len(self._path), 0, -1):
            path = (*self._path[:depth], *marker.path)
            if self._tree.has(path):
                return path
        return None

    def _is_below_section(self, found: Found) -> bool:
        return self._section is not None and depth_of(found) > depth_of(self._section)

    def _is_below_part(self, found: Found) -> bool:
        """Tell whether a heading stands below that of a part, ``### 1.`` under ``## 2-2``."""
        head = self._head
        return head is not None and bool(head.marker.level) and found.marker.level > head.marker.level

    def _is_step(self, marker: Marker) -> bool:
        step = (marker.style, marker.level)
        if step in self._steps or self._opens_elsewhere(marker) or self._tree.children(marker.path):
            self._steps.add(step)
            return True
        return False

    def _resolve_below(self, marker: Marker) -> Path | None:
        """``### 1. load`` under ``# 3.``: a part of the section, a step, or a section at the wrong depth."""
        below = (*self._path[:1], *marker.path)
        if self._tree.has(below) and not self._inner_styles - {marker.style}:
            return below
        step = (marker.style, marker.level)
        if step in self._steps or self._opens_elsewhere(marker) or not self._tree.has(marker.path):
            self._steps.add(step)
            return None
        return marker.path

    def _opens_elsewhere(self, marker: Marker) -> bool:
        head = self._section or self._head
        section = depth_of(head) if head is not None else 0
        return self._shallowest.get(marker.path[0], section + 1) <= section


def _shallowest(found: Sequence[Found]) -> dict[str, int]:
    """How far out each section is named anywhere."""
    depths: dict[str, int] = {}
    for place in found:
        if place.marker.shape is not Shape.ROUND:
            token = place.marker.path[0]
            depths[token] = min(depth_of(place), depths.get(token, depth_of(place)))
    return depths


def depth_of(found: Found) -> int:
    """Rank a marker's place: headings by their level, then plain text, then comments in code."""
    if found.marker.level:
        return found.marker.level
    return 7 if found.kind in {LineKind.MARKDOWN, LineKind.TITLE, LineKind.TAG} else 8


@dataclass(frozen=True)
class _Turn:
    """From this line on, these parts; none where the rubric's parts are left."""

    cell: int
    line: int
    ids: tuple[str, ...]


def _turns(openings: Sequence[Opening], tree: Tree) -> tuple[_Turn, ...]:
    turns: list[_Turn] = []
    outside: tuple[str, ...] = ()
    inside: list[tuple[int, int]] = []
    for opening in openings:
        found, ids = opening.found, _ids(opening, tree)
        while inside and inside[-1] < (found.cell, found.line):
            turns.append(_Turn(inside[-1][0], inside.pop()[1] + 1, outside))
        turns.append(_Turn(found.cell, found.line, ids))
        if found.last is None:
            outside = ids
        else:
            inside.append((found.cell, found.last))
    turns += [_Turn(cell, last + 1, outside) for cell, last in reversed(inside)]
    return tuple(turns)


def _ids(opening: Opening, tree: Tree) -> tuple[str, ...]:
    if opening.through is None:
        return tree.parts(opening.path)
    tokens = tree.children(opening.path[:-1])
    first, last = opening.path[-1], opening.through[-1]
    if last not in tokens or tokens.index(first) > tokens.index(last):
        return tree.parts(opening.path)
    named = tokens[tokens.index(first) : tokens.index(last) + 1]
    return tuple(part_id for token in named for part_id in tree.parts((*opening.path[:-1], token)))


def _head(cell: Cell) -> int:
    """Count the lines at a cell's top that say nothing: they belong to the marker right below them."""
    lines = cell.source.split("\n")
    return next(
        (number for number, line in enumerate(lines) if not (_IDLE.fullmatch(line) or is_rule(line))), len(lines)
    )


def _cut(cells: Sequence[Cell], turns: Sequence[_Turn]) -> Iterator[Stretch]:
    ids: tuple[str, ...] = ()
    by_cell: dict[int, list[_Turn]] = defaultdict(list)
    for turn in turns:
        by_cell[turn.cell].append(turn)
    for cell in cells:
        lines = cell.source.rstrip("\n").count("\n") + 1
        first = 1
        head = _head(cell)
        for turn in by_cell[cell.number]:
            if turn.ids == ids:
                continue
            start = 1 if turn.line <= head + 1 else turn.line
            if ids and start > first:
                yield Stretch(ids, Span(cell.number, first, start - 1))
            first, ids = start, turn.ids
        if ids and first <= lines:
            yield Stretch(ids, Span(cell.number, first, lines))
