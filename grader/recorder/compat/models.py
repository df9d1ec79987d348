"""Idioms of ``Model``: ``compile``, ``fit`` and the methods that Keras dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from grader.recorder.compat.idiom import BOTH, Idiom, add_missing, rewrite_keywords, without
from grader.recorder.engine import wrap_method

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.compat.idiom import Keywords
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

METRICS_POSITION = 2
"""Of ``metrics`` among Keras 2's positional arguments of ``compile``; Keras 3 has ``loss_weights`` there."""


def _metrics_not_in_a_list(engine: Engine) -> None:
    def rewrite(kwargs: Keywords) -> Keywords:
        metrics = kwargs.get("metrics")
        if metrics is not None and not isinstance(metrics, list | tuple | dict):
            kwargs["metrics"] = [metrics]
        return kwargs

    rewrite_keywords(engine.model, "compile", rewrite)


def _metrics_by_position(engine: Engine) -> None:
    def wrapper(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if len(args) == METRICS_POSITION + 1 and "metrics" not in kwargs and not _are_weights(args[METRICS_POSITION]):
            *args_before, metrics = args
            return original(model, *args_before, metrics=metrics, **kwargs)
        return original(model, *args, **kwargs)

    wrap_method(engine.model, "compile", wrapper)


def _are_weights(value: Foreign) -> bool:
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
    return all(isinstance(one, int | float) for one in values)


def _callbacks_not_in_a_list(engine: Engine) -> None:
    def rewrite(kwargs: Keywords) -> Keywords:
        callbacks = kwargs.get("callbacks")
        if isinstance(callbacks, tuple):
            kwargs["callbacks"] = list(callbacks)
        elif isinstance(callbacks, engine.keras.callbacks.Callback) and not hasattr(callbacks, "callbacks"):
            kwargs["callbacks"] = [callbacks]
        return kwargs

    for method in ("fit", "evaluate", "predict"):
        rewrite_keywords(engine.model, method, rewrite)


def _one_input_in_a_list(engine: Engine) -> None:
    """A network of one input took it in a list as well."""

    def only(x: Foreign) -> Foreign:
        return x[0] if isinstance(x, list) and len(x) == 1 and len(getattr(x[0], "shape", ())) > 1 else x

    def wrapper(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if isinstance(model, engine.keras.Sequential):
            args = (only(args[0]), *args[1:]) if args else args
            kwargs = {**kwargs, "x": only(kwargs["x"])} if "x" in kwargs else kwargs
        return original(model, *args, **kwargs)

    for method in ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch"):
        wrap_method(engine.model, method, wrapper)


def _epochs_by_their_first_name(engine: Engine) -> None:
    def rewrite(kwargs: Keywords) -> Keywords:
        if "nb_epoch" in kwargs:
            kwargs["epochs"] = kwargs.pop("nb_epoch")
        return kwargs

    rewrite_keywords(engine.model, "fit", rewrite)


def _sample_weight_mode(engine: Engine) -> None:
    rewrite_keywords(engine.model, "compile", without("sample_weight_mode", "target_tensors"))


def _queue_settings(engine: Engine) -> None:
    for method in ("fit", "evaluate", "predict"):
        rewrite_keywords(engine.model, method, without("workers", "use_multiprocessing", "max_queue_size"))


def _generator_methods(engine: Engine) -> None:
    """Generators are what ``fit`` itself takes since TensorFlow 2.1."""

    def fit_generator(self: Foreign, generator: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        names = ("steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data", "validation_steps")
        return self.fit(generator, **dict(zip(names, args, strict=False)), **kwargs)

    def evaluate_generator(self: Foreign, generator: Foreign, steps: Foreign = None, **kwargs: Foreign) -> Foreign:
        return self.evaluate(generator, steps=steps, **kwargs)

    def predict_generator(self: Foreign, generator: Foreign, steps: Foreign = None, **kwargs: Foreign) -> Foreign:
        return self.predict(generator, steps=steps, **kwargs)

    methods = {"fit": fit_generator, "evaluate": evaluate_generator, "predict": predict_generator}
    for name, method in methods.items():
        add_missing(engine.model, **{f"{name}_generator": method})


def _classes_and_probabilities(engine: Engine) -> None:
    """As ``Sequential`` had them until TensorFlow 2.6."""

    def predict_proba(self: Foreign, x: Foreign, **kwargs: Foreign) -> Foreign:
        return self.predict(x, **kwargs)

    def predict_classes(self: Foreign, x: Foreign, **kwargs: Foreign) -> Foreign:
        scores = np.asarray(self.predict(x, **kwargs))
        return scores.argmax(axis=-1) if scores.shape[-1] > 1 else (scores > 0.5).astype("int32")  # noqa: PLR2004 - as Keras 2 did

    add_missing(engine.model, predict_proba=predict_proba, predict_classes=predict_classes)


def _resets(engine: Engine) -> None:
    def reset_model(self: Foreign) -> None:
        for layer in self.layers:
            if hasattr(layer, "reset_states") and getattr(layer, "stateful", False):
                layer.reset_states()

    def reset_metric(self: Foreign) -> None:
        self.reset_state()

    add_missing(engine.model, reset_states=reset_model)
    add_missing(engine.keras.metrics.Metric, reset_states=reset_metric)


def _ends_of_a_sequential(engine: Engine) -> None:
    """``Sequential.input`` and ``.output`` were there as soon as the input's shape was known."""

    def end(name: str) -> property:
        def get(self: Foreign) -> Foreign:
            if getattr(self, "_functional", None) is None:
                raise AttributeError(f"{self.name} has no defined {name} yet: its input's shape is not known")
            return getattr(self._functional, name)

        return property(get)

    engine.keras.Sequential.input = end("input")
    engine.keras.Sequential.output = end("output")


IDIOMS = (
    Idiom("model.compile(..., metrics='accuracy')", _metrics_not_in_a_list),
    Idiom("model.compile('adam', 'mse', ['accuracy'])", _metrics_by_position),
    Idiom("model.fit(..., callbacks=callback)", _callbacks_not_in_a_list),
    Idiom("model.fit(x, y, nb_epoch=10)", _epochs_by_their_first_name, BOTH),
    Idiom("model.compile(..., sample_weight_mode=None)", _sample_weight_mode),
    Idiom("model.fit([x], y)", _one_input_in_a_list),
    Idiom("model.fit(..., workers=4, use_multiprocessing=True, max_queue_size=10)", _queue_settings),
    Idiom("model.fit_generator(...), evaluate_generator, predict_generator", _generator_methods, BOTH),
    Idiom("model.predict_classes(x), model.predict_proba(x)", _classes_and_probabilities, BOTH),
    Idiom("model.reset_states(), metric.reset_states()", _resets),
    Idiom("Model(sequential.input, sequential.layers[0].output)", _ends_of_a_sequential),
)
