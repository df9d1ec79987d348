"""Signs in how networks were trained."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from grader.evidence import Fit, Flag
from grader.parts import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.evidence import Evidence

FEW = 20
"""So many rows that both splits share do not matter: the data sets hold a few images twice."""


def trained_on_test(evidence: Evidence) -> Iterator[Flag]:
    """Rows of a test split among those that a network learned from, whatever was done to them."""
    for fit in _fits(evidence):
        for source in fit.data.sources if fit.data else ():
            if source.split == "test" and source.rows >= FEW:
                yield Flag(
                    kind="test_rows",
                    message=f"{source.rows:,} rows of {source.dataset}/test are in the training data",
                    message_ko=f"학습 데이터에 {source.dataset}/test의 {source.rows:,}개 행이 들어 있음",
                    where=locate(evidence, fit.cell, fit.line),
                )


def impossible_history(evidence: Evidence) -> Iterator[Flag]:
    """A history that the optimizer's steps cannot have made.

    An epoch takes one step at the least. More cannot be said: ``steps_per_epoch`` and generators decide how many.
    """
    for fit in _fits(evidence):
        if fit.how != "fit" or fit.ending != "completed" or fit.fidelity != "full":
            continue
        told = max((len(values) for values in fit.history.values()), default=0)
        where = locate(evidence, fit.cell, fit.line)
        if fit.epochs_run and fit.steps < fit.epochs_run:
            yield Flag(
                kind="history",
                message=f"{fit.epochs_run} epochs were reported, but the optimizer made {fit.steps} steps",
                message_ko=f"{fit.epochs_run} 에포크가 보고되었으나 옵티마이저는 {fit.steps}번만 갱신함",
                where=where,
            )
        elif told > fit.epochs_run:
            yield Flag(
                kind="history",
                message=f"the history tells of {told} epochs, but {fit.epochs_run} were run",
                message_ko=f"기록은 {told} 에포크이나 실제로는 {fit.epochs_run} 에포크를 실행함",
                where=where,
            )
        elif fit.steps and fit.weights_before and fit.weights_before == fit.weights_after and _learns(fit):
            yield Flag(
                kind="history",
                message=f"{fit.steps} steps were made, the loss changed, and no weight did",
                message_ko=f"{fit.steps}번 갱신되고 손실이 변했으나 가중치는 변하지 않음",
                where=where,
            )


def _learns(fit: Fit) -> bool:
    losses = [value for value in fit.history.get("loss", ()) if value is not None]
    return len(losses) > 1 and not math.isclose(losses[0], losses[-1], rel_tol=0.05)


def _fits(evidence: Evidence) -> Iterator[Fit]:
    return (event for event in evidence.recording.events if isinstance(event, Fit))
