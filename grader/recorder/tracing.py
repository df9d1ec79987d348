"""Finds the layers of a subclassed network by one symbolic call on the side.

The model is called once inside a scratch ``tf.function`` that is never run. Each layer that is called notes the span
of graph operations that it made; what lies between those spans is what the student's ``call`` does itself
(``tf.nn.relu(x)``, a reshape, ``x / 255``) and becomes a layer of kind "op".
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.evidence import Layer
from grader.recorder.layers import is_own
from grader.recorder.networks import INPUT, Graph, batch_free, flat, shape_of
from grader.recorder.operations import NOT_DATA, PASSING, describe_operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign


@dataclass
class Call:
    """A layer that was called, and the graph operations [first, last) that it made."""

    layer: Foreign
    inputs: list[Foreign]
    outputs: list[Foreign]
    first: int
    last: int
    inner: bool = field(default=False)
    """Other layers were called inside it."""


class Tracer:
    """Is told of every layer's call while a model is called in a scratch graph."""

    def __init__(self, engine: Engine, model: Foreign, graph: Foreign) -> None:
        self._engine = engine
        self._model = model
        self._graph = graph
        self._open: list[Call] = []
        self.calls: list[Call] = []
        self.elsewhere = False
        """A layer was called in another graph (in a branch of a condition): what feeds what is not known then."""

    def call(
        self,
        original: Callable[..., Foreign],
        layer: Foreign,
        args: tuple[Foreign, ...],
        kwargs: dict[str, Foreign],
    ) -> Foreign:
        """Call a layer and note it, unless it is inside one that counts as a whole."""
        if self._open and self._is_whole(self._open[-1].layer):
            return original(layer, *args, **kwargs)
        inputs = [tensor for tensor in flat([args, kwargs]) if hasattr(tensor, "op")]
        call = Call(layer, inputs, [], self._position(), 0)
        if self._open:
            self._open[-1].inner = True
        self._open.append(call)
        try:
            result = original(layer, *args, **kwargs)
        finally:
            self._open.pop()
        call.outputs, call.last = flat(result), self._position()
        if layer is not self._model and self._counts(call):
            self.calls.append(call)
            graphs = [tensor.graph for tensor in call.outputs if hasattr(tensor, "graph")]
            self.elsewhere |= any(graph is not self._graph for graph in graphs)
        return result

    def _is_whole(self, layer: Foreign) -> bool:
        """Tell whether what happens inside a layer is Keras's own matter: an LSTM's cell, an attention's queries."""
        return is_own(type(layer)) and not isinstance(layer, self._engine.model)

    def _counts(self, call: Call) -> bool:
        """Tell whether a call is a step of its own: not of a block of other layers, nor of mere operations."""
        if self._is_whole(call.layer):
            return True
        return not call.inner and bool(call.layer.weights)

    def _position(self) -> int:
        return len(self._graph.get_operations())


def trace(
    engine: Engine, model: Foreign, spec: Foreign, use: Callable[[Tracer | None], None]
) -> tuple[Tracer, Foreign]:
    """Call ``model`` on symbolic inputs like ``spec`` in a graph that is never run.

    Args:
        engine: The Keras it is of.
        model: A built model.
        spec: ``tf.TensorSpec``s in the structure of the model's input.
        use: Told of the tracer to tell of calls, and of None when that is over.

    Returns:
        The tracer with the calls in it, and the traced function's graph.
    """
    found: list[Tracer] = []

    def call(x: Foreign) -> Foreign:
        graph = engine.tf.compat.v1.get_default_graph()
        tracer = Tracer(engine, model, graph)
        found.append(tracer)
        use(tracer)
        try:
            with _stateless(engine):
                return model(x, training=True) if _takes_training(model) else model(x)
        finally:
            use(None)

    concrete = engine.tf.function(call, autograph=False).get_concrete_function(spec)
    return found[-1], concrete.graph


def read_graph(tracer: Tracer, graph: Foreign, result: Graph) -> None:
    """Turn a trace into layers and the operations between them."""
    if tracer.elsewhere:
        for call in tracer.calls:
            result.add(call.layer, [len(result.layers) - 1], _first_shape(call.inputs), _first_shape(call.outputs))
        return
    operations = graph.get_operations()
    for tensor in graph.inputs:
        result.source[tensor.name] = INPUT
    position = 0
    for call in tracer.calls:
        _read_operations(operations[position : call.first], result)
        feeding = [result.source[tensor.name] for tensor in call.inputs if tensor.name in result.source]
        index = result.add(call.layer, feeding, _first_shape(call.inputs), _first_shape(call.outputs))
        result.source.update({tensor.name: index for tensor in call.outputs if hasattr(tensor, "op")})
        position = call.last
    _read_operations(operations[position:], result)
    result.keep_used([result.source[tensor.name] for tensor in graph.outputs if tensor.name in result.source])


def _read_operations(operations: list[Foreign], result: Graph) -> None:
    """Add the operations that compute something of the input."""
    for operation in operations:
        feeding = [tensor for tensor in operation.inputs if tensor.name in result.source]
        if not feeding or operation.type in NOT_DATA:
            continue
        sources = [result.source[tensor.name] for tensor in feeding]
        if operation.type in PASSING:
            index = sources[0]
        else:
            class_name, config = describe_operation(operation)
            layer = Layer(
                class_name=class_name,
                kind="op",
                config=config,
                inputs=tuple(dict.fromkeys(sources)),
                input_shape=batch_free(shape_of(feeding[0])),
                output_shape=_first_shape(operation.outputs),
            )
            index = result.append(layer)
        result.source.update({tensor.name: index for tensor in operation.outputs})


def _first_shape(tensors: list[Foreign]) -> tuple[int | None, ...] | None:
    return batch_free(shape_of(tensors[0])) if tensors else None


def _takes_training(model: Foreign) -> bool:
    return "training" in model.call.__code__.co_varnames if hasattr(model.call, "__code__") else True


@contextlib.contextmanager
def _stateless(engine: Engine) -> Iterator[None]:
    """Keep Keras 3's variables and losses out of a symbolic call, as Keras itself does where it infers shapes."""
    if engine.is_keras_2:
        yield
        return
    with engine.keras.StatelessScope(collect_losses=True):
        yield
