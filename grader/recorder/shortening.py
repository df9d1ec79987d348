"""Runs a training or an evaluation for a few steps only, where no more is asked than what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.recorder.foreign import Foreign

STEPS = 2
"""Of one epoch; validation is one step."""

DEFAULT_BATCH = 32
"""Keras's own, for arrays."""


def short_fit(given: dict[str, Foreign], *, arrays: bool, most: int) -> dict[str, Foreign]:
    """Return the arguments of a ``fit`` that makes a few steps of the one that was asked for.

    Args:
        given: All of ``fit``'s arguments.
        arrays: The data come in arrays, which Keras cuts into batches itself.
        most: Rows of a step; a larger batch is cut.
    """
    initial = int(given.get("initial_epoch") or 0)
    short = {
        **given,
        "epochs": min(int(given.get("epochs") or 0), initial + 1),
        "steps_per_epoch": min(int(given.get("steps_per_epoch") or STEPS), STEPS),
    }
    if given.get("validation_data") is not None or given.get("validation_split"):
        short["validation_steps"] = 1
        short["validation_freq"] = 1
    if arrays:
        short["batch_size"] = _batch(given.get("batch_size"), most)
        short["validation_batch_size"] = _batch(given.get("validation_batch_size") or given.get("batch_size"), most)
    return short


def short_evaluation(given: dict[str, Foreign], *, arrays: bool, most: int) -> dict[str, Foreign]:
    """Return the arguments of an ``evaluate`` that looks at a few batches of what it was given, as ``short_fit``."""
    steps = min(int(given.get("steps") or STEPS), STEPS)
    return {**given, "steps": steps, **({"batch_size": _batch(given.get("batch_size"), most)} if arrays else {})}


def lengthen(history: Foreign, given: dict[str, Foreign]) -> None:
    """Give a shortened training's ``History`` an entry for every epoch that was asked for, for code that plots it."""
    initial, epochs = int(given.get("initial_epoch") or 0), int(given.get("epochs") or 0)
    values = getattr(history, "history", None)
    if not isinstance(values, dict) or not history.epoch:
        return
    history.epoch = list(range(initial, epochs))
    for points in values.values():
        points.extend(points[-1:] * (len(history.epoch) - len(points)))


def _batch(size: Foreign, most: int) -> int:
    """Return a batch size: one has to be said, for without it Keras makes each step as large as the steps are few."""
    return min(int(size or DEFAULT_BATCH), most)
