"""The signs of a plain-text report: marks, bars, sparklines, points; and what stands for them in a poorer encoding."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from grader.checks.base import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MARKS: Mapping[Verdict, str] = {
    Verdict.MET: "✓",
    Verdict.PARTIAL: "◐",
    Verdict.NOT_MET: "✗",
    Verdict.UNDETERMINED: "?",
    Verdict.NOT_CHECKED: "–",
}
LEVELS = "▁▂▃▄▅▆▇█"
GAP = "·"
EARNED, PENDING, LOST = "█", "▒", "░"

_POORER = str.maketrans(
    {
        **dict(zip(LEVELS, "_.,-=+*#", strict=True)),
        "✓": "+",
        "◐": "~",
        "✗": "x",
        "▒": "?",
        "░": ".",
        "·": "-",
        "…": "...",
        "—": "-",
        "–": "-",
        "≠": "!",
        "→": "->",
        "≥": ">=",
        "≤": "<=",
        "×": "x",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "─": "-",
        "⚑": "!",
    }
)


def points(value: Decimal) -> str:
    """Return points as people write them: 94, 2.5, 0.4."""
    return f"{value.normalize():f}" if value else "0"


def bar(earned: Decimal, pending: Decimal, possible: Decimal, width: int) -> tuple[str, str, str]:
    """Return the earned, pending and lost stretches of a bar; what is there at all shows at least one cell."""
    if not possible:
        return "", "", LOST * width
    first = _stretch(earned, possible, width)
    second = min(_stretch(pending, possible, width), width - first)
    if earned + pending < possible and first + second == width and width > 1:
        first, second = (first - 1, second) if first > second else (first, second - 1)
    return EARNED * first, PENDING * second, LOST * (width - first - second)


def _stretch(share: Decimal, whole: Decimal, width: int) -> int:
    return max(1, int(share / whole * width + Decimal("0.5"))) if share else 0


def sparkline(values: Sequence[float | None], low: float, high: float, width: int) -> str:
    """Return one character a value, or a bucket of values where there are more than ``width``.

    ``low`` and ``high`` are the scale's ends, so that several lines can share one; a value that is missing is a dot.
    """
    return "".join(_level(mean, low, high) for mean in _buckets(values, width))


def _level(value: float | None, low: float, high: float) -> str:
    if value is None:
        return GAP
    share = (value - low) / (high - low) if high > low else 0.0
    return LEVELS[min(int(share * len(LEVELS)), len(LEVELS) - 1)]


def _buckets(values: Sequence[float | None], width: int) -> list[float | None]:
    count = min(len(values), width)
    edges = [len(values) * step // count for step in range(count + 1)] if count else [0]
    return [_mean(values[start:end]) for start, end in pairwise(edges)]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def shown_in(text: str, encoding: str) -> str:
    """Return ``text`` with whatever ``encoding`` lacks replaced by poorer signs, so that printing it cannot fail."""
    if _can(text, encoding):
        return text
    if not _can("".join(MARKS.values()) + LEVELS, encoding):
        # All signs or none: a report with half of its marks replaced would be read wrongly.
        text = "".join(c if c.isalnum() and _can(c, encoding) else c.translate(_POORER) for c in text)
    return "".join(c if _can(c, encoding) else "?" * max(1, cell_len(c)) for c in text)


def _can(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
