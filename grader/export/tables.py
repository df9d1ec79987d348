"""Someone else's CSV file, kept byte for byte but for the fields that are filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import UsageError

BOM = "\ufeff"
_FIELD = r'[^\S\r\n]*"(?:[^"]|"")*"[^{0}\r\n]*|[^{0}\r\n]*'
_NEEDS_QUOTES = re.compile(r'[",;\t\r\n]|^\s|\s$')


@dataclass
class Table:
    """Records of raw fields, quotes and all, each with its own line end; the first one is the heading."""

    bom: str
    delimiter: str
    records: list[list[str]]
    ends: list[str]

    @property
    def headings(self) -> list[str]:
        """The column names."""
        return [plain(field) for field in self.records[0]]

    def get(self, record: int, column: int) -> str:
        """Return a field's value; empty where the record is too short."""
        row = self.records[record]
        return plain(row[column]) if column < len(row) else ""

    def put(self, record: int, column: int, value: str) -> None:
        """Fill a field in."""
        row = self.records[record]
        row.extend([""] * (column + 1 - len(row)))
        row[column] = quoted(value)

    def text(self) -> str:
        """Return the file."""
        rows = (self.delimiter.join(row) + end for row, end in zip(self.records, self.ends, strict=True))
        return self.bom + "".join(rows)


def read(content: bytes, name: str) -> Table:
    """Read a file.

    Args:
        content: UTF-8, with or without a byte order mark; comma, semicolon or tab between fields.
        name: What messages call it.

    Raises:
        UsageError: It is not UTF-8 or has no heading.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name}: expected UTF-8, found byte {error.start} that is none; export it again, or save it as 'CSV UTF-8'"
        ) from error
    bom, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    first = text.splitlines()[0] if text.strip() else ""
    outside = re.sub('"[^"]*"', "", first)
    delimiter = max((",", ";", "\t"), key=outside.count)
    if delimiter not in outside:
        raise UsageError(
            f"{name}: expected a heading of several columns, found {first[:80]!r}; is it the exported CSV?"
        )
    records, ends = _records(text, delimiter)
    return Table(bom, delimiter, records, ends)


def _records(text: str, delimiter: str) -> tuple[list[list[str]], list[str]]:
    field = re.compile(_FIELD.format(re.escape(delimiter)))
    records: list[list[str]] = []
    ends: list[str] = []
    at = 0
    while at < len(text):
        row: list[str] = []
        while True:
            found = field.match(text, at)
            raw = found[0] if found else ""
            row.append(raw)
            at += len(raw)
            if text[at : at + 1] != delimiter:
                break
            at += 1
        end = re.compile("\r\n|\r|\n|").match(text, at)
        ends.append(end[0] if end else "")
        if not ends[-1] and at < len(text):
            # A quote that nobody closed: the rest stays as it is, in one field.
            row[-1] += text[at:]
            at = len(text)
        at += len(ends[-1])
        records.append(row)
    return records, ends


def plain(field: str) -> str:
    """Return a raw field's value."""
    stripped = field.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1].replace('""', '"')
    return field


def quoted(value: str) -> str:
    """Return a value as a raw field."""
    return '"' + value.replace('"', '""') + '"' if _NEEDS_QUOTES.search(value) else value
