"""The summary check: printed, of the network that was trained, with the right number of parameters."""

from __future__ import annotations

from fractions import Fraction

from works import CONVOLUTIONAL, Work, check

from grader.checks.base import Verdict
from grader.checks.summary import SummaryCheck

ASKED = check(SummaryCheck, params=34_622)


def trained(*specs: str) -> Work:
    work = Work()
    work.fit("2-1", work.network(specs or CONVOLUTIONAL))
    return work


def test_of_the_trained_network_before_or_after_its_training() -> None:
    work = trained()
    work.summary("2-1", work.networks[0])
    assert ASKED.examine(work.part("2-1")).verdict is Verdict.MET


def test_of_one_built_alike() -> None:
    work = trained()
    work.summary("2-1", work.network(CONVOLUTIONAL))
    assert ASKED.examine(work.part("2-1")).verdict is Verdict.MET


def test_of_another_network() -> None:
    work = trained()
    work.summary("2-1", work.network())
    assert ASKED.examine(work.part("2-1")).verdict is Verdict.NOT_MET


def test_parameters_are_half() -> None:
    work = trained(*CONVOLUTIONAL[:-3], "dense 100 relu", *CONVOLUTIONAL[-2:])
    work.summary("2-1", work.networks[0])
    assert ASKED.examine(work.part("2-1")).earned == Fraction(1, 2)


def test_before_the_network_is_built_it_shows_nothing() -> None:
    work = trained()
    work.summary("2-1", work.network(CONVOLUTIONAL, model=work.networks[0].model, params=None))
    assert ASKED.examine(work.part("2-1")).verdict is Verdict.NOT_MET


def test_the_same_table_in_another_way_is_for_a_person() -> None:
    work = trained()
    work.cell("2-1", "print(net.count_params())", stdout="34622")
    assert ASKED.examine(work.part("2-1")).verdict is Verdict.UNDETERMINED


def test_none_is_not_met() -> None:
    assert ASKED.examine(trained().part("2-1")).verdict is Verdict.NOT_MET
