"""Several submissions as a table: a row each, a column a part, then a column a criterion."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from grader.report.data import number
from grader.report.view import View, view

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.scoring import Score

BOM = "\ufeff"
"""Without it, Excel reads UTF-8 as the machine's own code page and Korean names as rubbish."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_GENERAL = ("submission", "points", "pending", "lost", "possible", "ending", "flags")

Entry = str | float | int


def render(scores: Sequence[Score], *, language: str = "en", student: bool = False, bom: bool = False) -> str:
    """Return the table as CSV (RFC 4180: commas, quotes doubled, CRLF).

    A part's column holds its confirmed points; a criterion's holds its verdict. Column names are ids, the same in
    every language.

    Args:
        scores: One a row; where rubrics differ, the columns are those of all of them.
        language: "en" or "ko".
        student: Leave out what only the teacher should read.
        bom: Begin with a byte order mark, for Excel.
    """
    parts = tuple(dict.fromkeys(made.part.id for score in scores for made in score.parts))
    criteria = tuple(dict.fromkeys(c.criterion.id for score in scores for made in score.parts for c in made.criteria))
    seen = (view(score, language=language, student=student) for score in scores)
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(map(defused, (*_GENERAL, *parts, *criteria)))
    writer.writerows(map(defused, _row(one, parts, criteria)) for one in seen)
    return (BOM if bom else "") + "".join(lines.written)


def defused(entry: Entry) -> Entry:
    """Return the entry so that no spreadsheet takes it for a formula; numbers stay numbers."""
    return f"'{entry}" if isinstance(entry, str) and entry.lstrip().startswith(_FORMULA) else entry


def _row(seen: View, parts: Iterable[str], criteria: Iterable[str]) -> list[Entry]:
    tally = seen.tally
    points = {part.id: number(part.tally.points) for part in seen.parts}
    verdicts = {criterion.id: criterion.verdict.value for part in seen.parts for criterion in part.criteria}
    return [
        seen.submission,
        *map(number, (tally.points, tally.pending, tally.lost, tally.possible)),
        seen.ending.value,
        len(seen.flags),
        *(points.get(name, "") for name in parts),
        *(verdicts.get(name, "") for name in criteria),
    ]


class _Lines:
    """All that ``csv.writer`` needs of a file."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> None:
        self.written.append(text)
