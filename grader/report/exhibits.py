"""Curves and networks side by side, in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text as Styled

from grader.report import phrases
from grader.report.glyphs import sparkline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.checks.base import Alignment, Curves

NARROWEST, WIDEST = 8, 50
NUMBER = ".3g"
MOST_NAME = 24


def curves(exhibit: Curves, room: int, language: str) -> Styled:
    """Draw each series as a sparkline; a metric and its ``val_`` twin share a scale."""
    longest = max((len(name) for name, _ in exhibit.series), default=0)
    labels = min(longest, MOST_NAME)
    width = min(WIDEST, max(NARROWEST, room - labels - 20))
    made = Styled()
    for name, values in exhibit.series:
        low, high = scale(exhibit, name)
        made.append(f"{name[:labels]:<{labels}}  ", "dim")
        made.append(sparkline(values, low, high, width), "cyan" if name.startswith("val_") else "blue")
        made.append(f"  {ends(values)}\n", "dim")
    count = max((len(values) for _, values in exhibit.series), default=0)
    if exhibit.mark is not None:
        made.append(f"{'':<{labels}}  {_pointer(exhibit.mark, count, min(width, count))} ")
        made.append(f"{phrases.epoch(exhibit.mark, count)(language)}\n", "dim")
    made.rstrip()
    return made


def _pointer(mark: int, count: int, width: int) -> str:
    column = (mark - 1) * width // count if count else 0
    return " " * max(0, min(column, width - 1)) + "^"


def scale(exhibit: Curves, name: str) -> tuple[float, float]:
    """Return the lowest and highest value of a series and of those that measure the same."""
    metric = name.removeprefix("val_")
    values = [
        value
        for other, series in exhibit.series
        if other.removeprefix("val_") == metric
        for value in series
        if value is not None
    ]
    return (min(values), max(values)) if values else (0.0, 0.0)


def ends(values: Sequence[float | None]) -> str:
    """Name the first and the last number of a series."""
    known = [value for value in values if value is not None]
    return f"{known[0]:{NUMBER}} → {known[-1]:{NUMBER}}" if known else ""


def alignment(exhibit: Alignment, language: str) -> Table:
    """Set the layers asked for and found side by side."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    grid.add_row("", Styled(phrases.ASKED(language), "dim"), Styled(phrases.FOUND(language), "dim"))
    for row, (asked, found) in enumerate(exhibit.rows):
        same = exhibit.same(row)
        style = "" if same else "yellow"
        grid.add_row(
            Styled("=" if same else "≠", style),
            *(Styled(side if side is not None else "-", style) for side in (asked, found)),
        )
    return grid
