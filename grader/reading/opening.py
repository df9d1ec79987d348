"""The heading of a part is no answer: neither its marker ("(d)" under "3d", "Q4.3") nor the exam's own title."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.markers import LineKind, Shape, Tree, find_marker
from grader.parts import Origin

if TYPE_CHECKING:
    from grader.parts import PartEvidence, Passage

_LETTER = re.compile(r"(?:^|[\W\d_])(?P<letter>[a-z가-힣])$", re.IGNORECASE)
_WRITTEN = {Origin.MARKDOWN: LineKind.MARKDOWN, Origin.COMMENT: LineKind.COMMENT}
_WORTH = r"(?:\(\s*\d+(?:\.\d+)?\s*(?:점|points?|pts?\.?|marks?)\s*\))?"


def spoken(part: PartEvidence) -> tuple[Passage, ...]:
    """Return a part's passages, without the marker and the title that open it.

    A lone number is left to ``units``, which knows it. A title goes only as the rubric has it, to the line's end.
    """
    known, tree = _opening(part.id, part.titles), Tree.of((part.id,))
    openings = {(span.cell, span.first) for span in part.spans}
    plain = (
        replace(passage, text=known.sub("", passage.text, count=1))
        if known is not None and (passage.cell, passage.line) in openings
        else passage
        for passage in part.passages
    )
    return tuple(_without_marker(passage, tree) for passage in plain)


def _without_marker(passage: Passage, tree: Tree) -> Passage:
    if passage.origin in {Origin.VARIABLE, Origin.DISPLAYED}:
        return passage
    marker = find_marker(passage.text, kind=_WRITTEN.get(passage.origin, LineKind.STRING))
    if marker is None or marker.shape is not Shape.FULL or tree.find(marker.path) is None or not marker.title.strip():
        return passage
    title = marker.title.strip()
    announced = title.startswith(("=", "->")) or passage.text.removesuffix(title).rstrip().endswith((":", ">"))
    return replace(passage, text=title, announced=announced)


@lru_cache(maxsize=256)
def _opening(name: str, titles: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what may open a part: its letter in front, or its title at the end of a line, or both."""
    letter = _LETTER.search(name)
    front = (
        rf"^[\s#*]*(?:[\w.-]*\d[\s.-]*)?(?:\({letter['letter']}\)|{letter['letter']}\s*[).:])\s*" if letter else None
    )
    ends = "|".join(r"\s+".join(map(re.escape, title.split())) for title in titles if title.strip())
    back = rf"{_WORTH}\s*(?:{ends})\s*{_WORTH}\s*$" if ends else None
    both = [f"(?:{front})(?:{back})"] if front and back else []
    found = "|".join(filter(None, (*both, front, back)))
    return re.compile(found, re.IGNORECASE) if found else None
