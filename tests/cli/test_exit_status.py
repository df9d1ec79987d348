"""How ``grade`` ends: 0 graded, 1 below --fail-under, 2 bad usage, 3 our own failure, 130 interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import HALF, RIGHT, handed_in

import grader.cli.grade
from grader.errors import SandboxError

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Grade
    from sandboxes import FakeSandbox

    from grader.evidence import Ending
    from grader.recorder.job import Job
    from grader.sandbox.port import Spec


def test_graded_is_0_whatever_the_score(grade: Grade, exam: Path) -> None:
    handed_in(exam, alice=RIGHT, blank="pass\n")

    assert grade("alice.py").status == 0
    assert grade("blank.py").status == 0


@pytest.mark.parametrize(("limit", "status"), [("2", 0), ("2.01", 1), ("100", 1), ("0", 0)])
def test_fail_under_makes_a_low_score_1(grade: Grade, exam: Path, limit: str, status: int) -> None:
    handed_in(exam, half=HALF)

    said = grade("half.py", "--fail-under", limit)

    assert said.status == status
    assert ("half.py: 2 points, below" in said.err) == bool(status)


def test_one_low_score_of_several_is_enough(grade: Grade, exam: Path) -> None:
    handed_in(exam, alice=RIGHT, half=HALF)

    assert grade("alice.py", "half.py", "--fail-under", "5").status == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "required: PATH"),
        (["alice.py", "--fidelity", "some"], "invalid choice: 'some'"),
        (["alice.py", "--budget", "soon"], "'soon' is no duration; expected for example 90s"),
        (["alice.py", "--budget", "0"], "is no duration"),
        (["alice.py", "--jobs", "0"], "--jobs 0: expected 1 or more"),
        (["alice.py", "--jobs", "many"], "invalid int value: 'many'"),
        (["alice.py", "--keras", "1"], "invalid choice"),
        (["alice.py", "--fid", "full"], "unrecognized arguments"),
        (["alice.py", "--rubric", "none.yaml"], "rubric none.yaml: cannot be read"),
        (["data", "mnist1"], "no data set is called 'mnist1'; known are"),
        (["rubric"], "required"),
    ],
    ids=" ".join,
)
def test_bad_usage_is_2_and_says_what_was_expected(
    grade: Grade, exam: Path, arguments: list[str], complaint: str
) -> None:
    handed_in(exam, alice=RIGHT)

    said = grade(*arguments)

    assert (said.status, said.out) == (2, "")
    assert complaint in said.err
    assert "Traceback" not in said.err


def test_a_sandbox_that_is_not_to_be_had_is_3_without_a_traceback(
    grade: Grade, exam: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(level: str) -> FakeSandbox:
        raise SandboxError(f"no sandbox {level!r} on this machine; use --sandbox landlock")

    monkeypatch.setattr(grader.cli.grade, "choose", refuse)
    handed_in(exam, alice=RIGHT)

    said = grade("alice.py", "--sandbox", "bubblewrap")

    assert (said.status, said.out) == (3, "")
    assert said.err == "grade: no sandbox 'bubblewrap' on this machine; use --sandbox landlock\n"


def test_a_fault_of_the_grader_is_3_and_says_whose_it_is(
    grade: Grade, exam: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(level: str) -> FakeSandbox:
        raise RuntimeError(level)

    monkeypatch.setattr(grader.cli.grade, "choose", broken)
    handed_in(exam, alice=RIGHT)

    said = grade("alice.py")

    assert said.status == 3
    assert "a fault of the grader, not of a submission; please report it" in said.err


def test_interrupted_is_130(grade: Grade, exam: Path, sandbox: FakeSandbox) -> None:
    def interrupt(_spec: Spec, _job: Job) -> Ending:
        raise KeyboardInterrupt

    sandbox.act = interrupt
    handed_in(exam, alice=RIGHT)

    said = grade("alice.py")

    assert said.status == 130
    assert "grade: interrupted" in said.err
    assert "Traceback" not in said.err


def test_a_folder_that_no_run_was_kept_in_is_named(grade: Grade) -> None:
    said = grade("regrade", "nowhere")

    assert said.status == 3
    assert "nowhere: no evidence is stored here" in said.err
    assert "--out nowhere" in said.err


def test_a_data_set_without_a_source_is_3(grade: Grade, exam: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_DATA", str(exam / "cache"))
    (exam / "empty").mkdir()

    said = grade("data", "cifar10", "--from", "empty")

    assert said.status == 3
    assert "cifar10" in said.err or "CIFAR-10" in said.err
    assert not list((exam / "cache").glob("cifar10*/*.npy"))
