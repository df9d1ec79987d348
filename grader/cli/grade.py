"""``grade PATH...``: run, judge, report.

Imports little: beside a server that imports TensorFlow, the rest of the grader is imported in no time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from grader.pipeline.warming import warmed
from grader.recorder.engine import read_at_import
from grader.sandbox.choice import choose

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from grader.cli.reports import Reports


def run(arguments: argparse.Namespace) -> int:
    """Grade everything named and return the exit status."""
    return graded(arguments).finish()


def graded(arguments: argparse.Namespace) -> Reports:
    """Grade everything named."""
    with warmed(choose(arguments.sandbox), _note, at_once=_sure_to_run(arguments)) as sandbox:
        from grader.cli import grading  # noqa: PLC0415 - beside the server, see above

        return grading.graded(arguments, sandbox)


def _sure_to_run(arguments: argparse.Namespace) -> Mapping[str, str] | None:
    """Return what libraries read at their import in the run of a single file that is in no store; None of all else.

    Where there are several, how many threads each has is known only when they are counted.
    """
    (first, *more) = arguments.paths
    single = not more and first.suffix in {".py", ".ipynb"} and first.is_file()
    fresh = arguments.out is None or not arguments.out.exists()
    return read_at_import(arguments.keras, os.cpu_count()) if single and fresh and not arguments.scheduler else None


def _note(text: str) -> None:
    from grader.cli import output  # noqa: PLC0415 - see above

    output.note(text)
