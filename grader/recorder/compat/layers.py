"""Idioms of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.recorder.compat.idiom import Idiom, add_missing, rewrite_keywords, wrap_function
from grader.recorder.engine import wrap_method
from grader.recorder.networks import flat

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.compat.idiom import Keywords
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign


def _batch_input_shape(engine: Engine) -> None:
    def rewrite(kwargs: Keywords) -> Keywords:
        shape = kwargs.pop("batch_input_shape", None)
        if shape is not None:
            kwargs.setdefault("input_shape", tuple(shape)[1:])
        return kwargs

    rewrite_keywords(engine.layer, "__init__", rewrite)


def _average_pools(engine: Engine) -> None:
    """Keras 3 kept the default window of MaxPooling2D() and dropped that of AveragePooling2D()."""

    def construct(original: Callable[..., Foreign], self: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if not args:
            kwargs.setdefault("pool_size", 2)
        return original(self, *args, **kwargs)

    for dimensions in (1, 2, 3):
        wrap_method(getattr(engine.keras.layers, f"AveragePooling{dimensions}D"), "__init__", construct)


def _shape_attributes(engine: Engine) -> None:
    """A layer knew its shapes from the first symbolic call that it was part of."""

    def shape(name: str) -> property:
        def get(self: Foreign) -> Foreign:
            shapes = [tuple(tensor.shape) for tensor in flat(getattr(self, name))]
            return shapes[0] if len(shapes) == 1 else shapes

        return property(get)

    if not hasattr(engine.layer, "output_shape"):
        engine.layer.output_shape = shape("output")
        engine.layer.input_shape = shape("input")


def _tensors_by_number(engine: Engine) -> None:
    """``layer.get_output_at(0)``: the tensors of a layer's first call, and so on."""

    def tensor(which: str) -> Callable[[Foreign, int], Foreign]:
        def get(self: Foreign, node_index: int) -> Foreign:
            tensors = getattr(self._inbound_nodes[node_index], which)
            return tensors[0] if len(tensors) == 1 else tensors

        return get

    add_missing(engine.layer, get_output_at=tensor("output_tensors"), get_input_at=tensor("input_tensors"))


def _input_of_a_number(engine: Engine) -> None:
    def wrapper(original: Callable[..., Foreign], *args: Foreign, **kwargs: Foreign) -> Foreign:
        if args and isinstance(args[0], int):
            args = ((args[0],), *args[1:])
        if isinstance(kwargs.get("shape"), int):
            kwargs["shape"] = (kwargs["shape"],)
        return original(*args, **kwargs)

    wrap_function(engine, engine.keras.Input, wrapper)


IDIOMS = (
    Idiom("keras.Input(784), keras.Input(shape=784)", _input_of_a_number),
    Idiom("layer.get_output_at(0)", _tensors_by_number),
    Idiom("AveragePooling2D()", _average_pools),
    Idiom("Dense(4, batch_input_shape=(None, 8))", _batch_input_shape),
    Idiom("net.layers[0].output_shape, .input_shape", _shape_attributes),
)
