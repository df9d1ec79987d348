"""What students put around a marker: hashes, stars, backticks, rules, HTML; taken off before it is read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """Where a line stands."""

    MARKDOWN = "markdown"
    COMMENT = "comment"
    STRING = "string"
    PRINTED = "printed"
    TITLE = "title"
    TAG = "tag"
    NAME = "name"


@dataclass(frozen=True)
class Line:
    """A line without its decoration, and what the decoration told.

    ``decorated`` says that the line was set apart as a heading is; ``level`` is a heading's depth (0: none).
    """

    text: str
    decorated: bool = False
    level: int = 0
    bullet: bool = False
    commented: bool = False


_SHORTEST_RULE = 3
_RULE_SIGNS = frozenset("#=-*~_─━═")
_LONGEST = 400  # a line longer than this is prose or data

# NFKC would make a bare "1" of "①" and so lose what marks it.
_CIRCLED = {ord(sign): f"({number})" for number, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", 1)}
_CIRCLED |= {ord(sign): f"({number})" for number, sign in enumerate("❶❷❸❹❺❻❼❽❾❿", 1)}
_DASHES = dict.fromkeys(map(ord, "–—−‐‑‒―"), "-") | dict.fromkeys(map(ord, "∼〜～"), "~")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_TAG = re.compile(
    r"</?(?:h[1-6]|b|i|u|strong|em|font|span|div|p|br|center|code|a|mark|big|small|hr|summary|details)(?:\s[^>]*)?/?>",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([^\w\s])")
_HEADING = re.compile(r"(#{1,6})(?:\s+|(?=[\d(문제Qq\[<`*]))(.*?)\s*#*")
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3}|`+)(?=\S)")
_BULLET = re.compile(r"[-*+•·]\s+")
_RULE_BEFORE = re.compile(r"(?:[=\-*~_#/─━═]{2,}|[■□●◆◇▶▷★☆✔✅📌※]+\ufe0f?)\s*")
_RULE_AFTER = re.compile(r"\s*[=\-*~_#/─━═■□●◆◇◀◁★☆]{2,}$")
_NUMBER_SIGN = re.compile(r"^#(?=\d)")
_LINK = re.compile(r"\[[^\]]*\]\(")


def is_rule(line: str) -> bool:
    """Tell whether a line is nothing but a rule: ``# ======``, ``-----``."""
    rule = line.replace(" ", "").removeprefix("#")
    return len(rule) >= _SHORTEST_RULE and set(rule) <= _RULE_SIGNS


def undecorate(line: str, kind: LineKind) -> Line | None:
    """Take the decoration off a line; ``None`` where nothing, or nothing but text, is left."""
    if len(line) > _LONGEST:
        return None
    text = _KEYCAP.sub(r"(\1)", line.translate(_CIRCLED))
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    decorated = kind in {LineKind.TITLE, LineKind.TAG}
    commented = kind is LineKind.COMMENT
    if commented:
        text, decorated = _uncomment(text)
    elif kind is LineKind.MARKDOWN:
        text = text.lstrip("> ")
    plain = _TAG.sub(" ", text).strip() if "<" in text else text
    decorated = decorated or (plain != text and bool(re.match(r"<(?:h[1-6]|b|strong)\b", text, re.IGNORECASE)))
    if _LINK.match(plain) or plain.startswith(("|", "~~")):
        return None  # a table of contents; a table; struck out
    return _headed(plain, Line("", decorated=decorated, commented=commented))


def _uncomment(text: str) -> tuple[str, bool]:
    """Take off a comment's hashes; ``###`` sets the line apart, ``# ##`` is a heading that an exporter commented."""
    body = text.removeprefix("#")
    if body.startswith("#"):
        return body.strip("# "), True
    return body.strip(), False


def _headed(text: str, line: Line) -> Line | None:
    level = 0
    if heading := _HEADING.fullmatch(text):
        level, text = len(heading[1]), heading[2]
    bullet = _BULLET.match(text)
    text = text[bullet.end() :] if bullet else text
    text, ruled = _without_rules(text)
    text, emphasised = _without_emphasis(text)
    text = _NUMBER_SIGN.sub("", _ESCAPED.sub(r"\1", text).strip())
    if not text:
        return None
    return Line(
        text,
        decorated=line.decorated or ruled or emphasised or bool(level),
        level=level,
        bullet=bool(bullet) and not level,
        commented=line.commented,
    )


def _without_rules(text: str) -> tuple[str, bool]:
    """``----- 1-2 -----`` without its rules; ``**1-2**`` is emphasis."""
    if re.match(r"\*{2,3}[^*\s]", text) or re.match(r"__[^_\s]", text):
        return text, False
    before = _RULE_BEFORE.match(text)
    if before is None:
        return text, False
    body = text[before.end() :]
    return body if _EMPHASISED.match(body) else _RULE_AFTER.sub("", body), True


def _without_emphasis(text: str) -> tuple[str, bool]:
    """``**(1)** text`` and `` `(1)` text`` without their marks."""
    mark = _EMPHASISED.match(text)
    if mark is None or (end := text.find(mark[1], mark.end())) < 0:
        return text, False
    inside, after = text[mark.end() : end], text[end + len(mark[1]) :]
    return inside.strip() + after, True
