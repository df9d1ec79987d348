"""Changes of what is said in words: another answer in a line, the contrary claim, a line left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.checks.answer import AnswerCheck
from grader.checks.interpretation import InterpretationCheck
from grader.reading.overfitting import TERM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.checks.base import Criterion

_PAIRS = (("참", "거짓"), ("True", "False"), ("true", "false"), ("O", "X"), ("○", "×"), ("T", "F"))
TURNED = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_TRUTH = re.compile(r"^(\W*(?:\w{1,40}\s*[.):=]\s*)?\W*)(" + "|".join(TURNED) + r")(?!\w)")

_CONTRARY = (("높", "낮"), ("증가", "감소"), ("상승", "하락"), ("higher", "lower"), ("increase", "decrease"))
CONTRARY = {one: other for pair in _CONTRARY for one, other in (pair, pair[::-1])}
_COMPARED = re.compile("|".join(CONTRARY))

_NOT = re.compile(r"아니|않|없|\bnot?\b|n't\b", re.IGNORECASE)
OVERFITTED, NOT_OVERFITTED = "오버피팅이다. It is overfitting.", "오버피팅이 아니다. It is not overfitting."


@dataclass(frozen=True)
class Asked:
    """Which words a part's criteria want."""

    options: tuple[str, ...] = ()
    words: bool = False
    """It wants any words at all."""

    @classmethod
    def of(cls, criteria: Sequence[Criterion]) -> Asked:
        """Look at the criteria of a part."""
        options = dict.fromkeys(name for one in criteria for name in getattr(one, "options", ()))
        return cls(tuple(options), any(isinstance(one, AnswerCheck | InterpretationCheck) for one in criteria))


def other_answers(line: str, asked: Asked) -> Iterator[tuple[str, str]]:
    """Yield a line's other answers: what they are, and the line with each of them.

    An option more or less, a truth value turned round, a claim's contrary; where there is none of these, the last
    number plus one.
    """
    if match := _TRUTH.match(line):
        other = TURNED[match[2]]
        yield f"{line.strip()} → {other}", line[: match.start(2)] + other + line[match.end(2) :]
    elif any(_names(line, name) for name in asked.options):
        for name in asked.options:
            if _names(line, name):
                yield f"without the option {name}", _without(line, name)
            else:
                yield f"with the option {name}", f"{line}, {name}"
    elif TERM.search(line):
        other = OVERFITTED if _NOT.search(line) else NOT_OVERFITTED
        yield f"“{other}” in the place of “{line.strip()}”", other
    elif _COMPARED.search(line):
        other = _COMPARED.sub(lambda found: CONTRARY[found[0]], line)
        yield f"“{other.strip()}” in the place of “{line.strip()}”", other
    elif numbers := list(re.finditer(r"\d+", line)):
        last = numbers[-1]
        other = str(int(last[0]) + 1)
        yield f"{last[0]} → {other} in “{line.strip()}”", line[: last.start()] + other + line[last.end() :]


def _names(line: str, option: str) -> bool:
    """Tell whether an option stands in a line; one in Latin letters as a word of its own."""
    return bool(re.search(rf"(?<![A-Za-z0-9]){re.escape(option)}(?![A-Za-z0-9])", line))


def _without(line: str, name: str) -> str:
    """Leave a name out of a list, with the comma behind it or else the one in front."""
    listed, last = rf"{re.escape(name)}\s*,\s*", rf",?\s*{re.escape(name)}"
    return re.sub(listed if re.search(listed, line) else last, "", line)
