"""Who should have handed in: a class list as a learning system exports it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.pipeline import sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.pipeline.layouts import Named

_NAMES = ("name", "student", "student name", "full name", "fullname", "이름", "성명", "학생")
_FIRST = ("first name", "firstname", "given name", "이름(first)")
_LAST = ("last name", "lastname", "surname", "family name", "성")
_IDS = (
    *("id", "student id", "sis user id", "sis login id", "id number", "identifier", "username", "login", "email"),
    *("email address", "github username", "github_username", "학번", "아이디", "이메일"),
)
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Student:
    """One line of a roster."""

    name: str
    ids: tuple[str, ...] = ()


def read_roster(content: bytes, name: str) -> tuple[Student, ...]:
    """Read a class list: CSV with a heading, comma, semicolon or tab, in UTF-8 or UTF-16 (or Korean Windows's cp949).

    Args:
        content: The file.
        name: What messages call it.

    Raises:
        UsageError: No text, no heading with a name or an id, or no student.
    """
    rows = sheets.rows(sheets.decoded(content, f"roster {name}"))
    headings = [_plain(heading) for heading in rows[0]] if rows else []
    columns = {
        use: [at for at, heading in enumerate(headings) if heading in known]
        for use, known in (("name", _NAMES), ("first", _FIRST), ("last", _LAST), ("id", _IDS))
    }
    if not any(columns.values()):
        raise UsageError(
            f"roster {name}: expected a heading such as 'Student', 'Full name', '이름', 'ID' or 'Email', found "
            f"{', '.join(map(repr, rows[0])) if rows else 'an empty file'}; name the columns in the first line"
        )
    students = tuple(student for row in rows[1:] if (student := _student(row, columns)))
    if not students:
        raise UsageError(f"roster {name}: expected a line for each student, found only the heading")
    return students


def missing(roster: Iterable[Student], handed_in: Sequence[Named]) -> tuple[Student, ...]:
    """Return the students of whom nothing is there, matched by any of their ids, else by name."""
    known = {_plain(word) for named in handed_in for word in (named.student, *named.ids)}
    letters = {_letters(named.student) for named in handed_in}
    return tuple(
        student
        for student in roster
        if not known & {_plain(word) for word in (student.name, *student.ids) if word}
        and not letters & {_letters(student.name), _letters(" ".join(reversed(student.name.split())))}
    )


def _student(row: Sequence[str], columns: Mapping[str, Sequence[int]]) -> Student | None:
    def cells(use: str) -> list[str]:
        found = (unicodedata.normalize("NFC", row[at]).strip() for at in columns[use] if at < len(row))
        return [text for text in found if text]

    name = " ".join(cells("name")[:1] or [*cells("first"), *cells("last")])
    if "," in name:
        # Canvas: "Kim, Hana".
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    ids = cells("id")
    ids += [address.partition("@")[0] for address in ids if "@" in address]
    return Student(name, tuple(ids)) if name or ids else None


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()


def _letters(word: str) -> str:
    """Compare names as Canvas writes them in file names: letters only."""
    return _NOT_LETTERS.sub("", _plain(word))
