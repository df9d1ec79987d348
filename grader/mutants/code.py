"""Changes of code: what students get wrong, one at a time."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.mutants import layers, training
from grader.mutants.edits import Edit, Source, called
from grader.rubric import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_CALLS = (
    layers.sizes,
    layers.pools,
    layers.classes,
    layers.activations,
    layers.dropped_layers,
    training.compiled,
    training.fitted,
    training.stopped,
)


@dataclass(frozen=True)
class Known:
    """What all cells of a submission name."""

    variables: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    """Its own functions, whose numbers are sizes of networks."""


def edits_of(source: Source, known: Known) -> Iterator[Edit]:
    """Yield every change of a cell, in the order of its lines."""
    yield from sorted(_edits(source, known), key=lambda edit: (edit.line, edit.start))


def _edits(source: Source, known: Known) -> Iterator[Edit]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield from _of_call(source, node, known)
        elif isinstance(node, ast.For | ast.comprehension):
            yield from _shorter_lists(source, node.iter)
            yield from training.looped(source, node) if isinstance(node, ast.For) else ()
        elif isinstance(node, ast.FunctionDef) and node.name == "call":
            yield from layers.dropped_calls_of_layers(source, node)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from _turned(source, node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield _without(source, node, node.value)


def _of_call(source: Source, call: ast.Call, known: Known) -> Iterator[Edit]:
    for change in OF_CALLS:
        yield from change(source, call)
    yield from training.fed(source, call, known.variables)
    yield from _best(source, call)
    if isinstance(call.func, ast.Name) and call.func.id in known.functions:
        for given in call.args:
            if isinstance(given, ast.Constant):
                yield from layers.bigger(source, given, call.func.id)


def _without(source: Source, statement: ast.Expr, call: ast.Call) -> Edit:
    added = call.args[0] if called(call.func) == "add" and call.args else None
    if isinstance(added, ast.Call) and called(added.func) not in layers.NO_LAYERS:
        what = f"without the layer {layers.layer_words(source, added)}"
        return source.replace(statement, "pass", Change.LAYER, what)
    return source.replace(statement, "pass", Change.CALL, f"without {source.words(statement)}")


def _best(source: Source, call: ast.Call) -> Iterator[Edit]:
    if isinstance(call.func, ast.Name) and call.func.id in ("min", "max"):
        other = "max" if call.func.id == "min" else "min"
        yield source.replace(call.func, other, Change.COMPARISON, f"{source.words(call)} → {other}")


def _shorter_lists(source: Source, over: ast.expr) -> Iterator[Edit]:
    """Leave out the last value of each list that is gone through: ``for n in [6, 64]``, ``product([6, 64], [16])``."""
    if isinstance(over, ast.List | ast.Tuple):
        if len(over.elts) > 1:
            yield source.drop_item(over.elts[-1], Change.GRID, f"loop without {source.words(over.elts[-1])}")
    elif isinstance(over, ast.Call):
        for given in over.args:
            yield from _shorter_lists(source, given)


def _turned(source: Source, node: ast.Compare) -> Iterator[Edit]:
    sides = {ast.Gt: "<", ast.Lt: ">", ast.GtE: "<", ast.LtE: ">"}
    sign = sides.get(type(node.ops[0]))
    if sign:
        turned = f"{source.words(node.left)} {sign} {source.words(node.comparators[0])}"
        yield source.replace(node, turned, Change.COMPARISON, f"{source.words(node)} turned round")
