"""Numbers as students write them: "0.7265", "72.65 %", "1,234", "3/4", "1e-3"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.parts import Origin
from grader.reading.opening import spoken
from grader.reading.picking import Token, pick, segments, without_calls
from grader.reading.reconcile import Candidate, Reading, Weight, leftovers, reconcile, weigh
from grader.reading.units import Form, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.parts import PartEvidence
    from grader.reading.units import Unit

Number = tuple[float, ...]
"""A number with what it may mean: "72.65 %" is 0.7265 and 72.65."""

_NUMBER = re.compile(
    r"(?<![\w.^])(?P<sign>-\s*)?(?:(?P<top>\d+)\s*/\s*(?P<bottom>[1-9]\d*)|(?P<grouped>\d{1,3}(?:,\d{3})+(?:\.\d+)?)"
    r"|(?P<plain>(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?))(?P<percent>\s*(?:%|퍼센트|percent))?(?![\d^])",
    re.IGNORECASE,
)


def read_number(part: PartEvidence, *, question: Sequence[str] = ()) -> Reading[Number]:
    """Read the number that a part answers."""
    pieces = units(spoken(part), question)
    candidates = [candidate for unit in pieces if (candidate := _candidate(unit))]
    return reconcile(candidates or leftovers(pieces), _same)


def _candidate(unit: Unit) -> Candidate[Number] | None:
    if unit.question or unit.struck or (unit.form is Form.HEADING and not unit.label):
        return None
    for segment in segments(unit.stated):
        tokens = _tokens(segment)
        if tokens:
            bare = not re.search(r"[a-z가-힣]", re.sub("이다|입니다|임$|개", "", _NUMBER.sub("", segment).casefold()))
            return Candidate(_weight(unit, bare=bare), pick(segment, tokens, _same), unit.words, unit.passage)
    if unit.label and unit.text:
        return Candidate(Weight.LABELLED, None, unit.words, unit.passage)
    return None


def _weight(unit: Unit, *, bare: bool) -> Weight:
    weight = weigh(unit, bare=bare)
    shown = unit.passage.origin in {Origin.PRINTED, Origin.DISPLAYED, Origin.VARIABLE}
    return Weight.COMPUTED if shown and weight < Weight.LABELLED else weight


def _tokens(text: str) -> list[Token[Number]]:
    return [Token(match.start(), match.end(), _number(match)) for match in _NUMBER.finditer(without_calls(text))]


def _number(match: re.Match[str]) -> Number:
    sign = -1.0 if match["sign"] else 1.0
    if match["top"]:
        value = int(match["top"]) / int(match["bottom"])
    else:
        value = float((match["grouped"] or match["plain"]).replace(",", ""))
    return (sign * value / 100, sign * value) if match["percent"] else (sign * value,)


def _same(one: Number, other: Number) -> bool:
    return bool(set(one) & set(other))
