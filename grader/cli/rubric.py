"""``grade rubric check|schema``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says."""
    return {"check": _check, "schema": _schema}[arguments.verb](arguments)


def _check(arguments: argparse.Namespace) -> int:
    from grader.cli.rubrics import load  # noqa: PLC0415 - the schema needs no rubric

    rubric = load(arguments.file)
    print(  # noqa: T201 - the shell prints
        f"{arguments.file}: valid; {len(rubric.parts)} parts, {len(rubric.criteria)} criteria, "
        f"{rubric.possible} points; data: {', '.join(rubric.datasets) or 'none'}"
    )
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    from grader.rubric import schema  # noqa: PLC0415 - as above

    del arguments
    print(json.dumps(schema(), ensure_ascii=False, indent=2))  # noqa: T201 - as above
    return 0
