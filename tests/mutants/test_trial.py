"""A rubric is tried on its reference: what catches which mutant, and what nothing catches."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest

from grader.evidence import Cell, CellKind, CellRun, Evidence, Recording, Submission
from grader.mutants import render, try_rubric
from grader.mutants.slicing import REMEMBER, RESET
from grader.pipeline.run import Options, Setup
from grader.rubric import parse
from grader.submission import OpenedSubmission

RUBRIC = """\
exam: Small
parts:
  - id: "1"
    points: 2
    criteria:
      - {check: number_answer, points: 2, value: 20}
  - id: "2"
    points: 2
    criteria:
      - {check: choices_answer, points: 2, options: [하영, 재인, 서연], correct: [하영, 재인]}
"""
REFERENCE = (
    ("code", "def units(n):\n    return n * 2"),
    ("markdown", "## 1"),
    ("code", "print('answer:', units(10))"),
    ("markdown", "## 2\n답: 하영, 재인"),
)


class Runs:
    """Runs plain Python in this process, a cell at a time, in the place of the sandbox and its recorder."""

    def __init__(self) -> None:
        self.cells: list[int] = []

    def __call__(self, opened: OpenedSubmission, setup: Setup) -> Evidence:
        del setup
        names: dict[str, Any] = {}
        common: dict[str, Any] = {}
        runs = []
        for cell in opened.submission.cells:
            out = io.StringIO()
            if cell.source == REMEMBER:
                common = dict(names)
            elif cell.source == RESET:
                names = dict(common)
            elif cell.kind is CellKind.CODE:
                with contextlib.redirect_stdout(out):
                    exec(cell.source, names)  # noqa: S102 - the test's own cells
            runs.append(CellRun(cell=cell.number, ending="completed", stdout=out.getvalue()))
        self.cells.append(len(runs))
        return Evidence(submission=opened.submission, recording=Recording(cells=tuple(runs), complete=True))


def tried(reference: tuple[tuple[str, str], ...] = REFERENCE, rubric: str = RUBRIC) -> Any:
    cells = tuple(Cell(number=n, kind=CellKind(kind), source=text) for n, (kind, text) in enumerate(reference, 1))
    submission = Submission(name="reference.ipynb", form="notebook", cells=cells, digest="d")
    opened = OpenedSubmission(submission, Path(), "reference.ipynb")
    runs: Any = Runs()
    return try_rubric(opened, Setup(parse(rubric), Options(), tools=None, gather=runs))  # type: ignore[arg-type]


def test_the_reference_earns_everything_and_a_blank_sheet_nothing() -> None:
    trial = tried()

    assert (trial.reference.points, trial.blank.points) == (4, 0)
    assert trial.sound


def test_every_mutant_is_caught_by_the_criterion_of_its_part() -> None:
    caught = {one.mutant.what: [name for name, _ in one.caught] for one in tried().tried}

    assert caught["units 10 → 15"] == ["1.number_answer"]
    assert caught["without the option 재인"] == ["2.choices_answer"]
    assert tried().holes == ()
    assert tried().untouched == ()


def test_a_mutant_that_nothing_catches_is_a_hole() -> None:
    holes = tried((*REFERENCE, ("code", "unused = units(3)")), RUBRIC).holes

    assert {"units 3 → 8", "without the cell"} == {mutant.what for mutant in holes}


def test_a_criterion_that_no_mutant_touches_is_told() -> None:
    loose = RUBRIC.replace("points: 2\n", "points: 3\n", 1).replace(
        "value: 20}", "value: 20}\n      - {check: number_answer, id: loose, points: 1, value: 20, tolerance: 1000}"
    )
    without = ("code", "print('answer:', 2 * 10)\nn = units(10)")

    assert "loose" not in tried(rubric=loose).untouched
    assert tried((*REFERENCE[:2], without, REFERENCE[3])).holes


def test_a_wrong_reference_is_not_sound_and_says_why() -> None:
    trial = tried(((REFERENCE[0]), *REFERENCE[1:3], ("markdown", "## 2\n답: 하영")))

    assert not trial.sound
    assert "reference: 2.00 of 4; expected 4" in render(trial)
    assert "2.choices_answer: not_met" in render(trial)


def test_the_table_names_mutant_part_and_criterion() -> None:
    text = render(tried())

    assert "\nblank: 0.00 of 4\n" in text
    assert any("units 10 → 15" in line and "1.number_answer (not_met)" in line for line in text.splitlines())
    assert "holes, mutants that no criterion catches: none" in text


@pytest.mark.parametrize("count", [1, 40, 41])
def test_mutants_are_run_together(count: int) -> None:
    answers = "\n".join(f"print('answer:', units({10 + n}) - {2 * n})" for n in range(count))
    trial = tried((REFERENCE[0], REFERENCE[1], ("code", answers), REFERENCE[3]))

    assert len(trial.tried) == 5 + 2 * count
