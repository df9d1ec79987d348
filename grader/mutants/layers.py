"""Changes of a network: sizes, activations, kernels, pools, dropout, layers left out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from grader.mutants.edits import argument, called, number
from grader.rubric import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.mutants.edits import Edit, Source

OTHER_ACTIVATION = {"relu": "sigmoid", "softmax": "sigmoid", "sigmoid": "relu", "tanh": "relu", "linear": "tanh"}
OTHER_CLASS = {
    "MaxPooling2D": ("AveragePooling2D", Change.POOL),
    "MaxPool2D": ("AveragePooling2D", Change.POOL),
    "AveragePooling2D": ("MaxPooling2D", Change.POOL),
    "AvgPool2D": ("MaxPooling2D", Change.POOL),
    "LSTM": ("GRU", Change.LAYER),
    "GRU": ("LSTM", Change.LAYER),
}
SIZED = {"Dense": "units", "LSTM": "units", "GRU": "units", "SimpleRNN": "units"} | dict.fromkeys(
    ["Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "SeparableConv2D"], "filters"
)
NO_LAYERS = frozenset(["Input", "InputLayer", "Rescaling", "Normalization"])
"""Without these a network computes the same."""

MORE = 5
"""Units that a layer gets besides its own."""


def sizes(source: Source, call: ast.Call) -> Iterator[Edit]:
    """Give a layer other units, another kernel, another share of dropout."""
    name = called(call.func)
    if name in SIZED:
        yield from bigger(source, argument(call, 0, SIZED[name]), name)
    kernel = argument(call, 1, "kernel_size")
    if name.startswith("Conv") and kernel is not None:
        other = "(2, 2)" if isinstance(kernel, ast.Tuple) else "2" if source.words(kernel) != "2" else "3"
        what = f"{name} kernel {source.words(kernel)} → {other}"
        yield source.replace(kernel, other, Change.KERNEL, what)
    rate = argument(call, 0, "rate")
    if name == "Dropout" and rate is not None and (share := number(rate)) is not None:
        other = f"{1 - share:g}" if share != 0.5 else "0.1"  # noqa: PLR2004 - the half is its own rest
        yield source.replace(rate, other, Change.DROPOUT, f"Dropout {share} → {other}")


def bigger(source: Source, node: ast.expr | None, name: str) -> Iterator[Edit]:
    """Make a size larger: a number, or a variable that stands for one."""
    if node is None:
        return
    value = number(node)
    if value is not None:
        yield source.replace(node, str(value + MORE), Change.UNITS, f"{name} {value} → {value + MORE}")
    elif isinstance(node, ast.Name):
        other = f"{node.id} + {MORE}"
        yield source.replace(node, other, Change.UNITS, f"{name} {node.id} → {other}")


def pools(source: Source, call: ast.Call) -> Iterator[Edit]:
    """Give a pooling layer another window."""
    if "Pool" not in (name := called(call.func)) or name.startswith("Global"):
        return
    size = argument(call, 0, "pool_size")
    if size is None:
        yield source.add_argument(call, "pool_size=3", Change.POOL, f"{name} window 2 → 3")
    else:
        other = "3" if source.words(size) not in ("3", "(3, 3)") else "2"
        yield source.replace(size, other, Change.POOL, f"{name} window {source.words(size)} → {other}")


def classes(source: Source, call: ast.Call) -> Iterator[Edit]:
    """Put a layer of a similar class in a layer's place."""
    name = called(call.func)
    if name not in OTHER_CLASS:
        return
    other, change = OTHER_CLASS[name]
    written = source.words(call.func).replace(name, other)
    # Keras 3's AveragePooling2D has no size by default.
    bare = change is Change.POOL and not call.args and not call.keywords
    place, text = (call, f"{written}(2)") if bare else (call.func, written)
    yield source.replace(place, text, change, f"{name} → {other}")


def activations(source: Source, call: ast.Call) -> Iterator[Edit]:
    """Give a layer another activation, as argument or as a layer of its own."""
    name = called(call.func)
    given = argument(call, 0 if name == "Activation" else 1 if name == "Dense" else len(call.args), "activation")
    if name in ("ReLU", "Softmax") and isinstance(call.func, ast.Attribute):
        layers = source.words(call.func).removesuffix(name)
        text, other = f'{layers}Activation("sigmoid")', "sigmoid"
        yield source.replace(call, text, Change.ACTIVATION, f"{name} → {other}")
    elif isinstance(given, ast.Constant | ast.Attribute):
        own = str(given.value) if isinstance(given, ast.Constant) else given.attr
        other = "tanh" if name.startswith("Conv") else OTHER_ACTIVATION.get(own, "tanh")
        yield source.replace(given, f'"{other}"', Change.ACTIVATION, f"{name} {own} → {other}")


def dropped_layers(source: Source, call: ast.Call) -> Iterator[Edit]:
    """Leave layers out: of a list, or where a layer is called on a tensor."""
    if called(call.func) == "Sequential" and call.args and isinstance(call.args[0], ast.List):
        for item in call.args[0].elts:
            if isinstance(item, ast.Call) and called(item.func) not in NO_LAYERS:
                yield source.drop_item(item, Change.LAYER, f"without the layer {layer_words(source, item)}")
    if isinstance(call.func, ast.Call) and len(call.args) == 1 and called(call.func.func)[:1].isupper():
        what = f"without the layer {layer_words(source, call.func)}"
        yield source.replace(call, source.words(call.args[0]), Change.LAYER, what)


def dropped_calls_of_layers(source: Source, function: ast.FunctionDef) -> Iterator[Edit]:
    """Leave layers out of a model class's ``call``: ``self.hidden(x)`` becomes ``x``."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and len(node.args) == 1 and _is_own(node.func):
            what = f"without {source.words(node)}"
            yield source.replace(node, source.words(node.args[0]), Change.LAYER, what)


def _is_own(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def layer_words(source: Source, call: ast.Call) -> str:
    """Write a layer without the modules in front of it: "Dense(20)" of ``keras.layers.Dense(20)``."""
    return source.words(call).removeprefix(source.words(call.func).removesuffix(called(call.func)))
