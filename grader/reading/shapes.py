"""Shapes as students write them: "(1,63,63,4)", "63×63×4", "TensorShape([None, 1152])", "12*12*8 = 1,152"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.parts import Origin
from grader.reading.opening import spoken
from grader.reading.picking import Token, pick, segments, without_calls
from grader.reading.reconcile import Candidate, Reading, Weight, leftovers, reconcile, weigh
from grader.reading.units import Form, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.parts import PartEvidence
    from grader.reading.units import Unit

Dims = tuple[int | None, ...]

_BATCH = r"none|null|batch(?:[_ ]?size)?|배치(?:\s*사이즈|\s*크기)?|\?|n|m|b"
_N = r"\d{1,18}"  # no size of anything has more digits
_DIM = rf"(?:{_N}(?:\s*[×x*·]\s*{_N}){{,9}}|{_BATCH}|-1)"
_BRACKETED = rf"[\[(]\s*(?:[\[(]\s*)?(?P<dims>{_DIM}(?:\s*,\s*{_DIM})*)\s*,?\s*(?:[\])]\s*)?[\])]"
_CHAIN = rf"[\[(]?(?P<chain>(?:(?:{_BATCH})\s*(?:[×x*·]|by)\s*)?{_N}(?:\s*(?:[×x*·]|by|바이)\s*{_N}){{1,9}})[\])]?"
_LIST = rf"(?P<list>(?:(?:{_BATCH})\s*,\s*)?{_N}(?:\s*,\s*{_N})+)"
_NUMBER = rf"(?P<number>{_N})"
_SHAPE = re.compile(
    rf"(?<![\w.^])(?:(?:(?:tf\.)?TensorShape|(?:torch\.)?Size)\s*)?(?:{_CHAIN}(?!\s*,|\s*[×x*·]\s*\d|\d)|{_BRACKETED}|{_LIST}|{_NUMBER})(?![\d^%]|\.\d)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_DOTTED = re.compile(r"(?<=[(\[])\s*\d{1,18}(?:\s*\.\s*\d{1,18}){2,9}\s*(?=[)\]])")
_RANK = re.compile(r"(?<!\d)[1-4]\s*(?:차원|-?d(?![a-z]))", re.IGNORECASE)
_REASON = re.compile(r"\b(?:because|since)\b|왜냐하면|이유는", re.IGNORECASE)
_COUNTED = re.compile(
    r"\d\s*(?:개|장|채널|(?:channel|filter|(?:feature\s*)?map)s?\b)|(?:채널|필터|channels?|filters?)\D{0,6}\d",
    re.IGNORECASE,
)
_POWER = re.compile(r"(?<!\d)(\d{1,18})\^(\d)(?!\d)")


@dataclass(frozen=True)
class Shape:
    """What was written, with every shape that it can mean; ``product`` when one of them is a product worked out."""

    meanings: tuple[Dims, ...]
    product: int | None = None

    def says(self, expected: Dims, *, product: bool) -> bool:
        """Tell whether it means ``expected``, with or without the batch dimension in front."""
        if product and self.product is not None and expected == (self.product,):
            return True
        return any(_equal(meaning, expected) for meaning in self.meanings)

    def same(self, other: Shape, *, product: bool) -> bool:
        """Tell whether two writings can mean one shape."""
        if product and self.product is not None and other.product is not None:
            return self.product == other.product
        mine = [*self.meanings, *([(self.product,)] if product and self.product else [])]
        theirs = [*other.meanings, *([(other.product,)] if product and other.product else [])]
        return any(_equal(one, two) or _equal(two, one) for one in mine for two in theirs)


def read_shape(
    part: PartEvidence, *, rank: int, product: bool = False, question: Sequence[str] = (), given: Iterable[Dims] = ()
) -> Reading[Shape]:
    """Read the shape that a part answers; ``given`` are shapes that the question itself mentions."""
    pieces = units(spoken(part), question)
    calls = part.layer_calls
    known = {*given, *(_plain(call.layer.input_shape) for call in calls if call.layer.input_shape)}
    known |= {dims for unit in pieces if unit.question for token in _tokens(unit.text) for dims in token.value.meanings}
    shown = [_plain(call.layer.output_shape) for call in calls if call.layer.output_shape]
    candidates = [c for unit in pieces if not unit.question and (c := _candidate(unit, rank, known, product=product))]
    candidates = _results_only(candidates, shown) or leftovers(pieces)

    def same(one: Shape, other: Shape) -> bool:
        return one.same(other, product=product)

    return reconcile(candidates, same)


def shapes_in(text: str) -> list[Shape]:
    """Return every shape written in clean ``text``."""
    return [token.value for token in _tokens(text)]


def _candidate(unit: Unit, rank: int, known: set[Dims], *, product: bool) -> Candidate[Shape] | None:
    if unit.struck or (unit.form is Form.HEADING and not unit.label):
        return None
    if unit.passage.origin is Origin.COMMENT and not unit.label and _is_code(unit.text):
        return None
    for segment in map(_without_reason, segments(unit.stated)):
        tokens = [token for token in _tokens(segment) if rank == 1 or unit.label or len(token.value.meanings[0]) > 1]
        tokens = [token for token in tokens if not known.intersection(token.value.meanings)] or _kept_known(
            unit, tokens
        )
        whole = [token for token in tokens if len(token.value.meanings[0]) >= rank]
        # Beside a shape, a number by itself counts something else.
        tokens = whole or tokens
        if tokens:
            value = pick(segment, tokens, lambda one, other: one.same(other, product=product and rank == 1))
            if value and len(value.meanings[0]) < rank and _COUNTED.search(segment):
                # "63×63, 4 of them": a shape in words, for a person to put together.
                value = None
            bare = not re.sub(
                r"[^a-z가-힣]|tensorshape|torch|size|shape|이다|입니다|none", "", _SHAPE.sub("", segment).casefold()
            )
            return Candidate(_weight(unit, bare=bare), value, unit.words, unit.passage)
    if unit.label and unit.text:
        return Candidate(Weight.LABELLED, None, unit.words, unit.passage)
    return None


def _without_reason(segment: str) -> str:
    """Cut off "because stride is 1", whose numbers answer nothing, where an answer stands before it."""
    reason = _REASON.search(segment)
    return segment[: reason.start()] if reason and _tokens(segment[: reason.start()]) else segment


def _kept_known(unit: Unit, tokens: list[Token[Shape]]) -> list[Token[Shape]]:
    """A labelled answer may well be a shape that the question mentions: then it is a wrong one, not none."""
    return tokens if unit.label else []


def _weight(unit: Unit, *, bare: bool) -> Weight:
    weight = weigh(unit, bare=bare)
    shown = unit.passage.origin in {Origin.PRINTED, Origin.DISPLAYED, Origin.VARIABLE}
    return Weight.COMPUTED if shown and weight < Weight.LABELLED else weight


def _is_code(text: str) -> bool:
    return bool(re.search(r"\w\s*\(.*\)\s*$|^\s*\w+\s*=|import ", text))


def _results_only(candidates: list[Candidate[Shape]], shown: list[Dims]) -> list[Candidate[Shape]]:
    """Of several computed values keep what a layer gave out last; a student looks at other shapes on the way."""
    computed = [c for c in candidates if c.weight is Weight.COMPUTED and c.value]
    results = [c for c in computed if c.value and any(c.value.says(dims[1:], product=False) for dims in shown[-1:])]
    if not results:
        return candidates
    return [c for c in candidates if c.weight is not Weight.COMPUTED or c in results]


def _plain(shape: Dims) -> Dims:
    return tuple(shape)


def _tokens(text: str) -> list[Token[Shape]]:
    """Find the shapes; what is blanked out keeps its length, so that places are those in ``text``."""
    text = _RANK.sub(lambda match: " " * len(match[0]), without_calls(text))
    text = _DOTTED.sub(lambda match: match[0].replace(".", ","), text)
    text = _POWER.sub(lambda match: "×".join([match[1]] * int(match[2])), text)
    return [Token(match.start(), match.end(), _shape(match)) for match in _SHAPE.finditer(text)]


def _shape(match: re.Match[str]) -> Shape:
    if match["dims"]:
        dims = _dims(match["dims"])
        return Shape((dims,), product=dims[0] if len(dims) == 1 else None)
    if match["chain"]:
        numbers = [int(number) for number in re.findall(r"\d+", match["chain"])]
        batch: Dims = (None,) if match["chain"][0].isalpha() else ()
        return Shape(((*batch, *numbers),), product=math.prod(numbers))
    if match["list"]:
        return _listed(match["list"])
    number = int(match["number"])
    return Shape(((number,),), product=number)


def _listed(text: str) -> Shape:
    """Read a bare list: "63,63,4" is a shape; "1,152" may be a number, too."""
    if _THOUSANDS.fullmatch(text):
        number = int(text.replace(",", ""))
        return Shape(((number,), _dims(text)), product=number)
    return Shape((_dims(text),))


def _dims(text: str) -> Dims:
    return tuple(_dim(item) for item in text.split(",") if item.strip())


def _dim(item: str) -> int | None:
    numbers = re.findall(r"\d+", item)
    return math.prod(map(int, numbers)) if numbers and "-" not in item else None


def _equal(found: Dims, expected: Dims) -> bool:
    return found == expected or (found[:1] in {(1,), (None,)} and found[1:] == expected)
