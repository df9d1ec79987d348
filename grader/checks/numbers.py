"""The number that a part's evaluation came to, and how far its network was trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.checks.evaluated import Test
    from grader.evidence import Evidence, Fit
    from grader.parts import PartEvidence


@dataclass(frozen=True)
class Figure:
    """A metric as the student's own code computed it; ``probed`` when the network was trained for a few steps only."""

    value: float
    test: Test
    probed: bool


def figure_of(part: PartEvidence | None, metric: str) -> Figure | None:
    """Return the metric of the part's last evaluation of a trained network on test rows; None where there is none.

    Rows that were not recognised may be test rows; numbers from training rows or untrained networks compare nothing.
    """
    if part is None:
        return None
    found = [
        Figure(value, test, fit.fidelity == "probe")
        for test in tests_of(part)
        if (value := value_of(test, metric)) is not None
        and _may_be_test(test)
        and (fit := trained_by(part.evidence, test)) is not None
    ]
    return found[-1] if found else None


def tests_of(part: PartEvidence) -> list[Test]:
    """Return what evaluated a network: ``evaluate``, and predictions that were compared with labels; in order."""
    tests: list[Test] = [*part.evaluations, *(p for p in part.predictions if p.accuracy is not None)]
    return sorted(tests, key=lambda test: test.seq)


def value_of(test: Test, metric: str) -> float | None:
    """Return what an evaluation says of a metric."""
    if test.kind == "predict":
        return test.accuracy if metric == "accuracy" else None
    return test.values.get(metric)


def trained_by(evidence: Evidence, test: Test) -> Fit | None:
    """Return the last fit of the evaluated network, or of the one whose weights it has; None if it never was fitted."""
    fits = [event for event in evidence.recording.events if event.kind == "fit" and event.seq < test.seq]
    own = [fit for fit in fits if fit.model == test.model]
    own = own or [fit for fit in fits if test.weights and fit.weights_after == test.weights]
    return own[-1] if own else None


def epochs_of(part: PartEvidence, name: str) -> int | None:
    """Return how many epochs another part's evaluated network was trained for."""
    other = part.others.get(name)
    figure = figure_of(other, "accuracy")
    if other is None or figure is None:
        return None
    fit = trained_by(part.evidence, figure.test)
    return fit.epochs if fit else None


def _may_be_test(test: Test) -> bool:
    sources = test.data.sources if test.data is not None else ()
    return not sources or any(source.split == "test" for source in sources)
