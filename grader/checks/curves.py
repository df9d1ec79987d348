"""Does a validation loss fall and then rise? The course's rule for overfitting, on real and noisy curves."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_EPOCHS = 5
"""Shorter curves show no trend."""

WINDOW_SHARE = 0.1
"""The part of a curve that is averaged to see through its noise."""

CLEAR_RISE = 0.04
"""A rise of the (averaged) end above the (averaged) lowest point from which on it is beyond doubt, as a share of it."""

NO_RISE = 0.015
"""A rise up to which the end passes for the lowest point: the curve falls to the end, or lies flat."""

NOISES = 2.0
"""A rise is clear only if it is so many times what neighbouring epochs differ by."""


@dataclass(frozen=True)
class Trend:
    """What a validation loss did; ``rises`` is None where a person has to look. ``lowest`` counts epochs from 1."""

    rises: bool | None
    lowest: int
    minimum: float
    last: float
    epochs: int


def trend(losses: Sequence[float | None]) -> Trend | None:
    """Judge a curve; None if there are too few numbers to judge."""
    known = [loss for loss in losses if loss is not None]
    if len(known) < FEWEST_EPOCHS:
        return None
    lowest = min(range(len(known)), key=known.__getitem__)
    found = Trend(None, lowest + 1, known[lowest], known[-1], len(known))
    if len(known) < len(losses):
        # A loss that is not a number is no curve to read a trend from.
        return found
    width = max(1, round(WINDOW_SHARE * len(known)))
    smooth = [fmean(known[start : start + width]) for start in range(len(known) - width + 1)]
    bottom = min(smooth)
    rise = (smooth[-1] - bottom) / abs(bottom) if bottom else 0.0
    noise = median(abs(a - b) for a, b in zip(known[1:], known, strict=False)) / abs(bottom) if bottom else 0.0
    if rise <= NO_RISE:
        return _with(found, rises=False)
    if rise >= max(CLEAR_RISE, NOISES * noise / width**0.5):
        return _with(found, rises=True)
    return found


def _with(found: Trend, *, rises: bool) -> Trend:
    return Trend(rises, found.lowest, found.minimum, found.last, found.epochs)
