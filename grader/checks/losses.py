"""The loss of each combination of a grid, as the student's own code computed it, and whether it was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.checks.evaluated import is_of, rows_answer
from grader.checks.rows import is_whole, others
from grader.checks.shown import is_logged, is_shown, is_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.checks.combinations import Attempt, Combination
    from grader.checks.training import Training
    from grader.evidence import Evaluate, Fit, Place
    from grader.parts import PartEvidence
    from grader.values import Text

WORDS_TOLERANCE = 0.1
"""How far, as a share, a loss that stands in the words only may be from this run's."""


@dataclass(frozen=True)
class Loss:
    """One combination's loss.

    ``right`` tells whether it is of the rows asked for (None: a person looks), ``probed`` whether its network was
    trained for a few steps only.
    """

    value: float
    place: Place
    right: bool | None
    shown: bool
    written: bool = False
    probed: bool = False
    why: Text | None = None


def losses_of(
    part: PartEvidence, attempts: Mapping[Combination, Attempt], split: str, metric: str = "loss"
) -> dict[Combination, Loss]:
    """Return each combination's loss where the student computed one: rather on the rows asked for, and the last."""
    found = {name: _loss(part, attempt.training, split, metric) for name, attempt in attempts.items()}
    return {name: loss for name, loss in found.items() if loss is not None}


def _loss(part: PartEvidence, training: Training, split: str, metric: str) -> Loss | None:
    candidates = [
        *(_evaluated(part, test, split, metric) for test in part.evaluations if is_of(part.evidence, training, test)),
        _validated(part, training, split, metric),
    ]
    known = [loss for loss in candidates if loss is not None]
    found = max(known, key=lambda loss: (_order(loss.right), loss.shown, loss.place.seq), default=None)
    return found and replace(found, probed=any(fit.fidelity == "probe" for fit in training.fits))


def _evaluated(part: PartEvidence, test: Evaluate, split: str, metric: str) -> Loss | None:
    value = test.values.get(metric)
    if value is None:
        return None
    answer = rows_answer(part, test, split)
    return _made(part, value, test, right=answer.right, why=answer.text)


def _validated(part: PartEvidence, training: Training, split: str, metric: str) -> Loss | None:
    """The rows asked for may have been given to ``fit`` as validation data: the last epoch's number is theirs."""
    fit = training.last
    data = fit.validation.data if fit.validation else None
    numbers: Sequence[float | None] = fit.history.get(f"val_{metric}", ())
    if data is None or not numbers or numbers[-1] is None or not is_whole(data, split) or others(data, split):
        return None
    return _made(part, numbers[-1], fit, right=True)


def _made(
    part: PartEvidence, value: float, place: Fit | Evaluate, *, right: bool | None, why: Text | None = None
) -> Loss:
    shown = is_shown(part, value, after=place.cell) or is_logged(part, value)
    written = not shown and is_written(part, value, WORDS_TOLERANCE * abs(value))
    return Loss(value, place, right, shown, written, why=why)


def _order(right: bool | None) -> int:
    return {True: 2, None: 1, False: 0}[right]
