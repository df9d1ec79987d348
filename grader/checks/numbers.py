"""The number that a part's evaluation came to, and how far its network was trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.checks.training import counted

if TYPE_CHECKING:
    from grader.checks.evaluated import Test
    from grader.evidence import Evidence
    from grader.parts import PartEvidence


@dataclass(frozen=True)
class Figure:
    """A metric as the student's own code computed it; ``probed`` when the network was trained for a few steps only."""

    value: float
    test: Test
    probed: bool


def figure_of(part: PartEvidence | None, metric: str) -> Figure | None:
    """Return the metric of the part's last evaluation, on test rows if any was; None where there is none."""
    if part is None:
        return None
    found = [(test, value) for test in tests_of(part) if (value := value_of(test, metric)) is not None]
    if not found:
        return None
    tested = [pair for pair in found if _on_test(pair[0])]
    test, value = (tested or found)[-1]
    return Figure(value, test, was_probed(part.evidence, test))


def tests_of(part: PartEvidence) -> list[Test]:
    """Return what evaluated a network: ``evaluate``, and predictions that were compared with labels; in order."""
    tests: list[Test] = [*part.evaluations, *(p for p in part.predictions if p.accuracy is not None)]
    return sorted(tests, key=lambda test: test.seq)


def value_of(test: Test, metric: str) -> float | None:
    """Return what an evaluation says of a metric."""
    if test.kind == "predict":
        return test.accuracy if metric == "accuracy" else None
    return test.values.get(metric)


def was_probed(evidence: Evidence, test: Test) -> bool:
    """Tell whether the evaluated network, or the one whose weights it has, was trained for a few steps only."""
    fits = [event for event in evidence.recording.events if event.kind == "fit" and event.seq < test.seq]
    own = [fit for fit in fits if fit.model == test.model]
    own = own or [fit for fit in fits if test.weights and fit.weights_after == test.weights]
    return bool(own) and own[-1].fidelity == "probe"


def epochs_of(part: PartEvidence, name: str) -> int | None:
    """Return how many epochs another part's evaluated network was trained for."""
    other = part.others.get(name)
    figure = figure_of(other, "accuracy")
    if other is None or figure is None:
        return None
    fits = [
        event
        for event in part.evidence.recording.events
        if event.kind == "fit" and event.model == figure.test.model and event.seq < figure.test.seq
    ]
    if fits:
        return fits[-1].epochs
    training = counted(other)
    return training.epochs if training else None


def _on_test(test: Test) -> bool:
    return test.data is not None and any(source.split == "test" for source in test.data.sources)
