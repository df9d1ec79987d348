"""A part of an exam as the checks see it: what of the evidence belongs to it.

Who puts it together is ``grader.attribution``; a check only reads.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from grader.evidence import CellKind, Compile, Ending, Evaluate, Fit, LayerCall, Predict, Summary
from grader.obstacles import obstacles
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.evidence import CellRun, Event, EventLog, Evidence, Network, Place

E = TypeVar("E", bound="Place")

CUT = frozenset({Ending.TIMED_OUT, Ending.OUT_OF_MEMORY, Ending.KILLED, Ending.REJECTED})
"""Endings that are not the code's own: what had not happened by then says nothing about the student."""


class Origin(StrEnum):
    """Where a student's words stand."""

    MARKDOWN = "markdown"
    COMMENT = "comment"
    STRING = "string"
    PRINTED = "printed"
    DISPLAYED = "displayed"
    VARIABLE = "variable"


@dataclass(frozen=True)
class Passage:
    """Some of a student's words; ``name`` is the variable's where it is one.

    ``announced`` where they stand right behind the part's own marker and a colon: ``4-3: a, c``.
    """

    cell: int
    line: int
    origin: Origin
    text: str
    name: str = ""
    announced: bool = False


@dataclass(frozen=True)
class Span:
    """Lines ``first`` to ``last`` (from 1, both included) of one cell."""

    cell: int
    first: int
    last: int

    def holds(self, cell: int, line: int | None) -> bool:
        """Tell whether the place is inside; an unknown line counts as the cell's first."""
        return self.cell == cell and self.first <= (line or self.first) <= self.last


def together(marked: Sequence[Span]) -> list[list[Span]]:
    """Put spans that follow each other together; another part between them separates two attempts."""
    attempts: list[list[Span]] = []
    for span in marked:
        if attempts and not _apart(attempts[-1][-1], span):
            attempts[-1].append(span)
        else:
            attempts.append([span])
    return attempts


def _apart(one: Span, other: Span) -> bool:
    return other.cell > one.cell + 1 or (other.cell == one.cell and other.first > one.last + 1)


@dataclass(frozen=True)
class PartEvidence:
    """What belongs to one part. ``events`` and ``passages`` are in the order of the run and of the submission."""

    id: str
    evidence: Evidence
    spans: tuple[Span, ...] = ()
    events: tuple[Event, ...] = ()
    passages: tuple[Passage, ...] = ()
    logs: tuple[EventLog, ...] = ()
    others: Mapping[str, PartEvidence] = field(default_factory=lambda: MappingProxyType({}))
    titles: tuple[str, ...] = ()
    """What the exam calls it, in each language: in a copy of the exam these are not the student's words."""
    loose: tuple[Passage, ...] = ()
    """Words that no marker claims, between the part before and the part after: only for a part without its own."""
    by_content: bool = False
    """No marker claims what was done for it; it was found by what it is."""
    note: Text = NOTHING
    """How the part was found where that is worth a word: by alignment, as the second attempt."""

    @property
    def blank(self) -> bool:
        """Nothing was done or written for this part."""
        return not self.events and not self.passages

    @property
    def cell_runs(self) -> tuple[CellRun, ...]:
        """The runs of the cells that this part touches."""
        numbers = {span.cell for span in self.spans}
        return tuple(run for run in self.evidence.recording.cells if run.cell in numbers)

    @cached_property
    def unreached(self) -> bool:
        """Some of the part's code was not run to its end, and the code itself was not the reason.

        The run was cut before it (time, memory, a signal), a cell of the part ran out of time or needed what is not
        here (``obstacle``), or nothing was run.
        What happened still counts; what did not happen is for a person. A part without any code of its own is
        unreached only if some code that never ran belongs to no other part.
        """
        runs = {run.cell: run for run in self.evidence.recording.cells}
        cut = self.evidence.ending in CUT
        if not self.spans:
            free = self._code_cells() - self._cells_of_others()
            return any((cut and cell not in runs) or cell in self._obstacles for cell in free)
        code = self._code_cells()
        return any(self._is_cut(span, runs.get(span.cell), cut) for span in self.spans if span.cell in code)

    @property
    def obstacle(self) -> Text | None:
        """What of the machine that graded stopped the part's code, if it was stopped so."""
        cells = {span.cell for span in self.spans} or self._code_cells() - self._cells_of_others()
        return next((what for cell, what in self._obstacles.items() if cell in cells), None)

    @cached_property
    def _obstacles(self) -> Mapping[int, Text]:
        return obstacles(self.evidence.submission.cells, self.evidence.recording.cells)

    def _is_cut(self, span: Span, run: CellRun | None, cut: bool) -> bool:
        if run is None:
            return cut
        if run.ending == "raised":
            return run.cell in self._obstacles and (run.error is None or (run.error.line or 0) <= span.last)
        if run.ending == "timed_out" or (cut and run.ending in ("running", "skipped")):
            # A cell may hold several parts (a plain script): one that something later in the cell has passed is done.
            around = _function_around(self.evidence.submission.cells[span.cell - 1].source, span.first)
            return not any(_has_passed(event, span, around) for event in self.evidence.recording.events)
        return False

    def _code_cells(self) -> set[int]:
        return {
            cell.number for cell in self.evidence.submission.cells if cell.kind is CellKind.CODE and cell.source.strip()
        }

    def _cells_of_others(self) -> set[int]:
        return {span.cell for part in self.others.values() if part.id != self.id for span in part.spans}

    @property
    def fits(self) -> tuple[Fit, ...]:
        """Trainings, in order."""
        return self._of(Fit)

    @property
    def compiles(self) -> tuple[Compile, ...]:
        """Calls of ``compile``, in order."""
        return self._of(Compile)

    @property
    def evaluations(self) -> tuple[Evaluate, ...]:
        """Calls of ``evaluate``, in order."""
        return self._of(Evaluate)

    @property
    def predictions(self) -> tuple[Predict, ...]:
        """Calls of ``predict`` and of models on data, in order."""
        return self._of(Predict)

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """Calls of ``summary``, in order."""
        return self._of(Summary)

    @property
    def layer_calls(self) -> tuple[LayerCall, ...]:
        """Layers called by themselves, in order."""
        return self._of(LayerCall)

    def network(self, number: int) -> Network:
        """Return a snapshot by its index in the recording."""
        return self.evidence.recording.networks[number]

    def where(self, place: Place | Passage | None) -> str:
        """Say where a thing is, as the report shows it: "cell 12, line 3", or "line 57" of a script."""
        if place is None or place.cell == 0:
            return ""
        return locate(self.evidence, place.cell, place.line)

    def where_cell(self, cell: int, line: int | None) -> str:
        """Say where a cell's line is, as ``where`` does."""
        return locate(self.evidence, cell, line)

    def _of(self, kind: type[E]) -> tuple[E, ...]:
        return tuple(event for event in self.events if isinstance(event, kind))


def locate(evidence: Evidence, cell: int, line: int | None) -> str:
    """Say where a place of the submission is: the line of a script, the cell and its line of a notebook."""
    submission = evidence.submission
    if submission.form == "script" and 0 < cell <= len(submission.cells):
        return f"line {submission.cells[cell - 1].first_line + (line or 1) - 1}"
    return f"cell {cell}" + (f", line {line}" if line else "")


def _function_around(source: str, line: int) -> range | None:
    """Return the lines of the innermost function that a line is of."""
    try:
        module = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    around = (
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.lineno <= line <= (node.end_lineno or 0)
    )
    return min(around, key=len, default=None)


def _has_passed(event: Event, span: Span, around: range | None) -> bool:
    """Tell whether the run was beyond a span when an event happened; inside a function only that function tells."""
    if around is None:
        return event.cell == span.cell and (event.line or 0) > span.last
    return any(frame.cell == span.cell and frame.line in around and frame.line > span.last for frame in event.frames)
