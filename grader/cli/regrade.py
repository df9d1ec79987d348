"""``grade regrade DIR``: score stored evidence again; no student's code is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.cli import output, rubrics
from grader.pipeline.grading import Result
from grader.pipeline.rescoring import Rescorer
from grader.store import Store

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Score all that a store holds by the rubric and return the exit status."""
    rubric = rubrics.load(arguments.rubric or rubrics.default([arguments.folder]))
    store = Store.open(arguments.folder)
    try:
        results = [
            Result(name, arguments.folder / name, made, stored=True) for name, made in Rescorer(rubric).all(store)
        ]
    finally:
        store.close()
    return output.report(results, arguments)
