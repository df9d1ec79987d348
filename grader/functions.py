"""Keras's one name of each of its optimizers, losses, metrics and activations, however it is called."""

from __future__ import annotations

import re

OPTIMIZERS = (
    *("adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lamb", "lion", "muon", "nadam"),
    *("rmsprop", "schedulefreeadamw", "sgd"),
)
"""Of Keras 2 and 3."""

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

SAME = {
    "acc": "accuracy",
    "binary_accuracy": "accuracy",
    "categorical_accuracy": "accuracy",
    "sparse_categorical_accuracy": "accuracy",
    "bce": "binary_crossentropy",
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "kld": "kl_divergence",
    "kldivergence": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "swish": "silu",
    "re_lu": "relu",
    "leaky_re_lu": "leaky_relu",
    "adam_w": "adamw",
    "rm_sprop": "rmsprop",
    "schedule_free_adam_w": "schedulefreeadamw",
}
"""Keras's other names for the same function; the three accuracies are 'accuracy' (``evidence.Compiled``)."""


def canonical(name: str) -> str:
    """Return Keras's one name of a built-in class or function: 'CategoricalAccuracy' is 'accuracy'."""
    snake = _WORD_START.sub("_", name).lower()
    return SAME.get(snake, snake)
