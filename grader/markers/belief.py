"""Which candidates to believe, seen together: a numbering is used like one, a list of steps is not."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from grader.markers.decoration import LineKind
from grader.markers.grammar import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.markers.places import Found
    from grader.markers.tree import Tree

_SECTIONS = {Shape.POINT, Shape.NAMED}
_SET_APART = {LineKind.TAG, LineKind.TITLE, LineKind.MARKDOWN}
_FEWEST = 2  # one number is no numbering


def believe(found: Sequence[Found], tree: Tree) -> tuple[Found, ...]:
    """Keep the candidates that the rubric knows and that are used as markers are."""
    known = [place for place in found if _is_known(place, tree)]
    known = _without_contents(known)
    known = _without_steps(known)
    doubted = {style for style in _unsure_styles(known) if not _is_numbering(style, known, found, tree)}
    return tuple(place for place in known if place.marker.sure or place.marker.style not in doubted)


def _is_known(place: Found, tree: Tree) -> bool:
    marker = place.marker
    if marker.shape is Shape.FULL:
        return tree.find(marker.path) is not None
    return tree.names(marker.path[0])


def _without_contents(found: Sequence[Found]) -> list[Found]:
    """Drop sections named line after line with nothing between: a table of contents, or a list."""
    listed = set()
    for before, after in pairwise(found):
        near = before.cell == after.cell and after.line - before.line <= 1
        alike = before.marker.shape in _SECTIONS and before.marker.style == after.marker.style
        if near and alike and before.marker.level == after.marker.level and before.kind is LineKind.MARKDOWN:
            listed |= {before, after}
    return [place for place in found if place not in listed]


def _without_steps(found: Sequence[Found]) -> list[Found]:
    """Drop ``## 1. load`` among the code where headings number the sections."""
    headed = any(_is_heading(place) for place in found)
    return [
        place for place in found if not (headed and place.marker.shape is Shape.POINT and place.kind not in _SET_APART)
    ]


def _is_heading(place: Found) -> bool:
    return place.kind in _SET_APART and place.marker.shape in _SECTIONS and place.marker.sure


def _unsure_styles(found: Iterable[Found]) -> set[str]:
    return {place.marker.style for place in found if not place.marker.sure}


def _is_numbering(style: str, known: Sequence[Found], found: Sequence[Found], tree: Tree) -> bool:
    """Tell whether the unsure markers of a style are used as the numbering of an exam is."""
    members = [place for place in known if place.marker.style == style and not place.marker.sure]
    shape = members[0].marker.shape
    if any(place.marker.sure and _same_role(shape, place.marker.shape) for place in known):
        return False
    if shape is Shape.ROUND:
        return True  # judged section by section, in the outline
    paths = [place.marker.path for place in members]
    if len(paths) < _FEWEST or len(set(paths)) < len(paths):
        return False
    if shape is Shape.FULL:
        return all(tree.find(place.marker.path) for place in found if place.marker.style == style)
    return tree.is_flat() or _has_parts_below(members, known)


def _same_role(shape: Shape, other: Shape) -> bool:
    if shape in _SECTIONS:
        return other in {*_SECTIONS, Shape.FULL}
    return other in {Shape.ROUND, Shape.FULL}


def _has_parts_below(sections: Sequence[Found], known: Sequence[Found]) -> bool:
    """Tell whether any of the sections is followed by a ``(1)`` before the next one."""
    opening = set(sections)
    return any(before in opening and after.marker.shape is Shape.ROUND for before, after in pairwise(known))
