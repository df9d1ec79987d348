"""The statements and comments of a cell or a script, magics and all."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 1_000_000  # characters; parsing more takes gigabytes, and nobody writes it by hand
_MAGIC_LINE = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)
_MAGIC_VALUE = re.compile(r"=[ \t]*[!%].*$", re.MULTILINE)
_TRIPLE = re.compile(r'"""|\'\'\'')


@dataclass(frozen=True)
class Comment:
    """A line that holds nothing but a comment; ``outer`` says that no statement encloses it."""

    line: int
    text: str
    outer: bool


@dataclass(frozen=True)
class Source:
    """What was read of some Python; ``module`` is ``None`` where it does not parse."""

    module: ast.Module | None
    comments: tuple[Comment, ...]


@lru_cache(maxsize=8)
def read_source(source: str) -> Source:
    """Read Python as cells hold it: magics and shell lines are passed over, and lines keep their numbers.

    What does not parse still shows its comments: those in column 1 count as outer ones.
    """
    module = _parse(source) or _parse(without_magics(source))
    lines = source.split("\n")
    quoted = _quoted_by_eye(lines) if module is None else _quoted(module)
    enclosed = set() if module is None else _enclosed(module)
    comments = (
        Comment(number, line.strip(), outer=line.startswith("#") and number not in enclosed)
        for number, line in enumerate(lines, 1)
        if line.lstrip().startswith("#") and number not in quoted
    )
    return Source(module, tuple(comments))


def without_magics(source: str) -> str:
    """Put ``pass`` in place of magics and shell lines; all else keeps its place."""
    return _MAGIC_VALUE.sub("= None", _MAGIC_LINE.sub(r"\1pass", source))


def extent(statement: ast.stmt) -> tuple[int, int]:
    """First and last line of a statement, decorators included."""
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return first, statement.end_lineno or statement.lineno


def _parse(source: str) -> ast.Module | None:
    if len(source) > _LONGEST:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _enclosed(module: ast.Module) -> set[int]:
    return {number for statement in module.body for number in range(extent(statement)[0], extent(statement)[1] + 1)}


def _quoted(module: ast.Module) -> set[int]:
    """Lines that begin inside a string."""
    inside: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)):
            inside.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return inside


def _quoted_by_eye(lines: list[str]) -> set[int]:
    """As ``_quoted``, for what does not parse: odd triple quotes open and close a string."""
    inside: set[int] = set()
    opened = ""
    for number, line in enumerate(lines, 1):
        if opened:
            inside.add(number)
        for quotes in _TRIPLE.findall(line if opened else line.split("#", 1)[0]):
            opened = "" if quotes == opened else opened or quotes
    return inside
