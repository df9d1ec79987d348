"""Instructors' own tests really run, on the evidence, timed and apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from works import Work

from grader.pipeline.testing import run_tests
from grader.rubric import parse
from grader.sandbox.choice import choose
from grader.scoring import score

if TYPE_CHECKING:
    from grader.evidence import Trials

RUBRIC = """
exam: Own tests
parts:
  - id: "1"
    points: 7
    criteria:
      - {check: pytest, points: 7, file: tests_1.py, timeout: 1}
  - id: "2"
    points: 1
    criteria:
      - {check: pytest, points: 1, file: tests_1.py, tests: [test_batch]}
"""
TESTS = '''
import time
import pytest

def test_batch(part):
    """The batch size is 32."""
    assert part.fits[-1].batch_size == 32

def test_epochs(part, evidence):
    assert part.fits[-1].epochs == 3, "train for three epochs"

def test_skipped():
    pytest.skip("no way to tell")

@pytest.mark.parametrize("name", ["1", "2"])
def test_every_part(name, parts, recording, submission):
    assert parts[name].evidence.submission == submission

def test_for_ever():
    time.sleep(600)

def test_missing(part):
    part.evaluations[5]

def test_fixture(no_such_fixture): ...
'''


def test_outcomes_become_evidence() -> None:
    rubric = parse(RUBRIC, "exam.yaml", read=lambda name: (name, TESTS))
    work = Work()
    work.say("1", "## 1")
    work.fit("1")
    evidence = work.evidence()
    trials = run_tests(rubric, evidence, choose("none"))
    assert [(trials_.part, trials_.trouble) for trials_ in trials] == [("1", ""), ("2", "")]
    outcomes = {one.name: (one.outcome, one.message) for one in trials[0].outcomes}
    assert outcomes["test_batch"] == ("passed", "")
    assert outcomes["test_epochs"] == ("failed", "train for three epochs")
    assert outcomes["test_skipped"] == ("skipped", "no way to tell")
    assert outcomes["test_every_part[2]"] == ("passed", "")
    assert outcomes["test_for_ever"][0] == "error"
    assert outcomes["test_missing"][0] == "failed"
    assert outcomes["test_fixture"][0] == "error"
    found = score(rubric, evidence.model_copy(update={"trials": trials}))
    assert [(part.points, part.pending) for part in found.parts] == [(2, 3), (0, 0)]


def test_a_rubric_without_tests_starts_nothing() -> None:
    rubric = parse((Path(__file__).parents[2] / "rubrics" / "big-data-final.yaml").read_text(encoding="utf-8"))
    nothing: tuple[Trials, ...] = run_tests(rubric, Work().evidence(), None)  # type: ignore[arg-type]
    assert nothing == ()
