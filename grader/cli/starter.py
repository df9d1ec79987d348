"""``grade starter RUBRIC``: the notebook and the script to hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.cli import output, rubrics
from grader.errors import UsageError
from grader.export.graded import amount
from grader.starter import language_of, starter

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Write both files, unless one of them is there already, and return the exit status."""
    rubric = rubrics.load(arguments.rubric, arguments.key)
    made = starter(rubric, arguments.lang or language_of(rubric) or output.language_of(arguments))
    if made.lost:
        raise UsageError(
            f"{arguments.rubric}: no heading can be made for part {', '.join(made.lost)} that would be known as its; "
            "give it an id such as 1-1, 2b or Q3"
        )
    name = rubrics.name_of(arguments.rubric)
    files = {arguments.output / f"{name}.ipynb": made.notebook(), arguments.output / f"{name}.py": made.script()}
    for file in files:
        if file.exists():
            raise UsageError(
                f"{file}: is there already, perhaps with somebody's work; name another folder with --output"
            )
    for file, text in files.items():
        output.write(file, text)
        output.note(f"{file}: {len(rubric.parts)} parts, {amount(rubric.possible)} points")
    return 0
