"""Was a number shown: printed, displayed, in a progress bar, logged?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.evidence import CellKind
from grader.parts import Origin
from grader.reading.clean import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.parts import PartEvidence

FEWEST_DECIMALS = 2
"""A number rounded further than this does not count as shown."""

PERCENT = 100

ROUNDING = 1e-6
"""What single precision may change."""

LOG_TOLERANCE = 1e-5
"""Event files hold single precision."""

_NUMBER = re.compile(r"(?<![\w.])(\d*\.\d+(?:e[-+]?\d+)?|\d+)\s*(%?)", re.IGNORECASE)


def is_shown(part: PartEvidence, value: float, *, after: int = 0) -> bool:
    """Tell whether a number stands in what the part's cells printed or displayed from cell ``after`` on."""
    return any(_says(text, value) for text in _output(part, after))


def is_logged(part: PartEvidence, value: float) -> bool:
    """Tell whether a number was logged as a scalar of an event file."""
    return any(
        number is not None and abs(number - value) <= LOG_TOLERANCE * max(1.0, abs(value))
        for log in part.logs
        for points in log.scalars.values()
        for _, number in points
    )


def is_written(part: PartEvidence, value: float, tolerance: float) -> bool:
    """Tell whether a number near ``value`` stands in the student's words; another run's number is near, not equal."""
    return any(abs(number - value) <= tolerance for number in _written(part))


def writes_numbers(part: PartEvidence) -> bool:
    """Tell whether any number with decimals stands in the student's words: it may be what another run gave."""
    return any(True for _ in _written(part))


def _written(part: PartEvidence) -> Iterator[float]:
    words = (p.text for p in part.passages if p.origin in (Origin.MARKDOWN, Origin.COMMENT))
    return (number for text in words for number, decimals in _numbers(text) if decimals)


def _output(part: PartEvidence, after: int) -> Iterator[str]:
    cells = {span.cell for span in part.spans} | {event.cell for event in part.events}
    for run in part.evidence.recording.cells:
        if run.cell in cells and run.cell >= after:
            yield run.stdout
            yield from run.displayed


def _says(text: str, value: float) -> bool:
    return any(_is(number, decimals, value) for number, decimals in _numbers(text))


def _is(number: float, decimals: int, value: float) -> bool:
    if decimals < FEWEST_DECIMALS:
        return decimals > 0 and number == value
    return abs(number - value) <= max(0.5000001 * 10.0**-decimals, ROUNDING)


def _numbers(text: str) -> Iterator[tuple[float, int]]:
    """Yield the numbers of a text and their decimals, a percentage as the share that it is."""
    for digits, percent in _NUMBER.findall(text):
        mantissa, _, exponent = digits.lower().partition("e")
        decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
        yield (float(digits) / PERCENT, decimals + 2) if percent else (float(digits), decimals)
        # "84.12" beside a word for percent, or multiplied by 100 without one.
        if not percent and 1 < float(digits) <= PERCENT and "." in digits:
            yield float(digits) / PERCENT, decimals + 2


def is_literal(part: PartEvidence, words: str) -> bool:
    """Tell whether words that the run showed stand in the code as they are: written before it, not computed in it."""
    flat = squash(words)
    cells = part.evidence.submission.cells
    return bool(flat) and any(flat in squash(cell.source) for cell in cells if cell.kind is CellKind.CODE)
