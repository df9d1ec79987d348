"""The canonical layer, and the names by which rubrics and reports call Keras's layers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Fact = int | float | str | bool | tuple[int, ...]

# Keras's class (lower case, 2D spelled as Keras does) to its kind; Keras's own aliases share a kind.
KINDS: Mapping[str, str] = {
    "maxpool1d": "maxpool1d",
    "maxpooling1d": "maxpool1d",
    "maxpool2d": "maxpool2d",
    "maxpooling2d": "maxpool2d",
    "maxpool3d": "maxpool3d",
    "maxpooling3d": "maxpool3d",
    "avgpool1d": "avgpool1d",
    "averagepooling1d": "avgpool1d",
    "avgpool2d": "avgpool2d",
    "averagepooling2d": "avgpool2d",
    "avgpool3d": "avgpool3d",
    "averagepooling3d": "avgpool3d",
    "globalmaxpool1d": "globalmaxpool1d",
    "globalmaxpooling1d": "globalmaxpool1d",
    "globalmaxpool2d": "globalmaxpool2d",
    "globalmaxpooling2d": "globalmaxpool2d",
    "globalavgpool1d": "globalavgpool1d",
    "globalaveragepooling1d": "globalavgpool1d",
    "globalavgpool2d": "globalavgpool2d",
    "globalaveragepooling2d": "globalavgpool2d",
    "convolution1d": "conv1d",
    "convolution2d": "conv2d",
    "convolution3d": "conv3d",
    "convolution2dtranspose": "conv2dtranspose",
    "batchnorm": "batchnormalization",
    "layernorm": "layernormalization",
    "cudnnlstm": "lstm",
    "cudnngru": "gru",
}

# The field that a layer's first bare number means, by kind.
SIZE: Mapping[str, str] = {
    "dense": "units",
    "lstm": "units",
    "gru": "units",
    "simplernn": "units",
    "embedding": "output_dim",
    "dropout": "rate",
    "spatialdropout1d": "rate",
    "spatialdropout2d": "rate",
    "alphadropout": "rate",
    "gaussiandropout": "rate",
    "gaussiannoise": "stddev",
    **{f"conv{n}d": "filters" for n in (1, 2, 3)},
    **{f"conv{n}dtranspose": "filters" for n in (1, 2, 3)},
    **{f"separableconv{n}d": "filters" for n in (1, 2)},
}

WINDOW: Mapping[str, str] = {
    **{
        f"{head}conv{n}d{tail}": "kernel_size"
        for n in (1, 2, 3)
        for head in ("", "separable", "depthwise")
        for tail in ("", "transpose")
    },
    **{f"{head}pool{n}d": "pool_size" for n in (1, 2, 3) for head in ("max", "avg")},
    "upsampling2d": "size",
}


@dataclass(frozen=True)
class Step:
    """One layer that matters: its kind, the facts that change what it computes, and the activation applied last.

    ``index`` is the recorded layer it came from, -1 in a specification. It is fed by the step before it unless its
    fact "inputs" says otherwise.
    """

    kind: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    activation: str = "linear"
    index: int = -1

    def with_activation(self, name: str) -> Step:
        """Return the step followed by an activation."""
        return replace(self, activation=name)

    def __str__(self) -> str:
        words = [self.kind]
        if (size := SIZE.get(self.kind)) in self.facts and size:
            words.append(str(self.facts[size]))
        if (window := WINDOW.get(self.kind)) in self.facts and window:
            words.append("×".join(map(str, _sizes(self.facts[window]))))
        if self.facts.get("padding") == "same":
            words.append("same")
        strides = self.facts.get("strides")
        if strides is not None and strides != default_strides(self.kind, self.facts):
            words.append("stride " + "×".join(map(str, _sizes(strides))))
        if self.activation != "linear":
            words.append(self.activation)
        if self.facts.get("use_bias") is False:
            words.append("without bias")
        inputs = self.facts.get("inputs")
        if isinstance(inputs, tuple):
            # Counted from 1 as the report's reader counts; 0 is the network's input.
            words.append("← " + ", ".join(str(one + 1) for one in inputs))
        return " ".join(words)


def dimensions(kind: str) -> int:
    """Return the number of spatial dimensions that a kind's name tells; 0 if it tells none."""
    return next((n for n in (1, 2, 3) if f"{n}d" in kind), 0)


def default_strides(kind: str, facts: Mapping[str, Fact]) -> tuple[int, ...]:
    """Return Keras's strides where none are given: the pool's size, or one."""
    if kind.startswith(("maxpool", "avgpool")):
        return _sizes(facts.get("pool_size", 2), dimensions(kind))
    return (1,) * dimensions(kind)


def _sizes(value: Fact, count: int = 1) -> tuple[int, ...]:
    if isinstance(value, tuple):
        return value
    return (int(value),) * count


def sizes(value: object, count: int) -> tuple[int, ...]:
    """Bring a kernel size, pool size or stride to a tuple of ``count`` whole numbers."""
    if isinstance(value, list | tuple):
        return tuple(int(item) for item in value)
    return (int(str(value)),) * max(count, 1)
