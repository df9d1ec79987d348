"""A rubric's layers: "dense 20 relu", "conv2d 6 5x5 relu|linear", "maxpool2d 2x2", "dropout 0.2"."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from pydantic_core import core_schema

from grader.networks.steps import KINDS, SIZE, WINDOW, Fact, Step, default_strides, dimensions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

ACTIVATIONS = frozenset(
    [
        "linear",
        "relu",
        "relu6",
        "sigmoid",
        "tanh",
        "softmax",
        "softplus",
        "softsign",
        "elu",
        "selu",
        "gelu",
        "silu",
        "swish",
        "mish",
        "leaky_relu",
        "exponential",
        "hard_sigmoid",
        "prelu",
    ]
)
PLAIN = frozenset(["flatten", "batchnormalization", "layernormalization", "add", "concatenate"])
GLOBAL = frozenset(f"global{head}pool{n}d" for head in ("max", "avg") for n in (1, 2, 3))
KNOWN = frozenset(SIZE) | frozenset(WINDOW) | PLAIN | GLOBAL

_NUMBER = re.compile(r"\d+(\.\d+)?")
_SIZES = re.compile(r"\d+([x×]\d+)+")
_HOLE = re.compile(r"\{(\w+)\}")


class LayerSpec(str):
    """One layer of a rubric, as written; ``parse_layer`` gives its meaning. A ``{name}`` stands for a grid's value."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        return core_schema.no_info_after_validator_function(cls._checked, core_schema.str_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        made = handler(schema)
        return made | {
            "description": "kind, size, window, options, activation: 'conv2d 6 5x5 relu|linear', 'dropout 0.2'",
            "examples": ["flatten", "dense 20 relu", "conv2d 16 3x3 same relu", "maxpool2d 2x2", "dropout 0.2"],
        }

    @classmethod
    def _checked(cls, text: str) -> LayerSpec:
        parse_layer(_HOLE.sub("1", text))
        return cls(text)


def fill(layers: Iterable[str], values: Mapping[str, object]) -> tuple[LayerSpec, ...]:
    """Put a grid's values into the holes of its layers; KeyError for a hole without a value."""
    return tuple(LayerSpec(_HOLE.sub(lambda hole: str(values[hole[1]]), layer)) for layer in layers)


def holes(layers: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the holes, in order, each once."""
    return tuple(dict.fromkeys(hole for layer in layers for hole in _HOLE.findall(layer)))


def parse_layer(text: str) -> Step:
    """Read one layer; its ``activation`` may name several that are right, joined by '|'.

    Raises:
        ValueError: Naming the word that could not be read, and what could stand there.
    """
    words = text.strip().lower().split()
    if not words:
        raise ValueError("an empty layer; expected for example 'dense 20 relu'")
    kind = KINDS.get(words[0], words[0])
    if kind not in KNOWN:
        close = difflib.get_close_matches(kind, KNOWN, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(KNOWN))}"
        raise ValueError(f"no layer is called {words[0]!r}; {hint}")
    facts: dict[str, Fact] = {}
    activation = "linear"
    rest = iter(words[1:])
    for word in rest:
        if word == "stride":
            facts["strides"] = _window(next(rest, ""), kind)
        elif word in ("same", "valid"):
            facts["padding"] = word
        elif all(name in ACTIVATIONS for name in word.split("|")):
            activation = word
        else:
            facts.update(_number(word, kind, facts))
    if kind in SIZE and SIZE[kind] not in facts:
        raise ValueError(
            f"{text!r}: {kind} needs its {SIZE[kind]}, for example '{kind} 0.2'"
            if "dropout" in kind
            else f"{text!r}: {kind} needs its {SIZE[kind]}, for example '{kind} 20'"
        )
    return Step(kind, _completed(kind, facts), activation)


def _number(word: str, kind: str, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    size, window = SIZE.get(kind), WINDOW.get(kind)
    if _NUMBER.fullmatch(word) and size and size not in facts:
        return {size: float(word) if "." in word or size in ("rate", "stddev") else int(word)}
    if window and window not in facts and (_SIZES.fullmatch(word) or word.isdigit()):
        return {window: _window(word, kind)}
    raise ValueError(
        f"{word!r} means nothing for {kind}; after the kind come its size, its window (5x5), 'same', 'stride 2', "
        f"and an activation ({', '.join(sorted(ACTIVATIONS))})"
    )


def _window(word: str, kind: str) -> tuple[int, ...]:
    if not (_SIZES.fullmatch(word) or word.isdigit()):
        raise ValueError(f"{word!r} is no window; expected for example '2' or '5x5'")
    found = tuple(int(part) for part in re.split("[x×]", word))
    return found * dimensions(kind) if len(found) == 1 else found


def _completed(kind: str, facts: dict[str, Fact]) -> dict[str, Fact]:
    """Add Keras's defaults of what changes the computation, so that written out and left out are the same."""
    window = WINDOW.get(kind)
    if window == "pool_size":
        facts.setdefault("pool_size", (2,) * dimensions(kind))
    if window in ("pool_size", "kernel_size"):
        facts.setdefault("padding", "valid")
        facts.setdefault("strides", default_strides(kind, facts))
    return facts
