"""Records networks and single layers that the student's own code calls on data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from grader.evidence import LayerCall
from grader.recorder.networks import batch_free, shape_of
from grader.recorder.use import record_prediction

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign
    from grader.recorder.session import Session

MOST_A_LINE = 20
"""Calls made from one line of a cell that are recorded; a loop over batches makes thousands."""


def call_hook(session: Session) -> Callable[..., Foreign]:
    """Record ``model(x)`` as a prediction and ``layer(x)`` as a layer call, where ``x`` is data and not a symbol."""
    counts: Counter[tuple[int, int | None, int]] = Counter()

    def hook(original: Callable[..., Foreign], layer: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        tracer = session.contents.tracer
        if tracer is not None:
            return tracer.call(original, layer, args, kwargs)
        if session.depth or not args or not session.places.called_by_student():
            return original(layer, *args, **kwargs)
        if isinstance(layer, session.engine.model):
            session.models.add(layer)
            session.loops.call(layer, args[0])
        if not is_data(session, args[0]):
            return original(layer, *args, **kwargs)
        where = session.places.here()
        counts[where.cell, where.line, id(layer)] += 1
        if counts[where.cell, where.line, id(layer)] > MOST_A_LINE:
            return original(layer, *args, **kwargs)
        with session.inside():
            result = original(layer, *args, **kwargs)
        _record(session, layer, args[0], result)
        return result

    return hook


def is_data(session: Session, value: Foreign) -> bool:
    """Tell whether a value is numbers, not a symbolic tensor of a functional model or of a ``tf.function``."""
    if not session.engine.tf.executing_eagerly():
        return False
    return hasattr(value, "numpy") or (hasattr(value, "__array__") and type(value).__name__ != "KerasTensor")


def _record(session: Session, layer: Foreign, x: Foreign, result: Foreign) -> None:
    place = session.place()
    if isinstance(layer, session.engine.model):
        record_prediction(session, layer, x, result, place, called=True)
        return
    with session.careful("layer call"):
        shapes = {"input_shape": batch_free(shape_of(x)), "output_shape": batch_free(shape_of(result))}
        described = session.contents.describe_layer(layer).model_copy(update=shapes)
        session.writer.event(LayerCall(layer=described, **place))
