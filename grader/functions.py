"""Keras's one name of each of its optimizers, losses, metrics and activations, however it is called."""

from __future__ import annotations

import re

OPTIMIZERS = (
    *("adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lamb", "lion", "muon", "nadam"),
    *("rmsprop", "schedulefreeadamw", "sgd"),
)
LOSSES = (
    *("binary_crossentropy", "binary_focal_crossentropy", "categorical_crossentropy", "categorical_focal_crossentropy"),
    *(
        "categorical_generalized_cross_entropy",
        "categorical_hinge",
        "circle",
        "cosine_similarity",
        "ctc",
        "dice",
        "hinge",
        "huber",
        "kl_divergence",
        "log_cosh",
    ),
    *("mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error", "mean_squared_logarithmic_error"),
    *("poisson", "sparse_categorical_crossentropy", "squared_hinge", "tversky"),
)
METRICS = (
    *("accuracy", "auc", "binary_io_u", "concordance_correlation", "f1_score", "f_beta_score", "false_negatives"),
    *("false_positives", "io_u", "log_cosh_error", "mean", "mean_io_u", "one_hot_io_u", "one_hot_mean_io_u"),
    *("pearson_correlation", "precision", "precision_at_recall", "r2_score", "recall", "recall_at_precision"),
    *("root_mean_squared_error", "sensitivity_at_specificity", "sparse_top_k_categorical_accuracy"),
    *("specificity_at_sensitivity", "sum", "top_k_categorical_accuracy", "true_negatives", "true_positives"),
    *LOSSES,
)
"""All three are those of Keras 2 and 3, by their canonical names."""

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
