"""A part's words: markdown, comments, and what its cells printed, showed and assigned."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import partial
from typing import TYPE_CHECKING

from grader.attribution.inline import by_part
from grader.attribution.outputs import prints_of, said
from grader.evidence import CellKind
from grader.markers.places import title_of
from grader.markers.source import read_source, without_magics
from grader.parts import Origin, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.attribution.territory import Place
    from grader.evidence import Cell, Evidence
    from grader.markers import Tree
    from grader.parts import Span


_OF_KERAS = re.compile(
    r"\s*(?:[│┃├└┌┏┡┬┴━─╇╒╞╘_=]{2}|[│┃├└┌┏┡]|Model: \"|(?:Total|Trainable|Non-trainable|Optimizer) params:"
    r"|Epoch \d+/\d+|\S*\d+/\d+\S*\s)"
)
"""The lines of ``summary()`` and of a training's progress."""


class Words:
    """All that a submission says, read once for all parts."""

    def __init__(self, evidence: Evidence, spans: Mapping[str, Sequence[Span]], tree: Tree) -> None:
        runs = {run.cell: run for run in evidence.recording.cells}
        self._evidence = evidence
        self._spans = spans
        self._all = [span for held in spans.values() for span in held]
        self._closing = {span.cell for held in spans.values() for span in held if _closes(span, evidence)}
        self._written = {cell.number: tuple(_written(cell)) for cell in evidence.submission.cells}
        self._owned = {number: tuple(self._by_part(written, tree)) for number, written in self._written.items()}
        prints = prints_of(evidence.submission.cells, tree, self._all)
        self._said = {
            cell.number: tuple(
                (self._nearer(part, passage, tree), passage) for part, passage in said(cell, run, tree, prints)
            )
            for cell in evidence.submission.cells
            if (run := runs.get(cell.number)) is not None
        }

    def of(self, name: str) -> tuple[Passage, ...]:
        """Collect a part's words, in the order of the submission.

        Those inside its spans, variables by where they are assigned, what is printed as written by its ``print``; what
        a cell said whose last lines are the part's, for output comes without a line, or are nobody's, as where
        functions named after parts are called at the end; and output and variables that name the part themselves,
        wherever they stand.
        """
        found: list[Passage] = []
        for cell in self._evidence.submission.cells:
            own = [span for span in self._spans[name] if span.cell == cell.number]
            found += (passage for part, passage in self._owned[cell.number] if part == name)
            words = self._said.get(cell.number)
            if words is not None:
                closes = any(_closes(span, self._evidence) for span in own)
                # Nobody's words may be anybody's, but not those of a part that the cell's output names.
                shared = bool(own) and cell.number not in self._closing and all(part != name for part, _ in words)
                found += (
                    passage
                    for part, passage in words
                    if part == name
                    or (part is None and self._is_of(passage, self._spans[name], otherwise=closes or shared))
                )
            elif own and cell.kind is CellKind.CODE:
                found += _stored(cell, own[-1])
        return tuple(found)

    def _by_part(self, written: Sequence[Passage], tree: Tree) -> Iterator[tuple[str, Passage]]:
        """Give each line to its part; one that opens a part may answer those after it, too."""
        opened: set[Span] = set()
        for passage in written:
            for name, held in self._spans.items():
                span = next((span for span in held if _holds(passage, span)), None)
                if span is not None and span not in opened:
                    opened.add(span)
                    yield from by_part(passage, name, tree)
                elif span is not None:
                    yield name, passage

    def _nearer(self, part: str | None, passage: Passage, tree: Tree) -> str | None:
        """Take ``a3`` among the lines of 4-3 for that part's, where by itself the name says part 3."""
        if part is None or passage.origin is not Origin.VARIABLE:
            return part
        last = tree.path_of(part)[-1:]
        around = (name for name, held in self._spans.items() if any(map(partial(_holds, passage), held)))
        return next((name for name in around if tree.path_of(name)[-1:] == last), part)

    def _is_of(self, passage: Passage, own: Sequence[Span], *, otherwise: bool) -> bool:
        if passage.origin in {Origin.VARIABLE, Origin.PRINTED} and any(map(partial(_holds, passage), self._all)):
            return any(map(partial(_holds, passage), own))
        return otherwise

    def between(self, start: Place, end: Place, claimed: Sequence[Span]) -> tuple[Passage, ...]:
        """Collect the words after one place and before another that no span of ``claimed`` holds.

        What a cell said stands at its last line; words that name a part themselves are that part's, and what Keras
        prints are nobody's words.
        """
        found: list[Passage] = []
        for cell in self._evidence.submission.cells:
            said_here = [
                passage
                for part, passage in self._said.get(cell.number, ())
                if part is None and not (passage.origin is Origin.PRINTED and _OF_KERAS.match(passage.text))
            ]
            found += (
                passage
                for passage in (*self._written[cell.number], *said_here)
                if start < (passage.cell, passage.line) < end and not any(map(partial(_holds, passage), claimed))
            )
        return tuple(found)


def _holds(passage: Passage, span: Span) -> bool:
    return span.holds(passage.cell, passage.line)


def _closes(span: Span, evidence: Evidence) -> bool:
    return span.last >= evidence.submission.cells[span.cell - 1].source.rstrip("\n").count("\n") + 1


def _written(cell: Cell) -> Iterator[Passage]:
    if cell.kind is CellKind.MARKDOWN:
        for number, line in enumerate(cell.source.split("\n"), 1):
            if line.strip():
                yield Passage(cell.number, number, Origin.MARKDOWN, line)
        return
    yield from sorted((*_comments(cell), *_strings(cell)), key=lambda passage: passage.line)


def _comments(cell: Cell) -> Iterator[Passage]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(without_magics(cell.source)).readline))
    except (tokenize.TokenError, SyntaxError):
        # Code that is no Python: a comment then is a line that begins as one.
        tokens = []
        for number, line in enumerate(cell.source.split("\n"), 1):
            if line.lstrip().startswith("#"):
                yield Passage(cell.number, number, Origin.COMMENT, line.lstrip().lstrip("#").strip())
    for token in tokens:
        title = title_of(token.string) if token.type == tokenize.COMMENT else None
        if token.type == tokenize.COMMENT and (text := token.string.lstrip("#").strip() if title is None else title):
            yield Passage(cell.number, token.start[0], Origin.COMMENT, text)


def _strings(cell: Cell) -> Iterator[Passage]:
    """Yield strings that stand alone as statements: text that a student put between the code."""
    module = read_source(cell.source).module
    for statement in module.body if module is not None else ():
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            text = statement.value.value
            if isinstance(text, str):
                for offset, line in enumerate(text.splitlines()):
                    if line.strip():
                        yield Passage(cell.number, statement.lineno + offset, Origin.STRING, line)


def _stored(cell: Cell, span: Span) -> Iterator[Passage]:
    """Yield what the notebook was saved with, for a cell that did not run here."""
    for output in cell.outputs:
        if output.kind == "stdout":
            for line in output.text.splitlines():
                yield Passage(cell.number, span.last, Origin.PRINTED, line)
        elif output.kind in ("result", "display"):
            yield Passage(cell.number, span.last, Origin.DISPLAYED, output.text)
