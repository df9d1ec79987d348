"""Which submissions a path stands for: one, or a class's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from grader.errors import UsageError
from grader.pipeline.layouts import Named, read_names
from grader.submission.folder import CODE, is_leftover, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Rule = Literal["last", "first", "all"]
"""Which of a student's attempts counts."""

HANDED = (*CODE, ".zip")
_BESIDE = (".keras", ".h5", ".hdf5", ".npz", ".index", ".csv", ".yaml", ".yml", ".md")
"""Weights, rosters, rubrics, notes: nobody's submission."""
_IMPORT = re.compile(r"^\s*(?:from|import)\s+([\w.]+)", re.MULTILINE)
_MOST_READ = 1 << 20


@dataclass(frozen=True)
class Found:
    """A submission: where it is, and what its name says of whose it is."""

    path: Path
    named: Named


def discover(paths: Iterable[Path]) -> tuple[Found, ...]:
    """List the submissions that the paths stand for, each once, in order.

    A file is a submission. A folder is one if it holds a single script or notebook (helpers that it imports aside);
    otherwise each file and each folder with code in it is one.

    Raises:
        UsageError: Nothing to grade in a folder, or it may not be listed.
    """
    found: dict[Path, Found] = {}
    for path in paths:
        inside = list(_inside(path)) if path.is_dir() else [path]
        if not inside:
            raise UsageError(f"{path}: expected submissions ({', '.join(HANDED)}, or folders of them), found none")
        for folders in (False, True):
            group = [one for one in inside if one.is_dir() == folders]
            named = read_names([one.name or one.absolute().name for one in group], folders=folders)
            found.update((one, Found(one, who)) for one, who in zip(group, named, strict=True))
    return tuple(sorted(found.values(), key=lambda one: one.path))


def passed_over(paths: Iterable[Path], found: Sequence[Found]) -> tuple[Path, ...]:
    """Return what lies in classes' folders and is not graded, though somebody may have handed it in.

    Folders without code are, files that are neither code nor what usually lies beside it, and names with a "_" before.
    """
    graded = {one.path for one in found}
    return tuple(
        entry
        for path in paths
        if path.is_dir() and path not in graded
        for entry in _entries(path)
        if entry not in graded and (entry.is_dir() or _is_odd(entry))
    )


def _is_odd(file: Path) -> bool:
    return file.name.startswith("_") or file.suffix.lower() not in {*HANDED, *_BESIDE}


def counting(found: Sequence[Found], rule: Rule = "last") -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """Return the submissions to grade and those that another attempt of the same student takes the place of.

    Attempts are told apart only where a system marked them: two files of a student without such a mark both count.
    """
    if rule == "all":
        return tuple(found), ()
    attempts: dict[tuple[Path, str, str], list[Found]] = {}
    for one in found:
        attempts.setdefault(_whose(one), []).append(one)
    best = {_counting_one(several, rule).path for several in attempts.values()}
    return tuple(one for one in found if one.path in best), tuple(one for one in found if one.path not in best)


def _counting_one(attempts: Sequence[Found], rule: Rule) -> Found:
    pick = min if rule == "first" else max
    which = pick(one.named.attempt for one in attempts)
    # A script beside a notebook of the same attempt is its helper.
    return max((one for one in attempts if one.named.attempt == which), key=lambda one: one.path.suffix == ".ipynb")


def _whose(one: Found) -> tuple[Path, str, str]:
    suffix = "" if one.named.system else one.path.suffix.lower()
    return one.path.parent, one.named.ids[0] if one.named.ids else one.named.student, suffix


def _inside(folder: Path) -> Iterator[Path]:
    entries = [entry for entry in _entries(folder) if not entry.name.startswith("_")]
    # A link to nothing is somebody's work too: it is named as what cannot be read, not passed over.
    handed = [entry for entry in entries if entry.suffix.lower() in HANDED]
    files = _without_helpers([entry for entry in handed if entry.is_file() or not entry.exists()])
    folders = [entry for entry in entries if entry.is_dir() and _holds_code(entry)]
    if len(files) == 1 and not folders and files[0].suffix.lower() in CODE:
        yield folder
        return
    yield from sorted((*files, *folders))


def _entries(folder: Path) -> list[Path]:
    """List what may be somebody's work."""
    try:
        return sorted(entry for entry in folder.iterdir() if not (entry.name.startswith("__") or is_leftover(entry)))
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be listed ({error.strerror}); give yourself the right to read it"
        ) from error


def _holds_code(folder: Path) -> bool:
    try:
        return any(path.suffix.lower() in HANDED and path.is_file() for path in walk(folder))
    except OSError:
        # What may not be looked into is somebody's work until that is known: it is named as what cannot be read.
        return True


def _without_helpers(files: list[Path]) -> list[Path]:
    """Leave out modules that another file of the folder imports: they are part of that one."""
    imported = {name.split(".")[0] for file in files if file.suffix.lower() in CODE for name in _imports(file)}
    return [file for file in files if file.suffix != ".py" or file.stem not in imported]


def _imports(file: Path) -> list[str]:
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST_READ).decode("utf-8", "replace")
    except OSError:
        return []
    return _IMPORT.findall(text.replace("\\n", "\n").replace('"', "\n"))
