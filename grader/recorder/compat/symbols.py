"""TensorFlow functions on a functional model's symbolic tensors: ``tf.nn.relu(inputs)``, ``tf.reshape(x, ...)``."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from grader.recorder.compat.idiom import Idiom
from grader.recorder.networks import flat

if TYPE_CHECKING:
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign


def _functions_of_tensorflow(engine: Engine) -> None:
    """Make each an operation of the model, as Keras 2 did: TensorFlow asks us where it takes no such tensor itself."""
    dispatch = importlib.import_module("tensorflow.python.util.dispatch")
    operation = _operation_class(engine)
    symbol = engine.keras.KerasTensor

    class Dispatcher(dispatch.GlobalOpDispatcher):  # type: ignore[misc, name-defined]  # known at run time only
        def handle(self, op: Foreign, args: Foreign, kwargs: Foreign) -> Foreign:
            if any(isinstance(value, symbol) for value in flat([args, kwargs])):
                return operation(op)(*args, **kwargs)
            return self.NOT_SUPPORTED

    Dispatcher().register()


def _operation_class(engine: Engine) -> Foreign:
    base: Foreign = engine.keras.Operation
    infer = importlib.import_module("keras.src.backend").compute_output_spec

    class TensorFlowOperation(base):  # type: ignore[misc]  # known at run time only
        """A TensorFlow function as a step of a functional model; ``function`` is the function's name."""

        def __init__(self, function: Foreign) -> None:
            super().__init__()
            self._function = function
            self.function = str(getattr(function, "__name__", "function"))

        def call(self, *args: Foreign, **kwargs: Foreign) -> Foreign:
            return self._function(*args, **kwargs)

        def compute_output_spec(self, *args: Foreign, **kwargs: Foreign) -> Foreign:
            return infer(self.call, *args, **kwargs)

    return TensorFlowOperation


IDIOMS = (Idiom("tf.nn.relu(keras_tensor), tf.reshape(keras_tensor, ...)", _functions_of_tensorflow),)
