"""Places in a cell's source, and the source with one of them written otherwise."""

from __future__ import annotations

import ast
from dataclasses import dataclass

LAST_NAME = "?"


@dataclass(frozen=True)
class Edit:
    """A change of one place: ``what`` says it in words ("units 20 → 25")."""

    what: str
    start: int
    end: int
    text: str
    """Offsets of bytes, as Python's parser counts columns."""

    def apply(self, source: str) -> str:
        """Return the source with the change made."""
        encoded = source.encode()
        return (encoded[: self.start] + self.text.encode() + encoded[self.end :]).decode()


class Source:
    """A cell's source with the offsets of its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._encoded = text.encode()
        self._lines = [0]
        for line in text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line.encode()))

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Return where a node begins and ends."""
        last, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[last - 1] + column

    def words(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """Return a node as written, on one line."""
        start, end = self.span(node)
        return " ".join(self._encoded[start:end].decode().split())

    def replace(self, node: ast.expr | ast.stmt, text: str, what: str) -> Edit:
        """Write ``text`` in a node's place."""
        return Edit(what, *self.span(node), text)

    def drop_item(self, node: ast.expr | ast.keyword, what: str) -> Edit:
        """Leave an item of a list, or an argument, out, with the comma behind it or else the one in front."""
        start, end = self.span(node)
        behind = end + len(self._encoded[end:]) - len(self._encoded[end:].lstrip())
        if self._encoded[behind : behind + 1] == b",":
            return Edit(what, start, behind + 1, "")
        front = self._encoded[:start].rstrip()
        return Edit(what, len(front) - front.endswith(b","), end, "")


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
