"""What ``evaluate`` returns is recorded by what it is, whatever the student calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recordings import Ran, Recorder

SETUP = """
import numpy as np
import keras
x = np.random.default_rng(0).normal(size=(40, 8)).astype('float32')
y = np.arange(40) % 3
def evaluate(metrics, **more):
    net = keras.Sequential([keras.layers.Dense(3, activation='softmax')])
    net.compile('adam', 'sparse_categorical_crossentropy', metrics=metrics)
    net.evaluate(x, y, verbose=0, **more)
def halves(true, predicted):
    return 0.0 * predicted[:, 0] + 0.5
"""
TOP_K = "sparse_top_k_categorical_accuracy"
EVALUATED = {
    "accuracy": ("evaluate(['accuracy'])", {"loss", "accuracy"}),
    "acc": ("evaluate(['acc'])", {"loss", "accuracy"}),
    "its long name": ("evaluate(['sparse_categorical_accuracy'])", {"loss", "accuracy"}),
    "an object": ("evaluate([keras.metrics.SparseCategoricalAccuracy()])", {"loss", "accuracy"}),
    "a name of its own": ("evaluate([keras.metrics.SparseCategoricalAccuracy(name='mine')])", {"loss", "accuracy"}),
    "a dictionary": ("evaluate(['acc'], return_dict=True)", {"loss", "accuracy"}),
    "no metric": ("evaluate([])", {"loss"}),
    "two of one kind": ("evaluate(['accuracy', 'acc'])", {"loss", "accuracy", "acc"}),
    # What is no accuracy never becomes one.
    "another metric": ("evaluate([keras.metrics.SparseTopKCategoricalAccuracy(2)])", {"loss", TOP_K}),
    "the student's own": ("evaluate([halves])", {"loss", "halves"}),
}


@pytest.fixture(scope="module")
def ran(recorder: Recorder) -> Ran:
    return recorder.run([SETUP, *(source for source, _ in EVALUATED.values())])


@pytest.mark.parametrize("name", EVALUATED)
def test_values_bear_the_names_of_what_they_are(ran: Ran, name: str) -> None:
    cell = list(EVALUATED).index(name) + 2

    assert set(ran.only("evaluate", cell).values) == EVALUATED[name][1]
