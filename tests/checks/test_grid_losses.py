"""The grid_losses check: each combination's network on the test set, its loss shown."""

from __future__ import annotations

from fractions import Fraction

from checks.grids import COMBINATIONS, GRID, LOSSES, PART, grid, hidden, specs
from works import Work, check, data, split

from grader.checks.base import Need, Verdict
from grader.checks.grid_losses import GridLossesCheck
from grader.evidence import EventLog, Validation

ASKED = check(GridLossesCheck, **GRID, data="fashion_mnist/test")


def test_printed() -> None:
    found = ASKED.examine(grid().part(PART))
    assert found.verdict is Verdict.MET
    assert "(n1=128, n2=256) 0.3500" in found.reason.en


def test_displayed_as_a_list_afterwards() -> None:
    work = hidden()
    work.cell(PART, "a", displayed=(str(list(LOSSES.values())),))
    assert ASKED.examine(work.part(PART)).verdict is Verdict.MET


def test_logged_in_tensorboard() -> None:
    work = hidden()
    for loss in LOSSES.values():
        work.logs.append(EventLog(directory=f"logs/{loss}", cells=(1,), scalars={"test loss": ((1, loss),)}))
    assert ASKED.examine(work.part(PART)).verdict is Verdict.MET


def test_evaluated_in_a_second_loop() -> None:
    work = Work()
    fits = [work.fit(PART, work.network(specs(*one)), epochs=3, validation=split()) for one in COMBINATIONS]
    for fit, loss in zip(fits, LOSSES.values(), strict=True):
        work.evaluate(PART, fit, loss=loss)
    assert ASKED.examine(work.part(PART)).verdict is Verdict.MET


def test_as_validation_data_of_the_fit() -> None:
    work = Work()
    for one, loss in LOSSES.items():
        held_out = Validation(how="data", data=data("fashion_mnist/test"))
        cell = work.cell(PART, "net.fit(...)", stdout=f"1875/1875 - loss: 0.9 - val_loss: {loss:.4f}")
        history = {"val_loss": (0.9, 0.8, loss)}
        work.fit(PART, work.network(specs(*one)), cell=cell, epochs=3, validation=held_out, history=history)
    assert ASKED.examine(work.part(PART)).verdict is Verdict.MET


def test_kept_to_oneself() -> None:
    found = ASKED.examine(hidden().part(PART))
    assert found.verdict is Verdict.NOT_MET
    assert "not shown" in found.reason.en


def test_in_the_words_only_is_for_a_person() -> None:
    work = hidden()
    work.say(PART, "test loss는 " + ", ".join(f"{loss + 0.004:.3f}" for loss in LOSSES.values()))
    assert ASKED.examine(work.part(PART)).verdict is Verdict.UNDETERMINED


def test_numbers_in_the_words_are_held_against_real_ones_only() -> None:
    work, silent = hidden(fidelity="probe"), hidden(fidelity="probe")
    # As the student's whole training gave them: a few steps give others.
    work.say(PART, "test loss는 0.291, 0.284, 0.280, 0.279, 0.275, 0.270")

    assert ASKED.need_of(work.part(PART)) is Need.CURVES
    assert ASKED.examine(work.part(PART)).verdict is Verdict.UNDETERMINED
    assert ASKED.need_of(silent.part(PART)) is Need.STRUCTURE
    assert ASKED.examine(silent.part(PART)).verdict is Verdict.NOT_MET


def test_on_the_training_rows() -> None:
    found = ASKED.examine(grid(evaluate={"data": data("fashion_mnist/train")}).part(PART))
    assert found.verdict is Verdict.NOT_MET
    assert "fashion_mnist/train" in found.reason.en


def test_only_the_last_one() -> None:
    work = Work()
    fits = [work.fit(PART, work.network(specs(*one)), epochs=3, validation=split()) for one in COMBINATIONS]
    work.evaluate(PART, fits[-1])
    assert ASKED.examine(work.part(PART)).earned == Fraction(1, 6)


def test_networks_that_were_not_trained_have_no_loss() -> None:
    assert ASKED.examine(grid(COMBINATIONS[:3]).part(PART)).earned == Fraction(1, 2)
    assert ASKED.examine(Work().parts(PART)[PART]).verdict is Verdict.NOT_MET


def test_evaluated_before_the_training_is_not_its_loss() -> None:
    work = Work()
    for one, loss in LOSSES.items():
        network = work.network(specs(*one))
        work.evaluate(PART, network, loss=loss)
        work.fit(PART, network, epochs=3, validation=split())
    assert ASKED.examine(work.part(PART)).verdict is Verdict.NOT_MET
