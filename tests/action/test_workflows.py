"""The action and the sample workflows: valid by the published schemas, and run from the first step to the last."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from runner import Runner

from grader.rubric.sealing import Key

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
WORKFLOWS = sorted([*(ROOT / "docs/workflows").glob("*.yml"), *(ROOT / "examples").rglob(".github/workflows/*.yml")])
INJECTABLE = re.compile(r"\$\{\{\s*(github\.event|github\.head_ref|inputs|steps|secrets)")


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_there_are_workflows() -> None:
    assert len(WORKFLOWS) >= 3


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_workflow_uses_the_action_with_inputs_it_has(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    (used,) = [step for step in steps(workflow) if step.get("uses", "").startswith("OWNER/grader@")]

    assert used["with"].keys() <= ACTION["inputs"].keys()
    assert {name for name, spec in ACTION["inputs"].items() if spec.get("required")} <= used["with"].keys()


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_workflow_reads_only_outputs_that_there_are_and_puts_none_into_a_script(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)

    assert set(re.findall(r"steps\.\w+\.outputs\.([\w-]+)", text)) <= ACTION["outputs"].keys()
    assert workflow["permissions"]["contents"] == "read"
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())
    assert not any(INJECTABLE.search(step.get("run", "")) for step in steps(workflow))


def test_the_reporters_id_is_one_it_takes() -> None:
    workflow = yaml.safe_load((ROOT / "docs/workflows/classroom.yml").read_text(encoding="utf-8"))
    (reporter,) = [step for step in steps(workflow) if "grading-reporter" in step.get("uses", "")]
    runners = reporter["with"]["runners"]

    assert re.fullmatch(r"([a-zA-Z0-9]+,)*[a-zA-Z0-9]+", runners)
    assert f"{runners.upper()}_RESULTS" in reporter["env"]
    assert runners in {step.get("id") for step in steps(workflow)}


def test_every_step_of_the_action_is_whole() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash"
        assert not INJECTABLE.search(step.get("run", ""))
    assert set(re.findall(r"inputs\.([\w-]+)", str(ACTION["runs"]))) == ACTION["inputs"].keys()


def test_what_the_action_offers_is_documented() -> None:
    page = (ROOT / "docs/workflows/README.md").read_text(encoding="utf-8")

    assert all(f"`{name}`" in page for name in (*ACTION["inputs"], *ACTION["outputs"]))


@pytest.mark.parametrize(
    ("schema", "files"),
    [("vendor.github-actions", [ROOT / "action.yml"]), ("vendor.github-workflows", WORKFLOWS)],
    ids=["action", "workflows"],
)
def test_they_are_valid_by_the_published_schemas(schema: str, files: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout


def hand_in(runner: Runner, submission: str) -> None:
    """Put an answer in words alone into the repository, so that nothing has to be trained."""
    answer = "## 2.\n\nanswer: (30, 30, 8)"
    script = "# %% [markdown]\n" + "".join(f"# {line}\n" for line in answer.splitlines())
    notebook = {"cells": [{"cell_type": "markdown", "metadata": {}, "source": answer}], "metadata": {}}
    whole = json.dumps({**notebook, "nbformat": 4, "nbformat_minor": 4})
    (runner.workspace / submission).write_text(whole if submission.endswith(".ipynb") else script, encoding="utf-8")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_workflow_grades_what_is_handed_in_and_keeps_the_report(file: Path, tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    secrets = runner.hand_out()
    (used,) = [step for step in steps(yaml.safe_load(file.read_text(encoding="utf-8"))) if step.get("id")]
    hand_in(runner, used["with"]["submission"])
    job = runner.workflow(file, secrets)

    assert job.status == 0, job.log
    assert "2 / 8" in job.summary
    assert secrets["GRADER_KEY"] not in job.log + job.summary
    if "reporter" in file.read_text(encoding="utf-8"):
        assert "::notice title=Autograding complete::Points 2/8" in job.obeyed()
    else:
        assert (runner.artifacts / "report").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("secrets", "said"),
    [
        # As in a pull request from a fork.
        ({}, "expected its key"),
        ({"GRADER_KEY": str(Key.new())}, "found another one"),
        ({"GRADER_KEY": "swordfish"}, "expected a key as 'grade rubric key' makes it"),
    ],
)
def test_without_its_key_a_sealed_rubric_decides_nothing(secrets: dict[str, str], said: str, tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    runner.hand_out()
    hand_in(runner, "exam.ipynb")
    job = runner.workflow(ROOT / "docs/workflows/summary.yml", secrets)

    assert job.status == 2
    assert any(line.startswith("::error title=grade::") and said in line for line in job.obeyed())
    assert "swordfish" not in job.log
    assert not job.summary
