"""A recorded network to canonical steps.

What is left out computes nothing that an exam asks for: input layers, casts, scalings of the input, augmentation in
front, a dropout of rate 0, identities, a Flatten of what is flat. What is folded: an activation of its own into the
layer before it, a reshape to two dimensions into ``flatten``, logits under a loss that applies softmax into softmax.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from grader.networks.steps import KINDS, SIZE, WINDOW, Fact, Step, default_strides, dimensions, sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.evidence import Compiled, Layer, Network

# Layers and operations that pass their input on, or only prepare it.
SILENT = frozenset(
    [
        "inputlayer",
        "input",
        "identity",
        "cast",
        "lambda_identity",
        "activityregularization",
        "stopgradient",
        "stop_gradient",
        "convert",
        "readvariableop",
        "ensureshape",
    ]
)
PREPARING = frozenset(
    [
        "rescaling",
        "normalization",
        "resizing",
        "centercrop",
        "randomflip",
        "randomrotation",
        "randomzoom",
        "randomtranslation",
        "randomcrop",
        "randomcontrast",
        "randombrightness",
        "randomheight",
        "randomwidth",
        "truediv",
        "realdiv",
        "div",
        "divide",
        "mul",
        "multiply",
        "sub",
        "subtract",
        "add",
        "addv2",
        "gaussiannoise",
        "cast",
        "expanddims",
        "expand_dims",
        "reshape",
    ]
)
ACTIVATION_LAYERS = {
    "relu": "relu",
    "relu6": "relu6",
    "softmax": "softmax",
    "elu": "elu",
    "selu": "selu",
    "leakyrelu": "leaky_relu",
    "leaky_relu": "leaky_relu",
    "prelu": "prelu",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softplus": "softplus",
    "softsign": "softsign",
    "gelu": "gelu",
    "silu": "silu",
    "swish": "silu",
}
SAME_ACTIVATION = {"swish": "silu", "": "linear", "None": "linear"}


def canonical(network: Network, compiled: Compiled | None = None) -> tuple[Step, ...]:
    """Bring a network to its canonical steps; ``compiled`` tells whether its loss applies the last softmax."""
    steps: list[Step] = []
    for index, layer in enumerate(network.layers):
        _append(steps, layer, index)
    return tuple(_softmax_of_loss(steps, compiled))


def _append(steps: list[Step], layer: Layer, index: int) -> None:
    kind = kind_of(layer)
    if kind in SILENT or (kind in PREPARING and not steps and not _flattens(layer)):
        return
    if (activation := _activation_layer(layer, kind)) is not None:
        if activation == "linear":
            return
        if steps and steps[-1].activation == "linear":
            steps[-1] = steps[-1].with_activation(activation)
        else:
            steps.append(Step("activation", {}, activation, index))
        return
    if _flattens(layer):
        if not _is_flat(layer):
            steps.append(Step("flatten", {}, "linear", index))
        return
    if kind == "reshape" or (kind.endswith("dropout") and not _number(layer.config.get("rate"))):
        return
    steps.append(_step(layer, kind, index))


def kind_of(layer: Layer) -> str:
    """Return the canonical kind of a recorded layer: its class in lower case, Keras's aliases made one."""
    name = layer.class_name.lower()
    return KINDS.get(name, name)


def _step(layer: Layer, kind: str, index: int) -> Step:
    config, facts = layer.config, dict[str, Fact]()
    if (size := SIZE.get(kind)) and config.get(size) is not None:
        facts[size] = _number(config[size])
    if (window := WINDOW.get(kind)) and config.get(window) is not None:
        count = dimensions(kind)
        facts[window] = sizes(config[window], count)
        strides = config.get("strides")
        facts["strides"] = sizes(strides, count) if strides is not None else default_strides(kind, facts)
        facts["padding"] = _padding(layer, facts)
        if any(rate != 1 for rate in sizes(config.get("dilation_rate", 1), count)):
            facts["dilation_rate"] = sizes(config["dilation_rate"], count)
    if kind == "dense" and layer.input_shape is not None and not _is_flat(layer):
        facts["input_rank"] = len(layer.input_shape)
    activation = str(config.get("activation", "linear"))
    return Step(kind, facts, SAME_ACTIVATION.get(activation, activation), index)


def _padding(layer: Layer, facts: dict[str, Fact]) -> str:
    """Name the padding by what it does here: where "same" pads nothing it is "valid"."""
    written = str(layer.config.get("padding", "valid"))
    if written != "same" or layer.input_shape is None:
        return written
    window = facts.get("kernel_size") or facts.get("pool_size")
    strides = facts.get("strides")
    if not isinstance(window, tuple) or not isinstance(strides, tuple):
        return written
    axes = (
        layer.input_shape[1 : 1 + len(window)]
        if layer.config.get("data_format") != "channels_first"
        else layer.input_shape[2:]
    )
    pads = any(
        side is None or max((-(-side // stride) - 1) * stride + width - side, 0) > 0
        for side, width, stride in zip(axes, window, strides, strict=False)
    )
    return "same" if pads else "valid"


def _activation_layer(layer: Layer, kind: str) -> str | None:
    if kind == "activation":
        name = str(layer.config.get("activation", "linear"))
        return SAME_ACTIVATION.get(name, name)
    if kind == "relu" and layer.kind == "keras":
        return _relu(layer)
    return ACTIVATION_LAYERS.get(kind)


def _relu(layer: Layer) -> str:
    """Tell a plain ReLU layer from one with a ceiling, slope or threshold of its own."""
    ceiling, slope = layer.config.get("max_value"), layer.config.get("negative_slope")
    if _number(layer.config.get("threshold")):
        return "relu with threshold"
    if ceiling is not None:
        return "relu6" if _number(ceiling) == 6 else f"relu up to {ceiling}"  # noqa: PLR2004 - ReLU6's name
    return "leaky_relu" if _number(slope) else "relu"


def _flattens(layer: Layer) -> bool:
    """Tell whether a layer turns all it is given into one dimension, in whatever words."""
    kind = kind_of(layer)
    if kind == "flatten":
        return True
    out, into = layer.output_shape, layer.input_shape
    if kind == "reshape":
        target = layer.config.get("target_shape")
        if out is None and isinstance(target, list | tuple):
            return len(target) == 1
        return out is not None and len(out) == 2  # noqa: PLR2004 - batch and features
    # Pooling over one single position only drops that position's axes.
    return kind.startswith("global") and into is not None and _known_product(into[1:-1]) == 1


def _is_flat(layer: Layer) -> bool:
    return layer.input_shape is not None and len(layer.input_shape) == 2  # noqa: PLR2004 - batch and features


def _known_product(shape: Sequence[int | None]) -> int | None:
    return None if None in shape else prod(side for side in shape if side is not None)


def _softmax_of_loss(steps: list[Step], compiled: Compiled | None) -> list[Step]:
    logits = compiled is not None and compiled.loss is not None and compiled.loss.settings.get("from_logits")
    if logits and steps and steps[-1].activation == "linear":
        steps[-1] = steps[-1].with_activation("softmax")
    return steps


def _number(value: object) -> int | float:
    """Read a config's number; what is none counts as 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(value) if float(value).is_integer() and not isinstance(value, float) else value
