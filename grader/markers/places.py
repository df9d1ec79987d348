"""Where markers can stand in a cell: text lines, comments, printed strings, function names, titles and tags."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.evidence import CellKind
from grader.markers.decoration import LineKind, is_rule
from grader.markers.grammar import Marker, Shape, find_marker
from grader.markers.source import extent, read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.evidence import Cell

_LONGEST_TITLE = 400  # characters
# A cell magic that an exporter commented out ("# %%time") opens no cell.
_CELL_TITLE = re.compile(
    r"#\s*%%+(?!(?:time(?:it)?|capture|bash|sh|html|javascript|writefile|prun|latex)\b)(?P<title>.*)"
)
_OPTIONS = re.compile(r"\[[A-Za-z]+\]|^\s*md\s*$|\w+\s*=\s*(?:\[[^\]]*\]|\"[^\"]*\"|\S+)|\{.*\}")
_FENCE = re.compile(r"\s*(?:```|~~~)")


@dataclass(frozen=True)
class Found:
    """A candidate and its place.

    ``last`` is where a function ends: its name, and what is in it, marks only itself. ``alone`` says that a text cell
    holds nothing else.
    """

    cell: int
    line: int
    kind: LineKind
    marker: Marker
    last: int | None = None
    alone: bool = False


def find_all(cells: Sequence[Cell]) -> tuple[Found, ...]:
    """Collect the candidates of all cells, in order."""
    return tuple(found for cell in cells for found in _in_cell(cell))


def opening_lines(source: str) -> tuple[int, ...]:
    """Find the lines of a script, outside all functions and loops, at which a question seems to open.

    There is a marker, or the function of a question is called: ``problem_2()``.
    """
    module = read_source(source).module
    outer = {comment.line for comment in read_source(source).comments if comment.outer}
    if module is not None:
        outer |= {statement.lineno for statement in module.body if isinstance(statement, ast.Expr)}
    marked = {found.line for found in _in_code(0, source) if found.kind is not LineKind.NAME and found.line in outer}
    calls = {statement.lineno for statement in (module.body if module is not None else ()) if _calls_part(statement)}
    return tuple(sorted(marked | calls))


def _calls_part(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Name) and find_marker(function.id, kind=LineKind.NAME) is not None


def title_of(line: str) -> str | None:
    """Return the title of a ``# %%`` line, without its kind, tags and options; ``None`` for any other line."""
    match = _CELL_TITLE.fullmatch(line)
    return None if match is None else _OPTIONS.sub("", match["title"][:_LONGEST_TITLE]).strip()


def _in_cell(cell: Cell) -> list[Found]:
    tagged = [
        Found(cell.number, 1, LineKind.TAG, marker)
        for tag in cell.tags
        if (marker := find_marker(tag, kind=LineKind.TAG)) is not None
    ]
    inside = _in_code if cell.kind is CellKind.CODE else _in_markdown
    return tagged + sorted(inside(cell.number, cell.source), key=lambda found: found.line)


def _in_markdown(cell: int, source: str) -> list[Found]:
    found: list[Found] = []
    fenced = formula = False
    lines = source.split("\n")
    for number, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True), 1):
        if _FENCE.match(line):
            fenced = not fenced
        elif line.count("$$") % 2:
            formula = not formula
        elif not (fenced or formula) and (marker := find_marker(line, kind=LineKind.MARKDOWN)) is not None:
            found.append(Found(cell, number, LineKind.MARKDOWN, _underlined(marker, below)))
    alone = len(found) == 1 == sum(1 for line in lines if line.strip())
    return [replace(place, alone=alone) for place in found]


def _in_code(cell: int, source: str) -> list[Found]:
    found = list(_in_comments(cell, source))
    module = read_source(source).module
    ends = _function_ends(module)
    if module is not None:
        outermost = set(map(id, module.body))
        for node in ast.walk(module):
            if isinstance(node, ast.stmt):
                found += _in_statement(cell, node, outer=id(node) in outermost)
        found += _in_sections(cell, source, module)
    return [replace(place, last=place.last or ends.get(place.line)) for place in found]


def _in_sections(cell: int, source: str, module: ast.Module) -> Iterator[Found]:
    """Read ``# (1)``, ``# (2)`` in a function that is named after a section: ``problem_1``."""
    comments = [comment for comment in read_source(source).comments if not comment.outer]
    for node in module.body:
        name = find_marker(node.name, kind=LineKind.NAME) if isinstance(node, ast.FunctionDef) else None
        if name is None or len(name.path) > 1:
            continue
        first, last = extent(node)
        inside = [
            (comment.line, replace(marker, path=(*name.path, *marker.path), shape=Shape.FULL))
            for comment in comments
            if first < comment.line <= last
            and (marker := find_marker(comment.text, kind=LineKind.COMMENT)) is not None
            and marker.shape is Shape.ROUND
        ]
        numbers = [marker.path[-1] for _, marker in inside]
        if len(numbers) > 1 and numbers == sorted(set(numbers), key=_in_order):
            yield from (Found(cell, line, LineKind.COMMENT, replace(marker, sure=True)) for line, marker in inside)


def _in_order(number: str) -> tuple[int, str]:
    return int(number) if number.isdecimal() else 0, number


def _function_ends(module: ast.Module | None) -> dict[int, int]:
    """For each line inside a function or class, the last line of the outermost one."""
    ends: dict[int, int] = {}
    for node in ast.walk(module) if module is not None else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first, last = extent(node)
            for line in range(first + 1, last + 1):
                ends.setdefault(line, last)  # the walk comes to outer ones first
    return ends


def _in_comments(cell: int, source: str) -> Iterator[Found]:
    comments = read_source(source).comments
    texts = {comment.line: comment.text for comment in comments}
    for comment in comments:
        title = title_of(comment.text)
        kind = LineKind.COMMENT if title is None else LineKind.TITLE
        marker = find_marker(comment.text if title is None else title, kind=kind)
        if marker is not None and (comment.outer or _speaks_for_itself(marker)):
            yield Found(cell, comment.line, kind, _underlined(marker, texts.get(comment.line + 1, "")))


def _underlined(marker: Marker, below: str) -> Marker:
    """Believe a marker that has a rule under it, as a banner and a heading have."""
    return replace(marker, sure=marker.sure or is_rule(below))


def _in_statement(cell: int, node: ast.stmt, *, outer: bool) -> Iterator[Found]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        first, last = extent(node)
        marker = find_marker(node.name, kind=LineKind.NAME)
        if marker is not None:
            yield Found(cell, first, LineKind.NAME, marker, last)
    elif isinstance(node, ast.Expr):
        yield from _in_expression(cell, node.value, outer=outer)


def _in_expression(cell: int, node: ast.expr, *, outer: bool) -> Iterator[Found]:
    """Read a string that stands by itself, and one that is printed with nothing else."""
    kind = LineKind.STRING
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
        kind, node = LineKind.PRINTED, node.args[0] if len(node.args) == 1 else node
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return
    # Escapes and continued lines make a string's lines other ones than the source's.
    as_written = node.value.count("\n") == (node.end_lineno or node.lineno) - node.lineno
    for offset, line in enumerate(node.value.split("\n")):
        marker = find_marker(line, kind=kind)
        if marker is not None and (outer or _speaks_for_itself(marker)):
            yield Found(cell, node.lineno + (offset if as_written else 0), kind, marker)


def _speaks_for_itself(marker: Marker) -> bool:
    """Tell whether a marker needs no context: what is believed inside functions and loops, too."""
    return marker.sure and marker.shape in {Shape.FULL, Shape.NAMED}
