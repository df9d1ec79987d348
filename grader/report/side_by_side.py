"""Two submissions' shared code, side by side, for a person to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text as Styled

from grader.report.clean import clean, cut
from grader.report.clean import line as cleaned
from grader.report.printing import console_of, printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.alike import Pair, Place
    from grader.evidence import Submission

MOST_ROWS = 40
MOST_LINE = 200


def render(pair: Pair, one: Submission, other: Submission, *, width: int = 100, encoding: str = "utf-8") -> str:
    """Return the pair's heading and its shared lines, at most 40, as text ending with a line end.

    Args:
        pair: What was found.
        one: The submission that ``pair.one`` names.
        other: The submission that ``pair.other`` names.
        width: Columns of the screen.
        encoding: Of the stream it will be written to.
    """
    outputs = f", {pair.outputs} printed lines of numbers equal" if pair.outputs else ""
    heading = Styled(f"{cleaned(pair.one)} and {cleaned(pair.other)}: {pair.share:.0%} of the code{outputs}", "bold")
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    rows = list(_rows(pair, one, other))
    for left, right in rows[:MOST_ROWS]:
        grid.add_row(left, right)
    more = [Styled(f"and {len(rows) - MOST_ROWS} lines more", "dim")] if len(rows) > MOST_ROWS else []
    return printed(console_of(width, color=False), (heading, grid, *more), encoding)


def _rows(pair: Pair, one: Submission, other: Submission) -> Iterator[tuple[str, str]]:
    """Yield each shared line of the one with the other's, once."""
    seen: set[Place] = set()
    for mine, theirs in pair.places:
        if mine not in seen:
            seen.add(mine)
            yield _line(one, mine), _line(other, theirs)


def _line(submission: Submission, place: Place) -> str:
    source = next(cell.source for cell in submission.cells if cell.number == place.cell)
    lines = source.splitlines()
    text = lines[place.line - 1] if place.line <= len(lines) else ""
    return f"{place.cell}:{place.line}  {cut(clean(text).strip(), MOST_LINE)}"
