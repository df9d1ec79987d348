"""A workbook: points by part, then every criterion with its verdict and reason. Needs openpyxl, the extra "xlsx"."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.report import phrases
from grader.report.clean import line
from grader.report.html import words
from grader.report.view import view

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from grader.export.graded import Graded
    from grader.report.view import View

MOST_TEXT = 32_000
"""Excel's cells hold 32,767 characters."""

FORMAT = "0.##"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Entry = str | float | int


def render(graded: Sequence[Graded], *, language: str = "en", student: bool = False) -> bytes:
    """Return the workbook.

    Args:
        graded: A row each in the first sheet.
        language: "en" or "ko".
        student: Leave out what only the teacher should read.

    Raises:
        UsageError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("an xlsx file needs openpyxl, which is not installed; pip install 'grader[xlsx]'") from error
    seen = [(one, view(one.score, language=language, student=student)) for one in graded]
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book.create_sheet(words.STUDENTS(language)), *_points(seen, language))
    _fill(book.create_sheet(words.CRITERIA(language)), *_criteria(seen, language))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _points(seen: Sequence[tuple[Graded, View]], language: str) -> tuple[list[str], list[list[Entry]]]:
    parts = list(dict.fromkeys(part.id for _, one in seen for part in one.parts))
    general = (words.SUBMISSION, words.TOTAL, phrases.PENDING, phrases.POSSIBLE)
    rows: list[list[Entry]] = []
    for graded, one in seen:
        points = {part.id: float(part.tally.points) for part in one.parts}
        tally = one.tally
        rows.append(
            [
                one.submission,
                line(graded.student),
                *map(float, (tally.points, tally.pending, tally.possible)),
                *(points.get(name, "") for name in parts),
            ]
        )
    first, *others = (text(language) for text in general)
    return [first, words.STUDENT(language), *others, *parts], rows


def _criteria(seen: Sequence[tuple[Graded, View]], language: str) -> tuple[list[str], list[list[Entry]]]:
    headings = (
        *(words.SUBMISSION, phrases.PART, phrases.CRITERION, phrases.VERDICT, phrases.POINTS, phrases.PENDING),
        *(phrases.POSSIBLE, phrases.REASON, phrases.WHERE, phrases.STUDENTS_WORDS, phrases.TEACHER_ONLY),
    )
    rows: list[list[Entry]] = [
        [
            *(one.submission, part.id, criterion.title, phrases.VERDICTS[criterion.verdict](language)),
            *map(float, (criterion.tally.points, criterion.tally.pending, criterion.tally.possible)),
            *(criterion.reason, criterion.place, criterion.words, criterion.secret),
        ]
        for _, one in seen
        for part in one.parts
        for criterion in part.criteria
    ]
    return [heading(language) for heading in headings], rows


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[Entry]]) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 - an extra
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    widths = [len(heading) for heading in headings]
    for at_row, row in enumerate((headings, *rows), start=1):
        for at, entry in enumerate(row, start=1):
            cell = sheet.cell(at_row, at)
            if isinstance(entry, str):
                cell.value = _ILLEGAL.sub("", entry)[:MOST_TEXT]
                cell.data_type = "s"  # never a formula, whatever it begins with
                widths[at - 1] = max(widths[at - 1], sum(1 + (ord(c) > 0x1100) for c in entry))  # noqa: PLR2004 - Hangul
            else:
                cell.value = entry
                cell.number_format = FORMAT
            if at_row == 1:
                cell.font = Font(bold=True)
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = min(60, width + 2)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
