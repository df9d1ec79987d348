"""``grade data [NAME...]``: get data sets, or list them."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from grader.cli.output import DataProgress
from grader.datasets.cache import cache_folder, find, listing, provide
from grader.datasets.catalog import CATALOG
from grader.datasets.sources import Folder
from grader.errors import DataError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from grader.datasets.sources.base import Source

_MEGABYTE = 1_000_000
_BULLET = re.compile(r"\s*(?:- )?")


def run(arguments: argparse.Namespace) -> int:
    """Get what is named, one after the other whatever becomes of each; without names say what is there."""
    unknown = [name for name in arguments.names if name not in CATALOG]
    if unknown:
        raise UsageError(f"no data set is called {', '.join(map(repr, unknown))}; known are {', '.join(CATALOG)}")
    sources = _sources(arguments.folder, arguments.names)
    if not arguments.names:
        _list()
    return max((_get(name, sources) for name in dict.fromkeys(arguments.names)), default=0)


def _sources(folder: Path | None, names: Sequence[str]) -> tuple[Source, ...] | None:
    if folder is None:
        return None
    if not names:
        raise UsageError(f"--from {folder}: say which data set to take from it: {' or '.join(CATALOG)}")
    if not folder.is_dir():
        found = "a file; name the folder that it lies in" if folder.exists() else "nothing there; check the path"
        raise UsageError(f"--from {folder}: expected a folder, found {found}")
    return (Folder(folder),)


def _get(name: str, sources: Sequence[Source] | None) -> int:
    there = find(name)
    try:
        folder = provide(name, progress=DataProgress(name), sources=sources)
    except DataError as error:
        print(wrapped(f"grade: {error}"), file=sys.stderr)  # noqa: T201 - the shell prints
        return error.exit_status
    print(f"{name}: {'already in' if there else 'now in'} {folder}")  # noqa: T201 - as above
    return 0


def _list() -> None:
    print(wrapped(f"Data sets in {cache_folder()} (GRADER_DATA names another folder):"))  # noqa: T201 - as above
    for status in listing():
        state = f"not here; `grade data {status.name}` gets it"
        if status.folder:
            state = f"{status.size / _MEGABYTE:.0f} MB, from {status.source}"
        print(wrapped(f"  {status.name:<15}{state}", hang=17))  # noqa: T201 - as above


def wrapped(text: str, hang: int | None = None) -> str:
    """Break lines at the terminal's width, with what follows a bullet below its text; addresses stay whole."""
    width = shutil.get_terminal_size((100, 24)).columns
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=" " * (_hang(line) if hang is None else hang),
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
        for line in text.splitlines()
    )


def _hang(line: str) -> int:
    match = _BULLET.match(line)
    return match.end() if match else 0
