"""Whatever a student passes to Keras, a class, an instance or a name, is known by one name."""

from __future__ import annotations

import pytest

from grader.functions import OPTIMIZERS, canonical

CLASSES = {
    "Adadelta": "adadelta",
    "Adam": "adam",
    "AdamW": "adamw",
    "Nadam": "nadam",
    "RMSprop": "rmsprop",
    "SGD": "sgd",
    "ScheduleFreeAdamW": "schedulefreeadamw",
    "CategoricalAccuracy": "accuracy",
    "MeanSquaredError": "mean_squared_error",
    "KLDivergence": "kl_divergence",
    "BCE": "binary_crossentropy",
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
}


@pytest.mark.parametrize(("name", "one"), CLASSES.items())
def test_a_class_has_the_name_that_keras_takes_in_its_place(name: str, one: str) -> None:
    assert canonical(name) == one


@pytest.mark.parametrize("name", [*OPTIMIZERS, *CLASSES.values()])
def test_a_canonical_name_is_its_own(name: str) -> None:
    assert canonical(name) == name


def test_every_optimizer_of_keras_is_known() -> None:
    from keras import optimizers

    base = optimizers.Optimizer
    found = [kind for kind in vars(optimizers).values() if isinstance(kind, type) and issubclass(kind, base)]
    wrappers = {"Optimizer", "LossScaleOptimizer", "MultiOptimizer"}
    named = {kind.__name__ for kind in found} - wrappers

    assert "RMSprop" in named
    assert {canonical(name) for name in named} <= set(OPTIMIZERS)
