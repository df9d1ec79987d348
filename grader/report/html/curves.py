"""Learning curves as geometry: numbers by epoch to lines, ticks and marks on a canvas. The template draws them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from grader.report.html import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.values import Text

    Series = Sequence[float | None]

WIDTH, HEIGHT = 380, 220
LEFT, RIGHT, TOP, BOTTOM = 46, 68, 24, 34
TICKS = 4
MOST_EPOCHS = 2000
MOST_TABLE = 200
VALIDATION = "val_"
NUMBER = ".4g"
LABEL_GAP = 13
SMALLEST_SPREAD = 1e-6
"""Relative; what differs by less is a level line and not a mountain of noise."""


@dataclass(frozen=True)
class Tick:
    """A place on an axis and what stands there."""

    at: float
    text: str


@dataclass(frozen=True)
class Mark:
    """An epoch worth pointing at."""

    x: float
    anchor: str
    text: str


@dataclass(frozen=True)
class Curve:
    """One series: "train" or "val", its unbroken stretches, its last point and, for a loss, its lowest one."""

    kind: str
    name: str
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    lowest: tuple[float, float, str] | None
    label_y: float
    label: str


@dataclass(frozen=True)
class Chart:
    """A metric, with the same on validation data."""

    metric: str
    curves: tuple[Curve, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    mark: Mark | None
    description: str
    epochs: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def charts(
    series: Mapping[str, Series], language: str, *, mark: int | None = None, note: str = ""
) -> tuple[Chart, ...]:
    """Return one chart a metric, the loss first.

    Args:
        series: Name to one number an epoch; "val_" in front means validation data.
        language: "en" or "ko".
        mark: An epoch, from 1, to point at.
        note: What to write at it.
    """
    known = {name: values[:MOST_EPOCHS] for name, values in series.items() if any(v is not None for v in values)}
    metrics = dict.fromkeys(name.removeprefix(VALIDATION) for name in known)
    ordered = sorted(metrics, key=lambda name: "loss" not in name)
    return tuple(_chart(metric, known, language, mark, note) for metric in ordered)


def _chart(metric: str, known: Mapping[str, Series], language: str, mark: int | None, note: str) -> Chart:
    twins = {kind: known[name] for kind, name in (("train", metric), ("val", VALIDATION + metric)) if name in known}
    epochs = max(map(len, twins.values()))
    plane = _Plane.around([v for values in twins.values() for v in values if v is not None], epochs)
    curves = tuple(_curve(kind, metric, values, plane, language) for kind, values in twins.items())
    header, rows = _table(twins, epochs, language)
    return Chart(
        metric=metric,
        curves=_spread(curves),
        x_ticks=tuple(Tick(plane.x(epoch), str(epoch)) for epoch in _whole_ticks(epochs)),
        y_ticks=tuple(Tick(plane.y(value), f"{value:g}") for value in plane.ticks),
        mark=_mark(mark, note, plane, epochs),
        description=" ".join(_described(kind, values, language) for kind, values in twins.items()),
        epochs=epochs,
        header=header,
        rows=rows,
    )


@dataclass(frozen=True)
class _Plane:
    """Epochs from 1 and values onto the canvas."""

    low: float
    high: float
    epochs: int
    ticks: tuple[float, ...]

    @classmethod
    def around(cls, values: Sequence[float], epochs: int) -> _Plane:
        """Make room for all values, from one round number to another."""
        low, high = min(values), max(values)
        if high - low <= SMALLEST_SPREAD * max(abs(low), abs(high)):
            margin = abs(low) / 10 or 1.0
            low, high = low - margin, high + margin
        step = _round_step((high - low) / TICKS)
        first, last = math.floor(low / step), math.ceil(high / step)
        ticks = tuple(float(f"{number * step:.12g}") for number in range(first, last + 1))
        return cls(ticks[0], ticks[-1], epochs, ticks)

    def x(self, epoch: float) -> float:
        """Place an epoch; a single one stands in the middle."""
        share = (epoch - 1) / (self.epochs - 1) if self.epochs > 1 else 0.5
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        """Place a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def _round_step(rough: float) -> float:
    """Return the next of 1, 2, 2.5, 5 times a power of ten."""
    if not rough > 0 or not math.isfinite(rough):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * lead for lead in (1.0, 2.0, 2.5, 5.0, 10.0) if power * lead >= rough * 0.999)


def _whole_ticks(epochs: int) -> tuple[int, ...]:
    step = max(1, math.ceil(_round_step(epochs / (TICKS + 1))))
    ticks = [1, *range(step, epochs + 1, step)] if step > 1 else list(range(1, epochs + 1))
    return tuple(dict.fromkeys(ticks))


def _curve(kind: str, metric: str, values: Series, plane: _Plane, language: str) -> Curve:
    points = [(plane.x(at), plane.y(v)) if v is not None else None for at, v in enumerate(values, start=1)]
    stretches = [[p for p in group if p] for there, group in groupby(points, key=lambda p: p is not None) if there]
    alone = tuple(stretch[0] for stretch in stretches if len(stretch) == 1)
    known = [(value, at) for at, value in enumerate(values, start=1) if value is not None]
    lowest = None
    if kind == "val" and "loss" in metric and len(known) > 1:
        value, at = min(known)
        lowest = (plane.x(at), plane.y(value), f"{words.LOWEST(language)} {value:{NUMBER}} · {at}")
    last = known[-1]
    whose = words.VALIDATION_SET if kind == "val" else words.TRAINING_SET
    return Curve(
        kind=kind,
        name=whose(language),
        lines=tuple(" ".join(f"{x},{y}" for x, y in stretch) for stretch in stretches if len(stretch) > 1),
        dots=alone,
        lowest=lowest,
        label_y=plane.y(last[0]),
        label=f"{last[0]:.3g}",
    )


def _spread(curves: tuple[Curve, ...]) -> tuple[Curve, ...]:
    """Move two labels apart that would cover each other."""
    if len(curves) != 2 or abs(curves[0].label_y - curves[1].label_y) >= 2 * LABEL_GAP:  # noqa: PLR2004 - a pair
        return curves
    upper, lower = sorted(range(2), key=lambda at: curves[at].label_y)
    middle = (curves[0].label_y + curves[1].label_y) / 2
    middle = min(max(middle, TOP + LABEL_GAP), HEIGHT - BOTTOM - LABEL_GAP)
    moved = {upper: middle - LABEL_GAP, lower: middle + LABEL_GAP}
    return tuple(
        Curve(c.kind, c.name, c.lines, c.dots, c.lowest, round(moved[at], 1), c.label) for at, c in enumerate(curves)
    )


def _mark(mark: int | None, note: str, plane: _Plane, epochs: int) -> Mark | None:
    if mark is None or not 1 <= mark <= epochs:
        return None
    x = plane.x(mark)
    return Mark(x, "end" if x > (LEFT + WIDTH - RIGHT) / 2 else "start", note)


def _described(kind: str, values: Series, language: str) -> str:
    known = [value for value in values if value is not None]
    name = (words.VALIDATION_SET if kind == "val" else words.TRAINING_SET)(language)
    return words.described(name, f"{known[0]:{NUMBER}}", f"{known[-1]:{NUMBER}}", len(values))(language)


def _table(
    twins: Mapping[str, Series], epochs: int, language: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    def rows() -> Iterator[tuple[str, ...]]:
        for at in range(min(epochs, MOST_TABLE)):
            found = (values[at] if at < len(values) else None for values in twins.values())
            yield (str(at + 1), *("" if value is None else f"{value:{NUMBER}}" for value in found))

    names: dict[str, Text] = {"train": words.TRAINING_SET, "val": words.VALIDATION_SET}
    return tuple(names[kind](language) for kind in twins), tuple(rows())
