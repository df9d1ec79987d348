"""Places of a submission as findings name them: "cell 12, line 3" of a notebook, "line 57" of a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from grader.report import phrases

if TYPE_CHECKING:
    from grader.evidence import Submission

_PLACE = re.compile(r"(?:cell (?P<cell>\d{1,9})(?:, line (?P<cell_line>\d{1,9}))?|line (?P<line>\d{1,9}))\Z")


class Spot(NamedTuple):
    """A cell, counted from 1, and a line of it, counted from 1; ``None`` stands for the cell as a whole."""

    cell: int
    line: int | None


def translate(where: str, language: str) -> str:
    """Return the place in the words of a language; what is no place of the usual form stays as it is."""
    found = _PLACE.match(where)
    if not found:
        return where
    cell, number = found["cell"], found["cell_line"] or found["line"]
    return phrases.cell_line(int(cell) if cell else None, int(number) if number else None)(language)


def spot(where: str, submission: Submission) -> Spot | None:
    """Find the cell and line that a place speaks of; None where the submission has no such place."""
    found = _PLACE.match(where)
    if not found:
        return None
    if found["cell"]:
        cell = int(found["cell"])
        number = int(found["cell_line"]) if found["cell_line"] else None
        return Spot(cell, number) if 1 <= cell <= len(submission.cells) else None
    number = int(found["line"])
    holders = [cell for cell in submission.cells if cell.first_line <= number]
    if not holders:
        return None
    return Spot(holders[-1].number, number - holders[-1].first_line + 1)


def file_line(where: str, submission: Submission) -> int | None:
    """Return the line of the script that a place speaks of; None for a notebook, whose cells have no file lines."""
    found = _PLACE.match(where)
    return int(found["line"]) if found and found["line"] and submission.form == "script" else None
