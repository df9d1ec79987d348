"""The kinds of changes by which ``grade rubric check`` tries a rubric on its reference solution."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    """What of a reference is changed; a rubric's ``free`` names those that the exam leaves open."""

    UNITS = "units"
    ACTIVATION = "activation"
    KERNEL = "kernel"
    POOL = "pool"
    DROPOUT = "dropout"
    LAYER = "layer"
    OPTIMIZER = "optimizer"
    LOSS = "loss"
    METRICS = "metrics"
    EPOCHS = "epochs"
    VALIDATION = "validation"
    DATA = "data"
    CALLBACK = "callback"
    PATIENCE = "patience"
    HPARAMS = "hparams"
    GRID = "grid"
    COMPARISON = "comparison"
    CALL = "call"
    CELL = "cell"
    ANSWER = "answer"
    THRESHOLD = "threshold"
