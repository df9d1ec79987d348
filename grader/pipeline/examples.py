"""Images of a data set that a network takes for another class, small enough to be kept as evidence."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from grader.evaluation.inputs import load
from grader.evidence import Example

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from grader.evaluation.protocol import Mistake

LARGEST = 64
"""Pixels a side; larger images are shown no better in a table."""


def examples(mistakes: Sequence[Mistake], folder: Path, split: str) -> tuple[Example, ...]:
    """Return the rows named as images; none where the data set's rows are no small images.

    Args:
        mistakes: Rows, with what they are and what they were taken for.
        folder: The data set's: x_test.npy, (rows, height, width) or (rows, height, width, 3), uint8.
        split: "train" or "test".
    """
    if not mistakes:
        return ()
    images = load(folder, f"x_{split}")
    if images.dtype != np.uint8 or not _small(images.shape[1:]):
        return ()
    return tuple(Example(label=m.label, predicted=m.predicted, image=_png(images[m.row])) for m in mistakes)


def _small(shape: tuple[int, ...]) -> bool:
    match shape:
        case (height, width) | (height, width, 3):
            return max(height, width) <= LARGEST
        case _:
            return False


def _png(pixels: NDArray[np.uint8]) -> str:
    written = io.BytesIO()
    Image.fromarray(np.asarray(pixels)).save(written, "PNG", optimize=True)
    return base64.b64encode(written.getvalue()).decode()
