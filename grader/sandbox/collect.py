"""Reads what a run left behind, as hostile files: nothing is followed, waited for or read past a limit."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

# Names the recorder gives. A result is never named by a student.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", re.ASCII)
_CHUNK = 1 << 20
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


class RefusedError(OSError):
    """A file that is not what a result may be; its text says why."""


def read_file(folder: Path | int, name: str, limit: int) -> bytes:
    """Return the content of a regular file.

    Args:
        folder: Path or open descriptor of the folder.
        name: A plain name of ASCII letters, digits, ``_``, ``-`` and ``.``: no folders.
        limit: Bytes; a longer file is refused, however it grows meanwhile.

    Raises:
        RefusedError: The name is not plain; it is no regular file (a link, a pipe, a device, a folder) or has a second
            name somewhere; it is longer than ``limit``.
        OSError: There is no such file, or it cannot be read.
    """
    pieces: list[bytes] = []
    left = limit
    with _opened(folder, name) as descriptor:
        while piece := os.read(descriptor, min(_CHUNK, left + 1)):
            left -= len(piece)
            if left < 0:
                raise RefusedError(errno.EFBIG, f"longer than {limit} bytes", name)
            pieces.append(piece)
    return b"".join(pieces)


def copy_file(folder: Path | int, name: str, target: Path, limit: int) -> int:
    """Copy a regular file into the folder ``target``, which must not hold the name yet; return its length in bytes.

    Raises as ``read_file`` does.
    """
    with _opened(folder, name) as descriptor:
        return _copy(descriptor, target / name, limit)


def copy_path(source: Path, target: Path, limit: int) -> int:
    """Copy a regular file, whatever its name, to ``target``, which must not exist yet; return its length in bytes.

    Raises as ``read_file`` does.
    """
    descriptor = os.open(source, _FLAGS)
    try:
        _require_regular(descriptor, str(source))
        return _copy(descriptor, target, limit)
    finally:
        os.close(descriptor)


def listing(folder: Path | int, most: int) -> tuple[str, ...]:
    """Return at most ``most`` names of a folder, sorted; hostile text, as any byte but ``/`` and NUL may be in them."""
    names: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if len(names) == most:
                break
            names.append(entry.name)
    return tuple(sorted(names))


@contextmanager
def _opened(folder: Path | int, name: str) -> Iterator[int]:
    """Open one file of a folder for reading, or raise ``RefusedError``."""
    if not _NAME.fullmatch(name):
        raise RefusedError(errno.EINVAL, "not a plain name", name)
    at = folder if isinstance(folder, int) else os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        descriptor = os.open(name, _FLAGS, dir_fd=at)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise RefusedError(error.errno, "not a regular file", name) from error
        raise
    finally:
        if at != folder:
            os.close(at)
    try:
        if _require_regular(descriptor, name).st_nlink > 1:
            raise RefusedError(errno.EMLINK, "a second name of another file", name)
        yield descriptor
    finally:
        os.close(descriptor)


def _require_regular(descriptor: int, name: str) -> os.stat_result:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError(errno.EINVAL, "not a regular file", name)
    return status


def _copy(descriptor: int, target: Path, limit: int) -> int:
    with target.open("xb") as copy:
        try:
            return _pour(descriptor, copy, limit)
        except BaseException:
            # A part of a result is none.
            target.unlink()
            raise


def _pour(descriptor: int, copy: BinaryIO, limit: int) -> int:
    written = 0
    while piece := os.read(descriptor, _CHUNK):
        written += len(piece)
        if written > limit:
            raise RefusedError(errno.EFBIG, f"longer than {limit} bytes")
        copy.write(piece)
    return written
