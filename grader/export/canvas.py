"""Canvas: the gradebook that a teacher exported, filled in.

A column that Canvas does not know becomes a new assignment when the file is imported; therefore only an assignment
that stands in the file is filled, never one that does not.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.export import tables
from grader.export.filled import Filled, waiting_notes
from grader.export.graded import amount
from grader.export.matching import Person, match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.export.graded import Graded
    from grader.export.tables import Table

_ASSIGNMENT = re.compile(r".*\((\d+)\)\s*")
_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_POINTS = "points possible"
_READ_ONLY = "(read only)"


def fill(content: bytes, graded: Sequence[Graded], *, file: str, assignment: str = "") -> Filled:
    """Return the gradebook with the points of one assignment filled in, all else byte for byte as it was.

    Args:
        content: The exported gradebook.
        graded: Of one rubric.
        file: What messages call it.
        assignment: The assignment's title or number; may be left out where the file has one only.

    Raises:
        UsageError: It is no gradebook, the assignment is not in it, or it is worth other points than the rubric.
    """
    table = tables.read(content, file)
    headings = [heading.strip() for heading in table.headings]
    _expect_gradebook(headings, file)
    first = next((at for at in range(1, len(table.records)) if _POINTS in table.get(at, 0).lower()), None)
    column = _column(table, headings, first, assignment, file)
    _expect_points(table, first, column, graded, file)
    people = _people(table, headings, first)
    matched = match(people, graded)
    for record, one in matched.pairs.items():
        table.put(record, column, amount(one.score.points))
    empty = [person.name for person in people if person.record not in matched.pairs]
    notes = [f"{name}: handed in nothing that was graded; the row is as it was" for name in empty]
    return Filled(table.text(), (*matched.problems, *waiting_notes(matched.pairs.values()), *notes))


def _expect_gradebook(headings: Sequence[str], file: str) -> None:
    student, number = (headings[0], headings[1]) if len(headings) > 3 else ("", "")  # noqa: PLR2004 - Canvas's own rule
    if not (("Student" in student or "Name" in student) and "ID" in number) or "Section" not in headings:
        raise UsageError(
            f"{file}: expected a gradebook of Canvas, whose heading begins with Student, ID and has a Section; found "
            f"{', '.join(headings[:6])}; export it in Canvas with Grades > Export"
        )


def _column(table: Table, headings: Sequence[str], first: int | None, assignment: str, file: str) -> int:
    start = headings.index("Section") + 1
    known = {
        at: heading
        for at, heading in enumerate(headings)
        if at >= start
        and _ASSIGNMENT.fullmatch(heading)
        and (first is None or table.get(first, at).strip() != _READ_ONLY)
    }
    wanted = assignment.strip()
    found = [at for at, title in known.items() if not wanted or _is(title, wanted)]
    if len(found) == 1:
        return found[0]
    listed = "; ".join(known.values()) or "none"
    asked = f"one assignment called {wanted!r}" if wanted else "one assignment"
    raise UsageError(
        f"{file}: expected {asked}, found {len(found)}; name one with --assignment. Assignments there: {listed}"
    )


def _is(title: str, wanted: str) -> bool:
    number = _ASSIGNMENT.fullmatch(title)
    return wanted in {title, title.rpartition("(")[0].strip(), number[1] if number else title}


def _expect_points(table: Table, first: int | None, column: int, graded: Sequence[Graded], file: str) -> None:
    if first is None or not graded:
        return
    written = table.get(first, column).strip()
    possible = graded[0].score.possible
    try:
        there = Decimal(written.replace(",", "."))
    except InvalidOperation:
        return
    if there != possible:
        raise UsageError(
            f"{file}: {table.headings[column]} is worth {written} points there and {amount(possible)} in the rubric; "
            f"set its points to {amount(possible)} in Canvas and export again, so that no grade is scaled unseen"
        )


def _people(table: Table, headings: Sequence[str], first: int | None) -> list[Person]:
    ids = [headings.index(name) for name in _IDS if name in headings]
    people = []
    for record in range((first or 0) + 1, len(table.records)):
        row = table.records[record]
        known = tuple(table.get(record, at).strip() for at in ids)
        if len(row) > 1 and any(known) and table.get(record, 0).strip() != "Student, Test":
            people.append(Person(record, known, table.get(record, 0).strip()))
    return people
