"""How often a training went through its data: an epoch is only as long as its steps.

``steps_per_epoch`` cuts epochs short, and so may a callback or a ``train_step`` of the student's own. What an epoch was
fed with is counted in rows, never in calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.checks.rows import WHOLE, amount, size_of
from grader.checks.training import asked_epochs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.evidence import Fit

ENDLESS = frozenset({"generator", "sequence", "other"})
"""Kinds of data whose own length is not known: what an epoch of them is, only a data set's size says."""

MADE = 0.9
"""The share of an epoch's steps from which on it passes for run: mixed precision skips a step now and then."""


def share_of_epoch(fit: Fit, split: str | None) -> float | None:
    """Return the share of the training rows that an epoch of as many steps as were asked for goes through, at most 1.

    None where that is not known. An epoch of a generator's is what it was asked to be, where no split is named.
    """
    if fit.steps_per_epoch is None or fit.how != "fit":
        return 1.0
    rows = training_rows(fit, split)
    if rows is None:
        return None if split else 1.0
    if not fit.batch_size:
        return None
    share = fit.steps_per_epoch * fit.batch_size / rows
    return 1.0 if share >= WHOLE else share


def rows_passed(fits: Sequence[Fit], split: str) -> int | None:
    """Return how many rows these fits can have gone through at most; None where they were not bound by steps."""
    if all(share_of_epoch(fit, split) == 1 for fit in fits):
        return None
    passed = 0
    for fit in fits:
        rows = _rows_of_epoch(fit, split)
        epochs = asked_epochs(fit)
        if rows is None or epochs is None:
            return None
        passed += epochs * rows
    return passed


def _rows_of_epoch(fit: Fit, split: str) -> int | None:
    """Return the rows of one epoch; of a whole one with those that it holds out by itself: they are given as well."""
    if fit.steps_per_epoch is not None:
        return fit.steps_per_epoch * fit.batch_size if fit.batch_size else None
    rows = training_rows(fit, split)
    return None if rows is None else round(rows / _kept(fit))


def _kept(fit: Fit) -> float:
    return 1 - (fit.validation.share or 0) if fit.validation and fit.validation.how == "split" else 1


def training_rows(fit: Fit, split: str | None) -> int | None:
    """Return the rows of one epoch, those held out for validation left out; None where that is not known."""
    data = fit.data
    if data is None:
        return None
    known = None if data.kind in ENDLESS or data.sampled else data.rows
    if known is not None:
        return int(known * _kept(fit)) or None
    size = size_of(split) if split else None
    held_out = fit.validation.data if fit.validation else None
    return max(size - (amount(held_out, split) if held_out and split else 0), 1) if size else None


def was_cut(fit: Fit) -> bool:
    """Tell whether a training made fewer steps than its epochs have, or none at all.

    Known only of a training in full by Keras's own ``fit``. What makes no steps by its compiled optimizer may still
    train, by another one: that is for a person to see.
    """
    if fit.fidelity != "full" or fit.how != "fit" or fit.ending != "completed" or not fit.epochs_run:
        return False
    each = steps_of_epoch(fit)
    if each is None:
        return not fit.steps
    settings = fit.compiled.optimizer.settings if fit.compiled else {}
    gathered = settings.get("gradient_accumulation_steps")
    made = fit.steps * (gathered if isinstance(gathered, int) and gathered > 0 else 1)
    return made < MADE * each * fit.epochs_run


def steps_of_epoch(fit: Fit) -> int | None:
    """Return the steps of one epoch, the last, incomplete one left out; None where its rows are not known."""
    rows, size = training_rows(fit, None), fit.batch_size
    if not rows or not size:
        return None
    return max(min(fit.steps_per_epoch or rows // size, -(-rows // size)), 1)
