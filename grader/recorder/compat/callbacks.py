"""Idioms of callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.recorder.arguments import named_arguments
from grader.recorder.compat.idiom import Idiom, rewrite_keywords, without
from grader.recorder.engine import wrap_method

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.compat.idiom import Keywords
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

WEIGHTS = ".weights.h5"
WHOLE_MODEL = ".keras"


def _checkpoint_paths(engine: Engine) -> None:
    """Keras 2 took any name; Keras 3 wants the ending to say what is saved."""

    def wrapper(original: Callable[..., Foreign], self: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        kwargs = without("period", "load_weights_on_restart")(kwargs)
        given = named_arguments(original, (self, *args), kwargs)
        if given is None:
            return original(self, *args, **kwargs)
        ending = WEIGHTS if given.get("save_weights_only") else WHOLE_MODEL
        given["filepath"] = _path(str(given["filepath"]), ending)
        return original(self, **given)

    wrap_method(engine.keras.callbacks.ModelCheckpoint, "__init__", wrapper)


def _path(path: str, ending: str) -> str:
    if path.endswith(ending) or (ending == WHOLE_MODEL and path.endswith(".h5")):
        return path
    bare = path.removesuffix(".hdf5").removesuffix(".h5")
    if ending == WHOLE_MODEL and bare != path:
        return f"{bare}.h5"
    return bare + ending


def _tensorboard_settings(engine: Engine) -> None:
    gone = ("write_grads", "batch_size", "embeddings_layer_names", "embeddings_data")
    rewrite_keywords(engine.keras.callbacks.TensorBoard, "__init__", without(*gone))


def _plateau_epsilon(engine: Engine) -> None:
    def rewrite(kwargs: Keywords) -> Keywords:
        if "epsilon" in kwargs:
            kwargs["min_delta"] = kwargs.pop("epsilon")
        return kwargs

    rewrite_keywords(engine.keras.callbacks.ReduceLROnPlateau, "__init__", rewrite)


IDIOMS = (
    Idiom(
        "ModelCheckpoint('best.hdf5'), ModelCheckpoint('cp.ckpt', save_weights_only=True, period=5)", _checkpoint_paths
    ),
    Idiom("TensorBoard(write_grads=True, batch_size=32)", _tensorboard_settings),
    Idiom("ReduceLROnPlateau(epsilon=1e-4)", _plateau_epsilon),
)
