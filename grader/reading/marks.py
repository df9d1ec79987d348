"""Marks of true and false: 참/거짓, O/X, T/F, ○/×, True/False, yes/no, 맞다/틀리다."""

from __future__ import annotations

import re

_TRUE = (
    r"참|맞(?:음|다|습니다|아요|는\s*(?:말|설명|문장))|옳(?:음|다|습니다|은\s*(?:말|설명|문장))|예|네|그렇(?:다|습니다)|사실"
    r"|true|right|correct|yes|[oty○ㅇ](?![a-z])"
)
_FALSE = (
    r"거짓|틀(?:림|리다|렸다|렸습니다|립니다|린\s*(?:말|설명|문장))|아니(?:다|오|요|에요)|아님|아닙니다|그렇지\s*않(?:다|습니다|음)|오답"
    r"|(?:맞|옳)지\s*않(?:다|음|습니다|아요)|(?:not|in)\s*(?:true|right|correct)|false|wrong|no(?![a-z])|[xfn×](?![a-z])"
)
_TAIL = r"(?:이다|입니다|이에요|예요|임|으로|이며|이고|이라고|인)?(?![가-힣a-z])"
MARK = re.compile(rf"(?<![a-z가-힣])(?:(?P<false>{_FALSE})|(?P<true>{_TRUE})){_TAIL}", re.IGNORECASE)
"""One mark; Hangul or Latin letters on either side make it part of another word ("참고", "of")."""

_START = re.compile(
    rf"^[\s\"'(\[<{{:=→,.\-]*{MARK.pattern}(?:\s*\)|\s*\])?(?P<rest>\s*$|\s*[.,:;()\[\]\-/→|!=]|\s)", re.IGNORECASE
)
_END = re.compile(rf"(?:^|[\s.!?)(\[:\-→=/|,~])\s*{MARK.pattern}[\s.!)\]|}}>]*$", re.IGNORECASE)
_COMPACT = re.compile(r"(?:[ox○×ㅇ]{2,}|[tf]{2,}|(?:참|거짓?|거)+)", re.IGNORECASE)
_COMPACT_MARK = re.compile(r"참|거짓?|[oxtf○×ㅇ]", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,./;|:\-()\[\]{}·→]+|and|그리고")


def value_of(match: re.Match[str]) -> bool:
    """Return what a match of ``MARK`` says."""
    return match["false"] is None


def mark_at_start(text: str) -> bool | None:
    """Return the mark that ``text`` begins with, ``None`` for other words; "참 → 거짓" says the second."""
    match = _START.match(text)
    if not match:
        return None
    after = text[match.end() - len(match["rest"]) :].lstrip(" )]")
    if after.startswith("→") and (changed := _START.match(after)):
        return value_of(changed)
    first_words = MARK.match(after.lstrip(" ,/"))
    if first_words and value_of(first_words) != value_of(match):
        return None
    return value_of(match)


def mark_at_end(text: str) -> bool | None:
    """Return the mark that ``text`` ends with, set off by a space or punctuation."""
    match = _END.search(text)
    return value_of(match) if match else None


def only_marks(text: str) -> list[bool] | None:
    """Return the marks of a text that holds nothing else, however they are set off; ``None`` for any other text."""
    if _COMPACT.fullmatch(text.strip()):
        return [mark[0].casefold() not in {"거", "x", "f", "×"} for mark in _COMPACT_MARK.findall(text)]
    if _BETWEEN.sub("", MARK.sub("", text)):
        return None
    return [value_of(match) for match in MARK.finditer(text)] or None
