"""From a script to cells, so that a statement that fails does not take the rest with it.

A script with ``# %%`` lines (jupytext's percent format, VS Code, Spyder) has its author's cells. Any other is cut where
a question is marked to open or the function of one is called, and nowhere else.
"""

from __future__ import annotations

import ast
import re

from grader.evidence import Cell, CellKind
from grader.markers.decoration import is_rule
from grader.markers.places import opening_lines, title_of
from grader.markers.source import read_source

_TAGS = re.compile(r"tags\s*=\s*(\[[^\]]*\])|\"tags\"\s*:\s*(\[[^\]]*\])")
_PROSE = re.compile(r"\[(?:markdown|md|raw)\]|%%+\s*md\s*$", re.IGNORECASE)  # "#%% md" is PyCharm's
# Lines that other tools put where a cell began: Jupyter's export, Spyder, Databricks.
_EXPORTED = re.compile(r"#\s*(?:In\s*\[[\d ]*\]:?|<codecell>|COMMAND -+)\s*")
_STRING_ENDS = re.compile(r"^r?(?:\"\"\"|\'\'\')|(?:\"\"\"|\'\'\')$")


def cells_of(text: str) -> tuple[Cell, ...]:
    """Cut a script into cells. Every line of the file stands in one, at its place: see ``Cell.first_line``."""
    lines = text.split("\n")
    outer = {comment.line: comment.text for comment in read_source(text).comments if comment.outer}
    titled = [number for number, line in outer.items() if title_of(line) is not None]
    if titled:
        pieces = _pieces(set(titled), lines)
        pieces[0] = (titled[0] if not "".join(lines[: titled[0] - 1]).strip() else 1, pieces[0][1])
        return tuple(_titled_cell(index, lines, *piece) for index, piece in enumerate(pieces, 1))
    opening = set(opening_lines(text))
    cuts = {_above_rules(number, outer, opening) for number in opening}
    cuts |= {number for number, line in outer.items() if _EXPORTED.fullmatch(line)}
    return tuple(
        Cell(number=index, kind=CellKind.CODE, source=_source(lines, first, last), first_line=first)
        for index, (first, last) in enumerate(_pieces(cuts, lines), 1)
    )


def _above_rules(number: int, outer: dict[int, str], opening: set[int]) -> int:
    """Take the rule over a banner's title along with it, unless it closes the banner before."""
    first = number
    while first - 1 in outer and is_rule(outer[first - 1]):
        first -= 1
    return number if first - 1 in opening else first


def _pieces(cuts: set[int], lines: list[str]) -> list[tuple[int, int]]:
    """First and last lines of the pieces; nothing but blank lines makes no piece of its own."""
    starts = sorted(cuts)
    before = lines[: starts[0] - 1] if starts else lines
    if not starts or any(line.strip() for line in before):
        starts = sorted({1, *starts})
    else:
        starts[0] = 1
    return [(first, after - 1) for first, after in zip(starts, [*starts[1:], len(lines) + 1], strict=True)]


def _source(lines: list[str], first: int, last: int) -> str:
    """Join lines; only the file's last one may lack its line end."""
    return "\n".join(lines[first - 1 : last]) + ("\n" if last < len(lines) else "")


def _titled_cell(number: int, lines: list[str], first: int, last: int) -> Cell:
    """Make a cell of what a ``# %%`` line opens; the first one may have blank lines, or other code, instead."""
    head = lines[first - 1]
    title = title_of(head)
    tags = () if title is None else _tags(head)
    if title is None or not _PROSE.search(head):
        return Cell(number=number, kind=CellKind.CODE, source=_source(lines, first, last), first_line=first, tags=tags)
    body = _uncommented(lines[first:last])
    return Cell(
        number=number,
        kind=CellKind.MARKDOWN,
        source="\n".join([title, *body] if title else body).rstrip("\n"),
        first_line=first if title else min(first + 1, len(lines)),
        tags=tags,
    )


def _tags(head: str) -> tuple[str, ...]:
    match = _TAGS.search(head)
    try:
        tags = ast.literal_eval(match[1] or match[2]) if match else ()
    except (ValueError, SyntaxError):
        return ()
    return tuple(tag for tag in tags if isinstance(tag, str))


def _uncommented(body: list[str]) -> list[str]:
    """Text of a markdown cell, written as comments or as one string; a line stays a line."""
    filled = next((line for line in body if line.strip()), "")
    if _STRING_ENDS.match(filled):
        return [_STRING_ENDS.sub("", line.rstrip()) for line in body]
    return [re.sub(r"^#\s?", "", line) for line in body]
