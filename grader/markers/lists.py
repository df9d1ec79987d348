"""Telling ``(1) ... (2) ...`` that marks parts from a list that stands inside one."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

from grader.markers.decoration import LineKind
from grader.markers.grammar import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from grader.markers.outline import Opening
    from grader.markers.tree import Tree

_PROSE = {LineKind.MARKDOWN, LineKind.TITLE, LineKind.TAG}
_FEWEST = 2  # one number that goes back is a part done again; several are a list


def without_lists(openings: Sequence[Opening], tree: Tree) -> tuple[Opening, ...]:
    """Drop the ``(n)`` that count steps, statements or answers inside a part."""
    if tree.is_flat():
        return tuple(openings)
    dropped: set[int] = set()
    groups = [list(group) for _, group in groupby(enumerate(openings), key=lambda numbered: numbered[1].path[:1])]
    usual = any(_counts_up(members) for members in groups)
    for members in groups:
        dropped |= _among_full(members) or _in_comments(members) or _unordered(members, usual=usual)
        dropped |= _nested([(index, opening) for index, opening in members if index not in dropped], tree)
    return tuple(opening for index, opening in enumerate(openings) if index not in dropped)


def _among_full(members: Sequence[tuple[int, Opening]]) -> set[int]:
    """Where the parts are marked ``1-(1)``, ``1-(2)``, a plain ``(1)`` is none."""
    full = {opening.path for _, opening in members if opening.found.marker.shape is Shape.FULL}
    return {index for index, opening in members if _is_round(opening)} if len(full) >= _FEWEST else set()


def _in_comments(members: Sequence[tuple[int, Opening]]) -> set[int]:
    """Where the parts are marked in the text, ``# (1)`` in the code is a step."""
    if not any(_is_round(opening) and opening.found.kind in _PROSE for _, opening in members):
        return set()
    return {index for index, opening in members if _is_round(opening) and opening.found.kind not in _PROSE}


def _unordered(members: Sequence[tuple[int, Opening]], *, usual: bool) -> set[int]:
    """``1)`` is believed only where it counts upwards through the section; one alone only if it does so elsewhere."""
    unsure = _unsure(members)
    paths = [opening.path for _, opening in unsure]
    repeated = len(set(paths)) < len(paths)
    return {index for index, _ in unsure} if repeated or (len(paths) < _FEWEST and not usual) else set()


def _counts_up(members: Sequence[tuple[int, Opening]]) -> bool:
    paths = [opening.path for _, opening in _unsure(members)]
    return len(paths) == len(set(paths)) >= _FEWEST


def _unsure(members: Sequence[tuple[int, Opening]]) -> list[tuple[int, Opening]]:
    return [(index, opening) for index, opening in members if _is_round(opening) and not opening.found.marker.sure]


def _nested(members: Sequence[tuple[int, Opening]], tree: Tree) -> set[int]:
    """Runs that start again inside a part: all in one cell, or with the section's count going on after them."""
    ranked = [(index, opening, _rank(opening, tree)) for index, opening in members if len(opening.path) > 1]
    dropped: set[int] = set()
    top = position = -1
    while (position := position + 1) < len(ranked):
        rank = ranked[position][2]
        if rank > top or not _is_round(ranked[position][1]):
            top = max(top, rank)
            continue
        run = list(_run(islice(ranked, position, None)))
        after = ranked[position + len(run)][2] if position + len(run) < len(ranked) else -1
        one_cell = len({opening.found.cell for _, opening, _ in run}) == 1
        if len(run) >= _FEWEST and (one_cell or after > max(top, run[-1][2])):
            dropped |= {index for index, _, _ in run}
        position += len(run) - 1
    return dropped


def _run(ranked: Iterable[tuple[int, Opening, int]]) -> Iterator[tuple[int, Opening, int]]:
    """Take the ``(n)`` that count up by one."""
    expected: int | None = None
    for item in ranked:
        if not _is_round(item[1]) or (expected is not None and item[2] != expected):
            return
        yield item
        expected = item[2] + 1


def _rank(opening: Opening, tree: Tree) -> int:
    return tree.children(opening.path[:-1]).index(opening.path[-1])


def _is_round(opening: Opening) -> bool:
    return opening.found.marker.shape is Shape.ROUND
