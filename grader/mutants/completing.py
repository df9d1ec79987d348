"""Lets a few steps stand for a whole training, so that what was asked of it can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.attribution import attribute
from grader.checks.passes import steps_of_epoch
from grader.evidence import Measurement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.checks.base import Criterion
    from grader.evidence import Evidence, Fit
    from grader.rubric import Rubric

ABOVE, BELOW = 0.05, -0.001
"""Where a measured accuracy is put, from the threshold."""

ROWS = 10_000


def completed(rubric: Rubric, evidence: Evidence, *, margin: float = ABOVE, only: Criterion | None = None) -> Evidence:
    """Return the evidence as if the trainings had come to their ends and their networks been measured.

    Args:
        rubric: Its thresholds are what the measured accuracies are ``margin`` off.
        evidence: Of a run of a few steps.
        margin: Above the threshold, or below.
        only: The criterion that the margin is for; the others' accuracies are above their thresholds.
    """
    events = tuple(_trained(event) if event.kind == "fit" else event for event in evidence.recording.events)
    recording = evidence.recording.model_copy(update={"events": events})
    evidence = evidence.model_copy(update={"recording": recording, "unmeasured": ()})
    measured = tuple(_measurements(rubric, evidence, margin, only))
    return evidence.model_copy(update={"measurements": measured})


def _trained(fit: Fit) -> Fit:
    epochs = fit.epochs or 0
    if fit.fidelity == "full" or fit.ending != "completed":
        return fit
    history = {name: (points[-1:] * epochs) for name, points in fit.history.items()}
    # One that made no step at all would make none in full either.
    steps = epochs * (steps_of_epoch(fit) or fit.steps) if fit.steps else 0
    return fit.model_copy(update={"fidelity": "full", "epochs_run": epochs, "steps": steps, "history": history})


def _measurements(rubric: Rubric, evidence: Evidence, margin: float, only: Criterion | None) -> Iterator[Measurement]:
    views = attribute(rubric, evidence)
    for part in rubric.parts:
        for criterion in part.criteria:
            threshold, data = getattr(criterion, "at_least", None), getattr(criterion, "data", None)
            fits = views[part.id].fits
            if criterion.check == "accuracy" and fits and threshold is not None:
                off = margin if only in (None, criterion) else ABOVE
                value = min(max(threshold + off, 0.0), 1.0)
                yield Measurement(
                    part=part.id,
                    network=fits[-1].network,
                    value=value,
                    dataset=str(data),
                    rows=ROWS,
                    low=value,
                    high=value,
                    how="assumed, to try the rubric",
                )
