"""Which network was evaluated, in which state, on which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from grader.checks.answers import Answer, no, unclear, yes
from grader.checks.rows import (
    LABELS_RIGHT,
    is_whole,
    labels_text,
    matched,
    others,
    size_of,
    stray,
    told,
    was_recognised,
)
from grader.evidence import Evaluate, Predict
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.checks.training import Training
    from grader.evidence import Data, Evidence, Fit
    from grader.parts import PartEvidence

Test: TypeAlias = Evaluate | Predict
"""What can tell how good a network is: ``evaluate``, or predictions that were compared with labels."""


def is_of(evidence: Evidence, training: Training, event: Test) -> bool:
    """Tell whether the network was in the state that the training left behind.

    Equal weights alone do not prove it of another network that was trained itself: two short trainings from one seed
    end alike. A copy that was never trained, or one loaded from a file, is the same network.
    """
    fit = training.last
    if event.model != fit.model:
        trained = any(other.model == event.model for other in _fits(evidence))
        return not trained and bool(event.weights) and event.weights == fit.weights_after
    if event.weights and fit.weights_after:
        return event.weights == fit.weights_after
    return event.seq > fit.seq and not any(
        other.model == fit.model and fit.seq < other.seq < event.seq for other in _fits(evidence)
    )


def network_text(part: PartEvidence, event: Test) -> Text:
    """Say which network was evaluated, by the fit that it comes from."""
    fits = [fit for fit in _fits(part.evidence) if fit.seq < event.seq]
    left = [fit for fit in fits if event.weights and fit.weights_after == event.weights]
    left = [fit for fit in left if fit.model == event.model] or left
    if left:
        where = part.where(left[-1])
        return Text(f"the network trained at {where}", f"{where}에서 학습한 네트워크")
    if any(fit.model == event.model for fit in fits):
        return Text("that network in another state than its training left", "학습을 마친 상태가 아닌 네트워크")
    return Text("a network that was never trained", "학습하지 않은 네트워크")


def rows_answer(part: PartEvidence, event: Test, split: str) -> Answer:
    """Was it all of that split, and nothing else, with its labels?"""
    data = event.data
    if data is None or not (data.sources or data.unmatched):
        return unclear(Text("what it was evaluated on could not be looked at", "평가 자료를 확인하지 못함"))
    found = told(data)
    most = event.most_rows if isinstance(event, Evaluate) else None
    right = _rows_right(part.evidence, data, split, most)
    correct = event.labels.correct if isinstance(event, Evaluate) and event.labels else None
    if right and correct is not None and correct < LABELS_RIGHT:
        return no(labels_text(correct))
    if right:
        return yes(Text(f"on {found.en}", f"평가 자료: {found.ko}"))
    if most is not None and most < (data.rows or 0):
        found = found.plus(Text(f"its steps come to {most:,} of them", f"스텝 수로는 {most:,}행까지만 평가함"))
    size = size_of(split)
    whole = Text(f"all {size:,} rows of {split}", f"{split} 전체 {size:,}행") if size else Text.same(split)
    return Answer(
        right,
        Text(f"asked for {whole.en}, found {found.en}", f"평가 자료: 요구 {whole.ko}, 제출 {found.ko}"),
    )


def _rows_right(evidence: Evidence, data: Data, split: str, most: int | None) -> bool | None:
    if matched(data, split):
        return is_whole(data, split, most=most) and not others(data, split) and not stray(data)
    # Rows of no known set are wrong rows only if the set was there to compare them with.
    return False if data.sources or was_recognised(evidence, split) else None


def _fits(evidence: Evidence) -> Iterator[Fit]:
    return (event for event in evidence.recording.events if event.kind == "fit")
