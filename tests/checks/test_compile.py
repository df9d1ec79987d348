"""The compile check: optimizer, metrics, and a cross-entropy that fits."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from works import COMPILED, Work, check

from grader.checks.base import Verdict
from grader.checks.compiled import CompileCheck
from grader.evidence import Compiled, Function, Labels

ASKED = check(CompileCheck, optimizer="adam", metrics=["accuracy"], loss="crossentropy")
SPARSE, ONE_HOT = Labels(encoding="sparse"), Labels(encoding="one_hot")


def compiled(**changes: Any) -> Compiled:
    return COMPILED.model_copy(update=changes)


def earned(how: Compiled | None, labels: Labels = SPARSE, **more: Any) -> Fraction:
    work = Work()
    work.fit("1-1", compiled=how, labels=labels, **more)
    return ASKED.examine(work.part()).earned


ALIKE = [
    (compiled(), SPARSE),
    (compiled(loss=Function(name="categorical_crossentropy")), ONE_HOT),
    (compiled(loss=Function(name="categorical_crossentropy", by_value=True)), ONE_HOT),
    (compiled(loss=Function(name="kl_divergence")), ONE_HOT),
    (compiled(metrics=(Function(name="mse"), Function(name="accuracy"))), SPARSE),
    (compiled(optimizer=Function(name="adam", settings={"learning_rate": 0.01})), SPARSE),
]
WRONG = [
    (compiled(optimizer=Function(name="sgd")), SPARSE),
    (compiled(metrics=()), SPARSE),
    (compiled(metrics=(Function(name="mse"),)), SPARSE),
    (compiled(loss=Function(name="mse")), ONE_HOT),
    (compiled(loss=Function(name="categorical_crossentropy")), SPARSE),
    (compiled(), ONE_HOT),
    # Logits are asked of a network that ends in a softmax.
    (compiled(loss=Function(name="sparse_categorical_crossentropy", settings={"from_logits": True})), SPARSE),
]


@pytest.mark.parametrize(("how", "labels"), ALIKE)
def test_what_computes_the_same_is_right(how: Compiled, labels: Labels) -> None:
    assert earned(how, labels) == 1


@pytest.mark.parametrize(("how", "labels"), WRONG)
def test_each_wrong_thing_costs_its_share(how: Compiled, labels: Labels) -> None:
    assert earned(how, labels) == Fraction(2, 3)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"optimizer": "rmsprop"}, {"optimizer": Function(name="rmsprop")}),
        ({"optimizer": "RMSprop"}, {"optimizer": Function(name="rmsprop")}),
        # As it was recorded once.
        ({"optimizer": "rmsprop"}, {"optimizer": Function(name="rm_sprop")}),
        ({"optimizer": "AdamW"}, {"optimizer": Function(name="adamw")}),
        ({"optimizer": "Adam"}, {"optimizer": Function(name="adam")}),
        ({"loss": "mse"}, {"loss": Function(name="mean_squared_error")}),
        ({"loss": "SparseCategoricalCrossentropy"}, {"loss": Function(name="sparse_categorical_crossentropy")}),
        ({"metrics": ["sparse_categorical_accuracy"]}, {"metrics": (Function(name="accuracy"),)}),
        ({"metrics": ["acc", "MAE"]}, {"metrics": (Function(name="mean_absolute_error"), Function(name="accuracy"))}),
    ],
)
def test_a_rubric_may_use_any_of_keras_names(asked: dict[str, Any], found: dict[str, Any]) -> None:
    work = Work()
    work.fit("1-1", compiled=compiled(**found))

    assert check(CompileCheck, **asked).examine(work.part()).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"optimizer": "addam"}, "no optimizer is called 'addam'; did you mean 'adam'?"),
        ({"optimizer": "newton"}, "no optimizer is called 'newton'; Keras has adadelta, "),
        ({"loss": "crossentropi"}, "no loss is called 'crossentropi'; did you mean 'crossentropy'?"),
        ({"metrics": ["accuracy", "acuracy"]}, "no metric is called 'acuracy'; did you mean 'accuracy'?"),
    ],
)
def test_a_name_that_nothing_of_a_students_could_have_is_a_fault_of_the_rubric(
    asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        check(CompileCheck, **asked)


def test_a_function_of_the_students_own_may_be_asked_for() -> None:
    assert check(CompileCheck, metrics=["custom:f2"]).metrics == ("custom:f2",)


def test_a_learning_rate_counts_only_where_it_is_asked_for() -> None:
    work = Work()
    work.fit("1-1", compiled=compiled(optimizer=Function(name="adam", settings={"learning_rate": 0.01})))
    assert check(CompileCheck, learning_rate=0.01).examine(work.part()).verdict is Verdict.MET
    assert check(CompileCheck, learning_rate=0.001).examine(work.part()).verdict is Verdict.NOT_MET


def test_a_loop_of_ones_own_is_for_a_person() -> None:
    work = Work()
    work.fit("1-1", compiled=None, how="tape")
    assert ASKED.examine(work.part()).verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("how", "share"), [(compiled(), 1), (compiled(optimizer=Function(name="sgd")), Fraction(2, 3))]
)
def test_what_was_compiled_counts_though_the_fit_was_never_reached(how: Compiled, share: Fraction) -> None:
    work = Work()
    work.built("1-1", compiled=how)
    assert ASKED.examine(work.part()).earned == share


def test_what_was_trained_counts_before_what_was_only_compiled() -> None:
    work = Work()
    work.fit("1-1", compiled=compiled(), labels=SPARSE)
    work.built("1-1", compiled=compiled(optimizer=Function(name="sgd")))
    assert ASKED.examine(work.part()).earned == 1


def test_how_another_network_was_compiled_says_nothing_of_the_one_that_counts() -> None:
    work = Work()
    work.built("1-1", compiled=compiled())
    work.built("1-1")
    assert ASKED.examine(work.part()).verdict is Verdict.NOT_MET


def test_a_network_that_was_never_compiled_has_no_compilation_and_the_error_is_told() -> None:
    work = Work()
    work.built("1-1")
    found = ASKED.examine(work.part())
    assert found.verdict is Verdict.NOT_MET
    assert "NameError: x_trian" in found.reason.en


def test_nothing_is_not_met() -> None:
    assert ASKED.examine(Work().parts("1-1")["1-1"]).verdict is Verdict.NOT_MET
