"""CSV as spreadsheets save it: whatever their encoding, their separator and the case of their headings."""

from __future__ import annotations

import csv
import io

from grader.errors import UsageError


def decoded(content: bytes, name: str) -> str:
    """Read a sheet's bytes: UTF-8 with or without a mark, UTF-16, or Korean Windows's cp949.

    Raises:
        UsageError: It is none of these.
    """
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{name}: expected UTF-8 text, found bytes that are none; save it as 'CSV UTF-8'")


def rows(text: str) -> list[list[str]]:
    """Return the lines of a sheet that hold anything, cell by cell; comma, semicolon or tab, as the first line has."""
    first = text.removeprefix("sep=").partition("\n")[0]
    mark = max((",", ";", "\t"), key=first.count)
    if text.startswith("sep="):
        # Excel's own line, which names the separator.
        mark, text = text[4], text.partition("\n")[2]
    found = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    return [row for row in found if any(cell.strip() for cell in row)]
