"""A whole class in one zip, as Canvas, Moodle and Blackboard let a teacher download it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from grader.errors import SubmissionError, UsageError
from grader.pipeline.discover import HANDED
from grader.pipeline.layouts import read_names
from grader.submission.archive import listed, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def unpacked(paths: Iterable[Path], folder: Path) -> tuple[Path, ...]:
    """Unpack each zip that holds a class below ``folder`` and return that place instead; other paths as they are.

    Raises:
        UsageError: A class's zip is damaged, names a place outside, or does not fit on the disk.
    """
    return tuple(_opened(path, folder / f"class-{at}") for at, path in enumerate(paths))


def students_in(files: Sequence[PurePosixPath]) -> tuple[str, ...]:
    """Return the files or folders, a student's each, of a class's zip; none if it is not named by a learning system.

    A student's own zip holds a project, whose files and folders bear no such names.
    """
    handed = [file for file in files if file.suffix.lower() in HANDED]
    while handed and len({file.parts[0] for file in handed}) == 1 and all(len(file.parts) > 1 for file in handed):
        if _all_of_a_system({handed[0].parts[0]}, folders=True):
            break
        handed = [PurePosixPath(*file.parts[1:]) for file in handed]
    folders = {file.parts[0] for file in handed if len(file.parts) > 1}
    flat = {file.name for file in handed if len(file.parts) == 1}
    if handed and _all_of_a_system(flat, folders=False) and _all_of_a_system(folders, folders=True):
        return tuple(sorted(flat | folders))
    return ()


def _all_of_a_system(names: set[str], *, folders: bool) -> bool:
    return all(named.system for named in read_names(sorted(names), folders=folders))


def _opened(path: Path, folder: Path) -> Path:
    if path.suffix.lower() != ".zip" or not path.is_file():
        return path
    students = students_in(listed(path))
    if not students:
        return path
    try:
        folder.mkdir()
        unpack(path, folder, len(students))
    except SubmissionError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(
            f"{path}: the class in it could not be unpacked to {folder} ({error.strerror}); make room there, name "
            "another place by TMPDIR, or unpack it yourself"
        ) from error
    while not any((folder / student).exists() for student in students):
        (folder,) = (inside for inside in folder.iterdir() if inside.is_dir())
    return folder
