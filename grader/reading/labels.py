"""Words that announce an answer: "answer:", "answerL", "정답은", "**A :**"."""

from __future__ import annotations

import difflib
import re

_KOREAN = r"(?:(?:최종|나의|제|내|저의|학생)\s*)?(?:정답|답안|답변|해답|답)"
_ENGLISH = r"(?:(?:the|my|final|so|so the|and the)\s+)*(?:answers?|ans|solution|sol)"
_SEPARATOR = r"\s*(?:[:=;>→]|-(?!\d)|\)|\.(?!\d))+\s*"
_LABEL = re.compile(
    rf"^(?:{_KOREAN}(?:{_SEPARATOR}|\s*(?:은|는)\s*[:=]?\s+|\s+(?=\S)|\s*$)"
    rf"|{_ENGLISH}(?:{_SEPARATOR}|\s+(?:is|are)\b\s*:?\s*|\s+(?=\S)|\s*$)"
    rf"|a\s*[:=]\s*|a\s*\.\s+)",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(?:정답|답안|답)(?:은|는|\s*[:=])\s*(?=\S)|\b(?:the )?(?:correct )?answers?\s*(?:is|are|[:=])\s*(?=\S)",
    re.IGNORECASE,
)
_WORD = re.compile(r"^([A-Za-z]{4,9})(?:\s*[:;=\-.]+\s*|\s+(?=\S)|\s*$)")
_NEAR = 0.78
"""Likeness to "answer" from which on a word is a typing slip of it: "anwser", "aswer" and "answerL" are above."""

_NAMES = re.compile(r"(?:^|_)(?:answer|ans|answr|dap|정답|답|답안|solution)s?(?:$|_|\d)", re.IGNORECASE)
_NUMBERED_NAME = re.compile(r"^(?:q|a|p|ex|problem|question|문제)_?\d+(?:_\d+)*$", re.IGNORECASE)


def cut_label(text: str) -> str | None:
    """Return what follows the label that ``text`` begins with or contains; ``None`` where there is no label."""
    found = _LABEL.match(text) or _slip(text)
    if found:
        return text[found.end() :].strip()
    inside = None
    for match in _INSIDE.finditer(text.split("\n", maxsplit=1)[0]):
        inside = match
    return text[inside.end() :].strip() if inside else None


def is_answer_name(name: str) -> bool:
    """Tell whether a variable's name says that it holds an answer: ``answer_3``, ``q4_1``."""
    return bool(_NAMES.search(name) or _NUMBERED_NAME.match(name))


def _slip(text: str) -> re.Match[str] | None:
    word = _WORD.match(text)
    if word and difflib.SequenceMatcher(None, word[1].casefold(), "answer").ratio() >= _NEAR:
        return word
    return None
