"""What a network consists of: its layers by its structure, or by a trace where its code is the student's own."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Literal

from grader.recorder.networks import INPUT, Graph, batch_free, count_params, flat, shape_of, walk, weights_of
from grader.recorder.tracing import Tracer, read_graph, trace
from grader.recorder.undisturbed import undisturbed

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.evidence import Layer
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

Kind = Literal["sequential", "functional", "subclassed"]

UNSAFE = frozenset({"Lambda", "TFOpLambda", "ClassMethod"})
"""Layers of Keras's own that hold code instead of a configuration."""


class Contents:
    """Describes networks of one Keras."""

    def __init__(self, engine: Engine, describe: Callable[[Foreign], Layer]) -> None:
        self._engine = engine
        self.describe_layer = describe
        self.tracer: Tracer | None = None
        """Set while a network is traced: it is to be told of every layer's call."""
        self._specs: weakref.WeakKeyDictionary[Any, Foreign] = weakref.WeakKeyDictionary()
        self._traced: weakref.WeakKeyDictionary[Any, tuple[tuple[int, ...], list[Layer]]] = weakref.WeakKeyDictionary()

    def note_input(self, model: Foreign, x: Foreign) -> None:
        """Remember what a model is fed, for the trace of a subclassed one."""
        spec = self._spec(x)
        if spec is not None:
            self._specs[model] = spec

    def of(self, model: Foreign) -> dict[str, Foreign]:
        """Return the fields of ``evidence.Network`` that depend on the model's state."""
        kind = self.kind(model)
        layers = self._layers(model, kind)
        known = all(layer.kind == "keras" and layer.class_name not in UNSAFE for layer in layers)
        built = bool(model.built) and (bool(model.weights) or bool(layers))
        return {
            "kind": kind,
            "class_name": type(model).__name__,
            "name": str(model.name),
            "layers": [layer.model_dump() for layer in layers],
            "input_shapes": self._input_shapes(model),
            "params": count_params(list(model.weights)) if built else None,
            "trainable_params": count_params(list(model.trainable_weights)) if built else None,
            "rebuildable": kind != "subclassed" and known,
        }

    def kind(self, model: Foreign) -> Kind:
        """Tell how a model is made; one with a ``call`` of its own is subclassed, whatever it derives from."""
        for kind, base in self._kinds():
            if isinstance(model, base) and type(model).call is base.call:
                return kind
        return "subclassed"

    def _kinds(self) -> tuple[tuple[Kind, Foreign], ...]:
        return (("sequential", self._engine.keras.Sequential), ("functional", self._engine.functional))

    def _layers(self, model: Foreign, kind: Kind) -> list[Layer]:
        if kind == "subclassed":
            return self._traced_layers(model)
        graph = Graph(self.describe_layer)
        walk(self._engine, model, graph, [INPUT])
        return graph.layers

    def _traced_layers(self, model: Foreign) -> list[Layer]:
        """Return a subclassed model's layers, in the order of computation where it can be traced."""
        key = tuple(id(variable) for variable in weights_of(model))
        known = self._traced.get(model)
        if known is not None and known[0] == key:
            return known[1]
        graph = Graph(self.describe_layer)
        spec = self._specs.get(model)
        if model.built and spec is not None:
            try:
                with undisturbed(self._engine):
                    read_graph(*trace(self._engine, model, spec, self._use), graph)
                self._traced[model] = (key, graph.layers)
            except Exception:  # noqa: BLE001 - a student's call may refuse symbolic inputs in any way
                graph = Graph(self.describe_layer)
        return graph.layers or self._listed_layers(model)

    def _listed_layers(self, model: Foreign) -> list[Layer]:
        """Return the layers in the order in which they were made: the best guess for what cannot be traced."""
        graph = Graph(self.describe_layer)
        for layer in model.layers:
            if isinstance(layer, self._engine.model) and self.kind(layer) != "subclassed":
                walk(self._engine, layer, graph, [len(graph.layers) - 1])
            else:
                graph.add(layer, [len(graph.layers) - 1], None, None)
        return graph.layers

    def _use(self, tracer: Tracer | None) -> None:
        self.tracer = tracer

    def _input_shapes(self, model: Foreign) -> list[Foreign]:
        try:
            inputs = model.inputs
        except (AttributeError, ValueError):  # a Sequential that is not built has none
            inputs = None
        return [batch_free(shape_of(tensor)) for tensor in flat(inputs or self._specs.get(model))]

    def _spec(self, x: Foreign) -> Foreign:
        """Return ``tf.TensorSpec``s like ``x``, the number of rows left open; None for what is no tensor."""
        if isinstance(x, dict):
            specs = {name: self._spec(part) for name, part in x.items()}
            return None if None in specs.values() else specs
        if isinstance(x, list | tuple) and x and all(hasattr(part, "shape") for part in x):
            return type(x)(self._spec(part) for part in x)
        shape, dtype = shape_of(x), getattr(x, "dtype", None)
        if not shape or dtype is None or str(dtype) == "object":
            return None
        return self._engine.tf.TensorSpec(batch_free(shape), dtype)
