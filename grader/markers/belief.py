"""Which candidates to believe, seen together: a numbering is used like one, a list of steps is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from grader.markers.decoration import LineKind
from grader.markers.grammar import ATTACHED, Shape
from grader.markers.tree import ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from grader.markers.places import Found
    from grader.markers.tree import Tree

_SECTIONS = {Shape.POINT, Shape.NAMED}
_SET_APART = {LineKind.TAG, LineKind.TITLE, LineKind.MARKDOWN}
_FEWEST = 2  # one number is no numbering


def believe(found: Sequence[Found], tree: Tree) -> tuple[Found, ...]:
    """Keep the candidates that the rubric knows and that are used as markers are."""
    found = _counted(found, tree)
    known = [place for place in found if _is_known(place, tree)]
    answers = set(_answers_listed(known, tree))
    known = _without_contents(known, answers)
    known = _without_steps(known)
    doubted = {
        style
        for style in _unsure_styles(known)
        if not (_is_numbering(style, known, found, tree) or _are_leaves(style, found, known, tree))
    }
    kept = answers | set(_filling(known, tree))
    return tuple(place for place in known if place.marker.sure or place in kept or place.marker.style not in doubted)


def _counted(found: Sequence[Found], tree: Tree) -> Sequence[Found]:
    """Take "가." and "(b)" for the rubric's 1 and 2 where no part is marked with a number: else they are options."""
    if any(_is_numbered_part(place, tree) for place in found):
        return found
    return [_with_number(place, tree) for place in found]


def _is_numbered_part(place: Found, tree: Tree) -> bool:
    path = place.marker.path
    if place.marker.shape is Shape.FULL:
        return path[-1].isdigit() and tree.has(path)
    return place.marker.shape is Shape.ROUND and path[-1].isdigit()


def _with_number(place: Found, tree: Tree) -> Found:
    marker = place.marker
    if marker.shape not in {Shape.ROUND, Shape.POINT} or tree.names(marker.path[0]):
        return place
    if marker.path[0].isdigit():
        return place
    # "가." is to "1." what "(1)" is: a part below a section.
    below = replace(marker, path=(ordinal(marker.path[0]),), shape=Shape.ROUND)
    return replace(place, marker=below if marker.shape is Shape.ROUND else replace(below, style="letter"))


def _is_known(place: Found, tree: Tree) -> bool:
    marker = place.marker
    if marker.shape is Shape.FULL:
        return (tree.has if marker.style == ATTACHED else tree.find)(marker.path) not in {None, False}
    return tree.names(marker.path[0])


def _without_contents(found: Sequence[Found], answers: set[Found]) -> list[Found]:
    """Drop sections named line after line with nothing between: a table of contents, or a list."""
    listed: set[Found] = set()
    for before, after in pairwise(place for place in found if place not in answers):
        near = before.cell == after.cell and after.line - before.line <= 1
        alike = before.marker.shape in _SECTIONS and before.marker.style == after.marker.style
        if near and alike and before.marker.level == after.marker.level and before.kind is LineKind.MARKDOWN:
            listed |= {before, after}
    return [place for place in found if place not in listed]


def _answers_listed(found: Sequence[Found], tree: Tree) -> Iterator[Found]:
    """Yield "1. … 2. …" right below a section's heading, if it counts all of the section's parts.

    It stands in the heading's cell, or in the one after a heading that has a cell to itself.
    """
    for position, head in enumerate(found):
        children = tree.children(head.marker.path[:1])
        items = found[position + 1 : position + 1 + len(children)]
        if (
            head.marker.level
            and len(head.marker.path) == 1
            and len(children) >= _FEWEST
            and tuple(item.marker.path[0] for item in items) == children
            and all(_is_item(item) and item.cell == items[0].cell for item in items)
            and items[0].cell - head.cell in ({0, 1} if head.alone else {0})
            and not any(later.cell == items[0].cell for later in found[position + 1 + len(children) :])
        ):
            yield from items


def _filling(known: Sequence[Found], tree: Tree) -> Iterator[Found]:
    """Yield the unsure markers that are as good as sure ones, for they name what no sure one does, once and in order.

    A section's parts ("# 4.1 : …", "# 4.2 : …" after "--- 1.1 ---"), all that there are of one style; and a section
    whose number has a text cell to itself.
    """
    for section in tree.sections():
        for style in _unsure_styles(known):
            members = [p for p in known if p.marker.style == style and not p.marker.sure and _is_in(p, section)]
            if len(members) >= _FEWEST and _fills_parts(members, known, tree):
                yield from members
    yield from (place for place in known if place.alone and _fills_section(place, known, tree))


def _is_in(place: Found, section: str) -> bool:
    return place.marker.shape is Shape.FULL and place.marker.path[0] == section


def _fills_parts(members: Sequence[Found], known: Sequence[Found], tree: Tree) -> bool:
    paths = [tree.find(place.marker.path) for place in members]
    sure = {tree.find(place.marker.path) for place in known if place.marker.shape is Shape.FULL and place.marker.sure}
    rising = [path for path in tree.ids if path in paths]
    return bool(sure) and paths == rising and not sure & set(paths)


def _fills_section(place: Found, known: Sequence[Found], tree: Tree) -> bool:
    """Tell whether all other sections stand where this one being this one wants them, and none is it already."""
    sections = tree.children(())
    own = place.marker.path[0]
    if place.marker.shape is not Shape.POINT:
        return False
    others = [p for p in known if p is not place and p.marker.shape is not Shape.ROUND and (p.marker.sure or p.alone)]
    named = [(p.marker.path[0], known.index(p) < known.index(place)) for p in others]
    if own not in sections or any(token == own for token, _ in named):
        return False
    return all(
        (sections.index(token) < sections.index(own)) == before for token, before in named if token in sections
    ) and (bool(named) or _has_parts_below([place], known))


def _is_item(place: Found) -> bool:
    marker = place.marker
    return marker.shape is Shape.POINT and not marker.level and place.kind is LineKind.MARKDOWN


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


def _are_leaves(style: str, found: Sequence[Found], known: Sequence[Found], tree: Tree) -> bool:
    """Tell whether the ``# 3`` of a style, each once and in order, are all sections, or parts among ``# 2-1``, …."""
    members = [place for place in found if place.marker.style == style and not place.marker.sure]
    paths = [place.marker.path for place in members]
    if len(set(paths)) < len(paths) or members[0].marker.shape is not Shape.POINT:
        return False
    if tuple(path[0] for path in paths) == tree.children(()):
        return True  # "# 1" to "# 4": all the exam's sections
    if any(path not in tree.ids for path in paths) or not set(members) <= set(known):
        return False
    for place in members:
        position = known.index(place)
        before = [other.marker.path[0] for other in known[:position] if other.marker.shape is Shape.FULL]
        after = [other.marker.path[0] for other in known[position:] if other.marker.shape is Shape.FULL]
        token = place.marker.path[0]
        sections = tree.children(())
        rank = sections.index(token)
        if not before or token in {*before, *after} or sections.index(before[-1]) > rank:
            return False
        if after and sections.index(after[0]) < rank:
            return False
    return True


def _same_role(shape: Shape, other: Shape) -> bool:
    if shape in _SECTIONS:
        return other in {*_SECTIONS, Shape.FULL}
    return other in {Shape.ROUND, Shape.FULL}


def _has_parts_below(sections: Sequence[Found], known: Sequence[Found]) -> bool:
    """Tell whether any of the sections is followed by a ``(1)`` before the next one."""
    opening = set(sections)
    return any(before in opening and after.marker.shape is Shape.ROUND for before, after in pairwise(known))
