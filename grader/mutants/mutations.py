"""A reference solution's mutants: each differs from it in one thing."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.evidence import CellKind
from grader.markers import LineKind, find_marker
from grader.markers.source import read_source
from grader.mutants.code import Known, edits_of
from grader.mutants.edits import Edit, Source, apply
from grader.mutants.names import names_of
from grader.mutants.words import Asked, other_answers
from grader.rubric import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.evidence import Cell, CellRun, Evidence, Submission
    from grader.parts import Span


class Homes:
    """Which part each line of a submission belongs to."""

    def __init__(self, spans: Mapping[str, Sequence[Span]]) -> None:
        self._spans = [(span, part) for part, held in spans.items() for span in held]
        self.cells = frozenset(span.cell for span, _ in self._spans)

    def of(self, cell: int, line: int) -> str | None:
        """Return the part of a line."""
        return next((part for span, part in self._spans if span.holds(cell, line)), None)

    def of_all(self, cell: int) -> str | None:
        """Return the part of a cell all of which belongs to one."""
        parts = {part for span, part in self._spans if span.cell == cell}
        return parts.pop() if len(parts) == 1 else None


@dataclass(frozen=True)
class Mutant:
    """The reference with one thing changed."""

    change: Change
    what: str
    part: str
    """The part in which it stands."""
    cell: int
    line: int
    """Of the cell, from 1; 0 where it is the cell as a whole."""


@dataclass(frozen=True)
class CodeMutant(Mutant):
    """Other code, which has to be run."""

    edits: tuple[Edit, ...]

    def submission(self, reference: Submission) -> Submission:
        """Return the reference with the cell changed."""
        return with_edits(reference, {self.cell: self.edits})


@dataclass(frozen=True)
class WordMutant(Mutant):
    """Other words, for which nothing has to be run: in the submission's text, or in what a cell printed."""

    printed: bool
    lines: tuple[tuple[int, str | None], ...]
    """Lines (from 1) as changed; None for one that is left out."""

    def evidence(self, reference: Evidence) -> Evidence:
        """Return the reference's evidence with the lines changed."""
        return self._apply(reference, dict(self.lines))

    @property
    def all_left_out(self) -> bool:
        """Nothing stands in the place of the lines."""
        return all(text is None for _, text in self.lines)

    def left_out(self, reference: Evidence) -> Evidence:
        """Return the reference's evidence without these lines: if nothing is lost then, they are no answer."""
        return self._apply(reference, {line: None for line, _ in self.lines})

    def _apply(self, reference: Evidence, lines: Mapping[int, str | None]) -> Evidence:
        if self.printed:
            return _with_printed(reference, self.cell, lines)
        submission = reference.submission
        source = _with_lines(submission.cells[self.cell - 1].source, lines)
        return reference.model_copy(update={"submission": with_source(submission, self.cell, source)})


def with_source(submission: Submission, cell: int, source: str) -> Submission:
    """Return a submission with one cell written otherwise."""
    cells = tuple(one.model_copy(update={"source": source}) if one.number == cell else one for one in submission.cells)
    return submission.model_copy(update={"cells": cells})


def with_edits(submission: Submission, edits: Mapping[int, tuple[Edit, ...]]) -> Submission:
    """Return a submission with several of its cells changed."""
    for cell, made in edits.items():
        submission = with_source(submission, cell, apply(submission.cells[cell - 1].source, made))
    return submission


def code_mutants(submission: Submission, homes: Homes) -> Iterator[CodeMutant]:
    """Yield every change of the code that belongs to a part; other code (imports, data) is left as it is."""
    known = _known(submission)
    for cell in submission.cells:
        if cell.number not in homes.cells or cell.kind is not CellKind.CODE:
            continue
        for edit in _of_code(cell, known):
            part = homes.of(cell.number, edit.line) if edit.line else homes.of_all(cell.number)
            if part is not None:
                yield CodeMutant(edit.change, edit.what, part, cell.number, edit.line, (edit,))


def _known(submission: Submission) -> Known:
    variables: set[str] = set()
    functions: set[str] = set()
    for cell in submission.cells:
        module = read_source(cell.source).module if cell.kind is CellKind.CODE else None
        variables |= names_of(cell.source).sets if module else set()
        functions |= {node.name for node in module.body if isinstance(node, ast.FunctionDef)} if module else set()
    return Known(frozenset(variables), frozenset(functions))


def _of_code(cell: Cell, known: Known) -> Iterator[Edit]:
    try:
        source = Source(cell.source)
    except SyntaxError:
        return
    seen = {cell.source}
    for edit in edits_of(source, known):
        changed = apply(cell.source, [edit])
        if changed not in seen and _is_python(changed):
            seen.add(changed)
            yield edit
    if source.tree.body:
        yield Edit(Change.CELL, "without the cell", 0, 0, len(cell.source.encode()), "")


def word_mutants(evidence: Evidence, homes: Homes, asked: Mapping[str, Asked]) -> Iterator[WordMutant]:
    """Yield every other answer in the words of the parts: written ones, and, where words are asked for, printed ones.

    Args:
        evidence: The reference's.
        homes: Which part a line belongs to.
        asked: Part to the words that its criteria want.
    """
    runs = {run.cell: run for run in evidence.recording.cells}
    for cell in evidence.submission.cells:
        written = [(part, line, text) for line, text in _written(cell) if (part := homes.of(cell.number, line))]
        for part, line, text in written:
            if cell.kind is CellKind.MARKDOWN or asked[part].words:
                yield from _of_line(part, cell, line, text, asked[part], printed=False)
        run, whole = runs.get(cell.number), homes.of_all(cell.number)
        for line, text in _printed(run) if run and whole and asked[whole].words else ():
            yield from _of_line(whole or "", cell, line, text, asked[whole or ""], printed=True)
        if written and cell.kind is CellKind.MARKDOWN:
            part, line, _ = written[0]
            gone = tuple((line, None) for _, line, _ in written)
            yield WordMutant(Change.ANSWER, "without the words", part, cell.number, line, printed=False, lines=gone)


def _of_line(  # noqa: PLR0913 - where a line stands, and what is asked of it
    part: str, cell: Cell, line: int, text: str, asked: Asked, *, printed: bool
) -> Iterator[WordMutant]:
    for what, other in other_answers(text, asked):
        told = f"printed: {what}" if printed else what
        yield WordMutant(
            Change.ANSWER, told, part, cell.number, 0 if printed else line, printed=printed, lines=((line, other),)
        )


def _written(cell: Cell) -> Iterator[tuple[int, str]]:
    """Yield the lines of markdown, or of a code cell's comments, that say more than which part it is."""
    if cell.kind is CellKind.MARKDOWN:
        lines = [(number, line) for number, line in enumerate(cell.source.split("\n"), 1)]
        lines = [(number, line) for number, line in lines if line.strip() and not line.lstrip().startswith("#")]
        kind = LineKind.MARKDOWN
    else:
        comments = read_source(cell.source).comments
        lines = [(one.line, one.text) for one in comments if not one.text.startswith("# %%")]
        kind = LineKind.COMMENT
    for number, line in lines:
        marker = find_marker(line, kind=kind)
        if marker is None or marker.title.strip():
            yield number, line


def _printed(run: CellRun) -> Iterator[tuple[int, str]]:
    yield from ((number, line) for number, line in enumerate(run.stdout.split("\n"), 1) if line.strip())


def _with_printed(evidence: Evidence, cell: int, lines: Mapping[int, str | None]) -> Evidence:
    runs = tuple(
        run.model_copy(update={"stdout": _with_lines(run.stdout, lines)}) if run.cell == cell else run
        for run in evidence.recording.cells
    )
    return evidence.model_copy(update={"recording": evidence.recording.model_copy(update={"cells": runs})})


def _with_lines(source: str, lines: Mapping[int, str | None]) -> str:
    kept = ((number, lines.get(number, text)) for number, text in enumerate(source.split("\n"), 1))
    return "\n".join(text for _, text in kept if text is not None)


def _is_python(text: str) -> bool:
    try:
        Source(text)
    except SyntaxError:
        return False
    return True
