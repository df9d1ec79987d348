"""The grid_best check: the stated best against the student's own losses, (128, 256) being the smallest."""

from __future__ import annotations

import pytest
from checks.grids import COMBINATIONS, GRID, PART, grid, hidden
from works import Work, check, data

from grader.checks.base import Need, Verdict
from grader.checks.grid_best import GridBestCheck

ASKED = check(GridBestCheck, **GRID, data="fashion_mnist/test", stated="optional")
REQUIRED = check(GridBestCheck, **GRID, data="fashion_mnist/test")


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("n1=128, n2=256에서 test loss가 최소이다.", Verdict.MET),
        ("n1=6, n2=16에서 test loss가 최소이다.", Verdict.NOT_MET),
        # Within a tenth of the smallest: the student's own run may have had it the other way round.
        ("n1=128, n2=16에서 test loss가 최소이다.", Verdict.UNDETERMINED),
        ("(6, 16)이 최적이다.\n(128, 256)이 최적이다.", Verdict.UNDETERMINED),
    ],
)
def test_written_words(words: str, verdict: Verdict) -> None:
    work = grid()
    work.say(PART, words)
    found = ASKED.examine(work.part(PART))
    assert found.verdict is verdict
    assert found.words


def test_what_the_code_found_is_held_to_this_runs_losses() -> None:
    for best, verdict in (("n1=128, n2=256", Verdict.MET), ("n1=128, n2=16", Verdict.NOT_MET)):
        work = grid()
        work.cell(PART, 'print(f"best: n1={n1}, n2={n2}")', stdout=f"best: {best}")
        assert ASKED.examine(work.part(PART)).verdict is verdict


def test_a_printed_literal_is_written_not_found() -> None:
    work = grid()
    work.cell(PART, 'print("best: n1=128, n2=16")', stdout="best: n1=128, n2=16")
    assert ASKED.examine(work.part(PART)).verdict is Verdict.UNDETERMINED


def test_it_need_not_be_stated_where_every_loss_is_shown() -> None:
    assert ASKED.examine(grid().part(PART)).verdict is Verdict.MET
    assert REQUIRED.examine(grid().part(PART)).verdict is Verdict.NOT_MET


@pytest.mark.parametrize("work", [hidden(), grid(COMBINATIONS[:5])])
def test_neither_stated_nor_plain_to_see(work: Work) -> None:
    found = ASKED.examine(work.part(PART))
    assert found.verdict is Verdict.NOT_MET
    assert "show all of them or state the best" in found.reason.en


def test_stated_and_not_shown_is_stated() -> None:
    work = hidden()
    work.say(PART, "n1=128, n2=256에서 최소")
    assert ASKED.examine(work.part(PART)).verdict is Verdict.MET


def test_a_wrong_data_set_costs_where_the_losses_are_asked_for() -> None:
    work = grid(evaluate={"data": data("fashion_mnist/train")})
    work.say(PART, "n1=128, n2=256에서 최소")
    assert ASKED.examine(work.part(PART)).verdict is Verdict.MET


def test_words_about_losses_that_no_one_computed() -> None:
    work = grid(printed=False)
    work.say(PART, "n1=128, n2=256에서 최소")
    assert ASKED.examine(work.part(PART)).verdict is Verdict.NOT_MET
    none = Work()
    none.say(PART, "n1=128, n2=256에서 최소")
    assert ASKED.examine(none.part(PART)).verdict is Verdict.NOT_MET


def test_a_combination_that_was_not_tried_is_for_a_person() -> None:
    work = grid(COMBINATIONS[:5])
    work.say(PART, "n1=128, n2=256에서 최소")
    assert ASKED.examine(work.part(PART)).verdict is Verdict.UNDETERMINED


def test_words_written_before_need_real_trainings() -> None:
    work = grid(fidelity="probe")
    assert ASKED.need_of(work.part(PART)) is Need.STRUCTURE
    work.say(PART, "n1=128, n2=16에서 최소")
    assert ASKED.need_of(work.part(PART)) is Need.CURVES
    assert ASKED.examine(work.part(PART)).verdict is Verdict.UNDETERMINED


def test_what_the_code_found_needs_none() -> None:
    work = grid(fidelity="probe")
    work.cell(PART, 'print(f"best: n1={n1}, n2={n2}")', stdout="best: n1=128, n2=256")
    assert ASKED.need_of(work.part(PART)) is Need.STRUCTURE
    assert ASKED.examine(work.part(PART)).verdict is Verdict.MET


@pytest.mark.parametrize(
    "best",
    [
        "n1=6, n2=16",
        # Tried beside the grid: as trained in full, it may not be the best.
        "n1=8, n2=16",
    ],
)
def test_what_the_code_found_by_a_probes_other_numbers_waits_for_the_real_ones(best: str) -> None:
    source, said = 'print(f"best: n1={n1}, n2={n2}")', f"best: {best}"
    work, trained = grid(fidelity="probe"), grid()
    work.cell(PART, source, stdout=said)
    trained.cell(PART, source, stdout=said)

    assert ASKED.need_of(work.part(PART)) is Need.CURVES
    assert ASKED.examine(work.part(PART)).verdict is Verdict.UNDETERMINED
    assert ASKED.examine(trained.part(PART)).verdict is Verdict.NOT_MET
