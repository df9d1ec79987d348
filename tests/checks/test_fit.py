"""The fit check: rows, epochs, validation, batch size, fresh weights."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from works import COMPILED, Work, check, data, split

from grader.checks.base import Verdict
from grader.checks.fit import FitCheck
from grader.evidence import Data, Function, Labels, Source, Validation

TRAIN = "fashion_mnist/train"
ASKED = check(FitCheck, data=TRAIN, epochs=10)
VALIDATED = check(FitCheck, data=TRAIN, epochs=10, validation=0.2)


def verdict(asked: FitCheck, **fit: Any) -> Verdict:
    work = Work()
    work.fit("1-1", **fit)
    return asked.examine(work.part()).verdict


def test_what_was_not_asked_for_costs_nothing() -> None:
    for free in ({"batch_size": 200}, {"validation": split()}, {"labels": Labels(encoding="one_hot", correct=1.0)}):
        assert verdict(ASKED, **free) is Verdict.MET
    # Early stopping takes no epoch away from what was asked for.
    assert verdict(ASKED, epochs_run=4) is Verdict.MET


@pytest.mark.parametrize(
    "fit",
    [
        {"epochs": 9},
        {"data": data("fashion_mnist/test")},
        {"data": data("cifar10/train")},
        {"data": data(TRAIN, 30_000)},
        {"data": data(TRAIN), "labels": Labels(encoding="sparse", correct=0.1)},
        # Test rows among the training rows.
        {
            "data": Data(
                kind="array",
                rows=70_000,
                sources=(*data(TRAIN).sources, Source(dataset="fashion_mnist", split="test", rows=10_000)),
            )
        },
    ],
)
def test_each_wrong_thing_costs_its_half(fit: dict[str, Any]) -> None:
    work = Work()
    work.fit("1-1", **fit)
    found = ASKED.examine(work.part())
    assert (found.verdict, found.pending) == (Verdict.PARTIAL, 0)
    assert found.where


HELD_OUT = {"data": data(TRAIN, 48_000), "validation": Validation(how="data", data=data(TRAIN, first=48_000))}


@pytest.mark.parametrize(
    ("fit", "right"),
    [
        ({"validation": split()}, True),
        ({"validation": split(0.2003)}, True),
        (HELD_OUT, True),
        ({"validation": None}, False),
        ({"validation": split(0.1)}, False),
        ({"validation": Validation(how="data", data=data("fashion_mnist/test"))}, False),
        # Validated on rows that it was trained on.
        ({"validation": Validation(how="data", data=data(TRAIN, first=48_000))}, False),
    ],
)
def test_validation_by_split_or_by_hand(fit: dict[str, Any], right: bool) -> None:
    assert verdict(VALIDATED, **fit) is (Verdict.MET if right else Verdict.PARTIAL)


def test_a_loop_of_fits_is_one_training() -> None:
    work = Work()
    network = work.network()
    for _ in range(10):
        work.fit("1-1", network, epochs=1)
    assert ASKED.examine(work.part()).verdict is Verdict.MET


def test_the_last_complete_attempt_counts() -> None:
    work = Work()
    work.fit("1-1", epochs=3)
    work.fit("1-1", epochs=10)
    work.fit("1-1", epochs=10, epochs_run=2, ending="interrupted")
    assert ASKED.examine(work.part()).verdict is Verdict.MET


def test_a_fit_that_raised_at_once_trained_nothing() -> None:
    work = Work()
    work.fit("1-1", ending="raised", epochs_run=0, error="ValueError: shapes")
    assert ASKED.examine(work.part()).verdict is Verdict.NOT_MET


def test_a_new_network_is_one_that_no_other_part_trained() -> None:
    fresh = check(FitCheck, epochs=50, fresh=True)
    work = Work()
    network = work.network()
    work.fit("1-1", network)
    work.fit("1-3", network, epochs=50)
    work.fit("1-5", epochs=50)
    assert fresh.examine(work.part("1-3")).verdict is Verdict.PARTIAL
    assert fresh.examine(work.part("1-5")).verdict is Verdict.MET


@pytest.mark.parametrize("rows", [Data(kind="generator"), data("", 60_000, kind="generator"), None])
def test_rows_that_could_not_be_recognised_are_for_a_person(rows: Data | None) -> None:
    work = Work()
    work.fit("1-1", data=rows)
    assert ASKED.examine(work.part()).verdict is Verdict.UNDETERMINED


def test_epochs_are_asked_for_once() -> None:
    with pytest.raises(ValidationError, match="keep one of them"):
        check(FitCheck, epochs=3, epochs_at_least=2)


ENDLESS = data(TRAIN, 650, kind="generator", sampled=True).model_copy(update={"rows": None})


@pytest.mark.parametrize(
    ("fit", "earned"),
    [
        # As many steps as the data have, to a batch: full marks, whatever the data come in.
        ({"steps_per_epoch": 1_875}, 1),
        ({"steps_per_epoch": 1_874}, 1),
        ({"steps_per_epoch": 300, "batch_size": 200, "data": data(TRAIN, kind="tf.data")}, 1),
        ({"steps_per_epoch": 1_500, "validation": split()}, 1),
        ({"steps_per_epoch": 1_875, "data": ENDLESS}, 1),
        # More steps than the data have, of data that repeat.
        ({"steps_per_epoch": 4_000, "data": data(TRAIN, kind="tf.data")}, 1),
        # Without a batch size, Keras makes the batch as large as the steps are few.
        ({"steps_per_epoch": 1, "batch_size": 60_000}, 1),
        # All rows were come to, though not ten times.
        ({"steps_per_epoch": 600}, 0.5),
        # Neither were all rows come to, nor were there ten times as many.
        ({"steps_per_epoch": 1}, 0),
        ({"steps_per_epoch": 1, "data": data(TRAIN, kind="tf.data")}, 0),
        ({"steps_per_epoch": 1, "data": ENDLESS}, 0),
        # Half the steps in twice the epochs are as many times through the data.
        ({"steps_per_epoch": 938, "epochs": 20, "epochs_run": 20}, 1),
        # A few rows many times over.
        (
            {
                "data": Data(
                    kind="array",
                    rows=60_000,
                    sources=(Source(dataset="fashion_mnist", split="train", rows=60_000, distinct=200),),
                )
            },
            0.5,
        ),
    ],
)
def test_an_epoch_counts_by_the_rows_it_was_fed(fit: dict[str, Any], earned: float) -> None:
    work = Work()
    work.fit("1-1", **fit)
    found = ASKED.examine(work.part())
    assert (found.earned, found.pending) == (earned, 0), found.reason.en


@pytest.mark.parametrize(
    ("first", "earned"),
    [({}, 0.5), ({"validation": split()}, 0.5), ({"data": data(TRAIN, 200)}, 0)],
)
def test_rows_of_an_earlier_training_count_as_many_times_as_they_were_fed(first: dict[str, Any], earned: float) -> None:
    work = Work()
    network = work.network()
    work.fit("1-1", network, epochs=1, epochs_run=1, **first)
    work.fit("1-1", network, epochs=9, epochs_run=9, steps_per_epoch=1)
    found = ASKED.examine(work.part())
    assert (found.earned, found.pending) == (earned, 0), found.reason.en


@pytest.mark.parametrize(
    ("fit", "pending"),
    [
        # A batch size that nobody knows.
        ({"steps_per_epoch": 100, "batch_size": None, "data": data(TRAIN, kind="tf.data")}, 0.5),
        # A callback ended the first epoch, or train_step trains nothing.
        ({"epochs_run": 1, "steps": 1}, 0.5),
        ({"steps": 0}, 0.5),
        # Early stopping ends after an epoch; gathered gradients make fewer steps of as many batches.
        ({"epochs_run": 1, "steps": 1_875}, 0),
        (
            {
                "steps": 4_680,
                "compiled": COMPILED.model_copy(
                    update={"optimizer": Function(name="adam", settings={"gradient_accumulation_steps": 4})}
                ),
            },
            0,
        ),
        # Probes make few steps by our own doing.
        ({"fidelity": "probe", "steps": 2, "epochs_run": 1}, 0),
    ],
)
def test_steps_that_cannot_be_counted_are_for_a_person(fit: dict[str, Any], pending: float) -> None:
    work = Work()
    work.fit("1-1", **fit)
    found = ASKED.examine(work.part())
    assert (found.earned, found.pending) == (1 - pending, pending), found.reason.en
