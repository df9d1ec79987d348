"""Networks as the recorder would write them, a line a layer, for the tests of the canonical form."""

from __future__ import annotations

from typing import Any

from grader.evidence import Compiled, Function, Layer, Network

Shape = tuple[int | None, ...]


def layer(class_name: str, shape: Shape | None = None, *, kind: str = "keras", **config: Any) -> Layer:
    """A layer fed with ``shape`` (without the batch)."""
    return Layer(class_name=class_name, kind=kind, config=config, input_shape=None if shape is None else (None, *shape))


def op(name: str, shape: Shape | None = None, out: Shape | None = None, **config: Any) -> Layer:
    """An operation between layers."""
    return Layer(
        class_name=name,
        kind="op",
        config=config,
        input_shape=None if shape is None else (None, *shape),
        output_shape=None if out is None else (None, *out),
    )


def chain(*layers: Layer) -> Network:
    """A network whose layers feed each other in order."""
    fed = tuple(one.model_copy(update={"inputs": (index - 1,)}) for index, one in enumerate(layers))
    return Network(id=0, model=0, kind="sequential", class_name="Sequential", layers=fed)


def graph(*layers: tuple[Layer, tuple[int, ...]]) -> Network:
    """A network whose layers say who feeds them; -1 is the input."""
    fed = tuple(one.model_copy(update={"inputs": inputs}) for one, inputs in layers)
    return Network(id=0, model=0, kind="functional", class_name="Functional", layers=fed)


def dense(units: int, activation: str = "linear", shape: Shape | None = (784,)) -> Layer:
    return layer("Dense", shape, units=units, activation=activation)


def conv(filters: int, kernel: Any = (5, 5), shape: Shape | None = (28, 28, 1), **more: Any) -> Layer:
    defaults = {"activation": "linear", "padding": "valid", "strides": (1, 1), "dilation_rate": (1, 1)}
    return layer("Conv2D", shape, filters=filters, kernel_size=kernel, **(defaults | more))


def pool(class_name: str = "MaxPooling2D", shape: Shape | None = (24, 24, 6), **more: Any) -> Layer:
    return layer(class_name, shape, **({"pool_size": (2, 2), "padding": "valid", "strides": (2, 2)} | more))


LOGITS = Compiled(
    optimizer=Function(name="adam"),
    loss=Function(name="sparse_categorical_crossentropy", settings={"from_logits": True}),
)
PROBABILITIES = Compiled(optimizer=Function(name="adam"), loss=Function(name="sparse_categorical_crossentropy"))
