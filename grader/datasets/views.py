"""Other looks at a data set, which tell a network that learned from one that knows the test images.

They are the test images moved by one pixel, the test images mirrored, and the training images.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

View = Literal["shifted", "flipped", "train"]

SAMPLE = 2_000
"""Rows that a view is looked at with: a difference of 5 points of accuracy then stands out of chance."""


def sample(rows: int, few: int = SAMPLE) -> slice:
    """Return about ``few`` rows that lie evenly among all."""
    return slice(0, rows, max(1, rows // few))


def _shifted(raw: NDArray[Any]) -> NDArray[Any]:
    """Move images one pixel to the right; what comes in at the left repeats the edge."""
    return np.concatenate([raw[:, :, :1], raw[:, :, :-1]], axis=2)


def _flipped(raw: NDArray[Any]) -> NDArray[Any]:
    return raw[:, :, ::-1]


def _same(raw: NDArray[Any]) -> NDArray[Any]:
    return raw


VIEWS: Mapping[View, tuple[str, Callable[[NDArray[Any]], NDArray[Any]]]] = {
    "shifted": ("test", _shifted),
    "flipped": ("test", _flipped),
    "train": ("train", _same),
}
"""For each view the split it is made of, and what is done to its images: (rows, height, width, ...), uint8."""
