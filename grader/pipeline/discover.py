"""Which submissions a path stands for: one, or a class's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CODE = (".py", ".ipynb")
HANDED = (*CODE, ".zip")
_IMPORT = re.compile(r"^\s*(?:from|import)\s+([\w.]+)", re.MULTILINE)
_MOST_READ = 1 << 20


def discover(paths: Iterable[Path]) -> tuple[Path, ...]:
    """List the submissions that the paths stand for, each once, in order.

    A file is a submission. A folder is one if it holds a single script or notebook (helpers that it imports aside);
    otherwise each file and each folder with code in it is one.

    Raises:
        UsageError: Nothing to grade in a folder.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        inside = list(_inside(path))
        if not inside:
            raise UsageError(f"{path}: expected submissions ({', '.join(HANDED)}, or folders of them), found none")
        found.update(dict.fromkeys(inside))
    return tuple(found)


def _inside(folder: Path) -> Iterator[Path]:
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "_")))
    files = _without_helpers([entry for entry in entries if entry.is_file() and entry.suffix.lower() in HANDED])
    folders = [entry for entry in entries if entry.is_dir() and _holds_code(entry)]
    if len(files) == 1 and not folders and files[0].suffix.lower() in CODE:
        yield folder
        return
    yield from sorted((*files, *folders))


def _holds_code(folder: Path) -> bool:
    return any(path.suffix.lower() in HANDED for path in folder.rglob("*") if path.is_file())


def _without_helpers(files: list[Path]) -> list[Path]:
    """Leave out modules that another file of the folder imports: they are part of that one."""
    imported = {
        name.split(".")[0]
        for file in files
        if file.suffix.lower() in CODE
        for name in _IMPORT.findall(
            file.read_bytes()[:_MOST_READ].decode("utf-8", "replace").replace("\\n", "\n").replace('"', "\n")
        )
    }
    return [file for file in files if file.suffix != ".py" or file.stem not in imported]
