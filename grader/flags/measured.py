"""Signs in what the grader measured: networks that know the test images rather than the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.datasets.catalog import CATALOG
from grader.evidence import Fit, Flag
from grader.parts import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.evidence import Evidence, Measurement

AHEAD = 0.05
"""Test above training accuracy by more than this is not luck: a network is at home in what it was trained on."""

WORTHWHILE = 0.5
"""Below this accuracy there is nothing to have cheated for."""

LEFT = 0.4
"""What has to be left of the accuracy above chance after a shift or a flip.

Honest networks keep more: a convolutional one on CIFAR-10 nearly all, a dense one on Fashion-MNIST, where all shoes
point to the left, over half after a flip.
"""

WORDS = {
    "accuracy_shifted": ("moved by one pixel", "한 픽셀 이동한"),
    "accuracy_flipped": ("mirrored", "좌우로 뒤집은"),
}


def knows_test(evidence: Evidence) -> Iterator[Flag]:
    """Accuracy on the test split far above that on the training split."""
    for test in _judged(evidence):
        train = _aside(evidence, test, "accuracy")
        if train is not None and test.value - train.value > AHEAD and test.low > train.high:
            yield Flag(
                kind="test_above_train",
                message=f"accuracy {test.value:.3f} on {test.dataset}, but {train.value:.3f} on {train.dataset}",
                message_ko=f"{test.dataset}의 정확도 {test.value:.3f}, 그러나 {train.dataset}에서는 {train.value:.3f}",
                where=_place(evidence, test),
            )


def collapses(evidence: Evidence) -> Iterator[Flag]:
    """Accuracy that is gone once the test images are moved by one pixel or mirrored."""
    for test in _judged(evidence):
        for metric, (english, korean) in WORDS.items():
            found = _aside(evidence, test, metric)
            chance = _chance(test.dataset)
            if test.value >= WORTHWHILE and found and found.high - chance < LEFT * (test.value - chance):
                yield Flag(
                    kind="collapse",
                    message=f"accuracy {test.value:.3f} on {test.dataset}, but {found.value:.3f} on the same images "
                    f"{english}",
                    message_ko=f"{test.dataset}의 정확도 {test.value:.3f}, 그러나 {korean} 같은 이미지에서는 "
                    f"{found.value:.3f}",
                    where=_place(evidence, test),
                )


def _judged(evidence: Evidence) -> Iterator[Measurement]:
    for measured in evidence.measurements:
        if not measured.aside and measured.metric == "accuracy" and measured.dataset.endswith("/test"):
            yield measured


def _aside(evidence: Evidence, test: Measurement, metric: str) -> Measurement | None:
    """Return what else was measured of the same network."""
    same = (m for m in evidence.measurements if m.aside and (m.network, m.part) == (test.network, test.part))
    return next((m for m in same if m.metric == metric), None)


def _chance(dataset: str) -> float:
    known = CATALOG.get(dataset.split("/", maxsplit=1)[0])
    return 1 / len(known.classes) if known else 0.1


def _place(evidence: Evidence, measured: Measurement) -> str:
    """Say where the network was trained, or last used where that was elsewhere."""
    uses = [event for event in evidence.recording.events if getattr(event, "network", None) == measured.network]
    fits = [event for event in uses if isinstance(event, Fit)] or uses
    return locate(evidence, fits[-1].cell, fits[-1].line) if fits else ""
