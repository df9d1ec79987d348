"""``--json``: as the schema says, numbers as numbers, sums that hold at every level."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from commands import HALF, RIGHT, handed_in
from sandboxes import cells_of, record

from grader.evidence import Ending

if TYPE_CHECKING:
    from typing import Any

    from commands import Grade
    from sandboxes import FakeSandbox

    from grader.recorder.job import Job
    from grader.sandbox.port import Spec

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text(encoding="utf-8"))


def sums_hold(level: dict[str, Any]) -> bool:
    exact = {name: Decimal(str(level[name])) for name in ("points", "pending", "possible")}
    lost = Decimal(str(level["lost"])) if "lost" in level else exact["possible"] - exact["points"] - exact["pending"]
    return exact["points"] + exact["pending"] + lost == exact["possible"] and min(*exact.values(), lost) >= 0


def valid(report: dict[str, Any]) -> bool:
    jsonschema.validate(report, SCHEMA)
    levels = [report, *report["parts"], *(c for part in report["parts"] for c in part["criteria"])]
    return all(sums_hold(level) for level in levels)


def test_one_submission_is_one_object(grade: Grade, exam: Path) -> None:
    handed_in(exam, half=HALF)

    said = grade("half.py", "--json", "out/report.json")
    report = json.loads((exam / "out/report.json").read_text(encoding="utf-8"))

    assert said.status == 0
    assert valid(report)
    assert report["schema"] == "grader/report/1"
    assert (report["submission"], report["points"], report["pending"], report["possible"]) == ("half.py", 2.0, 0.0, 5.5)
    assert [part["id"] for part in report["parts"]] == ["1-1", "1-2"]
    assert [c["verdict"] for part in report["parts"] for c in part["criteria"]] == ["met", "not_met"]
    assert report["ending"] == "completed"


def test_several_are_a_list_in_order_of_their_names(grade: Grade, exam: Path) -> None:
    handed_in(exam, half=HALF, alice=RIGHT)

    grade("half.py", "alice.py", "--json", "all.json")
    reports = json.loads((exam / "all.json").read_text(encoding="utf-8"))

    assert [report["submission"] for report in reports] == ["alice.py", "half.py"]
    assert all(valid(report) for report in reports)


def test_a_dash_means_standard_output_and_nothing_else_is_there(grade: Grade, exam: Path) -> None:
    handed_in(exam, half=HALF)

    said = grade("half.py", "--json", "-")

    assert valid(json.loads(said.out))


def test_korean_stays_korean(grade: Grade, exam: Path) -> None:
    handed_in(exam, **{"김 하나": HALF})

    grade("김 하나.py", "--json", "report.json", "--lang", "ko")
    text = (exam / "report.json").read_text(encoding="utf-8")

    assert '"김 하나.py"' in text
    assert json.loads(text)["rubric"] == "작은 시험"
    assert "\\u" not in text


def cut_off(spec: Spec, job: Job) -> Ending:
    record(spec.results, *cells_of(job, "running"))
    return Ending.TIMED_OUT


def out_of_memory(_spec: Spec, _job: Job) -> Ending:
    return Ending.OUT_OF_MEMORY


def killed(_spec: Spec, _job: Job) -> Ending:
    return Ending.KILLED


@pytest.mark.parametrize(
    ("act", "ending"), [(cut_off, "timed_out"), (out_of_memory, "out_of_memory"), (killed, "killed")]
)
def test_how_a_run_ended_is_told_and_its_report_is_as_valid(
    grade: Grade, exam: Path, sandbox: FakeSandbox, act: Any, ending: str
) -> None:
    sandbox.act = act
    handed_in(exam, half=HALF)

    grade("half.py", "--json", "report.json")
    report = json.loads((exam / "report.json").read_text(encoding="utf-8"))

    assert valid(report)
    assert report["ending"] == ending


def test_what_could_not_be_read_has_a_report_too_all_pending(grade: Grade, exam: Path) -> None:
    (exam / "broken.ipynb").write_text("{", encoding="utf-8")

    said = grade("broken.ipynb", "--json", "report.json")
    report = json.loads((exam / "report.json").read_text(encoding="utf-8"))

    assert said.status == 2
    assert valid(report)
    assert (report["ending"], report["points"], report["pending"]) == ("rejected", 0.0, 5.5)


def test_the_students_copy_holds_no_key(grade: Grade, exam: Path) -> None:
    handed_in(exam, half=HALF)

    grade("half.py", "--json", "student.json", "--html", "student.html", "--csv", "student.csv", "--student")

    for name in ("student.json", "student.html", "student.csv"):
        assert "가은" not in (exam / name).read_text(encoding="utf-8-sig"), name
    assert valid(json.loads((exam / "student.json").read_text(encoding="utf-8")))


def test_a_report_that_cannot_be_written_is_named(grade: Grade, exam: Path) -> None:
    handed_in(exam, half=HALF)
    (exam / "folder.json").mkdir()

    said = grade("half.py", "--json", "folder.json")

    assert said.status == 2
    assert "folder.json: cannot be written" in said.err
    assert not list(exam.glob(".folder.json*"))
