"""The accuracy check: the grader's own measurement against the threshold, never what the student printed."""

from __future__ import annotations

import pytest
from works import Work, check, data

from grader.checks.accuracy import AccuracyCheck
from grader.checks.base import Need, Verdict
from grader.evidence import Ending, Measurement, Unmeasured

ASKED = check(AccuracyCheck, data="cifar10/test", at_least=0.7)


def measured(value: float | None, *, dataset: str = "cifar10/test", claimed: float = 0.9) -> Work:
    work = Work()
    fit = work.fit("3", data=data("cifar10/train"))
    work.evaluate("3", fit, accuracy=claimed, data=data("cifar10/test"))
    if value is not None:
        work.measurements.append(
            Measurement(
                network=fit.network, value=value, dataset=dataset, rows=10_000, low=value - 0.01, high=value, how="-"
            )
        )
    return work


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(0.7, Verdict.MET), (0.95, Verdict.MET), (0.6999, Verdict.NOT_MET), (0.1, Verdict.NOT_MET)],
)
def test_all_or_nothing_at_the_threshold(value: float, verdict: Verdict) -> None:
    assert ASKED.examine(measured(value).part("3")).verdict is verdict


def test_what_the_student_printed_plays_no_role() -> None:
    found = ASKED.examine(measured(0.31, claimed=0.99).part("3"))
    assert found.verdict is Verdict.NOT_MET
    assert "0.3100 measured on 10,000 images" in found.reason.en


def test_a_measurement_on_other_rows_does_not_count() -> None:
    assert ASKED.examine(measured(0.9, dataset="cifar10/train").part("3")).verdict is Verdict.UNDETERMINED


def test_what_could_not_be_measured_is_for_a_person() -> None:
    work = measured(None)
    work.unmeasured.append(Unmeasured(network=0, dataset="cifar10/test", reason="no data", fault="grader"))
    found = ASKED.examine(work.part("3"))
    assert found.verdict is Verdict.UNDETERMINED
    assert "no data" in found.reason.en


def test_nothing_trained_is_not_met_unless_the_run_was_cut() -> None:
    assert ASKED.examine(Work().parts("3")["3"]).verdict is Verdict.NOT_MET
    work = Work(ending=Ending.OUT_OF_MEMORY)
    work.cell("3", "net.fit(x, y)", ending="running")
    assert ASKED.examine(work.part("3")).verdict is Verdict.UNDETERMINED


def test_it_needs_the_whole_training() -> None:
    assert ASKED.need is Need.METRIC
    assert ASKED.datasets == ("cifar10",)


@pytest.mark.parametrize(("in_sandbox", "verdict"), [(True, Verdict.UNDETERMINED), (False, Verdict.MET)])
def test_predictions_that_the_students_own_code_may_have_looked_up_are_for_a_person(
    *, in_sandbox: bool, verdict: Verdict
) -> None:
    """A network rebuilt by us cannot look anything up: what is suspect about it is a flag, and its points stay."""
    work = measured(0.99)
    work.measurements[0] = work.measurements[0].model_copy(update={"in_sandbox": in_sandbox})
    moved = {"metric": "accuracy_shifted", "value": 0.1, "low": 0.09, "high": 0.12, "rows": 2_000, "aside": True}
    work.measurements.append(work.measurements[0].model_copy(update=moved))

    assert ASKED.examine(work.part("3")).verdict is verdict
