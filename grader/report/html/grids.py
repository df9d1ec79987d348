"""The combinations of hyper-parameters that a part logged, as a heat map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.report.clean import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.evidence import EventLog

CELL_WIDTH, CELL_HEIGHT = 92, 44
LEFT, TOP = 92, 40
MOST_NAME = 40
MOST_SIDE = 24
AXES = 2
FAINTEST = 0.08
LIGHT_TEXT = 0.62


@dataclass(frozen=True)
class Cell:
    """One combination; ``strength`` is 0 for the highest number and 1 for the lowest, the best."""

    x: float
    y: float
    text: str
    strength: float
    best: bool
    empty: bool

    @property
    def light(self) -> bool:
        """Its text stands on a strong colour."""
        return self.strength > LIGHT_TEXT


@dataclass(frozen=True)
class Grid:
    """Two hyper-parameters and a number for each pair of their values."""

    metric: str
    row_name: str
    column_name: str
    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str], ...]
    cells: tuple[Cell, ...]
    width: float
    height: float
    left: int = LEFT
    top: int = TOP
    cell_width: int = CELL_WIDTH
    cell_height: int = CELL_HEIGHT

    @property
    def table(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """The numbers by row."""
        count = len(self.columns)
        return tuple((name, self.cells[at * count : (at + 1) * count]) for at, (_, name) in enumerate(self.rows))


Combination = tuple[dict[str, str], float]


def grid(logs: Sequence[EventLog]) -> Grid | None:
    """Return the heat map of a part's logs; None unless exactly two hyper-parameters vary and a loss was logged."""
    sessions = [
        (log.sessions[0].values, {tag: _last(points) for tag, points in log.scalars.items()})
        for log in logs
        if log.scalars and log.sessions and all(one.values == log.sessions[0].values for one in log.sessions)
    ]
    metric = _metric([scalars for _, scalars in sessions])
    if metric is None:
        return None
    found = [
        ({name: _shown(value) for name, value in values.items()}, value_of)
        for values, scalars in sessions
        if (value_of := scalars.get(metric)) is not None
    ]
    varying = [
        name
        for name in dict.fromkeys(name for values, _ in found for name in values)
        if len({values.get(name, "") for values, _ in found}) > 1
    ]
    return _drawn(found, metric, varying) if len(varying) == AXES else None


def _last(points: Iterable[tuple[int, float | None]]) -> float | None:
    known = [value for _, value in points if value is not None]
    return known[-1] if known else None


def _metric(sessions: Sequence[dict[str, float | None]]) -> str | None:
    """Choose the number to show: a test loss before any other loss, one that most sessions have."""
    tags = {tag for scalars in sessions for tag in scalars if "loss" in tag.lower()}
    return min(
        tags,
        key=lambda tag: (-sum(tag in scalars for scalars in sessions), "test" not in tag.lower(), len(tag), tag),
        default=None,
    )


def _shown(value: bool | float | str) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return line(f"{value:g}" if number else str(value), MOST_NAME)


def _order(text: str) -> tuple[int, float, str]:
    try:
        return 0, float(text), text
    except ValueError:
        return 1, 0.0, text


def _drawn(found: Sequence[Combination], metric: str, varying: Sequence[str]) -> Grid | None:
    row_name, column_name = varying
    rows = sorted({values.get(row_name, "") for values, _ in found}, key=_order)
    columns = sorted({values.get(column_name, "") for values, _ in found}, key=_order)
    if len(rows) > MOST_SIDE or len(columns) > MOST_SIDE:
        return None
    held = {(values.get(row_name, ""), values.get(column_name, "")): number for values, number in found}
    low, high = min(held.values()), max(held.values())
    cells = []
    for at_row, row in enumerate(rows):
        for at_column, column in enumerate(columns):
            number = held.get((row, column))
            x, y = LEFT + CELL_WIDTH * at_column, TOP + CELL_HEIGHT * at_row
            if number is None:
                cells.append(Cell(x, y, "–", 0.0, best=False, empty=True))
                continue
            share = (high - number) / (high - low) if high > low else 0.5
            strength = round(FAINTEST + (1 - FAINTEST) * share, 3)
            cells.append(Cell(x, y, f"{number:.4f}", strength, best=number == low, empty=False))
    return Grid(
        metric=line(metric, MOST_NAME),
        row_name=line(row_name, MOST_NAME),
        column_name=line(column_name, MOST_NAME),
        rows=tuple((TOP + CELL_HEIGHT * (at + 0.5), name) for at, name in enumerate(rows)),
        columns=tuple((LEFT + CELL_WIDTH * (at + 0.5), name) for at, name in enumerate(columns)),
        cells=tuple(cells),
        width=LEFT + CELL_WIDTH * len(columns) + 4,
        height=TOP + CELL_HEIGHT * len(rows) + 4,
    )
