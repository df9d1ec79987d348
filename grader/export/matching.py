"""Whose row of another system's file a submission belongs to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.export.graded import Graded

_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Person:
    """A row: the record's number, its ids in the order in which they are believed, and its name."""

    record: int
    ids: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Matched:
    """Records with their submissions, and what matched nothing or too much, in words."""

    pairs: Mapping[int, Graded]
    problems: tuple[str, ...]


def match(people: Sequence[Person], graded: Iterable[Graded]) -> Matched:
    """Find each submission's row: by an id, else by the name as written, else by the letters of the name.

    A submission that fits two rows, or two that fit one, get none: a wrong grade is worse than a missing one.
    """
    pairs: dict[int, list[Graded]] = {}
    problems: list[str] = []
    for one in graded:
        found = _fitting(people, one)
        if len(found) == 1:
            pairs.setdefault(found[0].record, []).append(one)
        elif found:
            rows = ", ".join(str(person.record + 1) for person in found)
            problems.append(f"{one.name}: fits the rows {rows} alike; not filled in, enter it by hand")
        else:
            problems.append(f"{one.name}: no row is {one.student}'s; not filled in, enter it by hand")
    for record, several in pairs.items():
        if len(several) > 1:
            names = ", ".join(one.name for one in several)
            problems.append(f"row {record + 1}: {names} all fit; not filled in, keep one and export again")
    return Matched({record: several[0] for record, several in pairs.items() if len(several) == 1}, tuple(problems))


def _fitting(people: Sequence[Person], one: Graded) -> list[Person]:
    ids = {_plain(word) for word in one.ids if word.strip()}
    by_id = [person for person in people if ids & {_plain(word) for word in person.ids if word.strip()}]
    if by_id:
        return by_id
    name = _plain(one.student)
    as_written = [person for person in people if name and name in _spellings(person.name)]
    letters = _letters(one.student)
    return as_written or [p for p in people if letters and letters in {_letters(w) for w in _spellings(p.name)}]


def _spellings(name: str) -> set[str]:
    """Return a name as it is, and "Kim, Hana" as "Hana Kim" and the reverse."""
    plain = _plain(name)
    last, comma, first = (word.strip() for word in plain.partition(","))
    words = plain.split()
    turned = f"{first} {last}" if comma else " ".join((*words[1:], *words[:1]))
    return {plain, turned, f"{last} {first}".strip()}


def _plain(word: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def _letters(word: str) -> str:
    return _NOT_LETTERS.sub("", _plain(word))
