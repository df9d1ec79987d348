"""Places of a submission as places of a file in a student's repository: what annotations and links need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.report.places import file_line, spot

if TYPE_CHECKING:
    from grader.evidence import Submission


def line_of(where: str, submission: Submission) -> int | None:
    """Return the line of the submitted file that a place speaks of, from 1; None where the file has no such line.

    A notebook's cells stand in JSON, whose line numbers depend on who saved it: they have none.
    """
    number = file_line(where, submission)
    return number if number is not None and number >= 1 and spot(where, submission) is not None else None
