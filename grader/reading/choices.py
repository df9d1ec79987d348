"""Which options a student chose, from lists ("가은, 나래"), sentences ("b is wrong") and marks ("(가) O")."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING

from grader.parts import Origin
from grader.reading.clean import clean
from grader.reading.marks import MARK, mark_at_end, mark_at_start, only_marks, value_of
from grader.reading.opening import spoken
from grader.reading.options import Names, Said, judges, options_said
from grader.reading.picking import segments
from grader.reading.reconcile import Candidate, Reading, State, Weight, leftovers, reconcile, weigh
from grader.reading.units import Form, Unit, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.parts import PartEvidence

Chosen = frozenset[str]

_FINAL_PREDICATE = re.compile(
    r"(?P<no>틀리?다|틀렸다|틀림|틀립니다|(?:옳|맞)지\s*않\S*|거짓이다|is (?:wrong|false|incorrect|not (?:true|right"
    r"|correct)))[.!)]*$"
    r"|(?P<yes>옳다|옳음|옳습니다|맞다|맞음|맞습니다|참이다|is (?:right|true|correct))[.!)]*$",
    re.IGNORECASE,
)
_FRONT = re.compile(rf"[\s(\[]*{MARK.pattern}[\s)\].:]*", re.IGNORECASE)
_REASON = re.compile(r"\s*[(\[]|\s-\s|[,.]?\s*(?:왜냐하면|이유는|이유\s*:|\bbecause\b|\bsince\b|\bas\b)", re.IGNORECASE)
_ADDS = re.compile(r"포함|추가|\binclud|\bplus\b", re.IGNORECASE)
_PLACES = re.compile(r"\(?\d\)?번?(?:[\s,/·&와과]+\(?\d\)?번?)+\W*")
_STATEMENT_LENGTH = 12
"""Characters behind an option's name from which on they are the exam's statement and not a verdict on it."""


@dataclass(frozen=True)
class _Marked:
    """An option whose own statement carries a verdict; ``None`` where the statement is only repeated."""

    option: str
    verdict: bool | None
    struck: bool
    unit: Unit


def read_choices(part: PartEvidence, options: Sequence[str], *, question: Sequence[str] = ()) -> Reading[Chosen]:
    """Read the set of options that a part answers; an empty set is an answer ("none of them")."""
    names = Names(options)
    pieces = [_unlabelled_letter(unit, names) for unit in _with_tables(units(spoken(part), question), names)]
    answers: list[Candidate[Chosen]] = []
    items: list[tuple[Unit, Candidate[Chosen]]] = []
    marked: list[_Marked] = []
    boxes: dict[str, Unit] = {}
    rest: list[Unit] = []
    said: list[tuple[Said, Unit]] = []
    for unit in pieces:
        if unit.question or (unit.passage.origin is Origin.COMMENT and unit.text.startswith("import ")):
            continue
        if unit.task and (boxed := _boxed(unit, names)):
            boxes[boxed] = unit
            continue
        if statement := _statement(unit, names):
            marked.append(statement)
            continue
        if marked and marked[-1].verdict is None and (below := only_marks(unit.text.strip("→ "))) and len(below) == 1:
            marked[-1] = replace(marked[-1], verdict=below[0])
            continue
        if found := _answer(unit, names):
            if unit.form is Form.ITEM and not unit.label:
                items.append((unit, found))
            else:
                answers.append(found)
        else:
            rest.append(unit)
        said += [(one, unit) for one in _verdicts(unit, names)]
    answers += _from_items(items)
    answers += _from_marks(marked, names)
    answers += _from_boxes(boxes)
    if not answers:
        answers += _from_sentences(said, names)
    reading = reconcile(answers or _unread(pieces, rest), frozenset.__eq__)
    return reading if any(answer.weight is Weight.REVISED for answer in answers) else _contradicted(reading, said)


def _unread(pieces: Sequence[Unit], rest: Sequence[Unit]) -> list[Candidate[Chosen]]:
    """Return what may be an answer to a person: prose, and "①, ②", which leaves open what is counted."""
    places = [
        Candidate[Chosen](Weight.LEFTOVER, None, unit.words, unit.passage)
        for unit in rest
        if unit.passage.origin is not Origin.COMMENT and unit.written and _PLACES.fullmatch(unit.whole)
    ]
    return leftovers([unit for unit in pieces if unit.question or unit in rest]) or places


def _boxed(unit: Unit, names: Names) -> str | None:
    """Return the one option that a box to tick stands before, with or without its statement."""
    headed = names.heading(unit.text)
    named = [option for _, _, options in names.found(unit.text) for option in options]
    return headed[0] if headed else named[0] if len(named) == 1 else None


def _statement(unit: Unit, names: Names) -> _Marked | None:
    """Recognise an option's own statement, as the exam gives it, and the student's mark on it."""
    if unit.label or names.several_headed(unit.stated):
        return None
    text = unit.whole if names.numeric else unit.text.replace("~~", "")
    front = _FRONT.match(text) if not names.heading(text) else None
    found = names.heading(text[front.end() :] if front else text)
    if not found:
        return None
    option, rest = found
    verdict = value_of(front) if front else mark_at_start(rest)
    if verdict is None:
        verdict = mark_at_end(rest)
    final = _FINAL_PREDICATE.search(rest)
    if verdict is None and final:
        verdict = final["yes"] is not None
    if verdict is None and len(rest) < _STATEMENT_LENGTH and not unit.struck:
        return None
    return _Marked(option, verdict, "~~" in unit.text or unit.struck, unit)


def _answer(unit: Unit, names: Names) -> Candidate[Chosen] | None:
    """Read a unit that gives the whole answer: a label, or nothing but options."""
    if unit.struck or (unit.form is Form.HEADING and not unit.label):
        return None
    text = _last_revision(_with_own_number(unit, names), names)
    if names.only_options(text):
        # Here a semicolon ends no sentence.
        text = text.replace(";", ",")
    marks = _marks_in_order(text, names)
    if marks is not None:
        return Candidate(weigh(unit, bare=True), marks, unit.words, unit.passage)
    parts = segments(_without_reason(text, names))
    if not parts:
        return None
    said = options_said(parts[0], names)
    whole = said.chosen(names.options)
    if unit.label:
        if whole is None and not said.unclear:
            whole = _together(options_said(piece, names) for piece in parts).chosen(names.options)
        return Candidate(weigh(unit, bare=True), whole, unit.words, unit.passage)
    judged = said.right | said.wrong
    if said.pure and whole is not None and judged in {frozenset(), frozenset(names.options)}:
        return Candidate(weigh(unit, bare=True), whole, unit.words, unit.passage)
    return None


def _from_items(items: Sequence[tuple[Unit, Candidate[Chosen]]]) -> list[Candidate[Chosen]]:
    """Items of one list that name one option each, and none twice, are one answer; others answer each for itself."""
    values = [candidate.value or frozenset() for _, candidate in items]
    together = frozenset[str]().union(*values)
    one_list = len({(unit.passage.cell, unit.passage.origin) for unit, _ in items}) == 1
    if not one_list or any(len(value) != 1 for value in values) or len(together) != len(items):
        return [candidate for _, candidate in items]
    first = items[0][1]
    return [Candidate(first.weight, together, " / ".join(c.words for _, c in items), first.passage)]


def _marks_in_order(text: str, names: Names) -> Chosen | None:
    """Read "O O X X", a mark for each option, or "a, b, c, d = O, O, X, X"."""
    runs = list(names.found(text))
    listed = [option for _, _, options in runs for option in options] or list(names.options)
    marks = only_marks(text[runs[-1][1] :] if runs else text)
    if not marks or len(marks) != len(listed) or len(set(listed)) != len(names.options):
        return None
    return frozenset(option for option, mark in zip(listed, marks, strict=True) if mark)


def _without_reason(text: str, names: Names) -> str:
    """Cut off what stands behind the answer itself: "가은, 나래 (다솜은 convex라서 ...)" chooses two.

    A reason that calls another option right, or the answer wrong, is no reason: the text stays as it is.
    """
    for reason in islice(_REASON.finditer(text), 2 * len(names.options) + 2):
        head, behind = text[: reason.start()], text[reason.start() :]
        if not names.only_options(head):
            continue
        said = options_said(behind, names)
        plain = said.pure if said.named else judges(behind) or only_marks(behind) is not None
        return text if plain or _ADDS.search(behind) or said.right - options_said(head, names).named else head
    return text


def _with_own_number(unit: Unit, names: Names) -> str:
    """Where options are numbers, "(1) (3)" answers both, while in "(4) 1, 3" the first is the question's."""
    decorated = names.numeric and not unit.label and unit.text.startswith("(")
    return unit.whole if decorated else unit.stated


def _last_revision(text: str, names: Names) -> str:
    """Take the last: "가은, 다솜 → 가은" says the last; in "가은 → 옳다" the arrow is only a colon."""
    pieces = text.split("→")
    return pieces[-1].strip() if len(pieces) > 1 and all(names.listed(piece) for piece in pieces) else text


def _verdicts(unit: Unit, names: Names) -> list[Said]:
    """What sentences say of single options; of a labelled answer, those behind the answer itself."""
    if unit.struck:
        return []
    pieces = segments(_last_revision(unit.stated, names))[1 if unit.label else 0 :]
    found = [options_said(piece, names) for piece in pieces]
    return [said for said in found if said.right or said.wrong or said.rest is not None]


def _from_marks(marked: Sequence[_Marked], names: Names) -> list[Candidate[Chosen]]:
    """An answer given by marking the statements: all of them, or only those that are right, or by striking out."""
    verdicts: dict[str, set[bool]] = {}
    for one in marked:
        if one.verdict is not None:
            verdicts.setdefault(one.option, set()).add(one.verdict)
    if not verdicts:
        return _from_strikes(marked, names)
    told = [one for one in marked if one.verdict is not None]
    words = " / ".join(dict.fromkeys(one.unit.words for one in told))
    clear = all(len(said) == 1 for said in verdicts.values())
    complete = len(verdicts) == len(names.options) or all(True in said for said in verdicts.values())
    named = Counter(one.option for one in marked)
    # All statements once are the exam's; any other without a verdict is the student's own words.
    complete &= set(named) in (set(verdicts), set(names.options)) and all(
        named[o] == 1 for o in set(named) - set(verdicts)
    )
    chosen = frozenset(option for option, said in verdicts.items() if True in said) if clear and complete else None
    return [Candidate(Weight.BARE, chosen, words, told[0].unit.passage)]


def _from_boxes(boxes: Mapping[str, Unit]) -> list[Candidate[Chosen]]:
    """An answer given by ticking boxes; a list in which none is ticked was left as it came."""
    ticked = [option for option, unit in boxes.items() if unit.ticked]
    if not ticked:
        return []
    words = " / ".join(boxes[option].words for option in ticked)
    return [Candidate(Weight.BARE, frozenset(ticked), words, boxes[ticked[0]].passage)]


def _from_strikes(marked: Sequence[_Marked], names: Names) -> list[Candidate[Chosen]]:
    struck = {one.option for one in marked if one.struck}
    if not struck or {one.option for one in marked} != set(names.options):
        return []
    words = " / ".join(one.unit.words for one in marked if one.struck)
    return [Candidate(Weight.BARE, frozenset(names.options) - struck, words, marked[0].unit.passage)]


def _from_sentences(said: Sequence[tuple[Said, Unit]], names: Names) -> list[Candidate[Chosen]]:
    """An answer given in sentences on single options: enough of them must be judged, and none twice differently."""
    if not said:
        return []
    total = _together(one for one, _ in said)
    words = " / ".join(dict.fromkeys(unit.words for _, unit in said))
    several = {one.right for one, _ in said if len(one.right) > 1}
    chosen = total.chosen(names.options) if len(several) <= 1 else None
    return [Candidate(Weight.STATED, chosen, words, said[0][1].passage)]


def _together(said: Iterable[Said]) -> Said:
    return reduce(Said.plus, said, Said())


def _contradicted(reading: Reading[Chosen], said: Sequence[tuple[Said, Unit]]) -> Reading[Chosen]:
    """An answer that a later sentence takes back, wholly or in part, is two answers."""
    if reading.value is None:
        return reading
    chosen = reading.value
    against = [unit.words for one, unit in said if one.right - chosen or one.wrong & chosen]
    if not against:
        return reading
    return replace(reading, state=State.CONFLICT, value=None, words=tuple(dict.fromkeys((*reading.words, *against))))


def _with_tables(pieces: Sequence[Unit], names: Names) -> list[Unit]:
    """Turn a table with the options as its head and marks below into one line a column."""
    found: list[Unit] = []
    for unit in pieces:
        above = found[-1] if found else None
        if above and above.form is unit.form is Form.ROW:
            head, marks = _cells(above.text), only_marks(unit.text)
            columns = [names.exact(cell) for cell in head]
            if marks and len([c for c in columns if c]) == len(marks):
                pairs = zip(filter(None, columns), marks, strict=True)
                text = ", ".join(f"{option} {'O' if mark else 'X'}" for option, mark in pairs)
                found[-1] = replace(above, text=text, words=f"{above.words}\n{unit.words}")
                continue
        found.append(unit)
    return found


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def _unlabelled_letter(unit: Unit, names: Names) -> Unit:
    """Where "a" is an option, "a. Convex ..." is a statement and not the label of an answer."""
    if unit.label and names.exact("a"):
        text = clean(unit.words).lstrip("-#> ")
        if re.match(r"a\s*[:=.)]", text, re.IGNORECASE) and not names.listed(unit.text):
            return replace(unit, text=text, label=False)
    return unit
