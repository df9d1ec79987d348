"""Whose work a file or folder is, and which attempt, by the way learning systems name what they hand out.

The patterns are those of the systems' own downloads: Canvas ``lastnamefirst_LATE_user_submission_file``, Moodle
``Full Name_id_assignsubmission_file_``, Blackboard ``Exam_user_attempt_2026-06-20-10-00-00_file``, GitHub Classroom
clones ``exam-user/``, Google Drive ``Full Name - file``, browsers' ``file (2)`` and Colab's ``Copy of file``.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_CANVAS = re.compile(r"(?P<student>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<submission>\d+)_(?P<file>.+)")
_MOODLE = re.compile(r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?")
_BLACKBOARD = re.compile(r".+_(?P<student>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:[_.](?P<file>.*))?")
_AGAIN = re.compile(r"(?P<stem>.*\S) ?\((?P<number>\d{1,3})\)")
_RESUBMITTED = re.compile(r".+-(?P<number>\d{1,3})")
_COPY = re.compile(r"(?:Copy of |사본 - )(?P<stem>.+)|(?P<other>.+?)(?: ?의 사본| - 복사본| copy)", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """What a name says.

    Attributes:
        student: As the system writes it, in Unicode's composed form.
        ids: Numbers or user names by which a roster may know the student.
        attempt: Compared within a student; higher is later.
        late: The system marks it as late.
        system: "canvas", "moodle", "blackboard", "github", "drive"; "" for a plain name.
    """

    student: str
    ids: tuple[str, ...] = ()
    attempt: tuple[str, int] = ("", 0)
    late: bool = False
    system: str = ""


def read_names(names: Sequence[str], *, folders: bool = False) -> tuple[Named, ...]:
    """Read the names of all that lies in one folder; together, as what they share is the exam's name, not a student's.

    Args:
        names: File or folder names, with their suffixes.
        folders: They are folders; then "exam-" before all of them is what GitHub Classroom puts there.
    """
    composed = [unicodedata.normalize("NFC", name) for name in names]
    found = [_of_a_system(name) for name in composed]
    plain = [name for name, named in zip(composed, found, strict=True) if named is None]
    stems = [_without_attempt(_stem(name)) for name in plain]
    people = iter(_shortened([stem for stem, _ in stems], folders=folders))
    attempts = iter(attempt for _, attempt in stems)
    return tuple(named or replace(next(people), attempt=("", next(attempts))) for named in found)


def _of_a_system(name: str) -> Named | None:
    if match := _MOODLE.fullmatch(name):
        return Named(match["student"].strip(), (match["id"],), ("", _number(_AGAIN, match["file"])), system="moodle")
    if match := _BLACKBOARD.fullmatch(name):
        return Named(match["student"], (match["student"],), (match["when"], 0), system="blackboard")
    if match := _CANVAS.fullmatch(name):
        number = _number(_RESUBMITTED, match["file"]) or _number(_AGAIN, match["file"])
        return Named(match["student"], (match["id"],), ("", number), late=bool(match["late"]), system="canvas")
    return None


def _number(pattern: re.Pattern[str], file: str | None) -> int:
    match = pattern.fullmatch(_stem(file or ""))
    return int(match["number"]) if match else 0


def _stem(name: str) -> str:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name, not a path: this may run anywhere
    return stem if suffix.lower() in {".py", ".ipynb", ".zip"} else name


def _without_attempt(stem: str) -> tuple[str, int]:
    attempt = 0
    if match := _COPY.fullmatch(stem):
        stem, attempt = match["stem"] or match["other"], 1
    if match := _AGAIN.fullmatch(stem):
        stem, attempt = match["stem"], attempt + int(match["number"])
    return stem, attempt


def _shortened(stems: Sequence[str], *, folders: bool) -> list[Named]:
    """Take off what all the names begin or end with, as far as a separator; a single name tells nothing about that."""
    several = set(stems)
    if len(several) > 1:
        github = _shared_start(several, "-") if folders else ""
        drive = _shared_start(several, " - ")
        behind = _shared_start({stem[::-1] for stem in several}, " - ")[::-1]
        for start, end, system in ((drive, "", "drive"), ("", behind, "drive"), (github, "", "github")):
            if start or end:
                cut = [stem[len(start) : len(stem) - len(end)] for stem in stems]
                return [Named(one, (one,), system=system) for one in cut]
    return [Named(stem, (stem,)) for stem in stems]


def _shared_start(names: set[str], separator: str) -> str:
    first, last = min(names), max(names)
    length = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    end = first.rfind(separator, 0, length)
    return first[: end + len(separator)] if end > 0 else ""
