"""Rules of other systems as their owners published them, and importers that do what theirs do.

Published files are not copied here. Where GRADER_OWNERS names a folder with them, the tests hold our exports against
them; without, against the rules as they are written down in the tests.

    result-v1.schema.json   github.com/foundation50/classroom50, folder "schemas"
    junit-10.xsd            the source distribution of pytest, folder "testing/example_scripts"
    grades.csv              the wheel of nbgrader, folder "nbgrader/docs/source/user_guide"
"""

from __future__ import annotations

import csv
import io
import os
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest


def published(name: str) -> Path:
    """Return a file as its owner published it; the test is skipped where it is not here."""
    folder = os.environ.get("GRADER_OWNERS", "")
    file = Path(folder) / name
    if not folder or not file.is_file():
        pytest.skip(f"{name}: not here; GRADER_OWNERS names the folder with it, see tests/export/owners.py")
    return file


@dataclass
class Imported:
    """What a gradebook comes to: points by student, and what was made up besides."""

    scores: dict[str, str] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    feedback: dict[str, str] = field(default_factory=dict)


CANVAS_STUDENT = 5
CANVAS_LEAST = 3


def into_canvas(text: str, assignments: dict[str, str]) -> Imported:
    """Import a gradebook by the rules of Canvas's gradebook_importer.rb.

    More than three columns, the first with "Student" in it, the second with "ID"; "Section" is the last one about the
    student; an assignment is matched by the number in parentheses, else by its exact title, else created; a row is
    matched by ID, SIS user id, SIS login id and name, in this order; blank and "-" are no score, "EX" excuses; a
    decimal comma is read; rows "Points Possible" and "Manual Posting" are no students.

    Args:
        text: The file.
        assignments: Number to title, as the course has them.
    """
    sample = text.removeprefix("\ufeff")
    delimiter = ";" if sample.splitlines()[0].count(";") > sample.splitlines()[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    heads = rows[0]
    assert len(heads) > CANVAS_LEAST
    assert "Student" in heads[0]
    assert "ID" in heads[1]
    first = heads.index("Section") + 1
    made = Imported()
    columns: dict[int, str] = {}
    read_only = {at for row in rows[1:3] for at, value in enumerate(row) if "(read only)" in value}
    for at, head in enumerate(heads[first:], first):
        if at in read_only or not head.strip():
            continue
        number = re.search(r"\((\d+)\)\s*$", head)
        known = [key for key, title in assignments.items() if (number and key == number[1]) or head == title]
        if known:
            columns[at] = known[0]
        else:
            made.created.append(head)
    for row in rows[1:]:
        if not row or "Points Possible" in row[0] or (not any(row[:first]) and "Manual Posting" in row):
            continue
        student = row[1] or row[2] or row[0]
        for at, number_ in columns.items():
            made.scores[f"{student}/{number_}"] = _canvas_score(row[at])
    return made


def _canvas_score(text: str) -> str:
    if text in {"", "-"}:
        return ""
    if text.upper() == "EX":
        return "EX"
    return f"{Decimal(text.replace(',', '.')):.2f}"


def into_moodle(text: str, heads: dict[str, str], maximum: Decimal) -> Imported:
    """Import a worksheet by the rules of Moodle's importgradeslib.php.

    The columns of identifier, grade and modification are found by exactly these words of the course's language, and all
    three must be there; feedback by its own. "Participant 12" names a row by its number. A grade that is empty changes
    nothing; one that is no number, or above the maximum or below nought, is refused.

    Args:
        text: The file, UTF-8.
        heads: What the language calls "identifier", "grade", "modified" and "feedback".
        maximum: The assignment's.
    """
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    at = {name: rows[0].index(head) for name, head in heads.items()}
    made = Imported()
    for row in rows[1:]:
        if not row:
            continue
        assert len(row) == len(rows[0]), row
        number = re.fullmatch(r"\D*(\d+)", row[at["identifier"]])
        assert number is not None, row
        made.feedback[number[1]] = row[at["feedback"]]
        if row[at["grade"]]:
            try:
                grade = Decimal(row[at["grade"]])
            except InvalidOperation:
                raise AssertionError(f"no number: {row}") from None
            assert 0 <= grade <= maximum
            made.scores[number[1]] = f"{grade:.2f}"
    return made
