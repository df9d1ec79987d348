"""A run that the grader could not start: a student reads what happened, that it costs nothing, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sandboxes import FakeSandbox, Quiet, Refuses, setup_of

from grader.evidence import Ending
from grader.export import classroom, gradescope, junit
from grader.export.graded import Graded
from grader.pipeline.grading import grade
from grader.report import html, markdown, terminal
from grader.report.annotations import render as annotate
from grader.report.data import as_dict
from grader.rubric import parse
from grader.sandbox.port import Outcome

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from grader.sandbox.port import Spec
    from grader.scoring import Score

RUBRIC = parse("""
exam: x
parts:
  - {id: "1", points: 3, criteria: [{check: compile, points: 3, optimizer: adam}]}
  - {id: "2", points: 2, criteria: [{check: accuracy, points: 2, data: cifar10/test, at_least: 0.9}]}
""")
WORK = "# 1\nnet = 1\n# 2\nnet = 2\n"
TRACEBACK = 'Traceback (most recent call last):\n  File "/opt/grader/own.py", line 7, in go\nOSError: gone\n'


class Dies(FakeSandbox):
    """The recorder ends before it has written a line."""

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        del spec, cancel
        return Outcome(ending=Ending.RAISED, level="fake", exit_code=1, output=TRACEBACK, why="exit status 1")


class Fails(FakeSandbox):
    """A fault of the grader's own."""

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        del spec, cancel
        raise ZeroDivisionError("OSError: gone")


class Keeperless(Refuses):
    """Says a traceback where it should have said a word."""

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        try:
            return super().run(spec, cancel=cancel)
        except Exception as error:
            error.args = (TRACEBACK,)
            raise


RENDERERS: dict[str, Callable[[Score, str], str]] = {
    "terminal": lambda score, lang: terminal.render(score, width=400, student=True, language=lang),
    "markdown": lambda score, lang: markdown.render(score, student=True, language=lang),
    "html": lambda score, lang: html.render(score, student=True, language=lang),
    "json": lambda score, lang: str(as_dict(score, student=True, language=lang)),
    "annotations": lambda score, lang: annotate(score, "x.py", student=True, language=lang),
    "gradescope": lambda score, lang: gradescope.render(score, language=lang),
    "classroom": lambda score, lang: classroom.render(score, language=lang),
    "junit": lambda score, lang: junit.render([Graded("x", "x", (), score)], language=lang, student=True),
}
SAID = {"en": "costs no points", "ko": "감점"}


def graded(sandbox: FakeSandbox, folder: Path) -> Score:
    (folder / "x.py").write_text(WORK)
    (result,) = grade([folder / "x.py"], setup_of(RUBRIC, sandbox), watch=Quiet())
    return result.score


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("sandbox", [Dies(), Fails(), Keeperless()], ids=lambda one: type(one).__name__)
def test_a_student_reads_that_it_costs_no_points_and_nothing_of_the_graders_own(
    sandbox: FakeSandbox, language: str, tmp_path: Path
) -> None:
    score = graded(sandbox, tmp_path)
    texts = {name: render(score, language) for name, render in RENDERERS.items()}

    assert (score.points, score.pending) == (0, 5)
    assert not [name for name, text in texts.items() if "Traceback" in text or "own.py" in text or "gone" in text]
    assert [name for name, text in texts.items() if SAID[language] not in text] == []


@pytest.mark.parametrize("sandbox", [Dies(), Fails(), Keeperless()], ids=lambda one: type(one).__name__)
def test_a_teacher_reads_why(sandbox: FakeSandbox, tmp_path: Path) -> None:
    assert "OSError: gone" in terminal.render(graded(sandbox, tmp_path), width=400)
