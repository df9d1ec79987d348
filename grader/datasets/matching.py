"""Finds the rows of a known data set in an array, and the arithmetic that they went through on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from grader.datasets.index import SPLITS, Index
from grader.datasets.signatures import VIEWS, View, chunks, signatures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from grader.datasets.signatures import Signatures

_EXACT = 1e-4
"""How far a signature of the same image may be off in float32 and float64 (5e-5 was measured)."""

_ROUNDED = (1.5e-3, 1e-2, 6e-2)
"""The same for coarser types, the common case first; what is found so must pass a comparison of its pixels."""

_COARSEST = 2.0**-9
"""The relative rounding error of bfloat16, the coarsest type that images are fed in."""

_SLACK = 0.03
"""The same where a standardising by pixel was taken back with statistics of the whole when a part's were used."""

_SAMPLE = 256  # rows that are tried before all are
_FITTED = 2048  # rows that a standardising by pixel is fitted to

Undo: TypeAlias = "tuple[NDArray[Any], NDArray[Any]]"
"""Factor and offset for each number of a row, which make it an image again."""

_TURNED = np.array([view.mirrored or view.upside_down for view in VIEWS])


@dataclass(frozen=True)
class Match:
    """Which row of a data set each row of an array is."""

    rows: NDArray[np.int64]
    """Row of the set, train counted before test; -1 where the row is none of the set's."""
    view: NDArray[np.int8]
    """Index in ``signatures.VIEWS``: how the image was turned."""
    train_rows: int
    scale: tuple[float, ...] | None = None
    """fed = raw * scale + offset: one number, or one a channel; None where there is no such map."""
    offset: tuple[float, ...] | None = None

    @property
    def split_of_row(self) -> NDArray[np.int8]:
        """0 for train, 1 for test, -1 for neither."""
        return np.where(self.rows < 0, -1, self.rows >= self.train_rows).astype(np.int8)

    @property
    def index_of_row(self) -> NDArray[np.int64]:
        """The row within its split, or -1."""
        return np.where(self.rows >= self.train_rows, self.rows - self.train_rows, self.rows)

    def in_split(self, split: str) -> NDArray[np.bool_]:
        """Tell for each row whether it is one of the split's."""
        found: NDArray[np.bool_] = self.split_of_row == SPLITS.index(split)
        return found

    @property
    def found(self) -> NDArray[np.bool_]:
        """Tell for each row whether it is one of the set's."""
        return self.rows >= 0

    @property
    def turned(self) -> NDArray[np.bool_]:
        """Tell for each row whether its image was mirrored, turned upside down or both."""
        turned: NDArray[np.bool_] = self.found & _TURNED[self.view]
        return turned


@np.errstate(all="ignore")  # numbers that are not finite are the student's business: they match nothing
def match(x: NDArray[Any], index: Index) -> Match:
    """Find the rows of a data set in ``x``.

    Rows are recognised in any order and number, flat or as images (channels last or first), of any type of number,
    after any scaling and shifting of all pixels, of each channel or of each image, and after standardising or
    centring each pixel by the training rows' statistics; also mirrored and negative.
    """
    train_rows = len(index.images[0])
    rows = _as_rows(x, index.image)
    if rows is not None:
        for undo in _undos(index):
            sharpened = undo and _sharpen(undo, rows, index)
            if undo and not sharpened:
                continue
            found, view = _Search(rows, index, sharpened).run()
            if (found >= 0).any():
                if not undo:
                    _find_rest(rows, index, found)
                scale, offset = (None, None) if undo else _affine(rows, index, found, view)
                return Match(found, view, train_rows, scale, offset)
    count = len(x) if x.ndim else 0
    return Match(np.full(count, -1, np.int64), np.zeros(count, np.int8), train_rows)


def _as_rows(x: NDArray[Any], image: tuple[int, int, int]) -> NDArray[Any] | None:
    """Return ``x`` with channels last, or None if its rows cannot be images of this size."""
    height, width, channels = image
    numeric = x.dtype.kind in "biuf" or x.dtype.name == "bfloat16"  # to NumPy, TensorFlow's bfloat16 is a mere record
    if not numeric or x.ndim < 2 or len(x) == 0 or np.prod(x.shape[1:]) != height * width * channels:  # noqa: PLR2004
        return None
    return np.moveaxis(x, 1, -1) if channels > 1 and x.shape[1:] == (channels, height, width) else x


def _undos(index: Index) -> Iterator[Undo | None]:
    """Yield what may have to be taken back, pixel by pixel, before images are recognisable; nothing first."""
    yield None
    yield index.deviation, index.mean  # StandardScaler, (x - x.mean(0)) / x.std(0)
    for unit in (255.0, 1.0):  # x / 255 - mean, x - mean
        yield np.full_like(index.mean, unit), index.mean


def _sharpen(undo: Undo, rows: NDArray[Any], index: Index) -> Undo | None:
    """Fit what has to be taken back to the rows that a guess at it makes recognisable; None if it makes none so.

    The guess is the statistics of all training rows; a student's may be those of a validation split's other part.
    """
    for few in (_SAMPLE, _FITTED):
        sample = rows[_spread(np.arange(len(rows)), few)]
        found, _ = _Search(sample, index, undo).run(VIEWS[:1])
        hit = found >= 0
        if not hit.any():
            return None
    return _by_pixel(sample[hit], found[hit], index, undo)


def _find_rest(rows: NDArray[Any], index: Index, found: NDArray[np.int64]) -> None:
    """Look for the rows not found yet as if each pixel had a scale of its own, read off the rows that were found.

    MinMaxScaler and its like leave most images recognisable as they are, and change those that reach a seldom used
    pixel.
    """
    left = np.flatnonzero(found < 0)
    hits = _spread(np.flatnonzero(found >= 0), _FITTED)
    if not len(left) or len(hits) < _SAMPLE:
        return
    undo = _by_pixel(rows[hits], found[hits], index, (index.deviation, index.mean))
    found[left] = _Search(rows[left], index, undo).run(VIEWS[:1])[0]


def _by_pixel(fed: NDArray[Any], hits: NDArray[np.int64], index: Index, guess: Undo) -> Undo:
    """Fit each pixel's scale and offset; the guess holds for one that is the same in all of ``fed``."""
    scale, offset = guess
    fed = fed.reshape(len(fed), -1).astype(np.float64)
    raw = index.pixels(hits).reshape(fed.shape).astype(np.float64)
    fitted, shift = _fit(fed, raw, axis=0)
    alive = np.ptp(fed, axis=0) > 0
    return np.where(alive, fitted[0], scale).astype(np.float32), np.where(alive, shift[0], offset).astype(np.float32)


@dataclass(frozen=True)
class _Search:
    """One look for a set's rows in ``rows``, after ``undo`` has been applied to them."""

    rows: NDArray[Any]
    index: Index
    undo: Undo | None

    @cached_property
    def wanted(self) -> Signatures:
        return signatures(self.rows, self.index.image, self.undo)

    def run(self, views: tuple[View, ...] = VIEWS) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
        """Return for each row the set's row, or -1, and the view; what is found exactly is not looked for loosely."""
        found = np.full(len(self.rows), -1, np.int64)
        view_of = np.zeros(len(self.rows), np.int8)
        for tolerance in (_EXACT, *_ROUNDED):
            for number, view in enumerate(views):
                left = np.flatnonzero(found < 0)
                sample = _spread(left)
                if tolerance > _EXACT and (self._hits(sample, view, tolerance) < 0).all():
                    continue
                hits = self._hits(left, view, tolerance)
                found[left] = hits
                view_of[left[hits >= 0]] = number
        return found, view_of

    def _hits(self, some: NDArray[np.int64], view: View, tolerance: float) -> NDArray[np.int64]:
        """Look some rows up; a find that is not exact has to be the same image, pixel by pixel."""
        signs = view.signs(self.index.image[2])
        hits = self.index.nearest(self.wanted[some] * signs, tolerance)
        if tolerance > _EXACT:
            loose = np.flatnonzero(hits >= 0)
            same = self._same_pixels(some[loose], hits[loose], view)
            hits[loose[~same]] = -1
        return hits

    def _same_pixels(self, some: NDArray[np.int64], hits: NDArray[np.int64], view: View) -> NDArray[np.bool_]:
        """Tell whether each row is an affine map of its find, by channel, up to the rounding of the coarsest type."""
        same = np.empty(len(some), np.bool_)
        height, width, channels = self.index.image
        for part in chunks(len(some), height * width * channels):
            fed = self._planes(self.rows[some[part]])
            if self.undo is not None:
                scale, offset = map(self._planes, self.undo)
                fed = fed * scale + offset
            raw = self._planes(view.turn(self.index.pixels(hits[part])))
            scale, offset = _fit(raw, fed, axis=1)
            wrong = np.abs(fed - raw * scale - offset).max(axis=(1, 2))
            bound = _SLACK if self.undo is not None else 3 * _COARSEST
            same[part] = wrong <= bound * np.abs(fed).max(axis=(1, 2))
        return same

    def _planes(self, images: NDArray[Any]) -> NDArray[np.float32]:
        """Return every fifth pixel of some images, which lie on slants: (images, pixels / 5, channels)."""
        height, width, channels = self.index.image
        return images.reshape(-1, height * width, channels)[:, ::5].astype(np.float32)


def _fit(raw: NDArray[Any], fed: NDArray[Any], axis: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the least-squares scale and offset of fed = raw * scale + offset along an axis, which is kept."""
    raw_mean, fed_mean = raw.mean(axis=axis, keepdims=True), fed.mean(axis=axis, keepdims=True)
    spread = np.square(raw - raw_mean).sum(axis=axis, keepdims=True)
    together = ((raw - raw_mean) * (fed - fed_mean)).sum(axis=axis, keepdims=True)
    scale = together / np.where(spread > 0, spread, 1)
    return scale, fed_mean - raw_mean * scale


def _affine(
    rows: NDArray[Any], index: Index, found: NDArray[np.int64], view_of: NDArray[np.int8]
) -> tuple[tuple[float, ...], tuple[float, ...]] | tuple[None, None]:
    """Return the one map that all rows found went through, or Nones where they went through different ones."""
    sample = _spread(np.flatnonzero((found >= 0) & ~_TURNED[view_of]))
    if not len(sample):
        return None, None
    channels = index.image[2]
    raw = index.pixels(found[sample]).reshape(-1, channels).astype(np.float64)
    fed = rows[sample].astype(np.float64).reshape(-1, channels)
    bound = 3 * _COARSEST * np.abs(fed).max()
    for raw_part, fed_part in ((raw.reshape(-1, 1), fed.reshape(-1, 1)), (raw, fed)):
        scale, offset = _fit(raw_part, fed_part, axis=0)
        if np.abs(fed_part - raw_part * scale - offset).max() <= bound:
            return tuple(map(float, scale[0])), tuple(map(float, offset[0]))
    return None, None


def _spread(rows: NDArray[np.int64], few: int = _SAMPLE) -> NDArray[np.int64]:
    """Choose about ``few`` rows that lie evenly among all."""
    return rows[:: max(1, len(rows) // few)]
