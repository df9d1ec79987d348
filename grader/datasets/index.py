"""The index of a data set: the signature of each of its rows, kept beside the arrays."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.datasets.signatures import Signatures, chunks, signatures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from grader.datasets.arrays import Pixels

SPLITS = ("train", "test")
FILE = "fingerprints-1.npz"
"""The number counts the ways in which signatures have been computed: another way, another file."""

_PAIRS = 1 << 21  # pairs of rows compared at a time: about 50 MB


@dataclass(frozen=True)
class Index:
    """The rows of both splits, test after train, and their signatures."""

    folder: Path
    signatures: Signatures
    mean: NDArray[np.float32]
    """Of each pixel over the training rows: (height * width * channels,)."""
    deviation: NDArray[np.float32]

    @cached_property
    def images(self) -> tuple[Pixels, Pixels]:
        """The images of each split, memory-mapped: (rows, height, width, channels)."""
        train, test = (_images(self.folder, split) for split in SPLITS)
        return train, test

    @cached_property
    def labels(self) -> Pixels:
        """The labels of all rows, flat."""
        return np.concatenate([np.load(self.folder / f"y_{split}.npy").ravel() for split in SPLITS])

    @property
    def image(self) -> tuple[int, int, int]:
        """Height, width and channels of one row."""
        _, height, width, channels = self.images[0].shape
        return height, width, channels

    def pixels(self, rows: NDArray[np.int64]) -> Pixels:
        """Return the images of some rows, counted through both splits."""
        train, test = self.images
        found = np.empty((len(rows), *self.image), np.uint8)
        in_train = rows < len(train)
        found[in_train] = train[rows[in_train]]
        found[~in_train] = test[rows[~in_train] - len(train)]
        return found

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.argsort(self.signatures[:, 0])

    @cached_property
    def _sorted(self) -> Signatures:
        return self.signatures[self._order]

    def nearest(self, wanted: Signatures, tolerance: float) -> NDArray[np.int64]:
        """Return for each signature the nearest row of which no number is further off than the tolerance, or -1."""
        first = self._sorted[:, 0]
        low = np.searchsorted(first, wanted[:, 0] - tolerance, "left")
        high = np.searchsorted(first, wanted[:, 0] + tolerance, "right")
        found = np.full(len(wanted), -1, np.int64)
        group = np.cumsum(high - low) // _PAIRS
        for number in np.unique(group):
            some = np.flatnonzero(group == number)
            self._nearest_within(wanted, tolerance, some, low[some], high[some] - low[some], found)
        return found

    def _nearest_within(  # noqa: PLR0913, PLR0917 - the inner step of nearest(), cut out for its length
        self,
        wanted: Signatures,
        tolerance: float,
        queries: NDArray[np.int64],
        low: NDArray[np.int64],
        count: NDArray[np.int64],
        found: NDArray[np.int64],
    ) -> None:
        """Compare each query with the ``count`` sorted rows from ``low`` on; the second number sieves most of them."""
        query = np.repeat(queries, count)
        row = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(low, count)
        near = np.abs(self._sorted[row, 1] - wanted[query, 1]) <= tolerance
        query, row = query[near], row[near]
        distance = np.abs(self._sorted[row] - wanted[query]).max(axis=1, initial=0)
        best = np.lexsort((-distance, query))  # the last of each query is its nearest
        best = best[distance[best] <= tolerance]
        found[query[best]] = self._order[row[best]]


def build_index(folder: Path) -> Index:
    """Compute the index of the set in a folder (a second or two)."""
    train, test = (_images(folder, split) for split in SPLITS)
    image = train.shape[1:]
    mean, deviation = _statistics(train)
    found = np.concatenate([signatures(train, image), signatures(test, image)])
    return Index(folder, found, mean, deviation)


def write_index(folder: Path) -> None:
    """Keep the index beside the arrays if it is not there; a folder that cannot be written does without."""
    if (folder / FILE).exists():
        return
    index = build_index(folder)
    try:
        handle, path = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            np.savez(file, signatures=index.signatures, mean=index.mean, deviation=index.deviation)
        Path(path).chmod(0o644)  # other graders may read it, as they may the arrays
        Path(path).replace(folder / FILE)
    except OSError:
        return


@lru_cache(maxsize=8)
def load_index(folder: Path) -> Index:
    """Return the index of the set in a folder, computed anew where none of today's kind is kept."""
    try:
        with np.load(folder / FILE, allow_pickle=False) as kept:
            return Index(folder, kept["signatures"], kept["mean"], kept["deviation"])
    except (OSError, ValueError, KeyError):
        return build_index(folder)


def _images(folder: Path, split: str) -> Pixels:
    array: Pixels = np.load(folder / f"x_{split}.npy", mmap_mode="r", allow_pickle=False)
    return array if array.ndim == 4 else array[..., np.newaxis]  # noqa: PLR2004 - rows, height, width, channels


def _statistics(train: NDArray[Any]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return mean and standard deviation of each pixel over all rows."""
    width = int(np.prod(train.shape[1:]))
    total, squares = np.zeros(width), np.zeros(width)
    for part in chunks(len(train), width):
        rows = train[part].reshape(-1, width).astype(np.float64)
        total += rows.sum(axis=0)
        squares += np.square(rows).sum(axis=0)
    mean = total / len(train)
    deviation = np.sqrt(np.maximum(squares / len(train) - mean**2, 0))
    return mean.astype(np.float32), deviation.astype(np.float32)
