"""``grade data [NAME...]``: get data sets, or list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.cli.output import DataProgress
from grader.datasets.cache import cache_folder, listing, provide
from grader.datasets.catalog import CATALOG
from grader.datasets.sources import Folder
from grader.errors import UsageError

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Get what is named; without names say what is there."""
    unknown = [name for name in arguments.names if name not in CATALOG]
    if unknown:
        raise UsageError(f"no data set is called {', '.join(map(repr, unknown))}; known are {', '.join(CATALOG)}")
    if not arguments.names:
        print(f"data sets in {cache_folder()} (GRADER_DATA names another folder):")  # noqa: T201 - the shell prints
        for status in listing():
            state = (
                f"there, from {status.source}" if status.folder else f"not there; get it with: grade data {status.name}"
            )
            print(f"  {status.name:<16}{state}")  # noqa: T201 - as above
    sources = [Folder(arguments.folder)] if arguments.folder else None
    for name in arguments.names:
        print(f"{name}: {provide(name, progress=DataProgress(name), sources=sources)}")  # noqa: T201 - as above
    return 0
