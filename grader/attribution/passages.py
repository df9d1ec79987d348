"""A part's words: markdown, comments, and what its cells printed, showed and assigned."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import TYPE_CHECKING

from grader.evidence import CellKind
from grader.parts import Origin, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from grader.evidence import Cell, CellRun, Evidence
    from grader.parts import Span


def passages_of(evidence: Evidence, spans: Sequence[Span]) -> tuple[Passage, ...]:
    """Collect the words inside the spans, in the order of the submission."""
    runs = {run.cell: run for run in evidence.recording.cells}
    found: list[Passage] = []
    for span in spans:
        cell = evidence.submission.cells[span.cell - 1]
        found += (p for p in _written(cell) if span.first <= p.line <= span.last)
        run = runs.get(span.cell)
        # What a cell said belongs to the part that its last lines belong to: output comes without a line.
        if run is not None and span.last >= cell.source.count("\n") + 1:
            found += _said(run, span)
        elif run is None and cell.kind is CellKind.CODE:
            found += _stored(cell, span)
    return tuple(found)


def _written(cell: Cell) -> Iterator[Passage]:
    if cell.kind is CellKind.MARKDOWN:
        for number, line in enumerate(cell.source.splitlines(), 1):
            if line.strip():
                yield Passage(cell.number, number, Origin.MARKDOWN, line)
        return
    yield from sorted((*_comments(cell), *_strings(cell)), key=lambda passage: passage.line)


def _comments(cell: Cell) -> Iterator[Passage]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(cell.source).readline))
    except (tokenize.TokenError, SyntaxError):
        # Magics and unfinished code: a comment then is a line that begins as one.
        tokens = []
        for number, line in enumerate(cell.source.splitlines(), 1):
            if line.lstrip().startswith("#"):
                yield Passage(cell.number, number, Origin.COMMENT, line.lstrip().lstrip("#").strip())
    for token in tokens:
        if token.type == tokenize.COMMENT and (text := token.string.lstrip("#").strip()):
            yield Passage(cell.number, token.start[0], Origin.COMMENT, text)


def _strings(cell: Cell) -> Iterator[Passage]:
    """Yield strings that stand alone as statements: text that a student put between the code."""
    try:
        body: Iterable[ast.stmt] = ast.parse(cell.source).body
    except (SyntaxError, ValueError):
        return
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            text = statement.value.value
            if isinstance(text, str):
                for offset, line in enumerate(text.splitlines()):
                    if line.strip():
                        yield Passage(cell.number, statement.lineno + offset, Origin.STRING, line)


def _said(run: CellRun, span: Span) -> Iterator[Passage]:
    for line in run.stdout.splitlines():
        if line.strip():
            yield Passage(span.cell, span.last, Origin.PRINTED, line)
    for text in run.displayed:
        yield Passage(span.cell, span.last, Origin.DISPLAYED, text)
    for name, text in run.variables.items():
        yield Passage(span.cell, span.last, Origin.VARIABLE, text, name)


def _stored(cell: Cell, span: Span) -> Iterator[Passage]:
    """Yield what the notebook was saved with, for a cell that did not run here."""
    for output in cell.outputs:
        if output.kind == "stdout":
            for line in output.text.splitlines():
                yield Passage(cell.number, span.last, Origin.PRINTED, line)
        elif output.kind in ("result", "display"):
            yield Passage(cell.number, span.last, Origin.DISPLAYED, output.text)
