"""What results.json says while a submission is graded for Gradescope: always the most that is sure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from grader.cli.gradescope import Results
from grader.evidence import Cell, CellKind, Ending, Evidence, Recording, Submission
from grader.rubric import parse
from grader.scoring import score

if TYPE_CHECKING:
    from pathlib import Path

    from grader.scoring import Score

RUBRIC = parse("""
exam: x
parts:
  - {id: "1", points: 2, criteria: [{check: number_answer, points: 2, value: 7}]}
  - {id: "2", points: 3, criteria: [{check: number_answer, points: 3, value: 9}]}
""")
STOPPED = "The grader was stopped before it knew everything"


def of(*answers: int, ending: Ending = Ending.COMPLETED) -> Score:
    cells = tuple(
        Cell(number=number, kind=CellKind.MARKDOWN, source=f"## {number}.\nanswer: {answer}")
        for number, answer in enumerate(answers, 1)
    )
    submission = Submission(name="a.py", form="script", cells=cells, digest="0")
    return score(RUBRIC, Evidence(submission=submission, recording=Recording(complete=True), ending=ending))


NONE, LESS, MORE = of(), of(7), of(7, 9)
CUT = of(7, ending=Ending.TIMED_OUT)


@pytest.mark.parametrize(
    ("taken", "finished", "points", "stopped"),
    [
        ([LESS], None, 2, True),
        ([LESS, MORE], None, 5, True),
        ([MORE, LESS], None, 5, True),
        ([], LESS, 2, False),
        ([LESS], MORE, 5, False),
        ([MORE], LESS, 2, False),
        ([MORE], CUT, 5, True),
        ([LESS], CUT, 2, False),
        ([NONE], CUT, 2, False),
    ],
    ids=[
        "killed after the first look",
        "killed while it measured",
        "killed, and the run was cut off before",
        "all at once",
        "more by training",
        "a run that came to its end has the last word",
        "a run that was cut off takes nothing away",
        "as much as before",
        "more than before",
    ],
)
def test_the_most_that_is_sure_stands_there(
    taken: list[Score], finished: Score | None, points: int, stopped: bool, tmp_path: Path
) -> None:
    results = Results(tmp_path / "made/results.json", "en")
    for found in taken:
        results.take(found)
    if finished:
        results.finish(finished)
    said = json.loads((tmp_path / "made/results.json").read_text(encoding="utf-8"))

    assert (said["score"], said["output"].startswith(STOPPED)) == (points, stopped)


def test_a_failure_is_told_where_nothing_else_is_known(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    results = Results(file, "en")
    results.fail("no rubric\x1b[31m")
    assert json.loads(file.read_text())["output"] == "no rubric"

    results.take(LESS)
    results.fail("no disk")
    assert json.loads(file.read_text())["score"] == 2
