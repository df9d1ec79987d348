"""nbgrader's ``grades.csv``: a row a submission, without points of questions, as its own exporter writes it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from grader.export.graded import amount
from grader.report.clean import line
from grader.report.csv import defused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.export.graded import Graded

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def render(graded: Sequence[Graded], *, assignment: str = "") -> str:
    """Return the table; names with commas are quoted, which nbgrader's own exporter forgets.

    Args:
        graded: A row each.
        assignment: Its name in nbgrader; by default the exam's.
    """
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in graded:
        exam = assignment or line(one.score.rubric.exam.text()("en"))
        points = amount(one.score.points)
        email = next((word for word in one.ids if "@" in word), "")
        student = next((word for word in one.ids if "@" not in word), one.student)
        last, first = _names(one.student)
        texts = (exam, "", "", student, last, first, email)
        writer.writerow([*(defused(line(text)) for text in texts), points, "0", points, amount(one.score.possible)])
    return made.getvalue()


def _names(student: str) -> tuple[str, str]:
    """Split "Kim, Hana" and "Hana Kim"; a name of one word, as Korean ones are written, is left whole."""
    if "," in student:
        last, _, first = student.partition(",")
        return last.strip(), first.strip()
    words = student.split()
    return (words[-1], " ".join(words[:-1])) if len(words) > 1 else (student, "")
