"""Keras 3 or Keras 2 (``tf_keras``), behind the few names that the recorder needs of either."""

from __future__ import annotations

import functools
import importlib
import inspect
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign
    from grader.recorder.job import Job

KERAS_2 = 2


@dataclass(frozen=True)
class Engine:
    """The Keras that ``tf.keras`` is in this process."""

    generation: Literal[2, 3]
    tf: Any
    keras: Any

    @property
    def is_keras_2(self) -> bool:
        """This is ``tf_keras``."""
        return self.generation == KERAS_2

    def replace_function(self, old: Foreign, new: Foreign) -> None:
        """Put ``new`` wherever this Keras has ``old`` in a module: it exports one function under many names."""
        package = self.keras.__name__.split(".", 1)[0]
        for path, module in list(sys.modules.items()):
            if path.split(".", 1)[0] == package:
                for name in [name for name, value in vars(module).items() if value is old]:
                    setattr(module, name, new)

    @property
    def model(self) -> Foreign:
        """``keras.Model``."""
        return self.keras.Model

    @property
    def constructed(self) -> Foreign:
        """The class whose constructor every model goes through, and in Keras 3 no layer does."""
        return next((base for base in self.model.__mro__ if base.__name__ == "TensorFlowTrainer"), self.model)

    @property
    def layer(self) -> Foreign:
        """``keras.layers.Layer``."""
        return self.keras.layers.Layer

    @functools.cached_property
    def functional(self) -> Foreign:
        """The class of functional models, which neither Keras exports."""
        path = "tf_keras.src.engine.functional" if self.is_keras_2 else "keras.src.models.functional"
        return importlib.import_module(path).Functional


def read_at_import(keras: int, threads: int | None) -> dict[str, str]:
    """Return the variables that TensorFlow, Keras, NumPy and matplotlib read once, when they are first imported."""
    found = {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLBACKEND": "module://grader.recorder.figures",
        "KERAS_BACKEND": "tensorflow",
        "TF_USE_LEGACY_KERAS": "1" if keras == KERAS_2 else "0",
    }
    return {**found, "OMP_NUM_THREADS": str(threads)} if threads else found


def prepare_environment(job: Job) -> None:
    """Set what libraries read when they are first imported."""
    os.environ.update(read_at_import(job.keras, job.threads))


def load_engine(job: Job) -> Engine:
    """Import TensorFlow and the Keras that ``job`` asks for, with the number of threads it asks for."""
    tf = importlib.import_module("tensorflow")
    if job.threads:
        tf.config.threading.set_intra_op_parallelism_threads(job.threads)
        tf.config.threading.set_inter_op_parallelism_threads(job.threads)
    return Engine(generation=job.keras, tf=tf, keras=importlib.import_module(tf.keras.__name__))


def wrap_method(cls: type, name: str, wrapper: Callable[..., Any]) -> None:
    """Put ``wrapper(original, self, *args, **kwargs)`` in the place of a method, in the class that defines it."""
    owner = next(base for base in cls.__mro__ if name in vars(base))
    original = vars(owner)[name]

    @functools.wraps(original)
    def method(self: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        return wrapper(original, self, *args, **kwargs)

    with suppress(ValueError, TypeError):  # Keras reads its constructors' parameters, and does so past ``__wrapped__``
        method.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]  # a function takes any
    setattr(owner, name, method)
