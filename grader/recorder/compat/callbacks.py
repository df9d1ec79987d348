"""Idioms of callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.recorder.compat.idiom import Idiom, rewrite_keywords, without

if TYPE_CHECKING:
    from grader.recorder.compat.idiom import Keywords
    from grader.recorder.engine import Engine


def _checkpoint_paths(engine: Engine) -> None:
    """Keras 2 took any name; Keras 3 wants the ending to say what is saved."""

    def rewrite(kwargs: Keywords) -> Keywords:
        kwargs = without("period", "load_weights_on_restart")(kwargs)
        path = str(kwargs.get("filepath", ""))
        if kwargs.get("save_weights_only"):
            if path and not path.endswith(".weights.h5"):
                kwargs["filepath"] = path.removesuffix(".h5").removesuffix(".hdf5") + ".weights.h5"
        elif path.endswith(".hdf5"):
            kwargs["filepath"] = path.removesuffix(".hdf5") + ".h5"
        elif path and not path.endswith((".keras", ".h5")):
            kwargs["filepath"] = path + ".keras"
        return kwargs

    def by_name(kwargs: Keywords) -> Keywords:
        return rewrite(kwargs)

    cls = engine.keras.callbacks.ModelCheckpoint
    original = cls.__init__

    def init(self: object, filepath: object = "", *args: object, **kwargs: object) -> None:
        original(self, *args, **by_name({"filepath": filepath, **kwargs}))

    init.__wrapped__ = original  # type: ignore[attr-defined]  # inspect looks here for the real signature
    cls.__init__ = init


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
