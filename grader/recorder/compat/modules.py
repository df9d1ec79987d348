"""Modules that moved: an import under an old path finds the name where it is now."""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from grader.recorder.compat.idiom import BOTH, KERAS_2, Idiom, add_missing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

ROOTS = ("keras", "keras._tf_keras.keras", "tensorflow.keras", "tensorflow.python.keras", "tf_keras")

_LAYER_PATHS = (
    *("core", "convolutional", "pooling", "normalization", "merge", "recurrent", "embeddings", "advanced_activations"),
    *("noise", "local", "wrappers", "convolutional_recurrent", "normalization.batch_normalization", "experimental"),
    *("experimental.preprocessing", "normalization_v2", "core.dense", "core.dropout", "core.flatten"),
)

MOVED: Mapping[str, str] = {
    **{f"layers.{path}": "layers" for path in _LAYER_PATHS},
    "utils.np_utils": "utils",
    "utils.vis_utils": "utils",
    "utils.data_utils": "utils",
    "utils.generic_utils": "utils",
    "utils.layer_utils": "utils",
    "engine": "models",
    "engine.sequential": "models",
    "engine.training": "models",
    "engine.topology": "layers",
    "engine.base_layer": "layers",
    "engine.input_layer": "layers",
    "optimizer_v2": "optimizers",
    "optimizers.optimizer_v2": "optimizers",
    **{
        f"{package}.{name}": "optimizers"
        for package in ("optimizers", "optimizer_v2", "optimizers.optimizer_v2")
        for name in (
            "adam",
            "adam_v2",
            "gradient_descent",
            "gradient_descent_v2",
            "rmsprop",
            "rmsprop_v2",
            "adagrad_v2",
        )
    },
    "preprocessing.image_dataset": "preprocessing",
    "experimental": "optimizers.schedules",
}
"""An old path below Keras to the public module that has its names now."""

PYTHON_KERAS = ("models", "layers", "losses", "metrics", "callbacks", "optimizers", "datasets", "preprocessing")
"""Modules of TensorFlow's own copy of Keras, whose models no longer run, that are Keras's public ones as well."""


class _OldModule(ModuleType):
    """Has the names of the public module that took its place."""

    def __init__(self, name: str, place: Foreign) -> None:
        super().__init__(name)
        self.__path__: list[str] = []  # a package: other old paths lie below it
        self._place = place

    def __getattr__(self, name: str) -> Foreign:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._place, name)


class _OldPaths(MetaPathFinder, Loader):
    """Finds old paths that nothing else finds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec for a path of the table."""
        del path, target
        return ModuleSpec(fullname, self, is_package=True) if self._place(fullname) is not None else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return a module with the names of the one that took its place."""
        return _OldModule(spec.name, self._place(spec.name))

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is left to run."""

    def _place(self, fullname: str) -> Foreign:
        for root in (*ROOTS, self._engine.keras.__name__):
            old = fullname.removeprefix(f"{root}.")
            new = MOVED.get(old) if old != fullname else None
            if new is not None:
                return importlib.import_module(f"{self._engine.keras.__name__}.{new}")
        return None


def _old_paths(engine: Engine) -> None:
    sys.meta_path.append(_OldPaths(engine))
    for root in {"tf_keras" if engine.is_keras_2 else "keras", engine.keras.__name__}:
        for path in ("utils.np_utils", "layers.experimental", "layers.experimental.preprocessing", "experimental"):
            parent, _, name = f"{root}.{path}".rpartition(".")
            if not hasattr(importlib.import_module(parent), name):
                importlib.import_module(f"{root}.{path}")
    add_missing(engine.tf.keras, experimental=importlib.import_module(f"{engine.keras.__name__}.experimental"))


class _KerasIsKeras2(_OldPaths):
    """Finds ``import keras``, which is Keras 3 where both are installed, as Keras 2."""

    def _place(self, fullname: str) -> Foreign:
        if fullname != "keras" and not fullname.startswith("keras."):
            return None
        path = fullname.removeprefix("keras").removeprefix(".")
        path = MOVED.get(path, path)
        try:
            return importlib.import_module(f"{self._engine.keras.__name__}.{path}".rstrip("."))
        except ModuleNotFoundError:
            return None


def _import_keras(engine: Engine) -> None:
    for path in [path for path in sys.modules if path.split(".", 1)[0] == "keras"]:
        del sys.modules[path]
    sys.meta_path.insert(0, _KerasIsKeras2(engine))


def _python_keras(engine: Engine) -> None:
    """Take the place of TensorFlow's own copy, whose ``models`` cannot be trained any more."""
    parent = importlib.import_module("tensorflow.python.keras")
    for name in PYTHON_KERAS:
        path = f"tensorflow.python.keras.{name}"
        sys.modules[path] = _OldModule(path, importlib.import_module(f"{engine.keras.__name__}.{name}"))
        setattr(parent, name, sys.modules[path])


def _image_generators(engine: Engine) -> None:
    """``keras.preprocessing.image`` and the package ``keras_preprocessing`` had ``ImageDataGenerator``."""
    image = importlib.import_module(f"{engine.keras.__name__}.preprocessing.image")
    public = importlib.import_module("keras.preprocessing.image")
    for name in [name for name in vars(image) if not name.startswith("_")]:
        if not hasattr(public, name):
            setattr(public, name, getattr(image, name))
    sys.modules.setdefault("keras_preprocessing", _OldModule("keras_preprocessing", engine.keras.preprocessing))
    sys.modules.setdefault("keras_preprocessing.image", _OldModule("keras_preprocessing.image", image))


def _version(engine: Engine) -> None:
    place = engine.tf.keras
    add_missing(place, __version__=importlib.import_module(engine.keras.__name__.split(".", 1)[0]).__version__)


def _colab(engine: Engine) -> None:
    """``google.colab`` exists on Colab alone; what it does there has no meaning here, but for the folder of a drive."""
    del engine

    def mount(mountpoint: str = "/content/drive", *_args: object, **_kwargs: object) -> None:
        with suppress(OSError):  # no such place can be made at every level of the sandbox
            (Path(mountpoint) / "MyDrive").mkdir(parents=True, exist_ok=True)

    def nothing(*_args: object, **_kwargs: object) -> dict[str, bytes]:
        return {}

    colab = ModuleType("google.colab")
    members = {"drive": ("mount", "flush_and_unmount"), "files": ("upload", "download"), "output": ("clear",)}
    for name, functions in members.items():
        module = ModuleType(f"google.colab.{name}")
        for function in functions:
            setattr(module, function, mount if function == "mount" else nothing)
        setattr(colab, name, module)
        sys.modules[module.__name__] = module
    sys.modules["google.colab"] = colab


IDIOMS = (
    Idiom("import keras, under Keras 2", _import_keras, KERAS_2),
    Idiom(
        "from keras.utils import np_utils; from keras.layers.normalization import BatchNormalization", _old_paths, BOTH
    ),
    Idiom("from tensorflow.python.keras.models import Sequential", _python_keras, BOTH),
    Idiom("from keras.preprocessing.image import ImageDataGenerator", _image_generators),
    Idiom("tf.keras.__version__", _version, BOTH),
    Idiom("from google.colab import drive", _colab, BOTH),
)
