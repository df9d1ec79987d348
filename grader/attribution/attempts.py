"""What the report says of how a part was found: by its content, or as the one of several attempts that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.checks.training import counted
from grader.parts import together
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.parts import PartEvidence, Span

ALIGNED = Text(
    "no marker claims this code; matched to the part by its content",
    "문항 표시가 없어 코드의 내용으로 문항을 찾음",
)


def note_of(part: PartEvidence, marked: Sequence[Span], *, aligned: bool) -> Text:
    """Say what is worth a word: nothing where one marker claims the part once.

    Args:
        part: All that belongs to the part.
        marked: The lines that markers claim for it, in the order of the submission.
        aligned: Some of it was placed by its content.
    """
    if aligned:
        return ALIGNED
    attempts = [attempt for attempt in together(marked) if any(_works(part, span) for span in attempt)]
    training = counted(part)
    if len(attempts) < 2 or training is None:  # noqa: PLR2004 - once is no repetition
        return NOTHING
    where = part.where(training.last)
    return Text(
        f"answered {len(attempts)} times; the training at {where} counts, the last complete one",
        f"{len(attempts)}번 답함; 마지막으로 완성된 {where}의 학습을 채점함",
    )


def _works(part: PartEvidence, span: Span) -> bool:
    """Tell whether anything was trained in these lines: text, imports and plots are no attempt."""
    return any(span.holds(fit.cell, fit.line) for fit in part.fits)
