"""The callbacks check: which were passed, with which settings, and whether TensorBoard really logged."""

from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError
from works import Work, check, tensorboard

from grader.checks.base import Verdict
from grader.checks.callbacks import CallbacksCheck
from grader.evidence import Callback, EventLog

STOPPING = check(CallbacksCheck, callbacks=[{"class": "EarlyStopping", "patience": 3}])
LOGGING = check(CallbacksCheck, callbacks=[{"class": "TensorBoard", "logging": True}])


def stopping(**settings: object) -> Callback:
    return Callback(class_name="EarlyStopping", settings={"patience": 3, "monitor": "val_loss", **settings})


@pytest.mark.parametrize(
    ("callbacks", "verdict"),
    [
        ((stopping(),), Verdict.MET),
        ((stopping(monitor="val_accuracy", restore_best_weights=True),), Verdict.MET),
        ((stopping(), tensorboard(), Callback(class_name="CSVLogger")), Verdict.MET),
        ((stopping(patience=3.0),), Verdict.MET),
        ((stopping(patience=5),), Verdict.NOT_MET),
        ((stopping(patience=0),), Verdict.NOT_MET),
        ((tensorboard(),), Verdict.NOT_MET),
        ((), Verdict.NOT_MET),
        # It may well do the same.
        ((Callback(class_name="MyStopper", custom=True),), Verdict.UNDETERMINED),
    ],
)
def test_a_callback_and_its_settings(callbacks: tuple[Callback, ...], verdict: Verdict) -> None:
    work = Work()
    work.fit("1-5", callbacks=callbacks)
    assert STOPPING.examine(work.part("1-5")).verdict is verdict


def test_each_callback_is_a_share() -> None:
    both = check(CallbacksCheck, callbacks=[{"class": "EarlyStopping", "patience": 3}, {"class": "TensorBoard"}])
    work = Work()
    work.fit("1-5", callbacks=(stopping(),))
    assert both.examine(work.part("1-5")).earned == Fraction(1, 2)


def test_tensorboard_that_was_made_and_not_passed_is_said_to_be_so() -> None:
    work = Work()
    work.fit("1-3", cell=work.cell("1-3", "cb = keras.callbacks.TensorBoard()\nnet.fit(x, y)"))
    found = LOGGING.examine(work.part("1-3"))
    assert found.verdict is Verdict.NOT_MET
    assert "not passed to fit" in found.reason.en


def test_tensorboard_has_to_have_written() -> None:
    work = Work()
    fit = work.fit("1-3", callbacks=(tensorboard("logs"),))
    assert LOGGING.examine(work.part("1-3")).verdict is Verdict.UNDETERMINED
    work.log(fit, "logs/train")
    assert LOGGING.examine(work.part("1-3")).verdict is Verdict.MET


def test_scalars_written_by_hand_for_each_epoch_are_logs_too() -> None:
    work = Work()
    fit = work.fit("1-3", epochs=3)
    points = {"loss": ((0, 0.9), (1, 0.8), (2, 0.7))}
    work.logs.append(EventLog(directory="own", cells=(fit.cell,), scalars=points))
    assert LOGGING.examine(work.part("1-3")).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"class": "EarlyStoping"}, "no callback is called"),
        ({"class": "EarlyStopping", "patiense": 3}, "has no setting 'patiense'"),
        ({"class": "EarlyStopping", "logging": True}, "belongs to TensorBoard"),
    ],
)
def test_a_slip_in_the_rubric_is_told(spec: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        check(CallbacksCheck, callbacks=[spec])
