"""Which of several values in one sentence is the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

_SEGMENT_END = re.compile(r"\n|(?<=[.!?;])\s+(?!\d{1,2}[.)])")
_CALL = re.compile(
    r"(?<![\w.])(?!(?:tf\.)?TensorShape\b|(?:torch\.)?Size\b|[Ss]hape\b|tuple\b|list\b)[A-Za-z_][\w.]*\((?:[^()]|\([^()]*\))*\)"
)
_BEFORE = re.compile(
    r"(?:=|→|:|≈|은|는|결과|출력(?:\s*shape)?|\b(?:is|are|becomes?|gives?|gets?|to|output|into|therefore|so)\b)\s*[(\[]?\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\s*[)\]]?\s*(?:의\s*(?:shape|형태|텐서|크기)\S*\s*)?(?:이|가|으?로|을|를)?\s*"
    r"(?:된다|됩니다|됨|되고|되며|나온다|나옵니다|나옴|나오|출력|이다|입니다|임(?![가-힣])|얻|변환|변한|바뀐|다\.?$)"
)


@dataclass(frozen=True)
class Token(Generic[T]):
    """A value and where in its sentence it stands."""

    start: int
    end: int
    value: T


def segments(text: str) -> list[str]:
    """Cut clean text into sentences; a decimal point ends none."""
    return [piece.strip() for piece in _SEGMENT_END.split(text) if piece.strip()]


def without_calls(text: str) -> str:
    """Blank out code such as ``Conv2D(5,(2,2))``, whose numbers answer nothing; positions stay."""
    return _CALL.sub(lambda match: " " * len(match[0]), text)


def pick(segment: str, tokens: Sequence[Token[T]], same: Callable[[T, T], bool]) -> T | None:
    """Return the value that the sentence ends in, or says it becomes; ``None`` if that is not plain."""
    last = tokens[-1]
    if all(same(token.value, last.value) for token in tokens):
        return last.value
    if _BEFORE.search(segment[: last.start]):
        return last.value
    becoming = [token for token in tokens if _AFTER.match(segment[token.end :])]
    return becoming[-1].value if becoming else None
