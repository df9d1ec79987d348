"""Places in a cell's source, and the source with one of them written otherwise."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.rubric import Change

LAST_NAME = "?"

_MAGIC = re.compile(r"^(?P<front>[ \t]*|.*=[ \t]*)[%!](?P<rest>.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Edit:
    """A change of one place: ``what`` says it in words ("Dense 20 → 25")."""

    change: Change
    what: str
    line: int
    """Of the cell, from 1."""
    start: int
    end: int
    text: str
    """Offsets of bytes, as Python's parser counts columns."""


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Return the source with changes made whose places do not overlap."""
    encoded = source.encode()
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        encoded = encoded[: edit.start] + edit.text.encode() + encoded[edit.end :]
    return encoded.decode()


class Source:
    """A cell's source with the offsets of its nodes.

    Raises:
        SyntaxError: It is no Python.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(_without_magics(text))
        self._encoded = text.encode()
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line.encode()) + 1)

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Return where a node begins and ends."""
        last, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[last - 1] + column

    def words(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """Return a node as written, on one line."""
        start, end = self.span(node)
        return " ".join(self._encoded[start:end].decode().split())

    def replace(self, node: ast.expr | ast.stmt, text: str, change: Change, what: str) -> Edit:
        """Write ``text`` in a node's place."""
        return Edit(change, what, node.lineno, *self.span(node), text)

    def replace_all(self, first: ast.expr, last: ast.expr, text: str, change: Change, what: str) -> Edit:
        """Write ``text`` in the place of neighbours, from the first's beginning to the last's end."""
        return Edit(change, what, first.lineno, self.span(first)[0], self.span(last)[1], text)

    def add_argument(self, call: ast.Call, text: str, change: Change, what: str) -> Edit:
        """Write another argument behind a call's own."""
        end = self.span(call)[1] - 1
        has_some = bool(call.args or call.keywords)
        bare = not has_some or self._encoded[:end].rstrip().endswith(b",")
        return Edit(change, what, call.lineno, end, end, text if bare else f", {text}")

    def drop_item(self, node: ast.expr | ast.keyword, change: Change, what: str) -> Edit:
        """Leave an item of a list, or an argument, out, with the comma behind it or else the one in front."""
        start, end = self.span(node)
        behind = end + len(self._encoded[end:]) - len(self._encoded[end:].lstrip())
        if self._encoded[behind : behind + 1] == b",":
            return Edit(change, what, node.lineno, start, behind + 1, "")
        front = self._encoded[:start].rstrip()
        return Edit(change, what, node.lineno, len(front) - front.endswith(b","), end, "")


def _without_magics(text: str) -> str:
    """Put a number in the place of magics and shell lines, as long as they are, so that all else keeps its place."""
    return _MAGIC.sub(lambda found: f"{found['front']}0{' ' * len(found['rest'].encode())}", text)


def called(node: ast.expr) -> str:
    """Return the last name of what is called: "Dense" of ``keras.layers.Dense``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else LAST_NAME


def number(node: ast.expr | None) -> int | float | None:
    """Return a plain number's value; None for anything else."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return a call's argument by its position or its name."""
    if len(call.args) > position:
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
