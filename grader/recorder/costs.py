"""Estimates what a step of training costs, from the layers' shapes alone: nothing is built or run for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from grader.recorder.networks import shape_of

if TYPE_CHECKING:
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

    Shape = tuple[int | None, ...]

PASSES = 6
"""Operations for each weight and position: a multiplication and an addition, forward and twice backward."""

WITHOUT_WEIGHTS = (
    *("Activation", "AveragePooling", "Cropping", "Dropout", "ELU", "Flatten", "Gaussian", "Global", "InputLayer"),
    *("LeakyReLU", "MaxPooling", "Normalization", "PReLU", "Permute", "Random", "ReLU", "RepeatVector", "Rescaling"),
    *("Reshape", "Resizing", "Softmax", "SpatialDropout", "UpSampling", "ZeroPadding", "BatchNormalization"),
    *("LayerNormalization", "Add", "Concatenate", "Average", "Maximum", "Multiply", "CenterCrop"),
)
"""How the names of layers begin that cost little beside those with weights."""


def batch_cost(engine: Engine, model: Foreign, x: Foreign, rows: int) -> float | None:
    """Return about how many floating-point operations one step of training takes; None where that is not known.

    Args:
        engine: The Keras that the model is of.
        model: Sequential or functional, built or not.
        x: What it is fed: rows, or batches of them.
        rows: Of a batch.
    """
    try:
        one_row = _cost(engine, model, _input_shape(engine, model, x))
    except Exception:  # noqa: BLE001 - shapes that do not fit are reported by Keras itself, when the model is called
        return None
    return None if one_row is None else one_row * rows * PASSES


def _input_shape(engine: Engine, model: Foreign, x: Foreign) -> Shape | None:
    if model.built and model.inputs:
        return shape_of(model.inputs[0])
    if isinstance(x, engine.tf.data.Dataset):
        spec = x.element_spec
        x = spec[0] if isinstance(spec, tuple) else spec
    shape = shape_of(x)
    return None if shape is None else (None, *shape[1:])


def _cost(engine: Engine, model: Foreign, shape: Shape | None) -> float | None:
    """Return the multiplications for one row."""
    total = 0.0
    for layer in model.layers:
        if type(layer).__name__ == "InputLayer" and not isinstance(model, engine.keras.Sequential):
            continue
        if isinstance(model, engine.keras.Sequential):
            before, shape = shape, _after(layer, shape)
        else:
            before, shape = shape_of(_first(layer.input)), shape_of(_first(layer.output))
        one = _cost(engine, layer, before) if hasattr(layer, "layers") else _layer_cost(layer, before, shape)
        if one is None:
            return None
        total += one
    return total


def _after(layer: Foreign, shape: Shape | None) -> Shape | None:
    if type(layer).__name__ == "InputLayer":
        return tuple(layer.batch_shape)
    return tuple(layer.compute_output_shape(shape))


def _layer_cost(layer: Foreign, before: Shape | None, after: Shape | None) -> float | None:
    name = type(layer).__name__
    if name.startswith(WITHOUT_WEIGHTS):
        return 0.0
    if before is None or after is None:
        return None
    if name == "Dense":
        return float(_positions(before[1:-1]) * (before[-1] or 0) * layer.units)
    if name in {"Conv1D", "Conv2D", "Conv3D"}:
        window = math.prod(layer.kernel_size) * ((before[-1] or 0) // layer.groups) * layer.filters
        return float(_positions(after[1:-1]) * window)
    if name in {"DepthwiseConv2D", "SeparableConv2D"}:
        window = math.prod(layer.kernel_size) * (before[-1] or 0) * layer.depth_multiplier
        wide = (before[-1] or 0) * layer.depth_multiplier * (layer.filters if name == "SeparableConv2D" else 0)
        return float(_positions(after[1:-1]) * (window + wide))
    return None


def _positions(sizes: tuple[int | None, ...]) -> int:
    return math.prod(size or 1 for size in sizes)


def _first(value: Foreign) -> Foreign:
    return value[0] if isinstance(value, list | tuple) else value
