"""Whatever a student passes to Keras, a class, an instance or a name, is known by one name."""

from __future__ import annotations

import pytest

from grader.functions import LOSSES, METRICS, OPTIMIZERS, canonical

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


WRAPPERS = {"Optimizer", "LossScaleOptimizer", "MultiOptimizer", "Loss", "Metric", "MeanMetricWrapper"}


@pytest.mark.parametrize(
    ("module", "base", "known"),
    [("optimizers", "Optimizer", OPTIMIZERS), ("losses", "Loss", LOSSES), ("metrics", "Metric", METRICS)],
)
def test_everything_that_keras_has_is_known(module: str, base: str, known: tuple[str, ...]) -> None:
    import keras

    holder = getattr(keras, module)
    kinds = [
        kind for kind in vars(holder).values() if isinstance(kind, type) and issubclass(kind, getattr(holder, base))
    ]
    named = {kind.__name__ for kind in kinds} - WRAPPERS

    assert len(named) > 10
    assert {canonical(name) for name in named} <= set(known)
