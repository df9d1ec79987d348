"""Changes of how a network is compiled, trained, stopped and evaluated."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from grader.mutants.edits import argument, called, number
from grader.rubric import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.mutants.edits import Edit, Source

COMPILED = {
    "optimizer": ('"sgd"', Change.OPTIMIZER),
    "loss": ('"mse"', Change.LOSS),
    "metrics": ("[]", Change.METRICS),
}
"""The arguments of ``compile`` in their order, and what is given instead."""

OTHER_SPLIT = (("train", "test"), ("test", "train"))
STEPS = frozenset(["fit", "train_on_batch", "apply_gradients"])
DATA_AND_LABELS = 2


def compiled(source: Source, call: ast.Call) -> Iterator[Edit]:
    """Compile with another optimizer, another loss, no metrics."""
    if called(call.func) != "compile":
        return
    for position, (name, (text, change)) in enumerate(COMPILED.items()):
        if (given := argument(call, position, name)) is not None and source.words(given) != text:
            yield source.replace(given, text, change, f"{name} {source.words(given)} → {text}")


def fitted(source: Source, call: ast.Call) -> Iterator[Edit]:
    """Train for another number of epochs, with another split for validation or none, without a callback."""
    if called(call.func) != "fit":
        return
    if (epochs := argument(call, 3, "epochs")) is not None:
        yield _other_epochs(source, epochs)
    for keyword in call.keywords:
        if keyword.arg == "validation_split":
            what = f"validation_split {source.words(keyword.value)} → 0.4"
            yield source.replace(keyword.value, "0.4", Change.VALIDATION, what)
        if keyword.arg in ("validation_split", "validation_data"):
            yield source.drop_item(keyword, Change.VALIDATION, f"without {keyword.arg}")
        if keyword.arg == "callbacks":
            yield from _without_callbacks(source, keyword)


def _other_epochs(source: Source, given: ast.expr) -> Edit:
    value = number(given)
    own = source.words(given)
    other = f"({own}) + 1" if not isinstance(value, int) else str(value - 1 or 2)
    return source.replace(given, other, Change.EPOCHS, f"epochs {own} → {other}")


def _without_callbacks(source: Source, keyword: ast.keyword) -> Iterator[Edit]:
    if not isinstance(keyword.value, ast.List):
        what = f"without the callbacks {source.words(keyword.value)}"
        yield source.drop_item(keyword, Change.CALLBACK, what)
        return
    for item in keyword.value.elts:
        yield source.drop_item(item, Change.CALLBACK, f"without the callback {source.words(item)}")


def looped(source: Source, loop: ast.For) -> Iterator[Edit]:
    """Make a loop that trains by itself shorter by a turn."""
    over = loop.iter
    trains = any(isinstance(node, ast.Call) and called(node.func) in STEPS for node in ast.walk(loop))
    if trains and isinstance(over, ast.Call) and called(over.func) == "range" and len(over.args) == 1:
        count = number(over.args[0])
        if isinstance(count, int) and count > 1:
            yield source.replace(over.args[0], str(count - 1), Change.EPOCHS, f"turns {count} → {count - 1}")


def fed(source: Source, call: ast.Call, known: frozenset[str]) -> Iterator[Edit]:
    """Feed the other split where names tell which, half of the rows, or rows that are of no data set.

    Args:
        source: The cell.
        call: Perhaps a ``fit`` or ``evaluate``.
        known: The submission's variables.
    """
    what = called(call.func)
    given = [node for node in call.args[:DATA_AND_LABELS] if isinstance(node, ast.Name)]
    if what not in ("fit", "evaluate") or not given or len(given) < len(call.args[:DATA_AND_LABELS]):
        return
    names, first, last = [node.id for node in given], given[0], given[-1]

    def feed(text: str, told: str) -> Edit:
        return source.replace_all(first, last, text, Change.DATA, f"{what} on {told}")

    for one, other in OTHER_SPLIT:
        swapped = [name.replace(one, other) for name in names]
        if all(one in name for name in names) and known.issuperset(swapped):
            yield feed(", ".join(swapped), ", ".join(swapped))
    if len(given) == DATA_AND_LABELS:
        halves = ", ".join(f"{name}[: len({name}) // 2]" for name in names)
        yield feed(halves, f"half of {', '.join(names)}")
        yield feed(f"{names[0]} * 0 + 1, {names[1]}", f"ones in the place of {names[0]}")


def stopped(source: Source, call: ast.Call) -> Iterator[Edit]:
    """Wait longer before an early stop; tell TensorBoard other hyperparameters."""
    name = called(call.func)
    patience = argument(call, 2, "patience")
    if name == "EarlyStopping" and patience is not None and (epochs := number(patience)) is not None:
        yield source.replace(patience, str(epochs + 2), Change.PATIENCE, f"patience {epochs} → {epochs + 2}")
    if name in ("hparams", "KerasCallback"):
        for given in call.args:
            for value in given.values if isinstance(given, ast.Dict) else ():
                yield source.replace(value, "0", Change.HPARAMS, f"{name} {source.words(value)} → 0")
