"""What a folder holds: the one file with the student's code, and what came with it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from grader.errors import SubmissionError
from grader.evidence import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MOST_FILES = 2_000
MOST_BYTES = 2_000_000_000
CODE = (".py", ".ipynb")
_USUAL_NAMES = ("exam", "main", "submission")
_WEIGHTS = (".keras", ".h5", ".hdf5", ".npz", ".index")
_LEFTOVERS = {"__pycache__", "__MACOSX", "venv", "env", "node_modules", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Handed:
    """Files on disk: ``code`` and ``files`` relative to ``folder``, '/' between the parts of a name."""

    folder: Path
    code: str
    files: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


def shown(path: Path) -> str:
    """Return a file's or folder's own name as a report can show it: printable, and in Unicode."""
    name = os.fsencode(path.name or path.absolute().name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def beside(code: Path) -> Handed:
    """Take a single file, and trained weights that bear its name: ``alice.keras`` beside ``alice.py``."""
    try:
        names = sorted(other.name for other in code.parent.iterdir() if _are_weights_of(code, other))
    except OSError:
        names = []  # a folder may be entered and not listed
    return Handed(code.parent, code.name, tuple(name for name in names if _is_unicode(name)))


def _are_weights_of(code: Path, other: Path) -> bool:
    named = other.name.startswith(f"{code.stem}.") and (other.suffix in _WEIGHTS or ".data-0" in other.name)
    return named and other.is_file() and not other.is_symlink()


def gather(folder: Path, place: str, *, name: str = "") -> Handed:
    """Find a folder's one script or notebook, and all else that is worth keeping.

    A folder that holds nothing but one folder is entered. Of several candidates those nearest the top count; a
    notebook comes before scripts, which may be its helpers; of several the one that bears the folder's name, then
    ``exam``, ``main`` and ``submission``. Links are not followed, and leftovers of tools and old TensorBoard logs
    (the run writes its own) are left out.

    Args:
        folder: Where the files lie.
        place: What messages call it.
        name: The name to look for, if it is not the folder's own.

    Raises:
        SubmissionError: No candidate, several, or too many files or bytes.
    """
    files, flags = _listed(folder, place)
    root = _wrapping(files)
    inside = tuple(file.removeprefix(root) for file in files)
    code = _chosen(inside, place, (name or folder.absolute().name, root.rstrip("/").rpartition("/")[2], *_USUAL_NAMES))
    # The code runs where it lies: what it opens by name lies beside it.
    home = code[: code.rfind("/") + 1]
    if outside := [file for file in inside if not file.startswith(home)]:
        flags = (*flags, _outside(place, home, outside))
    kept = tuple(file.removeprefix(home) for file in inside if file.startswith(home) and file != code)
    return Handed(folder / root / home, code.removeprefix(home), kept, flags)


def is_leftover(entry: Path) -> bool:
    """Tell whether a file or folder is no one's work: hidden, a tool's, an old log, a virtual environment."""
    hidden = entry.name in _LEFTOVERS or entry.name.startswith((".", "events.out.tfevents."))
    # Of a folder that may not be entered it is unknown; pathlib would raise.
    return hidden or os.path.isfile(entry / "pyvenv.cfg")  # noqa: PTH113 - as said above


def lone_zip(folder: Path) -> Path | None:
    """Return the zip of a folder that holds no code but one zip, as Moodle hands out what was handed in so."""
    files = [path for path in walk(folder) if path.is_file() and not path.is_symlink()]
    zips = [path for path in files if path.suffix.lower() == ".zip"]
    return zips[0] if len(zips) == 1 and not any(path.suffix.lower() in CODE for path in files) else None


def _listed(folder: Path, place: str) -> tuple[tuple[str, ...], tuple[Flag, ...]]:
    files: list[str] = []
    odd: list[str] = []
    size = 0
    for path in walk(folder):
        relative = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or not _is_unicode(relative):
            odd.append(os.fsencode(relative).decode("utf-8", "replace"))
            continue
        files.append(relative)
        size += path.stat().st_size
        if len(files) + len(odd) > MOST_FILES or size > MOST_BYTES:
            raise SubmissionError(
                f"{place}: expected one student's work, at most {MOST_FILES:,} files and {MOST_BYTES:,} bytes; found "
                "more. Name the one file to grade, or take data sets and environments out."
            )
    return tuple(sorted(files)), (_left_out(place, odd),) if odd else ()


def walk(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder and the folders in it, but for leftovers of tools and what is hidden.

    Raises:
        OSError: A folder may not be listed.
    """
    waiting = [folder]
    while waiting:
        for entry in sorted(waiting.pop().iterdir()):
            if is_leftover(entry):
                continue
            if entry.is_dir() and not entry.is_symlink():
                waiting.append(entry)
            else:
                yield entry


def _wrapping(files: Sequence[str]) -> str:
    """Return the folders that wrap everything, as zips are often made: ``"홍길동/기말/"``, or nothing."""
    if not files:
        return ""
    parents = [file.split("/")[:-1] for file in files]
    shared = takewhile(lambda level: len(set(level)) == 1, zip(*parents, strict=False))
    return "".join(f"{level[0]}/" for level in shared)


def _chosen(files: Sequence[str], place: str, names: Sequence[str]) -> str:
    for suffix in (".ipynb", ".py"):
        candidates = [file for file in files if file.lower().endswith(suffix)]
        depth = min((file.count("/") for file in candidates), default=0)
        nearest = [file for file in candidates if file.count("/") == depth]
        for name in names:
            named = [file for file in nearest if file.rpartition("/")[2].lower() == f"{name}{suffix}".lower()]
            nearest = named if len(named) == 1 else nearest
        if len(nearest) == 1:
            return nearest[0]
        if nearest:
            raise SubmissionError(
                f"{place}: expected one {suffix} file, found {len(nearest)}: {', '.join(nearest[:10])}. "
                f"Name the one to grade, or call it {_USUAL_NAMES[0]}{suffix}."
            )
    found = f"found only {', '.join(files[:10])}" if files else "found nothing"
    raise SubmissionError(f"{place}: expected a .py file or an .ipynb notebook, {found}. Add the code and try again.")


def _is_unicode(name: str) -> bool:
    return name.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in name)


def _outside(place: str, home: str, names: Sequence[str]) -> Flag:
    listed = ", ".join(names[:5])
    return Flag(
        kind="files_left_out",
        message=f"The code runs in {home}; files outside it were left out: {listed}.",
        message_ko=f"코드는 {home}에서 실행하며, 그 밖의 파일은 제외했습니다: {listed}.",
        where=place,
    )


def _left_out(place: str, names: Sequence[str]) -> Flag:
    listed = ", ".join(names[:5])
    return Flag(
        kind="files_left_out",
        message=f"Links, devices and files with unreadable names were left out: {listed}.",
        message_ko=f"링크, 장치, 이름을 읽을 수 없는 파일은 제외했습니다: {listed}.",
        where=place,
    )
