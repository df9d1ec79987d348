"""Names losses, metrics, optimizers and activations: Keras's own by their names, students' by what they compute."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from grader.evidence import Function
from grader.functions import canonical
from grader.recorder.plain import plain
from grader.recorder.probing import Probe
from grader.recorder.undisturbed import undisturbed

if TYPE_CHECKING:
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign


class Namer:
    """Names functions with the names of one Keras."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._probe = Probe(engine)

    def activation(self, function: Foreign) -> str:
        """Return the Keras name of an activation, or 'custom:<name>'."""
        name = _name_of(function)
        if is_built_in(function) and hasattr(self._engine.keras.activations, canonical(name)):
            return canonical(name)
        with undisturbed(self._engine):
            found = self._probe.activation(function)
        return found or f"custom:{name}"

    def optimizer(self, optimizer: Foreign) -> Function:
        """Return an optimizer under its class's name; mixed precision's wrapper is looked through."""
        inner = getattr(optimizer, "inner_optimizer", None)
        return self._by_name(optimizer if inner is None else inner)

    def loss(self, loss: Foreign) -> Function:
        """Return a loss; one of the student's own making is tried on sample values."""
        if isinstance(loss, str) or is_built_in(loss, "keras", "tf_keras"):
            return self._by_name(loss)
        with undisturbed(self._engine):
            found = self._probe.loss(loss)
        if found is None:
            return Function(name=f"custom:{_name_of(loss)}")
        return Function(name=found.name, settings=dict(found.settings), by_value=True)

    def metric(self, metric: Foreign) -> Function:
        """Return a metric; one of the student's own making is tried on sample values."""
        if isinstance(metric, str) or is_built_in(metric, "keras", "tf_keras"):
            return self._by_name(_wrapped(metric))
        with undisturbed(self._engine):
            found = self._probe.metric(self._as_function(metric))
        return Function(name=found or f"custom:{_name_of(metric)}", by_value=found is not None)

    def _as_function(self, metric: Foreign) -> Foreign:
        """Return a metric object as a function of labels and outputs; each call starts with a fresh one."""
        if not isinstance(metric, self._engine.keras.metrics.Metric):
            return metric

        def compute(true: Foreign, predicted: Foreign) -> Foreign:
            fresh = type(metric).from_config(metric.get_config())
            fresh.update_state(true, predicted)
            return fresh.result()

        return compute

    def _by_name(self, value: Foreign) -> Function:
        if isinstance(value, str):
            return Function(name=canonical(value))
        name = _name_of(value)
        own = is_built_in(value)
        return Function(name=canonical(name) if own else f"custom:{name}", settings=_settings(value))


def is_built_in(value: Foreign, *packages: str) -> bool:
    """Tell whether a function, class or instance comes from Keras or TensorFlow (or from the named packages)."""
    kind = value if hasattr(value, "__qualname__") else type(value)
    return str(getattr(kind, "__module__", "")).split(".", 1)[0] in (packages or ("keras", "tf_keras", "tensorflow"))


def _wrapped(metric: Foreign) -> Foreign:
    """Return the function inside ``MeanMetricWrapper``, which has no name of its own."""
    return getattr(metric, "_fn", metric) if type(metric).__name__ == "MeanMetricWrapper" else metric


def _name_of(value: Foreign) -> str:
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else type(value).__name__


def _settings(value: Foreign) -> dict[str, Any]:
    config: dict[str, Any] = {}
    with contextlib.suppress(Exception):  # a student's get_config may raise anything; a function has none
        config = value.get_config()
    return {str(key): plain(item) for key, item in config.items()} if isinstance(config, dict) else {}
