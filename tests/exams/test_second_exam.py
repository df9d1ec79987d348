"""A second exam through the real command line: nothing in the grader knows it but its YAML file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.datasets.cache import find

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Reports: TypeAlias = dict[str, dict[str, Any]]

HERE = Path(__file__).parent
NAMES = ("samples/reference.py", "samples/ines.py", "samples/otto.py")

pytestmark = pytest.mark.skipif(
    find("fashion_mnist") is None, reason="Fashion-MNIST is not here; get it with: grade data fashion_mnist"
)

OTTO = {
    # A layer is left out, and a third of compile is another learning rate; no validation.
    "1a": {"architecture": "partial", "compile": "partial", "fit": "partial"},
    # The layer was paid for in 1a; half of the callbacks, with another factor, is none.
    "1b": {"architecture": "met", "fit": "met", "callbacks": "not_met"},
    # Flatten is left out, so fit raises before the first step, and summary() is never reached.
    "2a": {"architecture": "partial", "shapes": "not_met", "summary": "not_met", "fit": "not_met"},
    "2b": {"evaluate": "not_met"},
    "3a": {"number_answer": "not_met"},
    "3b": {"number_answer": "met"},
    "3c": {"shape_answer": "not_met"},
    "3d": {"choices_answer": "partial"},
    "3e": {"truth_answer": "partial"},
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """The reports of the reference and the samples, by file name; a few steps a fit."""
    file = tmp_path_factory.mktemp("second") / "reports.json"
    command = [sys.executable, "-m", "grader.cli", *(str(HERE / name) for name in NAMES)]
    options = ["--rubric", str(HERE / "midterm.yaml"), "--fidelity", "probe", "--json", str(file), "--jobs", "1"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return {report["submission"]: report for report in json.loads(file.read_text(encoding="utf-8"))}


def verdicts(report: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {part["id"]: {c["check"]: c["verdict"] for c in part["criteria"]} for part in report["parts"]}


def told(report: dict[str, Any]) -> str:
    """What was lost or waits, for the message of a failing test."""
    return "\n".join(
        f"{c['id']}: {c['verdict']}: {c['reason']}"
        for part in report["parts"]
        for c in part["criteria"]
        if c["verdict"] != "met"
    )


def test_the_reference_gets_all_points_and_nothing_waits(reports: Reports) -> None:
    report = reports["reference.py"]

    assert (report["points"], report["pending"], report["possible"]) == (37.0, 0.0, 37.0), told(report)


def test_other_ways_to_write_the_same_get_all_points_too(reports: Reports) -> None:
    """Ines writes everything otherwise, in a script without cells; 1b asks for no share of validation."""
    report = reports["ines.py"]

    assert (report["points"], report["pending"]) == (37.0, 0.0), told(report)


def test_mistakes_lose_what_they_should_and_no_more(reports: Reports) -> None:
    assert verdicts(reports["otto.py"]) == OTTO, told(reports["otto.py"])


def test_what_ottos_code_ended_with_is_told_where_points_are_lost(reports: Reports) -> None:
    (part,) = [part for part in reports["otto.py"]["parts"] if part["id"] == "2a"]

    assert reports["otto.py"]["ending"] == "raised"
    assert any("ValueError" in criterion["reason"] for criterion in part["criteria"])
