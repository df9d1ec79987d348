"""A grid of six networks, as the checks of grids see it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from works import CONVOLUTIONAL, Work, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LAYERS = tuple(
    {"conv2d 6 5x5 relu": "conv2d {n1} 5x5 relu|linear", "conv2d 16 5x5 relu": "conv2d {n2} 5x5 relu|linear"}.get(
        layer, layer
    )
    for layer in CONVOLUTIONAL
)
VALUES = {"n1": [6, 64, 128], "n2": [16, 256]}
GRID: dict[str, Any] = {"layers": LAYERS, "values": VALUES}
COMBINATIONS = tuple(product(*VALUES.values()))
LOSSES = {combination: 0.5 - 0.03 * index for index, combination in enumerate(COMBINATIONS)}
"""The last, (128, 256), is the smallest with 0.35; the next is (128, 16) with 0.38, within a tenth of it."""

PART = "2-2"


def specs(n1: int, n2: int) -> tuple[str, ...]:
    """One combination's network."""
    return tuple(layer.format(n1=n1, n2=n2).replace("|linear", "") for layer in LAYERS)


def grid(
    combinations: Iterable[tuple[int, int]] = COMBINATIONS,
    *,
    change: Callable[[tuple[str, ...]], tuple[str, ...]] = lambda layers: layers,
    printed: bool = True,
    evaluate: dict[str, Any] | None = None,
    hparams: bool = True,
    **fit: Any,
) -> Work:
    """A loop over the combinations in one cell: train, evaluate on the test set, log HParams."""
    work, combinations = Work(), list(combinations)
    lines = [f"313/313 - 1s - loss: {LOSSES[one]:.4f}" for one in combinations] if printed else []
    cell = work.cell(PART, "for n1, n2 in combinations: ...", stdout="\n".join(lines))
    for one in combinations:
        network = work.network(change(specs(*one)))
        trained = work.fit(PART, network, cell=cell, **{"epochs": 3, "validation": split(), **fit})
        if evaluate is not None or printed:
            work.evaluate(PART, trained, cell=cell, loss=LOSSES[one], **(evaluate or {}))
    if hparams:
        work.hparams(cell, *({"n1": float(n1), "n2": float(n2)} for n1, n2 in combinations))
    return work


def hidden(**more: Any) -> Work:
    """The losses are computed and kept to oneself."""
    return grid(printed=False, evaluate={}, **more)
