"""Several small questions of one check: each is an equal share of its points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from grader.checks.base import Finding
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Answer:
    """A question's answer; ``right`` is None where only a person can tell."""

    right: bool | None
    text: Text


def yes(text: Text) -> Answer:
    """What was asked for is there."""
    return Answer(right=True, text=text)


def no(text: Text) -> Answer:
    """It is not."""
    return Answer(right=False, text=text)


def unclear(text: Text) -> Answer:
    """A person has to tell."""
    return Answer(right=None, text=text)


def judged(answers: Sequence[Answer], where: str = "") -> Finding:
    """Weigh the answers equally; where there is no question nothing is lost.

    The reason names what is not right, or everything where all is.
    """
    right = sum(answer.right is True for answer in answers)
    open_ = sum(answer.right is None for answer in answers)
    shown = answers if right == len(answers) else [answer for answer in answers if not answer.right]
    if not answers:
        return Finding(Fraction(1), Fraction(0), NOTHING, where)
    count = len(answers)
    return Finding(Fraction(right, count), Fraction(open_, count), joined(answer.text for answer in shown), where)


def joined(texts: Iterable[Text]) -> Text:
    """Join messages; an empty one adds nothing."""
    told = NOTHING
    for text in texts:
        told = told.plus(text)
    return told


def compared(en: str, ko: str, wanted: object, found: object) -> Text:
    """Say what was asked for and what was found, in one word where they agree."""
    if str(wanted) == str(found):
        return Text(f"{en} {found}", f"{ko} {found}")
    return Text(f"{en}: asked for {wanted}, found {found}", f"{ko}: 요구 {wanted}, 제출 {found}")
