"""The heading that opens a part is no answer to it: neither its marker ("(d)" under "3d") nor the exam's own title."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.parts import PartEvidence, Passage

_LETTER = re.compile(r"(?:^|[\W\d_])(?P<letter>[a-z가-힣])$", re.IGNORECASE)
_WORTH = r"(?:\(\s*\d+(?:\.\d+)?\s*(?:점|points?|pts?\.?|marks?)\s*\))?"


def spoken(part: PartEvidence) -> tuple[Passage, ...]:
    """Return a part's passages, without the letter and the title that open it.

    Numbers are left to ``units``, which knows them. A title is taken off only as the rubric has it, to the line's end.
    """
    known = _opening(part.id, part.titles)
    if known is None:
        return part.passages
    openings = {(span.cell, span.first) for span in part.spans}
    return tuple(
        replace(passage, text=known.sub("", passage.text, count=1))
        if (passage.cell, passage.line) in openings
        else passage
        for passage in part.passages
    )


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
