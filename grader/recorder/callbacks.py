"""Callbacks as they were passed to ``fit``, and the recorder's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.evidence import Callback
from grader.recorder.layers import is_own
from grader.recorder.plain import numbers_only, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

SETTINGS: Mapping[str, Mapping[str, str]] = {
    "EarlyStopping": {
        "monitor": "monitor",
        "patience": "patience",
        "min_delta": "min_delta",
        "mode": "mode",
        "baseline": "baseline",
        "restore_best_weights": "restore_best_weights",
        "start_from_epoch": "start_from_epoch",
    },
    "TensorBoard": {
        "log_dir": "log_dir",
        "histogram_freq": "histogram_freq",
        "update_freq": "update_freq",
        "write_graph": "write_graph",
        "write_images": "write_images",
        "profile_batch": "profile_batch",
        "embeddings_freq": "embeddings_freq",
    },
    "ModelCheckpoint": {
        "filepath": "filepath",
        "monitor": "monitor",
        "save_best_only": "save_best_only",
        "save_weights_only": "save_weights_only",
        "save_freq": "save_freq",
        "mode": "mode",
    },
    "ReduceLROnPlateau": {
        "monitor": "monitor",
        "factor": "factor",
        "patience": "patience",
        "min_lr": "min_lr",
        "min_delta": "min_delta",
        "cooldown": "cooldown",
        "mode": "mode",
    },
    "LearningRateScheduler": {"schedule": "schedule", "verbose": "verbose"},
    "CSVLogger": {"filename": "filename", "sep": "sep", "append": "append"},
    "BackupAndRestore": {"backup_dir": "_training_state_dir"},
    "KerasCallback": {"hparams": "_hparams", "logdir": "_writer"},
}
"""By Keras's class: the setting and the attribute that holds it."""


def describe_callback(callback: Foreign) -> Callback:
    """Return a callback under the name of the Keras class that it is or derives from."""
    known = next((cls for cls in type(callback).__mro__ if is_known(cls)), None)
    custom = not is_known(type(callback))
    if known is None:
        return Callback(class_name=type(callback).__name__, settings={}, custom=True)
    keras_name = "KerasCallback" if known.__module__.startswith("tensorboard.plugins.hparams") else known.__name__
    settings = {
        setting: _setting(getattr(callback, attribute, None))
        for setting, attribute in SETTINGS.get(keras_name, {}).items()
    }
    if isinstance(settings.get("hparams"), dict):
        settings.pop("logdir", None)
    name = type(callback).__name__ if keras_name == "Callback" else keras_name
    return Callback(class_name=name, settings=settings, custom=custom)


def is_known(cls: type) -> bool:
    """Tell whether a callback's class is Keras's own, or TensorBoard's."""
    return is_own(cls) or cls.__module__.startswith("tensorboard.")


def _setting(value: Foreign) -> Foreign:
    if callable(getattr(value, "__fspath__", None)):
        return str(value)
    if isinstance(value, dict):  # HParams: keys are names or hp.HParam objects
        return {str(getattr(key, "name", key)): plain(item) for key, item in value.items()}
    return plain(value)


def make_watcher(
    engine: Engine, on_begin: Callable[[], None], on_epoch: Callable[[dict[str, float | None]], None]
) -> Foreign:
    """Return a callback that tells when training begins and what each epoch's logs are. It hooks no batches."""

    class Watcher(engine.keras.callbacks.Callback):  # type: ignore[misc, name-defined]  # known at run time only
        def on_train_begin(self, logs: object = None) -> None:
            del logs
            on_begin()

        def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
            del epoch
            on_epoch(numbers_only(logs or {}))

    return Watcher()


def callback_list(callbacks: Foreign) -> list[Foreign]:
    """Return the callbacks that were passed, whatever they were passed in."""
    if callbacks is None:
        return []
    inner = getattr(callbacks, "callbacks", None)
    if isinstance(inner, list):
        return list(inner)
    return list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]
