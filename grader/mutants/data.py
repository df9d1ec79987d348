"""A trial as JSON values: what ``grade rubric check --json`` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.mutants.outcomes import Outcome

if TYPE_CHECKING:
    from grader.mutants.outcomes import Trial, Tried
    from grader.rubric import Rubric
    from grader.scoring import Score


def as_dict(rubric: Rubric, trial: Trial | None, *, seconds: float) -> dict[str, Any]:
    """Return a rubric's check as JSON values.

    Args:
        rubric: A valid one.
        trial: What came of it; None where there is no reference, or it was not to be run.
        seconds: What it took.
    """
    made: dict[str, Any] = {
        "schema": "grader/rubric-check/1",
        "rubric": rubric.exam.text().en,
        "passed": trial is None or trial.passed,
        "seconds": round(seconds, 1),
    }
    if trial is None:
        return made
    return made | {
        "reference": _score(trial.reference, full=True),
        "rehearsal": _score(trial.base, full=True),
        "blank": _score(trial.blank, full=False),
        "counts": {outcome.value: len(trial.of(outcome)) for outcome in Outcome},
        "mutants": [_tried(trial, one) for one in trial.tried],
        "untouched": list(trial.untouched),
        "unseen": list(trial.unseen),
    }


def _score(score: Score | None, *, full: bool) -> dict[str, Any] | None:
    """Return the points, and each criterion that is not as it should be."""
    if score is None:
        return None
    odd = [
        {"id": line.criterion.id, "verdict": line.verdict.value, "reason": line.finding.reason.en}
        for part in score.parts
        for line in part.criteria
        if ((line.lost or line.pending) if full else (line.points or line.pending))
    ]
    return {
        "points": float(score.points),
        "pending": float(score.pending),
        "possible": float(score.possible),
        "unexpected": odd,
    }


def _tried(trial: Trial, one: Tried) -> dict[str, Any]:
    mutant = one.mutant
    return {
        "part": mutant.part,
        "change": mutant.change.value,
        "what": mutant.what,
        "where": trial.place(mutant.cell, mutant.line),
        "outcome": one.outcome.value,
        "caught_by": [{"criterion": name, "verdict": verdict} for name, verdict in one.caught],
        "raises": one.error,
    }
