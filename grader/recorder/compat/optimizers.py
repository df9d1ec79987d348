"""Idioms of optimizers."""

from __future__ import annotations

import importlib
from types import SimpleNamespace
from typing import TYPE_CHECKING

from grader.recorder.compat.idiom import BOTH, Idiom, add_missing, rewrite_keywords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.recorder.compat.idiom import Keywords
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

NAMES = ("Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "RMSprop", "SGD")
"""The optimizers that Keras 2 had, and ``keras.optimizers.legacy`` still names."""


def classes(engine: Engine) -> Iterator[Foreign]:
    """Yield the optimizers' classes."""
    yield from (getattr(engine.keras.optimizers, name) for name in NAMES)


def _learning_rate(engine: Engine) -> None:
    """``lr`` was ``learning_rate``; ``decay`` divided it by ``1 + decay * steps``."""

    def rewrite(kwargs: Keywords) -> Keywords:
        if "lr" in kwargs:
            kwargs["learning_rate"] = kwargs.pop("lr")
        decay = kwargs.pop("decay", None)
        if decay:
            rate = kwargs.get("learning_rate", 0.001)
            schedules = engine.keras.optimizers.schedules
            kwargs["learning_rate"] = schedules.InverseTimeDecay(rate, decay_steps=1, decay_rate=float(decay))
        return kwargs

    for cls in classes(engine):
        rewrite_keywords(cls, "__init__", _with_default_rate(cls, rewrite))


def _with_default_rate(cls: Foreign, rewrite: Foreign) -> Foreign:
    """Let ``decay`` without a rate start from the class's own default."""
    default = 0.01 if cls.__name__ == "SGD" else 0.001

    def rewritten(kwargs: Keywords) -> Keywords:
        if kwargs.get("decay") and "lr" not in kwargs:
            kwargs.setdefault("learning_rate", default)
        return rewrite(kwargs)  # type: ignore[no-any-return]  # rewrite returns keywords

    return rewritten


def _epsilon_none(engine: Engine) -> None:
    """``epsilon=None`` asked for the default."""

    def rewrite(kwargs: Keywords) -> Keywords:
        if kwargs.get("epsilon", ...) is None:
            del kwargs["epsilon"]
        return kwargs

    for cls in classes(engine):
        rewrite_keywords(cls, "__init__", rewrite)


def _legacy(engine: Engine) -> None:
    """Keras 3 has the legacy optimizers' names only; their successors compute the same."""
    for package in {"keras", engine.keras.__name__}:
        module = importlib.import_module(f"{package}.optimizers.legacy")
        for name in NAMES:
            setattr(module, name, getattr(engine.keras.optimizers, name))


def _experimental(engine: Engine) -> None:
    """TensorFlow 2.8 to 2.10 had today's optimizers under this name."""
    for package in {"keras", engine.keras.__name__}:
        place = importlib.import_module(f"{package}.optimizers")
        add_missing(place, experimental=SimpleNamespace(**{cls.__name__: cls for cls in classes(engine)}))


def _rate_attribute(engine: Engine) -> None:
    def get(self: Foreign) -> Foreign:
        return self.learning_rate

    def set_rate(self: Foreign, value: Foreign) -> None:
        self.learning_rate = value

    engine.keras.optimizers.Optimizer.lr = property(get, set_rate)


IDIOMS = (
    Idiom("Adam(epsilon=None)", _epsilon_none, BOTH),
    Idiom("Adam(lr=0.01, decay=1e-6)", _learning_rate, BOTH),
    Idiom("tf.keras.optimizers.legacy.Adam(...)", _legacy),
    Idiom("tf.keras.optimizers.experimental.Adam(...)", _experimental),
    Idiom("model.optimizer.lr", _rate_attribute),
)
