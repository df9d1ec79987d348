"""The marker that opens a part is no answer to it: "(d) B, C" under "3d" says B and C."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.parts import PartEvidence, Passage

_LETTER = re.compile(r"(?:^|[\W\d_])(?P<letter>[a-z가-힣])$", re.IGNORECASE)


def spoken(part: PartEvidence) -> tuple[Passage, ...]:
    """Return a part's passages, without the letter that opens it; numbers are left to ``units``, which knows them."""
    letter = _LETTER.search(part.id)
    if letter is None:
        return part.passages
    marker = re.compile(
        rf"[\s#*]*(?:[\w.-]*\d[\s.-]*)?(?:\({letter['letter']}\)|{letter['letter']}\s*[).:])\s*", re.IGNORECASE
    )
    openings = {(span.cell, span.first) for span in part.spans}
    return tuple(
        replace(passage, text=marker.sub("", passage.text, count=1))
        if (passage.cell, passage.line) in openings and marker.match(passage.text)
        else passage
        for passage in part.passages
    )
