"""Answers to several parts on one line: ``(1) 63 (2) 1152 (3) a, c``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.markers import Tree
    from grader.markers.tree import Path
    from grader.parts import Passage

_STYLES = tuple(
    re.compile(rf"(?<![\w.(*×/+-]){style}(?=\s|[^\w\s.,)])", re.IGNORECASE)
    for style in (
        r"\(\s*(?P<token>\d{1,2}|[a-z])\s*\)",
        r"(?P<token>\d{1,2})\)",
        r"(?P<token>\d{1,2})\.",
        r"\d{1,2}-\(?(?P<token>\d{1,2})\)?[.:)]?",
    )
)
_FEWEST = 3
"""Parts of one line: a single number behind an answer may be a reference."""


def by_part(passage: Passage, part_id: str, tree: Tree) -> Iterator[tuple[str, Passage]]:
    """Yield a line's pieces, each with its part; the whole line with ``part_id``, its first part, where it has no more.

    The line must begin as that part's does and count on through its siblings, in one style and without a gap.
    """
    cuts = _cuts(passage.text, tree.path_of(part_id), tree)
    if not cuts:
        yield part_id, passage
    for cut in cuts:
        yield tree.ids[cut.path], replace(passage, text=passage.text[cut.start : cut.end].strip())


@dataclass(frozen=True)
class _Cut:
    """A piece of a line, from its marker, which ``answer`` stands behind."""

    start: int
    answer: int
    end: int
    path: Path


def _cuts(text: str, own: Path, tree: Tree) -> Sequence[_Cut]:
    siblings = tree.children(own[:-1])
    wanted = [(*own[:-1], token) for token in siblings[siblings.index(own[-1]) :]] if own else []
    for style in _STYLES:
        marks = [match for match in style.finditer(text) if match["token"].casefold() in siblings][: len(wanted)]
        paths = [(*own[:-1], mark["token"].casefold()) for mark in marks]
        if len(marks) < _FEWEST or paths != wanted[: len(marks)] or not all(path in tree.ids for path in paths):
            continue
        starts = [0, *(mark.start() for mark in marks[1:])]
        ends = [*starts[1:], len(text)]
        cuts = [_Cut(*where) for where in zip(starts, (mark.end() for mark in marks), ends, paths, strict=True)]
        if all(re.search(r"\w", text[cut.answer : cut.end]) for cut in cuts):
            return cuts
    return ()
