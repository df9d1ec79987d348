"""Which statements a student calls true: marks behind them, numbered lists, "TFFFF", strike-through, sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.parts import Origin
from grader.reading.clean import squash
from grader.reading.marks import MARK, mark_at_end, mark_at_start, only_marks, value_of
from grader.reading.opening import spoken
from grader.reading.options import Names, options_said
from grader.reading.picking import segments
from grader.reading.questions import question_end
from grader.reading.reconcile import Candidate, Reading, State, Weight, reconcile, weigh
from grader.reading.units import Form, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.parts import PartEvidence
    from grader.reading.units import Unit

_NUMBERED = re.compile(r"(?<![\d.\w])[(\[{]?\s*[q문]?\s*(\d{1,2})\s*번?\s*[)\]}]?\s*[:.=→\-)|]*\s*", re.IGNORECASE)
_SET_OFF = re.compile(r"(?:→|[:=(\[|/]|\s-\s|;)\s*(?=\S)|(?<=[.!?])\s+(?=\S)")
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|__(.+?)__|<(?:b|u|strong|mark)>(.+?)</|[\[(]\s*[xXvV✓✔]\s*[\])]\s*(\S+)")
_ORDINAL = re.compile(r"(첫|두|세|네|다섯|여섯)\s*번?\s*째")
_ORDINALS = {"첫": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6}
_SEVERAL = re.compile(r"(?<![\d.(])\d\s*번?\s*[,·&]\s*\d(?![\d.]|\s*[:.)=\-]|\s*번?\s*[OXTF○×]?\s*[,·&]?$)")
_BETWEEN = re.compile(r"[\s,./;|:&]+|and|그리고|이고|이며")
_PROSE = re.compile(r"[가-힣]{2}|[a-zA-Z]{2}")


@dataclass(frozen=True)
class _Said:
    """A unit that speaks of one statement; ``verdict`` is None where it repeats the statement or can't be read."""

    unit: Unit
    verdict: bool | None


class _Statements:
    """The statements by number (from 1) and by their keywords."""

    def __init__(self, keywords: Sequence[Sequence[str]]) -> None:
        self._keywords = [[squash(word) for word in words] for words in keywords]
        self.names = Names([str(number) for number in range(1, len(keywords) + 1)])

    def __len__(self) -> int:
        return len(self._keywords)

    def about(self, text: str) -> int | None:
        """Return the index of the one statement whose keywords the text holds the most of."""
        flat = squash(text)
        hits = [sum(word in flat for word in words) for words in self._keywords]
        best = max(hits, default=0)
        return hits.index(best) if best and hits.count(best) == 1 else None

    def numbered(self, marker: str) -> int | None:
        """Return the index that a list's number means."""
        number = re.search(r"\d+$", marker)
        return int(number[0]) - 1 if number and 1 <= int(number[0]) <= len(self) else None


class _Reader:
    """Walks over the units once and notes what each says of which statement."""

    def __init__(self, statements: _Statements) -> None:
        self.statements = statements
        self.found: list[list[Candidate[bool]]] = [[] for _ in range(len(statements))]
        self.repeated: list[list[Unit]] = [[] for _ in range(len(statements))]
        self.loose: list[_Said] = []
        self.open: int | None = None
        self.prose: list[Unit] = []
        self.boxes: dict[int, Unit] = {}

    def note(self, index: int, verdict: bool | None, unit: Unit, *, bare: bool = True) -> None:
        weight = weigh(unit, bare=bare)
        if unit.passage.origin in {Origin.PRINTED, Origin.DISPLAYED, Origin.VARIABLE} and weight < Weight.LABELLED:
            weight = Weight.COMPUTED
        self.found[index].append(Candidate(weight, verdict, unit.words, unit.passage))

    def take(self, unit: Unit) -> None:
        """Read one unit."""
        if unit.question or (unit.form is Form.HEADING and not unit.label and not _marks_in(unit.text)):
            return
        if self._whole(unit) or self._pairs(unit) or self._keyed(unit):
            return
        verdict = _verdict(unit)
        if verdict is None and _offers_both(unit.stated):
            # A template's choice that nobody made.
            return
        index = None if self.open is not None and _starts_with_mark(unit) else self.statements.about(unit.text)
        if index is None and verdict is not None:
            index = self.statements.numbered(unit.marker) if unit.marker else self.open
        if index is None:
            self._unplaced(unit, verdict)
        elif verdict is not None:
            self.note(index, verdict, unit)
            self.open = None
        elif unit.struck:
            self.note(index, verdict=False, unit=unit)
        elif unit.task:
            self.boxes[index] = unit
            self.repeated[index].append(unit)
        else:
            self.repeated[index].append(unit)
            self.open = index

    def _unplaced(self, unit: Unit, verdict: bool | None) -> None:
        if self._said_by_number(unit):
            return
        if verdict is not None:
            self.loose.append(_Said(unit, verdict))
        elif self.open is not None and unit.label and unit.text:
            self.note(self.open, verdict=None, unit=unit)
            self.open = None
        elif unit.passage.origin is Origin.MARKDOWN and _PROSE.search(unit.text):
            self.prose.append(unit)

    def _whole(self, unit: Unit) -> bool:
        """Read "O X X X X", one mark for each statement."""
        marks = _values(unit)
        if marks is None or len(marks) < 2:  # noqa: PLR2004 - one mark is no list
            return False
        if len(marks) != len(self.statements):
            if unit.written and unit.marker and len(marks) + 1 == len(self.statements):
                return False
            both = len(marks) == 2 and set(marks) == {True, False}  # noqa: PLR2004 - "참 / 거짓", a template's choice
            if both:
                return False
        for index in range(len(self.statements)):
            same = len(marks) == len(self.statements)
            self.note(index, marks[index] if same else None, unit)
        return True

    def _pairs(self, unit: Unit) -> bool:
        """Read "1: O, 2: X, 3: X" and "(1) 참 (2) 거짓"."""
        text = _with_marker(unit)
        if _SEVERAL.search(text):
            # "2, 3, 4, 5 X": not the last number's alone.
            return False
        pairs = []
        for match in _NUMBERED.finditer(text):
            mark = MARK.match(text, match.end())
            index = self.statements.numbered(match[1])
            if mark and index is not None:
                pairs.append((index, value_of(mark)))
        if len(pairs) < 2:  # noqa: PLR2004 - a single one is a numbered item
            return False
        for index, verdict in pairs:
            self.note(index, verdict, unit)
        return True

    def _keyed(self, unit: Unit) -> bool:
        """Read "linear O / MSE X / adam X": several statements in a line, each by its keyword."""
        pieces = [replace(unit, text=piece.strip()) for piece in re.split(r"[/;,|]", unit.stated)]
        said = [(self.statements.about(piece.text), _verdict(piece)) for piece in pieces]
        indices = [index for index, _ in said]
        if len(pieces) < 2 or len(set(indices)) != len(pieces):  # noqa: PLR2004 - a single one is no list
            return False
        if any(index is None or verdict is None for index, verdict in said):
            return False
        for index, verdict in said:
            if index is not None:
                self.note(index, verdict, unit)
        return True

    def _said_by_number(self, unit: Unit) -> bool:
        """Read "1번만 참이고 나머지는 거짓이다", "거짓: 2, 3, 4, 5"."""
        if unit.struck:
            return False
        text = _ORDINAL.sub(lambda match: f"{_ORDINALS[match[1]]}번", _with_marker(unit))
        said = options_said(text, self.statements.names)
        if not said.named and not said.every and not said.none:
            return False
        if not (said.right or said.wrong or said.every or said.none or said.rest is not None):
            return False
        right, wrong = _settled(said.right, said.wrong, said.rest, self.statements)
        if said.every and not said.wrong:
            right = frozenset(self.statements.names.options)
        if said.none and not said.named:
            wrong = frozenset(self.statements.names.options)
        for name in right | wrong:
            clear = not (name in right and name in wrong) and not said.unclear
            self.note(int(name) - 1, (name in right) if clear else None, unit, bare=False)
        if said.right and not said.wrong and len(right | wrong) < len(self.statements):
            # "those that are true: 1" leaves it to a person whether the others are called false.
            self.prose.append(unit)
        return bool(right | wrong)

    def settle(self) -> None:
        """Place, in order, marks that stand alone; read strike-through; keep what no one could place."""
        if self.loose:
            bare = not any(self.found)
            for index in range(len(self.statements)):
                if bare and len(self.loose) == len(self.statements):
                    said = self.loose[index]
                    self.note(index, said.verdict, said.unit)
                elif not self.found[index]:
                    words = [said.unit for said in self.loose]
                    self.found[index] += [Candidate(Weight.LEFTOVER, None, u.words, u.passage) for u in words]
        self._ticks()
        self._strikes()
        for index, answers in enumerate(self.found):
            own = self.repeated[index][1:] or (self.prose if not self.repeated[index] or any(self.found) else [])
            if not answers:
                answers += [Candidate(Weight.LEFTOVER, None, u.words, u.passage) for u in own]

    def _ticks(self) -> None:
        """A box before every statement: those that are ticked are called true, if any is."""
        ticked = {index for index, unit in self.boxes.items() if unit.ticked}
        if ticked and len(self.boxes) == len(self.statements):
            for index, unit in self.boxes.items():
                self.note(index, index in ticked, unit)

    def _strikes(self) -> None:
        """Where some statements are struck and nothing else is said, the ones left standing are called true."""
        struck = [i for i, answers in enumerate(self.found) if answers and all(_is_struck(a) for a in answers)]
        if not struck or any(a for i, a in enumerate(self.found) if i not in struck):
            return
        for index, units_ in enumerate(self.repeated):
            if index not in struck and units_:
                self.note(index, verdict=True, unit=units_[0])


def read_truths(
    part: PartEvidence, keywords: Sequence[Sequence[str]], *, question: Sequence[str] = ()
) -> tuple[Reading[bool], ...]:
    """Read for each statement whether it is called true; ``keywords`` tell the statements apart, in their order."""
    reader = _Reader(_Statements(keywords))
    for unit in _pieces(units(spoken(part), question)):
        reader.take(unit)
    reader.settle()
    return tuple(
        reconcile(candidates, bool.__eq__) if candidates else Reading(State.NOTHING) for candidates in reader.found
    )


def _pieces(found: Sequence[Unit]) -> Iterator[Unit]:
    for unit in found:
        if unit.passage.origin is Origin.COMMENT and unit.text.startswith(("import ", "%")):
            continue
        if unit.question and (end := question_end(unit.text)) and _marks_in(unit.text[end:]):
            yield replace(unit, text=unit.text[end:].strip(), question=False)
        else:
            yield unit


def _values(unit: Unit) -> list[bool] | None:
    """Return the marks of a unit that holds nothing else: text, or a list, tuple or dict that the run showed."""
    value = unit.value
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        marks = [_mark_of(item) for item in value]
        return [mark for mark in marks if mark is not None] if None not in marks else None
    text = re.sub(r"^\(?\d{1,2}\)\s*(?=[^\d\s])|^(?:정?답안?|answers?|ans|O/X|참/거짓)\s*\|", "", unit.stated)
    return only_marks(_without_tail(text))


def _mark_of(item: object) -> bool | None:
    if isinstance(item, bool):
        return item
    if isinstance(item, int) and item in (0, 1):
        return bool(item)
    marks = only_marks(item.strip()) if isinstance(item, str) else None
    return marks[0] if marks and len(marks) == 1 else None


def _without_tail(text: str) -> str:
    """Drop a closing "입니다" behind a list of marks."""
    return re.sub(r"\s*(?:순으?로|순서대로|차례로|입니다|이다|순)[.!]*$", "", text)


def _verdict(unit: Unit) -> bool | None:
    """Return what a unit says of the statement that it repeats or answers."""
    if isinstance(unit.value, bool):
        return unit.value
    text = unit.stated
    if unit.struck:
        # "~~거짓~~" alone takes an answer back; a struck statement is called false by whoever places it.
        return None
    if (chosen := _emphasised(unit)) is not None:
        return chosen
    if _offers_both(text):
        return None
    verdict = mark_at_start(text)
    if verdict is None:
        verdict = mark_at_end(text)
    if verdict is not None:
        return verdict
    said = {value for piece in _SET_OFF.split(text)[1:] if (value := mark_at_start(piece)) is not None}
    if not said:
        said = {value for piece in segments(text) if (value := _predicate(piece)) is not None}
    return said.pop() if len(said) == 1 else None


def _offers_both(text: str) -> bool:
    """Tell whether a template's choice stands there untouched: "참 / 거짓"."""
    pairs = [value_of(match) for match in MARK.finditer(text)]
    return len(pairs) == 2 and set(pairs) == {True, False} and not _BETWEEN.sub("", MARK.sub("", text))  # noqa: PLR2004


def _emphasised(unit: Unit) -> bool | None:
    """Return the one of two offered marks that is set in bold or ticked."""
    if len({value_of(match) for match in MARK.finditer(unit.text)}) < 2:  # noqa: PLR2004 - true and false
        return None
    marks = {_mark_of(next(filter(None, match.groups()), "")) for match in _EMPHASIS.finditer(unit.words)}
    return marks.pop() if len(marks) == 1 else None


_PREDICATE = re.compile(
    r"(?P<no>(?:옳|맞)지\s*않|틀[린렸리림]|거짓|사실이?\s*아니|참이?\s*아니|아니다|아닙니다|아님|잘못|\b(?:wrong|false|incorrect"
    r"|not (?:true|correct|right))\b)"
    r"|(?P<yes>옳[다은음습]|맞[다는음습]|참이|사실이다|\b(?:true|correct|right)\b)",
    re.IGNORECASE,
)


def _predicate(sentence: str) -> bool | None:
    """Return what a sentence about the statement says: "이 말은 틀렸다", "that is false"."""
    said = {match["no"] is None for match in _PREDICATE.finditer(sentence)}
    return said.pop() if len(said) == 1 else None


def _starts_with_mark(unit: Unit) -> bool:
    return unit.label or mark_at_start(unit.stated) is not None


def _marks_in(text: str) -> bool:
    return bool(MARK.search(text))


def _with_marker(unit: Unit) -> str:
    return f"{unit.marker}. {unit.stated}" if unit.marker else unit.stated


def _is_struck(answer: Candidate[bool]) -> bool:
    return "~~" in answer.words or re.search(r"<(?:s|del|strike)\b", answer.words) is not None


def _settled(
    right: frozenset[str],
    wrong: frozenset[str],
    rest: bool | None,
    statements: _Statements,
) -> tuple[frozenset[str], frozenset[str]]:
    """Give the verdict on "the rest" to the statements that are not named."""
    others = frozenset(statements.names.options) - right - wrong
    if rest is True:
        return right | others, wrong
    if rest is False:
        return right, wrong | others
    return right, wrong
