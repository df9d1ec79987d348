"""``grade gradescope FOLDER``: one student's work, graded in a container that may be ended at any moment.

When it ends, by itself or at a limit of time or memory, Gradescope shows what results.json holds. So that is written
anew whenever more is known:

    after a first look        all that needs no training: networks, settings, answers
    after the run             all but measured accuracies
    at the end                everything
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli import grading, output, rubrics
from grader.errors import GraderError, UsageError
from grader.evidence import Ending
from grader.export import gradescope
from grader.pipeline.warming import warmed
from grader.sandbox.choice import choose
from grader.scoring import score

if TYPE_CHECKING:
    import argparse

    from grader.cli.reports import Reports
    from grader.evidence import Evidence
    from grader.scoring import Score

BUDGET_S = 480.0
"""Gradescope's own limit is ten minutes by default; starting and measuring take some of it."""
FIRST_LOOK = 0.25
"""The share of the budget that may be spent on a first look, which trains nothing beyond a few steps."""
LEAST_S = 30.0
CUT = (Ending.TIMED_OUT, Ending.OUT_OF_MEMORY, Ending.KILLED)


def run(arguments: argparse.Namespace) -> int:
    """Grade, write the results as they come, and return the exit status."""
    results = Results(arguments.results, output.language_of(arguments))
    try:
        return _graded(arguments, results).finish()
    except GraderError as error:
        results.fail(str(error))
        raise


class Results:
    """The file that Gradescope reads; what stands in it is always true and whole."""

    def __init__(self, file: Path, language: str) -> None:
        """Write to ``file``; its folder is made if need be."""
        self._file = file
        self._language = language
        self._best: Score | None = None

    def take(self, found: Score) -> None:
        """Write what is known by now, unless more points were confirmed before."""
        if self._best is None or found.points >= self._best.points:
            self._best = found
            self._write(gradescope.render(found, language=self._language, partial=True))

    def finish(self, found: Score) -> None:
        """Write the score; where the run was cut off, what was confirmed before it stays if that is more."""
        if found.evidence.ending not in CUT or self._best is None or found.points >= self._best.points:
            self._write(gradescope.render(found, language=self._language))

    def fail(self, message: str) -> None:
        """Write why nothing could be graded, unless something was."""
        if self._best is None:
            self._write(gradescope.failure(message))

    def _write(self, text: str) -> None:
        output.write(self._file, text)


def _graded(arguments: argparse.Namespace, results: Results) -> Reports:
    paths = tuple(arguments.paths)
    if len(paths) != 1:
        raise UsageError(f"expected the folder of one submission, found {len(paths)} paths; name one")
    rubric = rubrics.chosen(arguments, paths)
    ends = time.monotonic() + (arguments.budget or BUDGET_S)
    fidelity = arguments.fidelity

    def so_far(evidence: Evidence) -> None:
        results.take(score(rubric, evidence))

    # What the first look found is not run again where nothing needs training.
    with tempfile.TemporaryDirectory(prefix="grader-") as kept, warmed(choose(arguments.sandbox), output.note) as warm:
        arguments.out = arguments.out or Path(kept)
        arguments.fidelity, arguments.budget = "probe", FIRST_LOOK * (ends - time.monotonic())
        for result in grading.each(arguments, warm, rubric, paths, so_far=so_far).results:
            results.take(result.score)
        arguments.fidelity, arguments.budget = fidelity, max(LEAST_S, ends - time.monotonic())
        reports = grading.each(arguments, warm, rubric, paths, so_far=so_far)
        for result in reports.results:
            results.finish(result.score)
    return reports
