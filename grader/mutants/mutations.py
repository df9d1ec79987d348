"""A reference solution's mutants: each differs from it in one thing."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.evidence import Cell, CellKind
from grader.mutants.code import edits_of
from grader.mutants.edits import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from grader.evidence import Submission

TURNED = {"참": "거짓", "거짓": "참", "True": "False", "False": "True", "true": "false", "false": "true"} | {
    "O": "X",
    "X": "O",
    "T": "F",
    "F": "T",
}
_TRUTH = re.compile(r"^(\s*(?:\d+[.)]|[-*])\s*)(" + "|".join(TURNED) + r")\b")


@dataclass(frozen=True)
class Mutant:
    """The reference with one cell written otherwise; ``runs`` where that cell is code."""

    what: str
    cell: int
    source: str
    runs: bool
    part: str = ""
    """The part in which the cell stands, for the table."""


def mutants_of(submission: Submission, homes: dict[int, str], options: Iterable[Sequence[str]] = ()) -> list[Mutant]:
    """Return every mutant of the cells that belong to a part.

    Args:
        submission: The reference.
        homes: Cell to the part that it stands in; other cells (imports, data) are left as they are.
        options: For each question of choice, the options' names.
    """
    own = frozenset(name for cell in submission.cells for name in _functions(cell))
    made: list[Mutant] = []
    for cell in submission.cells:
        if cell.number in homes:
            found = _of_code(cell, own) if cell.kind is CellKind.CODE else _of_words(cell, list(options))
            made += (replace(mutant, part=homes[cell.number]) for mutant in found)
    return made


def _of_code(cell: Cell, own: frozenset[str]) -> Iterator[Mutant]:
    try:
        source = Source(cell.source)
    except SyntaxError:
        return
    seen = {cell.source}
    for edit in edits_of(source, own):
        changed = edit.apply(cell.source)
        if changed not in seen and _is_python(changed):
            seen.add(changed)
            yield Mutant(edit.what, cell.number, changed, runs=True)
    yield Mutant("without the cell", cell.number, "", runs=True)


def _of_words(cell: Cell, options: list[Sequence[str]]) -> Iterator[Mutant]:
    """Answers written in words: an option more or less, a truth value turned round, the words left out."""
    lines = cell.source.splitlines()
    answers = [number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    if not answers:
        return
    for number in answers:
        for what, text in _other_answers(lines[number], options):
            yield _with_line(cell, lines, number, text, what)
    headings = "\n".join(line for number, line in enumerate(lines) if number not in answers)
    yield Mutant("without the words", cell.number, headings, runs=False)


def _other_answers(line: str, options: list[Sequence[str]]) -> Iterator[tuple[str, str]]:
    if match := _TRUTH.match(line):
        other = TURNED[match[2]]
        yield f"{line.strip()} → {other}", line[: match.start(2)] + other + line[match.end(2) :]
    named = [names for names in options if any(name in line for name in names)]
    for name in dict.fromkeys(name for names in named[:1] for name in names):
        if name in line:
            yield f"without the option {name}", _without(line, name)
        else:
            yield f"with the option {name}", f"{line}, {name}"
    if not match and not named and (numbers := list(re.finditer(r"\d+", line))):
        last = numbers[-1]
        other = str(int(last[0]) + 1)
        yield f"{last[0]} → {other}", line[: last.start()] + other + line[last.end() :]


def _without(line: str, name: str) -> str:
    """Leave a name out of a list, with the comma behind it or else the one in front."""
    listed, last = rf"{re.escape(name)}\s*,\s*", rf",?\s*{re.escape(name)}"
    return re.sub(listed if re.search(listed, line) else last, "", line)


def _with_line(cell: Cell, lines: list[str], number: int, text: str, what: str) -> Mutant:
    return Mutant(what, cell.number, "\n".join([*lines[:number], text, *lines[number + 1 :]]), runs=False)


def _functions(cell: Cell) -> Iterator[str]:
    try:
        body = ast.parse(cell.source).body if cell.kind is CellKind.CODE else []
    except SyntaxError:
        return
    yield from (node.name for node in body if isinstance(node, ast.FunctionDef))


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
