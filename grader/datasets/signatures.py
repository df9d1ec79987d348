"""Turns an image into a few numbers that survive what students do to images before they train.

A signature holds, for each channel, the image's cosine transform (DCT-II) at sixteen frequencies, divided by its
length. All sixteen are orthogonal to a constant, so adding an offset to a channel changes nothing, and the division
takes care of a positive factor: x / 255, x / 127.5 - 1, standardising by all pixels, by channel or by image, another
type, a flat shape. The eight low frequencies are hardly touched by rounding; the eight high ones tell a blurred or
retouched image from the original.

Mirroring an image changes the sign of the odd frequencies and nothing else, so mirrored and negative images are found
with the same numbers (``VIEWS``). The first two frequencies of ``_FREQUENCIES`` are even both ways: mirrored images
share them.

Rounding moves a number of a signature by at most (measured on all rows of Fashion-MNIST and CIFAR-10) 5e-5 in
float32, 0.012 in float16, 0.05 in bfloat16, the most in images of next to no contrast; half of all rows stay below a
hundredth of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

Signatures = NDArray[np.float32]
"""(rows, channels * 16)."""

_FREQUENCIES = (
    *((0, 2), (2, 0), (1, 0), (0, 1), (1, 1), (2, 1), (1, 2), (2, 2)),
    *((5, 8), (8, 5), (11, 3), (3, 11), (10, 10), (13, 6), (6, 13), (12, 9)),
)
"""Half periods down and across. Below 14, so that images from 14 pixels on have them all."""

_FLAT = 1e-3
"""An image of one colour has a transform shorter than this times its largest number, left by rounding alone; the
flattest channel of CIFAR-10 has one of three times its largest number."""

_CHUNK = 4 << 20  # bytes of float32 at a time: no second copy of the data is ever made


@dataclass(frozen=True)
class View:
    """A way in which an image may have been turned."""

    upside_down: bool = False
    mirrored: bool = False
    negative: bool = False

    def signs(self, channels: int) -> Signatures:
        """Return what it multiplies a signature by."""
        down, across = np.array(_FREQUENCIES).T
        signs = (-1.0) ** (down * self.upside_down + across * self.mirrored + self.negative)
        return np.tile(signs, channels).astype(np.float32)

    def turn(self, images: NDArray[Any]) -> NDArray[Any]:
        """Turn images (rows, height, width, channels) this way; brightness is left alone."""
        images = images[:, ::-1] if self.upside_down else images
        return images[:, :, ::-1] if self.mirrored else images


VIEWS = (
    View(),
    View(mirrored=True),
    View(upside_down=True),
    View(upside_down=True, mirrored=True),
    View(negative=True),
)
"""As it is first: it is by far the most likely."""


def signatures(
    x: NDArray[Any], image: tuple[int, int, int], undo: tuple[NDArray[Any], NDArray[Any]] | None = None
) -> Signatures:
    """Return the signatures of images.

    Args:
        x: (rows, ...) with height * width * channels numbers a row, channels last.
        image: Height, width and channels.
        undo: Factor and offset for each number of a row, applied first: takes back a standardising by pixel.

    Returns:
        (rows, channels * 16). A row with a number that is not finite has one, and an image of one colour has zeros.
    """
    project = _projection(*image)
    channels = image[2]
    found = np.empty((len(x), project.shape[1]), np.float32)
    for part in chunks(len(x), project.shape[0]):
        rows = x[part].reshape(-1, project.shape[0]).astype(np.float32, copy=False)
        if undo is not None:
            rows = rows * undo[0] + undo[1]
        values = (rows @ project).reshape(len(rows), channels, -1)
        length = np.sqrt(np.square(values).sum(axis=2, keepdims=True))
        flat = length <= _FLAT * np.abs(rows).max(axis=1)[:, np.newaxis, np.newaxis]
        found[part] = np.where(flat, 0, values / np.where(flat, 1, length)).reshape(len(rows), -1)
    return found


def chunks(rows: int, width: int) -> Iterator[slice]:
    """Cut ``rows`` rows of ``width`` numbers into slices that fit a processor's cache."""
    step = max(1, _CHUNK // (4 * width))
    return (slice(start, min(start + step, rows)) for start in range(0, rows, step))


@lru_cache(maxsize=8)
def _projection(height: int, width: int, channels: int) -> Signatures:
    """Return the matrix (height * width * channels, channels * 16) that transforms each channel by itself."""
    waves = [np.outer(_wave(height, down), _wave(width, across)).ravel() for down, across in _FREQUENCIES]
    one = np.stack(waves, axis=1)
    whole = np.zeros((len(one), channels, channels, one.shape[1]), np.float32)
    for channel in range(channels):
        whole[:, channel, channel] = one
    return whole.reshape(len(one) * channels, -1)


def _wave(length: int, frequency: int) -> NDArray[np.float64]:
    return np.cos(np.pi * frequency * (2 * np.arange(length) + 1) / (2 * length))
