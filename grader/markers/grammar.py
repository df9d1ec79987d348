"""How a line says which question it belongs to: ``1-(1)``, ``(2)``, ``문제 3``, ``## 4.``.

A line is looked at by itself, so what is found here is only a candidate: whether ``2.`` opens section 2 or is the
second item of a list is decided in ``grader.markers.outline``, where the rubric's ids and the other lines are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from grader.markers.decoration import Line, LineKind, undecorate

ATTACHED = "full attached"
"""The style of ``3a``."""


class Shape(StrEnum):
    """How a marker is written, which says how deep it stands."""

    FULL = "full"  # 1-(1), 1.1, Q1.1, [1-1]: a section and a part of it
    NAMED = "named"  # 문제 1, Q1, 1번: a word says that it is a question
    POINT = "point"  # 1.
    ROUND = "round"  # (1), 1), ①


@dataclass(frozen=True)
class Marker:
    """A line's claim to open a question.

    Attributes:
        path: The numbers and letters named, outermost first: ``("1", "2")`` for ``1-(2)``, ``("2",)`` for ``(2)``.
        shape: How it is written.
        sure: It can be believed by itself. The others are believed only where they are used as a numbering.
        style: How it is written, finely: markers of one style are believed or not together.
        through: The last token of a range, ``"5"`` for ``(3)-(5)``.
        level: The depth of the heading it stands in, 1 to 6; 0 where it is no heading.
        title: What follows on the line.
    """

    path: tuple[str, ...]
    shape: Shape
    sure: bool
    style: str
    through: str = ""
    level: int = 0
    title: str = ""


_NUMBER = r"[1-9]\d?"
_TOKEN = rf"(?:{_NUMBER}|[A-Za-z]|[가나다라마바사아자차카타파하])"
_ROUND = rf"\(\s*{_TOKEN}\s*\)"
_WORD = (
    r"(?:[대중소]?문제|[대소]?문항|과제|제|문|(?:sub[-\s]?)?(?:questions?|problem|part|task)|quiz|q|prob|exercise|ex|section|sec|no)"
    r"(?![A-Za-z가-힣])"
)
_ANSWER = r"(?:답안|답|정답|풀이|answer|ans|solution|sol)(?![A-Za-z가-힣])"
_SUFFIX = r"(?:\s*(?:번\s*(?:문제|문항|문)?|문제|문항|문)(?![가-힣]))"
# As in "1번 (2)", "1. (2)", "1-(2)", "1(2)", "문제 1의 (2)".
_INNER_ROUND = rf"(?:\s*(?:번|문)?\s*(?:문제)?\s*[-.):_]?\s*(?:의\s*)?{_ROUND})"
# As in "1번-1", "1번 - 1)", "exercise 1, part 2".
_INNER_COUNTED = (
    rf"(?:\s*번\s*-\s*{_TOKEN}(?![A-Za-z0-9])|\s*,\s*(?:part|task|question|q|소?문[제항])\s*{_TOKEN}(?![A-Za-z0-9]))"
)
_INNER_BARE = rf"(?:[-._]{_TOKEN}(?![A-Za-z0-9]))"
_ATTACHED = r"(?:[A-Za-z](?![A-Za-z0-9가-힣]))"  # 3a
_RANGE = rf"(?:\s*[-~]\s*(?:{_NUMBER}-)?(?P<through>{_ROUND}|(?<=~){_TOKEN}|(?<=~ ){_TOKEN})(?![A-Za-z0-9]))"
# Some punctuation or a space ends a marker; a syllable right after it makes it a reference: "(1)에서".
_END = r"(?P<end>\s*[.:)\]>}|]+|)(?P<title>$|\s.*|(?<=[.:)\]>}])[^\d\s.,=].*)"

_FULL = re.compile(
    rf"(?:(?P<word>{_WORD}|p)\s*[.#]?\s*|(?:{_ANSWER})\s*)?"
    rf"(?P<first>{_NUMBER})(?P<inner>(?:{_INNER_ROUND}|{_INNER_COUNTED}|{_INNER_BARE})+|{_ATTACHED}){_RANGE}?{_SUFFIX}?{_END}",
    re.IGNORECASE,
)
_INNER_WORDS = re.compile(r"번|[가-힣]*문[제항]?|(?:part|task|question|q)(?=\s*\w)", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?:(?P<word>{_WORD})\s*[.#]?\s*(?P<first>{_NUMBER}|[A-Za-z](?![A-Za-z])){_SUFFIX}?"
    rf"|(?P<count>{_NUMBER}){_SUFFIX}){_END}",
    re.IGNORECASE,
)
_ANSWERED = re.compile(rf"(?:{_ANSWER}|p)\s*\.?\s*(?P<first>{_NUMBER}){_SUFFIX}?\s*[.:]?", re.IGNORECASE)
_POINT = re.compile(rf"(?P<first>{_TOKEN})(?P<end>\s*[.:](?!\d)|(?=\s*$))(?P<title>.*)")
_SPOKEN = re.compile(rf"(?P<first>{_NUMBER})(?P<title>\s+\D.*)")
_ROUNDED = re.compile(rf"(?P<first>{_ROUND}){_RANGE}?{_SUFFIX}?{_END}")
_HALF_ROUND = re.compile(rf"(?P<first>{_TOKEN})\)(?P<title>(?!\s*[,.=)]).*)")

_PARTICLES = r"(?:에서[의는도]?|에|의|을|를|은|는|이|가|과|와|으로|로|보다|까지|부터|처럼|만|도|및|번)"
_REFERENCE = re.compile(rf"\s*(?:{_PARTICLES}(?:\s|$)|[=+*/<>,&%^|~])")
_GLUED_REFERENCE = re.compile(_PARTICLES)
# "1-2 result (0.86) < 1-4 result (0.88)" speaks of two numbers; "a -> b" and "<b>" do not.
_COMPARES = re.compile(r"\s[<>]=?\s")
_QUANTITY = re.compile(
    r"\s*(?:(?:epochs?|layers?|times|seconds?|secs?|s|ms|minutes?|mins?|hours?|steps?|units?|nodes?|filters?|gb|mb|kb"
    r"|px|pixels?|of|by|x|to|or|and)(?![A-Za-z])|%|에폭|에포크|차원|(?:초|분|시간|개|층|회|배|점)(?![A-Za-z가-힣]))",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"\s*=\s*(?P<value>-?\d+(?:\.\d+)?)?")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_ROMAN_FIRST = re.compile(rf"(?P<word>(?i:{_WORD})\s*)?(?P<roman>[IVX]{{1,4}})(?=[.:)\s]|$|-\(?\d)")
_SPACED_DASH = re.compile(r"(\d{1,2})\s+-\s+(?=\(?\d{1,2}\)?(?:[.:)\s]|$))")
_TAG_DASH = re.compile(r"([A-Za-z가-힣]+)[-_](?=\d)")
_TRUTH = re.compile(
    r"[\s:\-=>→.]*(?:참|거짓|true|false|[tfox○×✓✗]|맞[다음]|틀[리린][다림]?|옳[다음]|옳지\s*않[다음])[\s.!]*",
    re.IGNORECASE,
)
# An answer with its reason: "참. 합성곱은 선형이다". What names both truths asks: "참 거짓을 판별하라", "T/F".
_TRUTH_FIRST = re.compile(
    r"[\s:\-=>→.]*(?:(?:참|거짓|true|false)(?:이다|입니다|임|이에요)?(?=[\s.,:;(!-]|$)|[tfox○×](?=[.,:;(!]|$))"
    r"(?!\s*[/,·]?\s*(?:또는|혹은|or|과|와)?\s*(?:참|거짓|true|false|[tfox○×])(?![a-z]))",
    re.IGNORECASE,
)
_WORTH = re.compile(r"\(\s*\d+\s*(?:점|points?|pts?\.?|marks?)\s*\)", re.IGNORECASE)
_ENCLOSED = re.compile(r"[\[<【「{]\s*(?P<inside>[^\[\]<>【】「」{}]{1,40}?)\s*[\]>】」}](?P<after>(?!\().*)")
_ENCLOSED_ROUND = re.compile(rf"\(\s*(?P<inside>{_NUMBER}(?:[-._]{_TOKEN}|\s*번))\s*\)(?P<after>$|[\s.:].*)")

_NAME = re.compile(
    r"(?:(?:run|solve|do|answer|train)_)?(?:question|quiz|q|problem|prob|p|exercise|ex|part|section|sec|task|문제)_?"
    r"(?P<first>[1-9]\d?)(?P<letter>[a-z](?=_|$))?(?P<inner>(?:_(?:[1-9]\d?|[a-z])(?=_|$))*)(?:_[a-z가-힣]\w*)?",
    re.IGNORECASE,
)


def find_marker(line: str, *, kind: LineKind) -> Marker | None:
    """Read a line as the marker of a question, if it is one.

    Args:
        line: One line as the student wrote it, with its ``#``, stars and backticks.
        kind: Where it stands; a name is given without its ``def``.

    Returns:
        What the line claims to open, or ``None`` for running text, references, quantities and the like.
    """
    if kind is LineKind.NAME:
        return _named_function(line)
    plain = undecorate(_TAG_DASH.sub(r"\1 ", line, count=1) if kind is LineKind.TAG else line, kind)
    if plain is None:
        return None
    plain = _plainer(plain)
    found = _enclosed(plain) or _full(plain) or _named(plain) or _rounded(plain) or _point(plain)
    if found is None or _is_no_opening(found, plain):
        return None
    if kind is LineKind.PRINTED and not found.sure:
        return None
    if kind is LineKind.TAG and found.title:
        return None
    return replace(found, level=plain.level, sure=found.sure or bool(_WORTH.search(found.title)))


def _plainer(plain: Line) -> Line:
    """Write what only a heading may say as the grammar knows it: "II." as "2.", "1 - 2" as "1-2"."""
    if not plain.decorated:
        return plain
    text = _SPACED_DASH.sub(r"\1-", plain.text, count=1) if plain.text[:1].isdigit() else plain.text
    roman = _ROMAN_FIRST.match(text)
    if roman and roman["roman"] in _ROMAN:
        text = f"{roman['word'] or ''}{_ROMAN[roman['roman']]}{text[roman.end() :]}"
    return replace(plain, text=text)


def _is_no_opening(found: Marker, plain: Line) -> bool:
    if plain.bullet and found.shape is not Shape.FULL:
        return True
    if found.shape is Shape.FULL and (given := _EQUALS.match(found.title)):
        return _is_arithmetic(found, given["value"])
    if not plain.level and _COMPARES.search(found.title):
        return True
    if _REFERENCE.match(found.title) or _GLUED_REFERENCE.match(found.title):
        return True
    if found.shape is not Shape.FULL and not plain.level and _is_truth(found.title):
        return True
    return not plain.decorated and bool(_QUANTITY.match(found.title))


def _is_truth(title: str) -> bool:
    return _TRUTH.fullmatch(title) is not None or _TRUTH_FIRST.match(title) is not None


def _is_arithmetic(found: Marker, value: str | None) -> bool:
    """Tell "4-1 = 3", a subtraction, from "4-1 = (63, 63, 4)", an answer."""
    first, *others = (int(token) if token.isdigit() else 0 for token in found.path)
    return value is not None and float(value) == first - sum(others)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token.lower() for token in re.findall(_TOKEN, text))


def _enclosed(plain: Line) -> Marker | None:
    """Read ``[1-1]``, ``<문제 1>`` and ``(1-1)``; a bracketed single number is more often a list or a footnote."""
    match = _ENCLOSED.match(plain.text) or _ENCLOSED_ROUND.match(plain.text)
    if match is None:
        return None
    inside = replace(plain, text=match["inside"], decorated=True)
    found = _full(inside) or _named(inside)
    if found is not None and found.shape is Shape.NAMED and match["after"].strip():
        found = _full(replace(inside, text=f"{match['inside']} {match['after'].strip()}")) or found  # [문제 1] (2)
        if found.shape is Shape.FULL:
            return found
    if found is None and (plain.decorated or not match["after"].strip()):
        # "[3]" on a line by itself may be a section, where the others stand around it.
        found = _point(inside)
        found = found and replace(found, sure=plain.decorated)
    if found is None or found.title:
        return None
    return replace(found, title=match["after"].lstrip(".:"), style=f"enclosed {found.style}")


def _full(plain: Line) -> Marker | None:
    match = _FULL.fullmatch(plain.text)
    if match is None:
        return None
    rounded = "(" in match["inner"]
    spaced = match["inner"].startswith(" (")
    decimal = match["inner"].startswith(".") and not rounded
    # "3d" is as often a dimension: only where the rubric has a part 3d, or a word says that it is one.
    attached = match["inner"].isalpha() and not (match["word"] or (plain.level and match["inner"].islower()))
    return Marker(
        path=(match["first"], *_tokens(_INNER_WORDS.sub("", match["inner"]))),
        shape=Shape.FULL,
        sure=plain.decorated or bool(match["word"]) or not (decimal or spaced or attached),
        style=ATTACHED if attached else "full decimal" if decimal else "full spaced" if spaced else "full",
        through="".join(_tokens(match["through"] or "")[-1:]),
        title=match["title"],
    )


def _named(plain: Line) -> Marker | None:
    match = _NAMED.fullmatch(plain.text)
    if match is None:
        answered = _ANSWERED.fullmatch(plain.text) if plain.level else None
        # "## Answer 3" is a section's heading, or the answer 3.
        return answered and Marker((answered["first"],), Shape.POINT, sure=False, style="answer n")
    # "3번 반복했다" counts; "3번", "3번." and "3번 문제" name a question.
    counted = match["word"] is None and bool(match["title"].strip()) and not match["end"] and "문" not in plain.text[:6]
    if counted and not plain.decorated:
        return None
    first = match["first"] or match["count"]
    return Marker((first.lower(),), Shape.NAMED, sure=True, style="named", title=match["title"])


def _rounded(plain: Line) -> Marker | None:
    if match := _ROUNDED.fullmatch(plain.text):
        through = "".join(_tokens(match["through"] or ""))
        return Marker(
            _tokens(match["first"]), Shape.ROUND, sure=True, style="(n)", through=through, title=match["title"]
        )
    if match := _HALF_ROUND.fullmatch(plain.text):
        return Marker((match["first"].lower(),), Shape.ROUND, sure=plain.decorated, style="n)", title=match["title"])
    return None


def _point(plain: Line) -> Marker | None:
    match = _POINT.fullmatch(plain.text)
    if match is None and plain.level and (spoken := _SPOKEN.fullmatch(plain.text)):
        # "## 3 CIFAR10", but not "## 3 epochs"
        path, title = (spoken["first"],), spoken["title"]
        counted = _QUANTITY.match(title) or _REFERENCE.match(title)
        return None if counted else Marker(path, Shape.POINT, sure=False, style="n word", title=title)
    if match is None or (not match["end"].strip() and not (plain.decorated or plain.commented)):
        return None
    style = "n." if match["end"].strip() else "n"
    return Marker((match["first"].lower(),), Shape.POINT, sure=plain.decorated, style=style, title=match["title"])


def _named_function(name: str) -> Marker | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    inner = tuple(token.lower() for token in (match["letter"], *match["inner"].split("_")) if token)
    if name.lower().startswith("p") and name[1:2].isdigit() and not inner:
        return None  # p1 is as often a point, a plot or a probability
    return Marker((match["first"], *inner), Shape.FULL if inner else Shape.NAMED, sure=True, style="name")
