"""Finding and reading rubric files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.rubric import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.rubric import Rubric


def load(file: Path) -> Rubric:
    """Read a rubric file and what it extends.

    Raises:
        UsageError: The file cannot be read.
        RubricError: It is invalid; every fault at once.
    """
    return parse(_text(file), str(file), read=lambda name: (str(file.parent / name), _raw(file.parent / name)))


def default(submissions: Iterable[Path]) -> Path:
    """Find the rubric to use: the only one of a ``rubrics`` folder, near here or near a submission, that stands alone.

    Raises:
        UsageError: There is none, or more than one.
    """
    homes = [Path.cwd(), *(path.resolve() for path in submissions)]
    folders = dict.fromkeys(up / "rubrics" for home in homes for up in (home, *home.parents))
    for folder in folders:
        files = sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))) if folder.is_dir() else []
        alone = [file for file in files if not _extends(file)]
        if len(alone) == 1:
            return alone[0]
        if files:
            listed = ", ".join(map(str, files))
            raise UsageError(
                f"expected one rubric in {folder}, found {len(alone)} ({listed}); name one with --rubric FILE"
            )
    raise UsageError("no rubric found: no folder 'rubrics' here or above the submission; name one with --rubric FILE")


def _extends(file: Path) -> bool:
    return any(line.startswith("extends:") for line in _text(file).splitlines())


def _text(file: Path) -> str:
    try:
        return _raw(file)
    except OSError as error:
        raise UsageError(f"rubric {file}: cannot be read ({error.strerror}); check the path") from error


def _raw(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"rubric {file}: expected UTF-8, found byte {error.start} that is none; save it as UTF-8"
        ) from error
