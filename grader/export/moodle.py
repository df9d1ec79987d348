"""Moodle: the offline grading worksheet that a teacher downloaded, filled in.

Its headings are in the course's language, and Moodle finds the columns by exactly those words: they stay byte for byte,
and so does everything but the grade and the feedback.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from grader.checks.base import Verdict
from grader.errors import UsageError
from grader.export import tables
from grader.export.filled import Filled, waiting_notes
from grader.export.graded import amount, told
from grader.export.matching import Person, match
from grader.report.csv import defused
from grader.report.view import view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.export.graded import Graded
    from grader.export.tables import Table

MOST_FEEDBACK = 4000
MOST_REASON = 300
_PARTICIPANT = re.compile(r"\D+?(\d+)\s*")
_GRADES = ("Grade", "성적", "점수")
_FEEDBACKS = ("Feedback comments", "피드백 댓글", "피드백 의견", "피드백")


@dataclass(frozen=True)
class Columns:
    """Where a worksheet has what; ``feedback`` is None where it was not recognised."""

    identifier: int
    grade: int
    maximum: int
    feedback: int | None


def fill(  # noqa: PLR0913 - each is a fact about the worksheet or the reader, and has a default
    content: bytes,
    graded: Sequence[Graded],
    *,
    file: str,
    grade: str = "",
    feedback: str = "",
    language: str = "en",
) -> Filled:
    """Return the worksheet with grades and feedback filled in.

    Args:
        content: The downloaded worksheet.
        graded: Of one rubric.
        file: What messages call it.
        grade: The grade column's heading, where it is in a language that is not known here.
        feedback: The feedback column's heading, likewise.
        language: "en" or "ko", of the feedback.

    Raises:
        UsageError: It is no worksheet, a column is not found, or its maximum is not the rubric's.
    """
    table = tables.read(content, file)
    columns = _columns(table, grade, feedback, file)
    possible = graded[0].score.possible if graded else None
    people = _people(table, columns)
    matched = match(people, graded)
    for record, one in matched.pairs.items():
        _expect_maximum(table.get(record, columns.maximum), possible, file)
        table.put(record, columns.grade, amount(one.score.points))
        if columns.feedback is not None:
            table.put(record, columns.feedback, str(defused(_feedback(one, language))))
    empty = [table.get(person.record, 0) for person in people if person.record not in matched.pairs]
    notes = [f"{name}: handed in nothing that was graded; the row is as it was" for name in empty]
    if columns.feedback is None:
        notes.append("no feedback column was recognised; name it with --feedback-column to fill it too")
    return Filled(table.text(), (*matched.problems, *waiting_notes(matched.pairs.values()), *notes))


def _columns(table: Table, grade: str, feedback: str, file: str) -> Columns:
    headings = table.headings
    identifiers = [at for at in range(len(headings)) if _all(table, at, _PARTICIPANT)]
    identifier = 0 if 0 in identifiers else None
    at_grade = _named(headings, (grade,) if grade else _GRADES, file, asked=bool(grade))
    if at_grade is None:
        at_grade = _before_maximum(table)
    if identifier is None or at_grade is None or at_grade + 1 >= len(headings):
        raise UsageError(
            f"{file}: expected Moodle's offline grading worksheet (identifier first, a grade and its maximum), found "
            f"the columns {', '.join(headings)}; download it under 'Download grading worksheet', or name the column "
            "with --grade-column"
        )
    at_feedback = _named(headings, (feedback,) if feedback else _FEEDBACKS, file, asked=bool(feedback))
    return Columns(identifier, at_grade, at_grade + 1, at_feedback)


def _named(headings: Sequence[str], names: Sequence[str], file: str, *, asked: bool) -> int | None:
    found = [at for at, heading in enumerate(headings) if heading in names]
    if asked and len(found) != 1:
        raise UsageError(f"{file}: expected one column {names[0]!r}, found {len(found)} in {', '.join(headings)}")
    return found[0] if found else None


def _before_maximum(table: Table) -> int | None:
    """Find the grade by its neighbour: the one column whose every field is the same number, the maximum."""
    rows = range(1, len(table.records))
    constant = [
        at
        for at in range(2, len(table.headings))
        if len({table.get(record, at) for record in rows if len(table.records[record]) > 1}) == 1
        and _decimal(table.get(1, at)) is not None
    ]
    return constant[0] - 1 if len(constant) == 1 else None


def _all(table: Table, column: int, shape: re.Pattern[str]) -> bool:
    rows = [record for record in range(1, len(table.records)) if len(table.records[record]) > 1]
    return bool(rows) and all(shape.fullmatch(table.get(record, column)) for record in rows)


def _people(table: Table, columns: Columns) -> list[Person]:
    people = []
    others = [
        at for at in range(2, columns.grade) if any("@" in table.get(r, at) for r in range(1, len(table.records)))
    ]
    for record in range(1, len(table.records)):
        number = _PARTICIPANT.fullmatch(table.get(record, columns.identifier))
        if number and len(table.records[record]) > 1:
            ids = (number[1], *(table.get(record, at) for at in others))
            people.append(Person(record, ids, table.get(record, 1)))
    return people


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None


def _expect_maximum(written: str, possible: Decimal | None, file: str) -> None:
    there = _decimal(written)
    if there is not None and possible is not None and there != possible:
        raise UsageError(
            f"{file}: the maximum grade is {written} there and {amount(possible)} in the rubric; set the assignment's "
            f"grade to {amount(possible)} in Moodle and download the worksheet again, so that no grade is scaled unseen"
        )


def _feedback(one: Graded, language: str) -> str:
    """Say in a line a part what was earned, and of what was not why."""
    seen = view(one.score, language=language, student=True)
    lines = []
    for part in seen.parts:
        reasons = [told(c, MOST_REASON) for c in part.criteria if c.verdict is not Verdict.MET]
        tally = f"{amount(part.tally.points)}/{amount(part.tally.possible)}"
        lines.append(f"{part.id} {tally}" + (f": {'; '.join(reasons)}" if reasons else ""))
    text = "\n".join(lines)
    return text if len(text) <= MOST_FEEDBACK else f"{text[: MOST_FEEDBACK - 1]}…"
