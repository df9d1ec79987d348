"""Images of what a network mistakes, out of a data set's folder."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from grader.evaluation.accuracy import count_right
from grader.evaluation.protocol import Mistake
from grader.pipeline.examples import examples

if TYPE_CHECKING:
    from pathlib import Path

LABELS = np.array([0] * 6 + [1] * 3 + [2])


def outputs(taken: list[int], sure: list[float]) -> np.ndarray:
    """Rows that are taken for a class by so much."""
    made = np.zeros((len(taken), 3))
    made[np.arange(len(taken)), taken] = sure
    return made


def test_the_surest_of_the_most_frequent_mistakes_are_named() -> None:
    # Class 0 is taken for 1 five times, class 1 for 2 once; the rest is right.
    count = count_right(outputs([1, 1, 1, 1, 1, 0, 1, 1, 2, 2], [0.6, 0.9, 0.7, 0.8, 0.5, 1, 1, 1, 0.4, 1]), LABELS)

    assert [(m.label, m.predicted, m.row) for m in count.mistakes] == [
        *((0, 1, 1), (0, 1, 3), (0, 1, 2), (0, 1, 0)),
        (1, 2, 8),
    ]


@pytest.mark.parametrize("classes", [3, 30])
def test_without_mistakes_or_with_too_many_classes_there_are_none(classes: int) -> None:
    right = np.eye(classes)[LABELS if classes == 3 else (LABELS + 1) % classes]

    assert count_right(right, LABELS).mistakes == ()


@pytest.mark.parametrize("shape", [(28, 28), (32, 32, 3)])
def test_an_example_is_the_row_itself(tmp_path: Path, shape: tuple[int, ...]) -> None:
    images = np.random.default_rng(1).integers(0, 256, (5, *shape)).astype(np.uint8)
    np.save(tmp_path / "x_test.npy", images)
    (made,) = examples([Mistake(label=0, predicted=1, row=3)], tmp_path, "test")

    assert (made.label, made.predicted) == (0, 1)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(made.image)))), images[3])


@pytest.mark.parametrize("kind", [np.bool_, np.uint8, np.int8])
def test_predictions_of_any_number_name_their_mistakes(kind: type) -> None:
    # Of unsigned numbers a difference wraps round, of truth values there is none.
    count = count_right(outputs([1] * 10, [1] * 10).astype(kind), LABELS)

    assert [(m.label, m.predicted, m.row) for m in count.mistakes[:5]] == [
        *((0, 1, row) for row in range(4)),
        (2, 1, 9),
    ]


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((5, 28, 28)),
        np.zeros((5, 300, 300), np.uint8),
        np.zeros((5, 13), np.uint8),
        np.zeros((5, 8, 8, 2), np.uint8),
    ],
)
def test_rows_that_are_no_small_images_have_none(tmp_path: Path, images: np.ndarray) -> None:
    np.save(tmp_path / "x_test.npy", images)

    assert examples([Mistake(label=0, predicted=1, row=3)], tmp_path, "test") == ()
