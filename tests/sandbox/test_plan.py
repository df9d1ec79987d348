"""Grader and keeper understand each other: what is written is read back the same."""

from __future__ import annotations

from grader.sandbox.plan import Limits, Plan, Report

PLAN = Plan(
    level="landlock",
    argv=("python", "-c", "print('한글')\n"),
    results="/results",
    scratch="/scratch",
    env={"A": "{job}/x"},
    binds=(("/data", "data/set"),),
    files=(("/a.py", "a.py"),),
    inputs=(("job.json", "{}"),),
    limits=Limits(wall=1.5, memory=1 << 20),
    uid=60_601,
)


def test_a_plan_is_one_line_and_read_back_whole() -> None:
    assert "\n" not in PLAN.to_json()
    assert Plan.from_json(PLAN.to_json()) == PLAN


def test_a_report_is_one_line_and_read_back_whole() -> None:
    report = Report(ending="killed", signal=9, output="a\nb\u2028\x1b[2J", refused=("'x': not a regular file",))

    assert "\n" not in report.to_json()
    assert Report.from_json(report.to_json()) == report
