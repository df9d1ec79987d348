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

    A line that opens the part and holds no more than its marker is none; a lone number further down is left to
    ``units``, which knows it. A title goes only as the rubric has it, to the line's end.
    """
    known, tree = _opening(part.id, part.titles), Tree.of((part.id,))
    openings = {(span.cell, span.first) for span in part.spans}
    own = tree.path_of(part.id)
    plain = (
        replace(passage, text=known.sub("", passage.text, count=1))
        if known is not None and (passage.cell, passage.line) in openings
        else passage
        for passage in part.passages
        if (passage.cell, passage.line) not in openings or not _is_marker_of(own, passage, part)
    )
    return tuple(_without_marker(passage, tree) for passage in plain)


def _is_marker_of(own: tuple[str, ...], passage: Passage, part: PartEvidence) -> bool:
    """Tell whether a line surely says which part it is and no more: "## 2", "Part 2"; "4.3" may be an answer."""
    if passage.origin not in {*_WRITTEN, Origin.STRING}:
        return False
    text = passage.text
    if passage.origin is Origin.COMMENT:
        # What makes "## 2" a heading is no longer in the comment's text.
        lines = part.evidence.submission.cells[passage.cell - 1].source.split("\n")
        text = lines[passage.line - 1].strip() if passage.line <= len(lines) else text
    marker = find_marker(text or passage.text, kind=_WRITTEN.get(passage.origin, LineKind.STRING))
    return marker is not None and marker.sure and not marker.title.strip() and own[-len(marker.path) :] == marker.path


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
