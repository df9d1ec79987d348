"""Unpacking a zip that nobody vouches for."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from grader.errors import SubmissionError
from grader.submission.folder import MOST_BYTES, MOST_FILES, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MOST_TIMES = 200  # unpacked size by packed size; text and notebooks reach 50
_SMALL = 50_000_000  # bytes that may be packed as tightly as they like
_UTF8 = 0x800  # the flag of a member whose name is in UTF-8
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_DRIVE = re.compile(r"[A-Za-z]:")
_LEFTOVERS = ("__MACOSX/", ".git/")


def listed(path: Path) -> tuple[PurePosixPath, ...]:
    """Return the names of a zip's files, as they are written; none if it cannot be read as a zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            named = (_name_of(member).replace("\\", "/") for member in archive.infolist() if not member.is_dir())
            return tuple(PurePosixPath(name) for name in named if not name.startswith(_LEFTOVERS))
    except (zipfile.BadZipFile, OSError, UnicodeError, IndexError, NotImplementedError):
        return ()


def unpack(path: Path, folder: Path, students: int = 1) -> None:
    """Unpack a zip into an empty folder.

    Args:
        path: The zip.
        folder: Where to.
        students: Whose work it holds, which it may be so much larger for.

    Raises:
        SubmissionError: It is damaged, encrypted, too large, or names a place outside the folder.
        OSError: A file could not be written.
    """
    name = shown(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, name, students)
            budget = MOST_BYTES * students
            for member, place in members:
                budget -= _write(archive, member, folder / place, budget, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeError, IndexError) as error:
        raise SubmissionError(f"{name}: expected a zip, found a damaged one: {error}. Pack it again.") from error
    except (NotImplementedError, RuntimeError) as error:
        raise SubmissionError(
            f"{name}: expected a zip that any tool can open: {error}. Pack it again as a plain zip without a password."
        ) from error


def _members(archive: zipfile.ZipFile, name: str, students: int) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Check all members before the first is written."""
    members = archive.infolist()
    _check_size(members, name, students)
    placed: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise SubmissionError(
                f"{name}: expected a zip without a password, {_name_of(member)!r} is encrypted. Pack it again."
            )
        place = _place(member, name)
        if member.is_dir() or str(place).startswith(_LEFTOVERS) or not place.parts:
            continue
        if place in placed:
            raise SubmissionError(f"{name}: expected each file once, found {str(place)!r} twice. Pack it again.")
        placed[place] = member
    return [(member, place) for place, member in placed.items()]


def _check_size(members: Sequence[zipfile.ZipInfo], name: str, students: int) -> None:
    most_files, most_bytes = MOST_FILES * students, MOST_BYTES * students
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > most_files or size > most_bytes or (size > _SMALL and size > _MOST_TIMES * packed):
        raise SubmissionError(
            f"{name}: expected at most {most_files:,} files and {most_bytes:,} bytes, packed at most {_MOST_TIMES} to "
            f"1; found {len(members):,} files and {size:,} bytes in {packed:,}. Take data sets and environments out."
        )


def _place(member: zipfile.ZipInfo, name: str) -> PurePosixPath:
    """Find where a member goes, relative to the folder."""
    written = _name_of(member).replace("\\", "/")
    place = PurePosixPath(written)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if place.is_absolute() or ".." in place.parts or _DRIVE.match(written):
        raise SubmissionError(
            f"{name}: expected files inside the zip's folder, found {written!r}, which leaves it. "
            "Pack the folder itself, without paths to other places."
        )
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise SubmissionError(
            f"{name}: expected plain files, found {written!r}, a link or device. Pack the file itself."
        )
    return place


def _name_of(member: zipfile.ZipInfo) -> str:
    """Read a name as it was meant: without the flag, zipfile takes UTF-8 of macOS and CP949 of Windows for CP437."""
    if member.flag_bits & _UTF8:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, budget: int, name: str) -> int:
    """Write a member and return its size, whatever size it had declared."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, target.open("xb") as sink:
        return _copy(source, sink, budget, name)


def _copy(source: IO[bytes], sink: IO[bytes], budget: int, name: str) -> int:
    written = 0
    while chunk := source.read(_CHUNK):
        written += len(chunk)
        if written > budget:
            raise SubmissionError(
                f"{name}: found more than the {budget:,} bytes that are left for this file. "
                "Pack it again without data sets and environments."
            )
        sink.write(chunk)
    return written
