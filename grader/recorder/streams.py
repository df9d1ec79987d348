"""Looks at what a ``tf.data.Dataset`` yields, without taking a turn from the student's own iterators.

A shuffled data set draws new seeds each time it is iterated, so the recorder iterates a copy that is built of the same
sources without the shuffling: the same rows, in their own order.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from grader.recorder.networks import flat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from grader.recorder.foreign import Foreign

MOST_BYTES = 400 * 2**20
MOST_SECONDS = 5.0
MOST_DEPTH = 50
SAMPLE_ROWS = 512


class Rows(NamedTuple):
    """Rows that a data set yields, their labels, and whether there are more."""

    x: NDArray[np.generic]
    y: NDArray[np.generic] | None
    more: bool


class Sources(NamedTuple):
    """The arrays that a data set was made of."""

    x: Foreign
    y: Foreign


def whole_sources(dataset: Foreign) -> Sources | None:
    """Return the arrays behind a data set that yields every row of them, and no others; None where that is not sure."""
    for _ in range(MOST_DEPTH):
        kind = _kind(dataset)
        if kind == "TensorSlice":
            tensors = list(dataset._tensors)  # noqa: SLF001 - no public way from a data set to its source
            return Sources(tensors[0], tensors[1] if len(tensors) > 1 else None)
        if kind not in _KEEPS_ROWS:
            return None
        dataset = dataset._input_dataset  # noqa: SLF001 - as above
    return None


def read_rows(dataset: Foreign, most_rows: int | None = None) -> Rows | None:
    """Return rows that ``dataset`` yields, as far as time and memory allow; None if it yields no pairs of tensors.

    Args:
        dataset: Batched or not; of each element the first tensor is data, the second labels.
        most_rows: Stop after about so many.
    """
    batched = any(_kind(step) in {"Batch", "ParallelBatch", "PaddedBatch"} for step in _chain(dataset))
    xs: list[NDArray[np.generic]] = []
    ys: list[NDArray[np.generic]] = []
    rows = size = 0
    ends = time.monotonic() + MOST_SECONDS
    more = False
    for element in unshuffled(dataset):
        parts = [np.asarray(part) for part in flat(element)]
        if not parts:
            return None
        x, *rest = parts if batched else [part[np.newaxis] for part in parts]
        xs.append(x)
        ys.extend(rest[:1])
        rows, size = rows + len(x), size + x.nbytes
        if time.monotonic() > ends or size > MOST_BYTES or (most_rows and rows >= most_rows):
            more = True
            break
    if not xs:
        return None
    return Rows(np.concatenate(xs), np.concatenate(ys) if len(ys) == len(xs) else None, more)


def batch_size_of(dataset: Foreign) -> int | None:
    """Return how many rows the elements of a data set have; None if it is not batched, or not only by ``batch``."""
    for step in _chain(dataset):
        kind = _kind(step)
        if kind in {"Batch", "ParallelBatch"}:
            return int(step._batch_size)  # noqa: SLF001 - as above
        if kind not in _KEEPS_ROWS:
            return None
    return None


def unshuffled(dataset: Foreign) -> Foreign:
    """Return a data set of the same rows that leaves the student's own random states alone."""
    steps = list(_chain(dataset))
    if not any(_kind(step) == "Shuffle" for step in steps):
        return dataset
    result = steps[-1]
    for step in reversed(steps[:-1]):
        kind = _kind(step)
        if kind in _REBUILD:
            result = _REBUILD[kind](result, step)
        elif kind not in _SAME_ROWS:
            return dataset
    return result


def _chain(dataset: Foreign) -> list[Foreign]:
    """Return a data set and what it was made of, down to its source or to where several come together."""
    steps = [dataset]
    while len(steps) < MOST_DEPTH and hasattr(steps[-1], "_input_dataset"):
        steps.append(steps[-1]._input_dataset)  # noqa: SLF001 - as above
    return steps


def _kind(dataset: Foreign) -> str:
    return type(dataset).__name__.strip("_").removesuffix("Dataset").removesuffix("V2")


def _map(dataset: Foreign, step: Foreign) -> Foreign:
    return dataset.map(step._map_func._func)  # noqa: SLF001 - as above


def _batch(dataset: Foreign, step: Foreign) -> Foreign:
    return dataset.batch(step._batch_size, drop_remainder=step._drop_remainder)  # noqa: SLF001 - as above


_SAME_ROWS = frozenset({"Shuffle", "Prefetch", "Cache", "MemoryCache", "Options", "Repeat", "Model"})
_KEEPS_ROWS = _SAME_ROWS | {"Batch", "ParallelBatch", "Map", "ParallelMap"}

_REBUILD: Mapping[str, Callable[[Foreign, Foreign], Foreign]] = {
    "Map": _map,
    "ParallelMap": _map,
    "Batch": _batch,
    "ParallelBatch": _batch,
    "Take": lambda dataset, step: dataset.take(step._count),  # noqa: SLF001 - as above
    "Skip": lambda dataset, step: dataset.skip(step._count),  # noqa: SLF001 - as above
}
