"""Says which data set's rows an array holds, by content: what the recorder notes of data and labels."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.datasets.index import SPLITS, Index, load_index
from grader.datasets.matching import Match, match
from grader.datasets.signatures import chunks
from grader.evidence import Data, Labels, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Match", "Recognised", "describe", "digest", "load_index", "match", "recognise"]


@dataclass(frozen=True)
class Recognised:
    """A match and the data set that it is with."""

    dataset: str
    index: Index
    match: Match


def recognise(x: NDArray[Any], folders: Mapping[str, Path]) -> tuple[Recognised, ...]:
    """Return a match for each data set, of those whose folders in the cache are given, that ``x`` has rows of."""
    found = (Recognised(name, index, match(x, index)) for name, index in _indexes(folders))
    return tuple(each for each in found if each.match.found.any())


def describe(x: NDArray[Any], y: NDArray[Any] | None, folders: Mapping[str, Path]) -> tuple[Data, Labels | None]:
    """Describe what was fed: whose rows it holds and how they were scaled, and whether the labels are theirs.

    Args:
        x: (rows, ...) of any type and shape.
        y: (rows,), (rows, 1) or (rows, classes), or None.
        folders: Data set to its folder in the cache (``cache.find``).
    """
    recognised = recognise(x, folders)
    known = np.zeros(len(x) if x.ndim else 0, np.bool_)
    for each in recognised:
        known |= each.match.found
    first = recognised[0].match if recognised else None
    data = Data(
        kind="array",
        shape=x.shape,
        dtype=str(x.dtype),
        rows=len(known),
        sources=tuple(source for each in recognised for source in _sources(each)),
        unmatched=int(len(known) - known.sum()),
        digest=digest(x),
        scale=first.scale if first else None,
        offset=first.offset if first else None,
    )
    return data, None if y is None else _labels(y, recognised)


def digest(x: NDArray[Any]) -> str:
    """Return a digest that is equal for arrays of equal type, shape and content: a fast one, not a safe one."""
    total = hashlib.sha256(f"{x.dtype} {x.shape}".encode())
    if x.dtype == object or not x.ndim:
        return total.hexdigest()
    for part in chunks(len(x), max(1, x[:1].size)):
        total.update(zlib.crc32(np.ascontiguousarray(x[part]).view(np.uint8).data).to_bytes(4, "big"))
    return total.hexdigest()


def _indexes(folders: Mapping[str, Path]) -> Iterable[tuple[str, Index]]:
    return ((name, load_index(folder)) for name, folder in folders.items())


def _sources(recognised: Recognised) -> Iterable[Source]:
    """Yield a source for each split that has rows in the array."""
    rows = recognised.match.index_of_row
    for split in SPLITS:
        here = recognised.match.in_split(split)
        if here.any():
            yield Source(
                dataset=recognised.dataset,
                split=split,
                rows=int(here.sum()),
                distinct=len(np.unique(rows[here])),
                first=int(rows[here].min()),
                last=int(rows[here].max()),
                turned=int((here & recognised.match.turned).sum()),
            )


def _labels(y: NDArray[Any], recognised: tuple[Recognised, ...]) -> Labels:
    """Describe labels; ``correct`` compares those of the rows that were recognised."""
    encoding, classes = _decode(y)
    right = compared = 0
    for each in recognised:
        found = each.match.found
        if classes is not None and len(classes) == len(found):
            right += int((classes[found] == each.index.labels[each.match.rows[found]]).sum())
            compared += int(found.sum())
    return Labels(encoding=encoding, shape=y.shape, dtype=str(y.dtype), correct=right / compared if compared else None)


def _decode(y: NDArray[Any]) -> tuple[str, NDArray[Any] | None]:
    """Return the encoding and the class of each row; None where rows have no one class."""
    if not np.issubdtype(y.dtype, np.number) and y.dtype != np.bool_:
        return "other", None
    if y.ndim == 1 or (y.ndim == 2 and y.shape[1] == 1):  # noqa: PLR2004 - a column
        return "sparse", y.ravel()
    one_hot = y.ndim == 2 and bool(((y == 0) | (y == 1)).all() and (y.sum(axis=1) == 1).all())  # noqa: PLR2004
    return ("one_hot", y.argmax(axis=1)) if one_hot else ("other", None)
