"""Snapshots of networks: which layers, in which order, fed by which, with which shapes.

A network's layers are those that compute something, nested models flattened; ``InputLayer`` is not among them: index
-1 stands for the input.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.evidence import Layer
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

Shape = tuple[int | None, ...]

INPUT = -1


@dataclass
class Graph:
    """Layers in the making: who has computed which tensor."""

    describe: Callable[[Any], Layer]
    layers: list[Layer] = field(default_factory=list)
    source: dict[int | str, int] = field(default_factory=dict)
    """What stands for a symbolic tensor (its ``id``, a graph's its name) to the index of the layer that computed it."""
    seen: set[int] = field(default_factory=set)
    """Layers whose parameters are counted already: a shared layer has them once."""

    def add(self, layer: Foreign, inputs: list[int], input_shape: Shape | None, output_shape: Shape | None) -> int:
        """Append a layer and return its index."""
        described = self.describe(layer)
        params = 0 if id(layer) in self.seen else described.params
        self.seen.add(id(layer))
        return self.append(
            described.model_copy(
                update={
                    "inputs": tuple(dict.fromkeys(inputs)),
                    "input_shape": input_shape,
                    "output_shape": output_shape,
                    "params": params,
                }
            )
        )

    def append(self, layer: Layer) -> int:
        """Append a layer that is described already and return its index."""
        self.layers.append(layer)
        return len(self.layers) - 1

    def keep_used(self, outputs: list[int]) -> None:
        """Drop what no output depends on, and number the rest anew."""
        used: set[int] = set()
        waiting = [index for index in outputs if index != INPUT]
        while waiting:
            index = waiting.pop()
            if index not in used:
                used.add(index)
                waiting.extend(feeding for feeding in self.layers[index].inputs if feeding != INPUT)
        number = {INPUT: INPUT} | {index: position for position, index in enumerate(sorted(used))}
        self.layers = [
            self.layers[index].model_copy(update={"inputs": tuple(number[one] for one in self.layers[index].inputs)})
            for index in sorted(used)
        ]


def shape_of(tensor: Foreign) -> Shape | None:
    """Return a tensor's shape, unknown sizes as None; None where even the rank is unknown."""
    shape = getattr(tensor, "shape", None)
    try:
        return None if shape is None else tuple(None if size is None else int(size) for size in shape)
    except (TypeError, ValueError):
        return None


def batch_free(shape: Shape | None) -> Shape | None:
    """Return a shape whose first dimension, the batch's, is None: it depends on what was fed, not on the network."""
    return (None, *shape[1:]) if shape else shape


def count_params(variables: list[Any]) -> int:
    """Return how many numbers the variables hold, each variable once."""
    return sum(
        math.prod(size or 0 for size in shape_of(one) or ()) for one in {id(one): one for one in variables}.values()
    )


def weights_of(model: Foreign) -> list[Foreign]:
    """Return a model's variables; none while it is not built, of which Keras 2 complains."""
    try:
        return list(model.weights)
    except ValueError:
        return []


def is_nested(engine: Engine, layer: Foreign) -> bool:
    """Tell whether a layer is a model whose own layers are known: a Sequential or functional one."""
    return isinstance(layer, engine.keras.Sequential | engine.functional)


def walk(engine: Engine, model: Foreign, graph: Graph, inputs: list[int]) -> list[int]:
    """Add a Sequential or functional model's layers to ``graph``.

    Args:
        engine: The Keras it is of.
        model: Nested models in it are flattened.
        graph: What is known of the layers before it.
        inputs: Who feeds each of its inputs.

    Returns:
        The indices of the layers whose outputs are its outputs.
    """
    functional = _functional_form(engine, model)
    return (
        _walk_nodes(engine, functional, graph, inputs)
        if functional is not None
        else _walk_list(engine, model, graph, inputs)
    )


def _functional_form(engine: Engine, model: Foreign) -> Foreign:
    """Return the graph of a model: its own, or the one that Keras builds for a Sequential once its input is known."""
    if not isinstance(model, engine.keras.Sequential):
        return model
    if engine.is_keras_2:
        return model if getattr(model, "_is_graph_network", False) else None
    return getattr(model, "_functional", None)


def _walk_list(engine: Engine, model: Foreign, graph: Graph, inputs: list[int]) -> list[int]:
    """Add a Sequential whose input is not known yet: no shapes, each layer fed by the one before."""
    for layer in model.layers:
        if is_nested(engine, layer):
            inputs = walk(engine, layer, graph, inputs)
        elif not _is_input(layer):
            inputs = [graph.add(layer, inputs, None, None)]
    return inputs


def _walk_nodes(engine: Engine, model: Foreign, graph: Graph, inputs: list[int]) -> list[int]:
    for tensor, index in zip(flat(model.inputs), inputs or [INPUT] * len(flat(model.inputs)), strict=False):
        graph.source[id(tensor)] = index
    for node in _nodes(model):
        layer, node_inputs, node_outputs = _parts(engine, node)
        if _is_input(layer):
            continue
        feeding = [graph.source.get(id(tensor), INPUT) for tensor in node_inputs]
        if is_nested(engine, layer):
            made = walk(engine, layer, graph, feeding)
        else:
            first = node_inputs[0] if node_inputs else None
            output = node_outputs[0] if node_outputs else None
            made = [graph.add(layer, feeding, batch_free(shape_of(first)), batch_free(shape_of(output)))]
        for position, tensor in enumerate(node_outputs):
            graph.source[id(tensor)] = made[min(position, len(made) - 1)] if made else INPUT
    return [graph.source.get(id(tensor), INPUT) for tensor in flat(model.outputs)]


def _nodes(model: Foreign) -> Iterator[Foreign]:
    """Yield the calls that make up a functional model, in an order in which they can be computed."""
    by_depth = model._nodes_by_depth  # noqa: SLF001 - no public name
    for depth in sorted(by_depth, reverse=True):
        yield from by_depth[depth]


def _parts(engine: Engine, node: Foreign) -> tuple[Foreign, list[Foreign], list[Foreign]]:
    if engine.is_keras_2:
        return node.layer, flat(node.keras_inputs), flat(node.outputs)
    return node.operation, list(node.arguments.keras_tensors), list(node.outputs)


def _is_input(layer: Foreign) -> bool:
    return type(layer).__name__ == "InputLayer"


def flat(value: Foreign) -> list[Foreign]:
    """Return the parts of nested lists, tuples and dictionaries, None left out."""
    if isinstance(value, dict):
        return [item for part in value.values() for item in flat(part)]
    if isinstance(value, list | tuple):
        return [item for part in value for item in flat(part)]
    return [] if value is None else [value]
