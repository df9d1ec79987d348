"""``action.yml`` run here as a runner would: its steps in order, GitHub's files and variables set."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from runner import ATTACKING, CRASHING, EXAMPLE, FAILING, Runner, Step


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    (made.workspace / "exam.yaml").write_text((EXAMPLE / ".exam/exercise.yaml").read_text(encoding="utf-8"))
    return made


def of(runner: Runner, content: str, name: str = "work.py", **inputs: str) -> Step:
    (runner.workspace / name).write_text(content, encoding="utf-8")
    return runner.run(submission=name, rubric="exam.yaml", **inputs)


def payload(step: Step) -> dict[str, Any]:
    return json.loads(base64.b64decode(step.outputs["result"], validate=True))


def test_answers_without_code_are_graded_and_told(runner: Runner) -> None:
    step = of(runner, "# %% [markdown]\n# ## 2.\n#\n# answer: (30, 30, 8)\n", name="답 안.py", language="ko")

    assert step.status == 0
    assert step.outputs.keys() == {"points", "possible", "pending", "report", "result"}
    assert (step.outputs["points"], step.outputs["possible"]) == ("2", "8")
    assert Path(step.outputs["report"]).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sum(test["score"] for test in payload(step)["tests"]) == 2
    assert "연습 5" in step.summary
    assert step.obeyed()
    assert all(line.startswith("::error file=답 안.py,") for line in step.obeyed())


def test_a_score_below_the_limit_fails_the_step_and_is_told_all_the_same(runner: Runner) -> None:
    step = of(runner, "# %% [markdown]\n# ## 2.\n#\n# answer: 12\n", fail_under="4")

    assert step.status == 1
    assert step.outputs["points"] == "0"
    assert payload(step)["status"] == "fail"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("broken.ipynb", "{not json", "broken.ipynb"),
        ("empty.py", "", "empty.py"),
        ("x.py; echo ::error::owned", "print(1)", ""),
        ("$(touch owned).py", "# %% [markdown]\n# ## 2.\n#\n# answer: 12\n", ""),
    ],
)
def test_what_cannot_be_graded_is_an_error_and_no_script_is_injected(
    runner: Runner, name: str, content: str, said: str
) -> None:
    step = of(runner, content, name=name)

    assert said in "".join(step.obeyed())
    assert not list(runner.workspace.glob("owned*"))
    assert not any(
        "owned" in line.partition("::")[2].partition("::")[2] and "file=" not in line for line in step.obeyed()
    )


def test_a_rubric_that_is_not_there_is_an_error_of_the_step(runner: Runner) -> None:
    (runner.workspace / "exam.yaml").unlink()
    step = of(runner, "print(1)")

    assert step.status == 2
    assert any(line.startswith("::error title=grade::rubric exam.yaml: cannot be read") for line in step.obeyed())


@pytest.mark.slow
def test_a_passing_submission(runner: Runner) -> None:
    step = of(runner, (EXAMPLE / "exercise.py").read_text(encoding="utf-8"))

    assert (step.status, step.outputs["points"]) == (0, "8")
    assert payload(step)["status"] == "pass"
    assert step.obeyed() == []


@pytest.mark.slow
def test_a_failing_submission(runner: Runner) -> None:
    step = of(runner, FAILING)

    assert (step.status, step.outputs["points"]) == (0, "0")
    assert "no network today" not in step.log
    assert len(step.obeyed()) == 4


@pytest.mark.slow
def test_a_submission_that_crashes_half_way_keeps_what_it_earned(runner: Runner) -> None:
    step = of(runner, CRASHING)

    assert (step.status, step.outputs["points"]) == (0, "8")
    assert "KeyError" in step.summary


@pytest.mark.slow
def test_an_attacking_submission_commands_nothing_and_writes_no_output(runner: Runner) -> None:
    step = of(runner, ATTACKING)

    assert step.status == 0
    assert step.outputs["points"] == "0"
    assert [
        line for line in step.obeyed() if not line.startswith(("::error file=work.py,", "::notice file=work.py,"))
    ] == []
    assert "<script>" not in re.sub(r"(`+).+?\1", "", step.summary)
    assert "a-token" not in step.log + step.summary
