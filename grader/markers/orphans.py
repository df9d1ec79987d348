"""Parts marked ``(1)``, ``(2)`` with no section named before them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.markers.outline import Opening
    from grader.markers.tree import Tree


Place = tuple[int, int]
"""Cell and line."""

NONE_BEGUN: Mapping[str, Place] = MappingProxyType({})


def adopt(openings: Sequence[Opening], tree: Tree, begun: Mapping[str, Place] = NONE_BEGUN) -> tuple[Opening, ...]:
    """Give each orphan the section that makes the sequence consistent, if only one does; else drop the orphans.

    Args:
        openings: All that were found, in order; an orphan's path is empty.
        tree: The rubric's ids.
        begun: Where the work of sections begins that no marker names: an orphan's section has begun, the next has not.
    """
    orphans = [opening for opening in openings if not opening.path]
    named = {opening.path[0] for opening in openings if opening.path}
    groups = _groups(orphans)
    free = [section for section in tree.sections() if section not in named]
    ways = [way for way in _ways(groups, free, tree) if _in_place(way, groups, begun, tree)]
    if len(ways) != 1:
        return tuple(opening for opening in openings if opening.path)
    sections = iter([section for section, group in zip(ways[0], groups, strict=True) for _ in group])
    return tuple(opening if opening.path else _placed(opening, next(sections)) for opening in openings)


def _in_place(way: Sequence[str], groups: Sequence[Sequence[Opening]], begun: Mapping[str, Place], tree: Tree) -> bool:
    """Tell whether each group stands after the begin of its section and of those before it, and before the others'."""
    order = tree.children(())
    return all(
        (order.index(other) <= order.index(section)) == (place <= (group[0].found.cell, group[0].found.line))
        for section, group in zip(way, groups, strict=True)
        for other, place in begun.items()
    )


def _placed(opening: Opening, section: str) -> Opening:
    marker = opening.found.marker
    through = (section, marker.through) if marker.through else None
    return replace(opening, path=(section, *marker.path), through=through)


def _groups(orphans: Sequence[Opening]) -> list[list[Opening]]:
    """Begin a group wherever the count goes back."""
    groups: list[list[Opening]] = []
    for orphan in orphans:
        if groups and _goes_on(groups[-1][-1], orphan):
            groups[-1].append(orphan)
        else:
            groups.append([orphan])
    return groups


def _order(opening: Opening) -> tuple[int, str]:
    token = opening.found.marker.path[0]
    return (int(token), "") if token.isdigit() else (0, token)


def _goes_on(before: Opening, after: Opening) -> bool:
    """Tell whether the count goes on; after ``(3)-(5)``, which all of them share, it does with ``(3)``."""
    begins_range = bool(before.found.marker.through) and _order(before) == _order(after)
    return begins_range or _order(after) > _order(before)


def _ways(groups: Sequence[Sequence[Opening]], sections: Sequence[str], tree: Tree) -> Iterator[tuple[str, ...]]:
    """Enumerate the assignments of groups to sections that keep the order and know every part."""
    if not groups:
        yield ()
        return
    for position, section in enumerate(sections):
        if all(tree.has((section, *orphan.found.marker.path)) for orphan in groups[0]):
            for rest in _ways(groups[1:], sections[position + 1 :], tree):
                yield (section, *rest)
