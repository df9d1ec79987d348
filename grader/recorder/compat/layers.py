"""Idioms of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.recorder.compat.idiom import Idiom, rewrite_keywords
from grader.recorder.networks import flat

if TYPE_CHECKING:
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


IDIOMS = (
    Idiom("Dense(4, batch_input_shape=(None, 8))", _batch_input_shape),
    Idiom("net.layers[0].output_shape, .input_shape", _shape_attributes),
)
