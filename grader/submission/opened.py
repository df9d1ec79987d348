"""Opening what was handed in, wherever its files lie."""

from __future__ import annotations

import errno
import hashlib
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import SubmissionError
from grader.evidence import Flag, Submission
from grader.submission import notebook, script
from grader.submission.archive import unpack
from grader.submission.folder import Handed, beside, gather, lone_zip, shown
from grader.submission.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = {".ipynb": 50_000_000, ".py": 5_000_000}  # bytes
_ACCEPTED = "a .py file, an .ipynb notebook, or a folder or .zip that holds one of them"


@dataclass(frozen=True)
class OpenedSubmission:
    """A submission and its files on disk.

    Attributes:
        submission: What was read.
        folder: What ``code`` and ``submission.files`` are relative to. It is a temporary one for a zip; for a single
            file it is the file's own, in which other students' work may lie: take only what is named.
        code: The file the cells were read from, '/' between its parts.
        flags: What had to be guessed or left out, for a person to know.
    """

    submission: Submission
    folder: Path
    code: str
    flags: tuple[Flag, ...] = ()


def read(path: Path) -> Submission:
    """Read a submission.

    Args:
        path: A .py file, an .ipynb notebook, or a folder or .zip that holds one of them.

    Raises:
        SubmissionError: It cannot be read as one; the message says what was expected, what was found and what to do.
    """
    with open_submission(path) as opened:
        return opened.submission


@contextmanager
def open_submission(path: Path) -> Iterator[OpenedSubmission]:
    """Read a submission and keep its files at hand; a zip is unpacked to a temporary folder until the block ends.

    Raises:
        SubmissionError: As ``read``.
    """
    with ExitStack() as stack:
        with _troubles_named(path):
            opened = _read_handed(path, _handed(path, stack))
        yield opened


def _handed(path: Path, stack: ExitStack) -> Handed:
    suffix = path.suffix.lower()
    if path.is_dir():
        inner = lone_zip(path)
        return _unpacked(inner, shown(path), stack) if inner else gather(path, shown(path))
    if not path.is_file():
        raise SubmissionError(f"{shown(path)}: expected {_ACCEPTED}; {_what_is(path)}.")
    if suffix in _LARGEST:
        return beside(path)
    if suffix == ".zip":
        return _unpacked(path, shown(path), stack)
    raise SubmissionError(
        f"{shown(path)}: expected {_ACCEPTED}; found a file that ends in {suffix or 'nothing'}. Export it as .py or "
        ".ipynb and hand that in."
    )


def _unpacked(path: Path, place: str, stack: ExitStack) -> Handed:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-")))
    unpack(path, folder)
    return gather(folder, place, name=path.stem)


def _read_handed(path: Path, handed: Handed) -> OpenedSubmission:
    name = shown(path)
    code = handed.folder / handed.code
    place = name if path == code else f"{name}, {handed.code}"
    data = _content(code, place)
    text, guessed = decode(data, place)
    is_notebook = code.suffix.lower() == ".ipynb"
    submission = Submission(
        name=name,
        form="notebook" if is_notebook else "script",
        cells=notebook.cells_of(text, place) if is_notebook else script.cells_of(text),
        digest=_digest(handed, data),
        files=handed.files,
    )
    flags = (*handed.flags, *([_guessed(place, guessed)] if guessed else []))
    if not any(cell.source.strip() for cell in submission.cells):
        flags = (*flags, _blank(place))
    return OpenedSubmission(submission, handed.folder, handed.code, flags)


def _content(code: Path, place: str) -> bytes:
    size, largest = code.stat().st_size, _LARGEST[code.suffix.lower()]
    if size > largest:
        raise SubmissionError(
            f"{place}: expected at most {largest:,} bytes, found {size:,}. Clear the outputs or take the data out of "
            "the code, and hand it in again."
        )
    data = code.read_bytes()
    if not data:
        raise SubmissionError(f"{place}: expected code, found an empty file (0 bytes). Save it again and hand that in.")
    return data


def _digest(handed: Handed, data: bytes) -> str:
    """Hash all that was handed in; a single file's is the file's own SHA-256."""
    if not handed.files:
        return hashlib.sha256(data).hexdigest()
    whole = hashlib.sha256()
    for name in sorted((handed.code, *handed.files)):
        with (handed.folder / name).open("rb") as file:
            whole.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()


def _guessed(place: str, encoding: str) -> Flag:
    return Flag(
        kind="encoding_guessed",
        message=f"It declares no encoding that fits its bytes and was read as {encoding}.",
        message_ko=f"선언된 인코딩이 내용과 맞지 않아 {encoding}(으)로 읽었습니다.",
        where=place,
    )


def _blank(place: str) -> Flag:
    return Flag(
        kind="nothing_written",
        message="It holds no code and no text: a file that was never filled, or saved before it was.",
        message_ko="코드도 글도 없습니다: 작성하지 않았거나 저장하기 전의 파일일 수 있습니다.",
        where=place,
    )


def _what_is(path: Path) -> str:
    if not path.exists():
        if path.is_symlink():
            return "it is a link to nothing. Hand in the file that the link meant"
        return "there is no such file. Check the path and its spelling"
    return "found a device, pipe or socket, which is not read. Hand in a regular file"


@contextmanager
def _troubles_named(path: Path) -> Iterator[None]:
    """Say what the operating system's refusal means for the submission."""
    try:
        yield
    except PermissionError as error:
        raise SubmissionError(
            f"{shown(path)}: no right to read it ({error.strerror}). Give yourself read access, or copy it to a place "
            "of your own."
        ) from error
    except OSError as error:
        raise SubmissionError(
            f"{shown(path)}: expected {_ACCEPTED}; it cannot be opened: {error.strerror or error}{_of_which(error)}. "
            f"{_WAYS_OUT.get(error.errno or 0, _RENAMED)}"
        ) from error
    except ValueError as error:
        raise SubmissionError(f"{shown(path)}: expected {_ACCEPTED}; its name holds a null byte. {_RENAMED}") from error


_RENAMED = "Give its files short, plain names, or copy it to another folder, and try again."
_FREED = "Free some space for temporary files (TMPDIR names another place) and try again."
_WAYS_OUT = {
    errno.ENOSPC: _FREED,
    errno.EDQUOT: _FREED,
    errno.EIO: "The disk or the network drive failed: copy it to this machine and try again.",
}


def _of_which(error: OSError) -> str:
    """Name the file that the trouble is with, without its folder: a zip's is a temporary one."""
    return f" ({shown(Path(error.filename))})" if isinstance(error.filename, str) else ""
