"""Which names a cell takes from the cells before it, and which it leaves for those behind."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field

from grader.markers.source import read_source

Position = tuple[int, int]

_NEVER: Position = (1 << 30, 0)


@dataclass(frozen=True)
class Names:
    """The names of one cell."""

    sets: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    """Names used before the cell sets them, or within its functions."""
    changes: frozenset[str] = frozenset()
    """Names of objects that a method may have changed."""
    modules: frozenset[str] = frozenset()
    alters: frozenset[str] = frozenset()
    """Names whose objects are written into: ``x /= 255``, ``x[0] = 1``."""


def names_of(source: str) -> Names:
    """Read a cell; one that is no Python has no names."""
    tree = read_source(source).module
    if tree is None:
        return Names()
    reader = _Reader()
    reader.visit(tree)
    early = {name for name, used in reader.used.items() if used < reader.made.get(name, _NEVER)}
    late = reader.inner - set(reader.made)
    return Names(
        sets=frozenset(reader.made),
        takes=frozenset(early | late) - frozenset(dir(builtins)),
        changes=frozenset(reader.changed - reader.modules),
        modules=frozenset(reader.modules),
        alters=frozenset(reader.altered),
    )


@dataclass
class _Reader(ast.NodeVisitor):
    """Notes where names are first used and first set, in the order in which a cell does it."""

    used: dict[str, Position] = field(default_factory=dict)
    made: dict[str, Position] = field(default_factory=dict)
    inner: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    altered: set[str] = field(default_factory=set)
    _end: Position | None = None
    """The end of the assignment that is being read: its targets are set only then."""

    def visit_Name(self, node: ast.Name) -> None:
        """Note a use or a setting."""
        here = (node.lineno, node.col_offset)
        if isinstance(node.ctx, ast.Load):
            self.used[node.id] = min(here, self.used.get(node.id, here))
        else:
            there = self._end or here
            self.made[node.id] = min(there, self.made.get(node.id, there))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note what a method may change."""
        if isinstance(node.value, ast.Name):
            self.changed.add(node.value.id)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Note that what is set was there before, and may be the same object still."""
        if isinstance(node.target, ast.Name):
            here = (node.lineno, node.col_offset)
            self.used[node.target.id] = min(here, self.used.get(node.target.id, here))
            self.altered.add(node.target.id)
        self._visit_setting(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Note what is written into."""
        if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            self.altered.add(node.value.id)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Read the value before the targets."""
        self._visit_setting(node)

    def _visit_setting(self, node: ast.Assign | ast.AugAssign) -> None:
        self._end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
        self.generic_visit(node)
        self._end = None

    def visit_Import(self, node: ast.Import) -> None:
        """Note modules: what is called on them changes nothing here."""
        for alias in node.names:
            name = (alias.asname or alias.name).split(".")[0]
            self.modules.add(name)
            self.made[name] = (node.lineno, 0)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note imported names."""
        for alias in node.names:
            self.modules.add(alias.asname or alias.name)
            self.made[alias.asname or alias.name] = (node.lineno, 0)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Take a function's names from outside as used whenever it is called."""
        self.made[node.name] = (node.lineno, node.col_offset)
        own = _Reader()
        for statement in node.body:
            own.visit(statement)
        arguments = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        self.inner |= (set(own.used) | own.inner) - set(own.made) - arguments

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Take a class's names as used where it is made."""
        self.made[node.name] = (node.lineno, node.col_offset)
        own = _Reader()
        for statement in (*node.bases, *node.body):
            own.visit(statement)
        self.inner |= (set(own.used) | own.inner) - set(own.made)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Leave a lambda's arguments out."""
        own = _Reader()
        own.visit(node.body)
        self.inner |= set(own.used) - {
            argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)
        }
