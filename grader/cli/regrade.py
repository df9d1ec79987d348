"""``grade regrade DIR``: score stored evidence again; no student's code is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.cli import rubrics
from grader.cli.reports import Reports
from grader.pipeline.grading import Result
from grader.pipeline.rescoring import Rescorer
from grader.store import Store

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Score all that a store holds by the rubric and return the exit status."""
    rubric = rubrics.chosen(arguments, [arguments.folder])
    store = Store.open(arguments.folder)
    try:
        reports = Reports(arguments, store.names())
        for name, made in Rescorer(rubric).all(store):
            reports.take(Result(name, arguments.folder / name, made, stored=True))
    finally:
        store.close()
    return reports.finish()
