"""One layer, as evidence: its class, its configuration, its parameters."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from grader.evidence import Layer
from grader.recorder.networks import count_params
from grader.recorder.plain import plain

if TYPE_CHECKING:
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign
    from grader.recorder.functions import Namer


class LayerDescriber:
    """Describes layers of one Keras."""

    def __init__(self, engine: Engine, namer: Namer) -> None:
        self._engine = engine
        self._namer = namer

    def __call__(self, layer: Foreign) -> Layer:
        """Return ``layer`` without its place in a network."""
        if not isinstance(layer, self._engine.layer):
            return Layer(class_name=type(layer).__name__.lower(), kind="op", config=self._operation(layer))
        custom = not is_own(type(layer))
        return Layer(
            class_name=type(layer).__name__,
            kind="custom" if custom else "keras",
            name=str(layer.name),
            config=self._config(layer),
            params=count_params(list(layer.weights)),
        )

    def _config(self, layer: Foreign) -> dict[str, Foreign]:
        """Return ``get_config()`` as JSON, with functions named by what they compute."""
        try:
            config = dict(layer.get_config())
        except Exception:  # noqa: BLE001 - a student's get_config may raise anything, Keras's own does for some
            config = {}
        config = {key: plain(value) for key, value in config.items() if key not in {"layers", "build_config"}}
        for name in ("activation", "recurrent_activation"):
            function = getattr(layer, name, None)
            if callable(function):
                config[name] = self._namer.activation(function)
        return config

    def _operation(self, operation: Foreign) -> dict[str, Foreign]:
        """Return the settings of an operation between layers: its plain attributes."""
        settings = {key: value for key, value in vars(operation).items() if not key.startswith("_") and key != "name"}
        return {
            key: plain(value) for key, value in settings.items() if isinstance(value, int | float | str | tuple | list)
        }


def is_own(cls: type) -> bool:
    """Tell whether a class is Keras's own, not a student's that calls itself so."""
    if cls.__module__.split(".", 1)[0] not in {"keras", "tf_keras", "tensorflow"}:
        return False
    return getattr(sys.modules.get(cls.__module__), cls.__name__, None) is cls
