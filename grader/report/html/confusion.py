"""Which classes a network takes for which, as a table of shades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.datasets.catalog import CATALOG
from grader.report.html import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.evidence import Example
    from grader.report.view import MeasurementView

WIDTH, HEIGHT = 46, 28
LEFT, TOP = 112, 74
MOST_NAME = 14
WORST = 3
FAINTEST = 0.04
LIGHT_TEXT = 0.62


@dataclass(frozen=True)
class Cell:
    """Rows of one class predicted as one class; ``strength`` is their share of the class."""

    x: float
    y: float
    text: str
    strength: float
    right: bool

    @property
    def light(self) -> bool:
        """Its text stands on a strong colour."""
        return self.strength > LIGHT_TEXT


@dataclass(frozen=True)
class Mistaken:
    """Images of one class taken for another; each is PNG in base64."""

    label: str
    predicted: str
    images: tuple[str, ...]


@dataclass(frozen=True)
class Confusion:
    """The table: a row a class, a column a prediction; ``worst`` says what is mistaken most often."""

    names: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    worst: str
    examples: tuple[Mistaken, ...]
    width: float
    height: float
    left: int = LEFT
    top: int = TOP
    cell_width: int = WIDTH
    cell_height: int = HEIGHT


def confusion(measured: MeasurementView, language: str) -> Confusion | None:
    """Return the table of a measurement; None where none was counted."""
    counts = measured.confusion
    if not counts or any(len(row) != len(counts) for row in counts):
        return None
    names = _names(measured.dataset, len(counts), language)
    cells = tuple(
        tuple(_cell(at_row, at, number, sum(row)) for at, number in enumerate(row)) for at_row, row in enumerate(counts)
    )
    mistakes = sorted(
        (
            (number, names[row], names[at])
            for row, line in enumerate(counts)
            for at, number in enumerate(line)
            if row != at
        ),
        reverse=True,
    )
    worst = ", ".join(f"{one} → {other} {number:,}" for number, one, other in mistakes[:WORST] if number)
    shown = tuple(_examples(measured.examples, names))
    return Confusion(names, cells, worst, shown, LEFT + WIDTH * len(counts) + 4, TOP + HEIGHT * len(counts) + 4)


def _examples(examples: Sequence[Example], names: Sequence[str]) -> Iterator[Mistaken]:
    kinds = dict.fromkeys((one.label, one.predicted) for one in examples)
    for label, predicted in kinds:
        if max(label, predicted) < len(names):
            images = tuple(one.image for one in examples if (one.label, one.predicted) == (label, predicted))
            yield Mistaken(names[label], names[predicted], images)


def _names(dataset: str, count: int, language: str) -> tuple[str, ...]:
    known = CATALOG.get(dataset.partition("/")[0])
    if known is None or len(known.classes) != count:
        return tuple(words.class_number(number)(language) for number in range(count))
    return tuple(text(language)[:MOST_NAME] for text in known.classes)


def _cell(row: int, column: int, number: int, total: int) -> Cell:
    share = number / total if total else 0.0
    strength = round(FAINTEST + (1 - FAINTEST) * share, 3) if number else 0.0
    return Cell(LEFT + WIDTH * column, TOP + HEIGHT * row, str(number) if number else "", strength, row == column)
