"""Answers ``keras.datasets.*.load_data()`` with the data sets that the job brings."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

NAMES = ("boston_housing", "california_housing", "cifar10", "cifar100", "fashion_mnist", "imdb", "mnist", "reuters")
"""The data sets that Keras can load."""

FILES = ("x_train", "y_train", "x_test", "y_test")


class DataNotProvidedError(Exception):
    """A submission asks for a data set that this run was not given."""


def install(engine: Engine, folders: Mapping[str, Path]) -> None:
    """Put our ``load_data`` wherever Keras keeps one, for every data set that it has."""
    source = "tf_keras.src.datasets" if engine.is_keras_2 else "keras.src.datasets"
    for name in NAMES:
        try:
            module = importlib.import_module(f"{source}.{name}")
        except ImportError:  # california_housing is Keras 3's alone
            continue
        engine.replace_function(module.load_data, _loader(name, folders.get(name)))


def load(folder: Path) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return ``(x_train, y_train), (x_test, y_test)`` as fresh arrays that the student may change."""
    arrays = [np.load(folder / f"{name}.npy", allow_pickle=False) for name in FILES]
    return (arrays[0], arrays[1]), (arrays[2], arrays[3])


def _loader(name: str, folder: Path | None) -> Callable[..., Any]:
    def load_data(*_args: object, **_kwargs: object) -> Foreign:
        if folder is None:
            raise DataNotProvidedError(
                f"keras.datasets.{name} is not provided here: the exam's run was given no such data set, and nothing "
                "can be downloaded while a submission runs."
            )
        return load(folder)

    load_data.__doc__ = f"Return {name} from the run's own data."
    return load_data
