"""Changes of code: what students get wrong, one at a time."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from grader.mutants.edits import Edit, Source, argument, called, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OTHER_ACTIVATION = {"relu": "sigmoid", "softmax": "sigmoid", "sigmoid": "relu", "tanh": "relu", "linear": "tanh"}
OTHER_CLASS = {"MaxPooling2D": "AveragePooling2D", "MaxPool2D": "AveragePooling2D", "LSTM": "GRU", "GRU": "LSTM"}
SIZED = {"Dense": "units", "Conv1D": "filters", "Conv2D": "filters", "LSTM": "units", "GRU": "units"}
NO_LAYERS = frozenset(["Input", "InputLayer", "Rescaling", "Normalization"])
"""Without these a network computes the same."""


def edits_of(source: Source, own_functions: frozenset[str] = frozenset()) -> Iterator[Edit]:
    """Yield every change of a cell.

    Args:
        source: The cell.
        own_functions: Names of the submission's own functions, whose numbers are sizes of networks.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            for change in _CHANGES:
                yield from change(source, node)
            if isinstance(node.func, ast.Name) and node.func.id in own_functions:
                for given in node.args:
                    yield from _bigger(source, given, node.func.id)
        elif isinstance(node, ast.For | ast.comprehension):
            yield from _shorter_loop(source, node.iter)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from _turned(source, node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield source.replace(node, "pass", f"without {source.words(node)[:60]}")


def _sizes(source: Source, call: ast.Call) -> Iterator[Edit]:
    name = called(call.func)
    if name in SIZED:
        yield from _bigger(source, argument(call, 0, SIZED[name]), name)
    kernel = argument(call, 1, "kernel_size")
    if name.startswith("Conv") and kernel is not None:
        other = "(2, 2)" if isinstance(kernel, ast.Tuple) else "2" if source.words(kernel) != "2" else "3"
        yield source.replace(kernel, other, f"{name} kernel {source.words(kernel)} → {other}")
    rate = argument(call, 0, "rate")
    if name == "Dropout" and rate is not None and (share := number(rate)) is not None:
        other = f"{1 - share:g}" if share != 0.5 else "0.1"  # noqa: PLR2004 - the half is its own rest
        yield source.replace(rate, other, f"Dropout {share} → {other}")


def _bigger(source: Source, node: ast.expr | None, name: str) -> Iterator[Edit]:
    if node is not None and (value := number(node)) is not None:
        yield source.replace(node, str(value + 5), f"{name} {value} → {value + 5}")


def _layers(source: Source, call: ast.Call) -> Iterator[Edit]:
    name = called(call.func)
    if name in OTHER_CLASS:
        other = source.words(call.func).replace(name, OTHER_CLASS[name])
        # Keras 3's AveragePooling2D has no size by default.
        size = "" if call.args or call.keywords or "Pool" not in name else "(2)"
        whole = call if size else call.func
        yield source.replace(whole, f"{other}{size}", f"{name} → {OTHER_CLASS[name]}")
    for keyword in call.keywords:
        if keyword.arg == "activation" and isinstance(keyword.value, ast.Constant):
            own = str(keyword.value.value)
            other = "tanh" if name.startswith("Conv") else OTHER_ACTIVATION.get(own, "tanh")
            yield source.replace(keyword.value, f'"{other}"', f"{name} {own} → {other}")
    if name == "Sequential" and call.args and isinstance(call.args[0], ast.List):
        for item in call.args[0].elts:
            if isinstance(item, ast.Call) and called(item.func) not in NO_LAYERS:
                yield source.drop_item(item, f"without layer {source.words(item)}")


def _compile(source: Source, call: ast.Call) -> Iterator[Edit]:
    if called(call.func) != "compile":
        return
    changes = {"optimizer": '"sgd"', "loss": '"mse"', "metrics": "[]"}
    for position, (name, text) in enumerate(changes.items()):
        if (given := argument(call, position, name)) is not None and source.words(given) != text:
            yield source.replace(given, text, f"{name} {source.words(given)} → {text}")


def _fit(source: Source, call: ast.Call) -> Iterator[Edit]:
    if called(call.func) != "fit":
        return
    yield from _data(source, call, "fit")
    for keyword in call.keywords:
        value = keyword.value
        if keyword.arg == "epochs" and isinstance(epochs := number(value), int):
            other = epochs - 1 or 2
            yield source.replace(value, str(other), f"epochs {epochs} → {other}")
        if keyword.arg == "validation_split":
            yield source.replace(value, "0.4", f"validation_split {source.words(value)} → 0.4")
            yield source.drop_item(keyword, "without validation_split")
        if keyword.arg == "callbacks" and isinstance(value, ast.List):
            for item in value.elts:
                yield source.drop_item(item, f"without callback {source.words(item)}")


def _evaluate(source: Source, call: ast.Call) -> Iterator[Edit]:
    if called(call.func) == "evaluate":
        yield from _data(source, call, "evaluate")


def _data(source: Source, call: ast.Call, what: str) -> Iterator[Edit]:
    """Feed the other split where the names tell which, and half of the rows."""
    given = call.args[:2]
    if len(given) < 2 or not all(isinstance(node, ast.Name) for node in given):  # noqa: PLR2004 - data and labels
        return
    first, last = source.span(given[0])[0], source.span(given[1])[1]
    names = [source.words(node) for node in given]
    for one, other in (("train", "test"), ("test", "train")):
        if all(one in name for name in names):
            swapped = ", ".join(name.replace(one, other) for name in names)
            yield Edit(f"{what} on {swapped}", first, last, swapped)
    halves = ", ".join(f"{name}[: len({name}) // 2]" for name in names)
    yield Edit(f"{what} on half of {', '.join(names)}", first, last, halves)


def _callbacks(source: Source, call: ast.Call) -> Iterator[Edit]:
    patience = argument(call, 2, "patience")
    if called(call.func) == "EarlyStopping" and patience is not None and (epochs := number(patience)) is not None:
        yield source.replace(patience, str(epochs + 2), f"patience {epochs} → {epochs + 2}")
    if called(call.func) == "hparams" and call.args and isinstance(call.args[0], ast.Dict):
        for value in call.args[0].values:
            yield source.replace(value, "0", f"hparams {source.words(value)} → 0")


def _best(source: Source, call: ast.Call) -> Iterator[Edit]:
    if isinstance(call.func, ast.Name) and call.func.id in ("min", "max"):
        other = "max" if call.func.id == "min" else "min"
        yield source.replace(call.func, other, f"{source.words(call)} → {other}")


def _shorter_loop(source: Source, over: ast.expr) -> Iterator[Edit]:
    if isinstance(over, ast.List | ast.Tuple) and len(over.elts) > 1:
        yield source.drop_item(over.elts[-1], f"loop without {source.words(over.elts[-1])}")


def _turned(source: Source, node: ast.Compare) -> Iterator[Edit]:
    sides = {ast.Gt: "<", ast.Lt: ">", ast.GtE: "<", ast.LtE: ">"}
    sign = sides.get(type(node.ops[0]))
    if sign:
        turned = f"{source.words(node.left)} {sign} {source.words(node.comparators[0])}"
        yield source.replace(node, turned, f"{source.words(node)} turned round")


_CHANGES: tuple[Callable[[Source, ast.Call], Iterator[Edit]], ...] = (
    _sizes,
    _layers,
    _compile,
    _fit,
    _evaluate,
    _callbacks,
    _best,
)
