"""A recorded network to canonical steps.

What is left out computes nothing that an exam asks for: input layers, casts, scalings of the input, augmentation in
front, a dropout of rate 0, identities, a Flatten of what is flat. What is folded: an activation of its own into the
layer before it, a reshape to two dimensions into ``flatten``, logits under a loss that applies softmax into softmax.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

from grader.networks.grammar import KNOWN
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
        "truedivide",
        "negative",
        "neg",
        "squeeze",
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
    """Bring a network to its canonical steps; ``compiled`` tells whether its loss applies the last softmax.

    A step that is not fed by the one before it, and by nothing else, has a fact "inputs" that says by which it is:
    indices of steps, -1 for the network's input. A shortcut or branch is so told from a plain chain.
    """
    walk = _Walk(Counter(index for layer in network.layers for index in layer.inputs))
    for index, layer in enumerate(network.layers):
        walk.add(layer, index)
    return tuple(_softmax_of_loss(walk.steps, compiled))


class _Walk:
    """The steps so far, and which of them computed each layer's output."""

    def __init__(self, uses: Counter[int]) -> None:
        self.steps: list[Step] = []
        self._uses = uses
        self._source: dict[int, int] = {-1: -1}

    def add(self, layer: Layer, index: int) -> None:
        """Turn one layer into a step, fold it into the last one, or leave it out."""
        feeding = tuple(sorted({self._source.get(one, -1) for one in layer.inputs})) or (len(self.steps) - 1,)
        made = _made(layer, index, unprepared=self._only_prepares(feeding))
        if made is None:
            self._source[index] = feeding[0]
            return
        chained = feeding == (len(self.steps) - 1,)
        if made.kind == "batchnormalization" and chained and self.steps and self.steps[-1].activation == "linear":
            # Its own shift takes the place of a bias before it.
            last = self.steps[-1]
            self.steps[-1] = replace(last, facts={name: f for name, f in last.facts.items() if name != "use_bias"})
        if made.kind == "activation" and chained and self._folds(layer):
            self.steps[-1] = self.steps[-1].with_activation(made.activation)
        else:
            self.steps.append(made if chained else replace(made, facts={**made.facts, "inputs": feeding}))
        self._source[index] = len(self.steps) - 1

    def _only_prepares(self, feeding: tuple[int, ...]) -> bool:
        """Tell whether nothing but a Flatten lies between the input and what is fed."""
        return all(one == -1 or all(step.kind == "flatten" for step in self.steps[: one + 1]) for one in feeding)

    def _folds(self, layer: Layer) -> bool:
        """Tell whether an activation can belong to the last step: it has none, and nobody else uses its output."""
        alone = all(self._uses[one] <= 1 for one in layer.inputs)
        return bool(self.steps) and self.steps[-1].activation == "linear" and alone


def _made(layer: Layer, index: int, *, unprepared: bool) -> Step | None:
    """Return the step that a layer is by itself; None if it computes nothing that counts."""
    kind = kind_of(layer)
    if kind in SILENT or (kind in PREPARING and unprepared and not _flattens(layer)):
        return None
    if (activation := _activation_layer(layer, kind)) is not None:
        return None if activation == "linear" else Step("activation", {}, activation, index)
    if _flattens(layer):
        return None if _is_flat(layer) else Step("flatten", {}, "linear", index)
    if kind == "reshape" or (kind.endswith("dropout") and not _number(layer.config.get("rate"))):
        return None
    return _step(layer, kind, index)


def kind_of(layer: Layer) -> str:
    """Return the canonical kind of a recorded layer: its class in lower case, Keras's aliases made one."""
    name = layer.class_name.lower()
    kind = KINDS.get(name, name)
    if layer.kind == "custom" and (kind in KNOWN or kind in SILENT):
        # Whatever it is called, it computes what its author wrote.
        return f"{name} of its own"
    return kind


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
    if config.get("use_bias") is False:
        facts["use_bias"] = False
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
