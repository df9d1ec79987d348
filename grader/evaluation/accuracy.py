"""Classes from outputs, and how many of them are right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from grader.artifacts import ArtifactError
from grader.evaluation.protocol import Count, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

ROWS_AND_CLASSES = 2
MOST_CLASSES = 20
KINDS, OF_A_KIND = 3, 4
"""Of how many kinds of mistakes examples are named, and how many of each."""


def count_right(outputs: NDArray[Any], labels: NDArray[Any]) -> Count:
    """Count the rows whose highest output is the label's.

    Args:
        outputs: (rows, classes), probabilities or logits; further dimensions of size 1 are ignored.
        labels: (rows,) or (rows, 1) class numbers.

    Raises:
        ArtifactError: Not a row of finite outputs, one a class, for each label.
    """
    classes = labels.ravel()
    flat = outputs.reshape(len(outputs), -1) if outputs.ndim > ROWS_AND_CLASSES and _thin(outputs.shape) else outputs
    if flat.ndim != ROWS_AND_CLASSES or flat.shape[1] <= int(classes.max(initial=0)):
        raise ArtifactError(f"its output has the shape {outputs.shape}; expected one number for each class")
    if len(flat) != len(classes):
        raise ArtifactError(f"there are {len(flat):,} rows of output; expected {len(classes):,}")
    if not np.isfinite(flat).all():
        raise ArtifactError("its outputs are not finite numbers (NaN or infinity): the training diverged")
    predicted = flat.argmax(axis=1)
    table = _confusion(classes.astype(np.int64), predicted, flat.shape[1])
    return Count(
        correct=int((predicted == classes).sum()),
        rows=len(classes),
        confusion=tuple(tuple(int(number) for number in row) for row in table),
        mistakes=tuple(_mistakes(table, flat, classes, predicted)),
    )


def _confusion(classes: NDArray[Any], predicted: NDArray[Any], count: int) -> NDArray[Any]:
    """Count the rows of each class by the class predicted; empty where that would be too many numbers to look at."""
    if count > MOST_CLASSES:
        return np.zeros((0, 0), dtype=np.int64)
    return np.bincount(classes * count + predicted, minlength=count * count).reshape(count, count)


def _mistakes(
    table: NDArray[Any], outputs: NDArray[Any], classes: NDArray[Any], predicted: NDArray[Any]
) -> Iterator[Mistake]:
    """Yield rows of the most frequent kinds of mistakes, those first that the network was surest of."""
    wrong = table - np.diag(np.diag(table))
    for kind in np.argsort(-wrong, axis=None, kind="stable")[:KINDS]:
        label, taken = divmod(int(kind), len(table))
        if not wrong[label, taken]:
            return
        rows = np.flatnonzero((classes == label) & (predicted == taken))
        sure = outputs[rows, taken].astype(np.float64) - outputs[rows, label]
        for at in np.argsort(-sure, kind="stable")[:OF_A_KIND]:
            yield Mistake(label=label, predicted=taken, row=int(rows[at]))


def _thin(shape: tuple[int, ...]) -> bool:
    """Tell whether at most one dimension after the rows is larger than 1: (rows, 1, 1, classes)."""
    return sum(size > 1 for size in shape[1:]) <= 1
