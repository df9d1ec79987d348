"""Names graph operations as layers are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grader.recorder.foreign import Foreign

PASSING = frozenset(
    {"Cast", "Identity", "IdentityN", "EnsureShape", "StopGradient", "PreventGradient", "CheckNumerics"}
)
"""Operations whose output stands for their input."""

NOT_DATA = frozenset({"Shape", "ShapeN", "Rank", "Size", "NoOp", "Assert", "ZerosLike", "OnesLike"})
"""Operations that ask something of a tensor other than its values."""

NAMES: Mapping[str, str] = {
    "Relu": "relu",
    "Relu6": "relu6",
    "LeakyRelu": "leaky_relu",
    "RealDiv": "truediv",
    "Div": "truediv",
    "AddV2": "add",
    "Mul": "multiply",
    "Sub": "subtract",
    "ConcatV2": "concatenate",
    "ExpandDims": "expand_dims",
    "LogSoftmax": "log_softmax",
    "StridedSlice": "slice",
    "MaxPool": "maxpool2d",
    "MaxPoolV2": "maxpool2d",
    "AvgPool": "avgpool2d",
    "PartitionedCall": "call",
    "StatefulPartitionedCall": "call",
}
"""Where the lower-case name is not enough."""


def describe_operation(operation: Foreign) -> tuple[str, dict[str, Any]]:
    """Return a graph operation's name and settings, in the words of Keras's layers."""
    if operation.type == "Mean":
        return _mean(operation)
    name = NAMES.get(operation.type, operation.type.lower())
    settings = _SETTINGS.get(operation.type)
    return name, settings(operation) if settings else _constants(operation)


def _pool(operation: Foreign) -> dict[str, Any]:
    window, strides = operation.get_attr("ksize"), operation.get_attr("strides")
    padding = operation.get_attr("padding").decode().lower()
    return {"pool_size": list(window[1:3]), "strides": list(strides[1:3]), "padding": padding}


def _mean(operation: Foreign) -> tuple[str, dict[str, Any]]:
    """Tell a mean over height and width, which is a global pooling, from other means."""
    axes = _value(operation.inputs[1])
    keeps = bool(operation.get_attr("keep_dims"))
    listed = sorted(int(axis) for axis in axes.reshape(-1)) if axes is not None else None
    rank = operation.inputs[0].shape.rank
    if listed is not None and rank is not None and [axis % rank for axis in listed] == [1, 2] and rank == len("NHWC"):
        return "globalaveragepooling2d", {"keepdims": keeps}
    return "mean", {"axis": listed, "keepdims": keeps}


def _constants(operation: Foreign) -> dict[str, Any]:
    """Return the one number that a tensor is combined with, if there is one: the 255 of ``x / 255``."""
    values = [_value(tensor) for tensor in operation.inputs]
    numbers = [float(value.reshape(-1)[0]) for value in values if value is not None and value.size == 1]
    return {"value": numbers[0]} if len(numbers) == 1 and len(values) > 1 else {}


def _value(tensor: Foreign) -> Foreign:
    """Return a graph constant as an array, None where a tensor is computed."""
    operation = tensor.op
    while operation.type in {"Cast", "Identity"}:
        operation = operation.inputs[0].op
    if operation.type != "Const":
        return None
    from tensorflow import make_ndarray  # noqa: PLC0415 - only reached once TensorFlow is loaded

    return make_ndarray(operation.get_attr("value"))


_SETTINGS: Mapping[str, Callable[[Foreign], dict[str, Any]]] = {
    "MaxPool": _pool,
    "AvgPool": _pool,
    "LeakyRelu": lambda operation: {"negative_slope": operation.get_attr("alpha")},
    "Reshape": lambda _: {},
}
