"""Idioms of ``keras.backend``, of losses and metrics by their full names, and of TensorFlow 1."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import numpy as np

from grader.recorder.compat.idiom import BOTH, Idiom, add_missing, wrap_function
from grader.recorder.networks import flat

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign


def _nothing(*_args: object, **_kwargs: object) -> None:
    """Do what a session or a learning phase means in eager TensorFlow."""


def _backends(engine: Engine) -> list[Foreign]:
    return [importlib.import_module(f"{package}.backend") for package in {"keras", engine.keras.__name__}]


def _sessions(engine: Engine) -> None:
    backends = [*_backends(engine), engine.tf.compat.v1.keras.backend] if not engine.is_keras_2 else _backends(engine)
    for backend in backends:
        phases = {"set_learning_phase": _nothing, "learning_phase": lambda: 0}
        sessions = {"set_session": _nothing, "get_session": _nothing, "tensorflow_backend": backend}
        add_missing(backend, **phases, **sessions, manual_variable_initialization=_nothing)


def _functions(engine: Engine) -> None:
    """``import keras`` alone has fewer functions in its backend than ``tf.keras`` has."""
    full = engine.keras.backend
    for backend in _backends(engine):
        add_missing(backend, **{name: value for name, value in vars(full).items() if not name.startswith("_")})

    def set_value(x: Foreign, value: Foreign) -> None:
        x.assign(value)

    def get_value(x: Foreign) -> Foreign:
        return x.numpy() if hasattr(x, "numpy") else np.asarray(x)

    def function(inputs: Foreign, outputs: Foreign) -> Callable[[Foreign], list[Foreign]]:
        model = engine.model(inputs, outputs)
        return lambda values: [np.asarray(value) for value in flat(model(values))]

    for backend in _backends(engine):
        backend.set_value = set_value
        backend.get_value = get_value
        add_missing(backend, eval=get_value, tf=engine.tf, function=function)


def _full_names(engine: Engine) -> None:
    """``tf.keras.losses`` has 'mse', and lacks 'mean_squared_error', which ``keras.losses`` has."""
    for kind in ("losses", "metrics"):
        source, place = importlib.import_module(f"keras.{kind}"), getattr(engine.keras, kind)
        add_missing(place, **{name: value for name, value in vars(source).items() if not name.startswith("_")})


def _old_numpy(engine: Engine) -> None:
    """Names that NumPy had when the code was written."""
    del engine
    types = {"float": float, "int": int, "object": object, "str": str, "complex": complex}
    values = {"Inf": np.inf, "Infinity": np.inf, "PINF": np.inf, "NINF": -np.inf, "NaN": np.nan}
    functions = {
        "product": np.prod,
        "cumproduct": np.cumprod,
        "in1d": np.isin,
        "trapz": np.trapezoid,
        "float_": np.float64,
    }
    add_missing(np, **types, **values, **functions)


def _plot_model(engine: Engine) -> None:
    """A picture that cannot be drawn here, for want of ``dot``, is none that a part asks for."""

    def plot(original: Callable[..., Foreign], *args: Foreign, **kwargs: Foreign) -> Foreign:
        try:
            return original(*args, **kwargs)
        except (ImportError, OSError):
            return None

    wrap_function(engine, engine.keras.utils.plot_model, plot)
    if hasattr(engine.keras.utils, "model_to_dot"):
        wrap_function(engine, engine.keras.utils.model_to_dot, plot)


IDIOMS = (
    Idiom("K.set_session(tf.compat.v1.Session(config=config)), K.set_learning_phase(1)", _sessions, BOTH),
    Idiom("K.set_value(optimizer.learning_rate, 0.01), keras.backend.mean(x)", _functions),
    Idiom("loss=tf.keras.losses.mean_squared_error", _full_names),
    Idiom("np.float, np.product, np.Inf", _old_numpy, BOTH),
    Idiom("plot_model(net, show_shapes=True) without graphviz", _plot_model, BOTH),
)
