"""What each part is worth, and what the rubric by the published answers changes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from proofs import Find

    from grader.rubric import Rubric

PARTS = [
    ("1-1", 6),
    ("1-2", 6),
    ("1-3", 6),
    ("1-4", 6),
    ("1-5", 6),
    ("2-1", 10),
    ("2-2", 20),
    ("3", 30),
    ("4-1", 2),
    ("4-2", 2),
    ("4-3", 2),
    ("4-4", 2),
    ("4-5", 2),
]


@pytest.mark.parametrize("which", ["rubric", "published"])
def test_the_parts_and_their_points_are_the_exams(which: str, request: pytest.FixtureRequest) -> None:
    rubric = request.getfixturevalue(which)

    assert [(part.id, part.points) for part in rubric.parts] == PARTS
    assert rubric.possible == 100


def test_each_statement_of_4_5_is_worth_0_4(criterion: Find) -> None:
    truth = criterion("4-5", "truth_answer")

    assert truth.points / len(truth.statements) == Decimal("0.4")


def test_the_threshold_of_3_is_70_percent_all_or_nothing(rubric: Rubric) -> None:
    (criterion,) = rubric.part("3").criteria

    assert (criterion.check, criterion.at_least, criterion.data) == ("accuracy", 0.70, "cifar10/test")


def test_the_published_answers_differ_in_two_keys_and_nothing_else(rubric: Rubric, published: Rubric) -> None:
    changed = [
        (ours, theirs) for ours, theirs in zip(rubric.criteria, published.criteria, strict=True) if ours != theirs
    ]

    assert [(ours.id, theirs.correct) for ours, theirs in changed] == [
        ("4-3.answer", {"하영", "재인", "서연"}),
        ("4-4.answer", {"재인", "서연", "규빈"}),
    ]
    assert all(ours.model_copy(update={"correct": theirs.correct}) == theirs for ours, theirs in changed)


def test_the_grid_of_2_2_has_six_combinations_of_three_epochs(criterion: Find) -> None:
    grid = criterion("2-2", "grid")

    assert {name: tuple(values) for name, values in grid.values.items()} == {"n1": (6, 64, 128), "n2": (16, 256)}
    assert (grid.epochs, grid.validation) == (3, 0.2)


@pytest.mark.parametrize("part", ["1-3", "1-5"])
def test_1_3_and_1_5_ask_for_50_epochs_and_20_percent_validation(criterion: Find, part: str) -> None:
    fit = criterion(part, "fit")

    assert (fit.epochs, fit.validation, fit.data, fit.fresh) == (50, 0.2, "fashion_mnist/train", True)


def test_1_5_asks_for_a_patience_of_3(criterion: Find) -> None:
    wanted = {spec.class_name: spec.settings for spec in criterion("1-5", "callbacks").callbacks}

    assert wanted == {"EarlyStopping": {"patience": 3}, "TensorBoard": {}}
