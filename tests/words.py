"""A part made of a student's words alone, for the tests of what is read from them."""

from __future__ import annotations

from grader.evidence import Evidence, Submission
from grader.parts import Origin, PartEvidence, Passage

NO_WORK = Evidence(submission=Submission(name="a.ipynb", form="notebook", cells=(), digest="0"))


def part_of(*texts: str | tuple[Origin, str] | Passage, name: str = "4-5") -> PartEvidence:
    """Each text is one cell of markdown, or of the origin that it names."""
    passages = []
    for cell, text in enumerate(texts, 1):
        if isinstance(text, Passage):
            passages.append(text)
            continue
        origin, words = text if isinstance(text, tuple) else (Origin.MARKDOWN, text)
        split = words.splitlines() if origin not in (Origin.DISPLAYED, Origin.VARIABLE) else [words]
        passages += [Passage(cell, line, origin, one) for line, one in enumerate(split, 1) if one.strip()]
    return PartEvidence(id=name, evidence=NO_WORK, passages=tuple(passages))
