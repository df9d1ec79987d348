"""Networks that were built and no more, because an error came before their fit: they are recorded, and only they."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recordings import Recorder

START = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
x, y = np.zeros((20, 8), 'float32'), np.arange(20) % 3
def built(units):
    return keras.Sequential([layers.Dense(units, activation='relu'), layers.Dense(3, activation='softmax')])
class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden, self.out = layers.Dense(4), layers.Dense(3)
    def call(self, x):
        return self.out(self.hidden(x))
class Blocks(keras.Model):
    def __init__(self):
        super().__init__()
        self.body, self.head = keras.Sequential([layers.Dense(4)]), keras.Sequential([layers.Dense(3)])
    def call(self, x):
        return self.head(self.body(x))"""

LEFT = {
    "a misspelt name in fit": "net = built(4)\nnet.compile('adam', 'mse')\nnet.fit(x_trian, y)",
    "a misspelt loss": "net = built(4)\nnet.compile('adam', tf.losses.crossentropi)",
    "never compiled": "net = built(4)",
    # What Keras computes a Sequential with is a functional model of its own, and no network of the student's.
    "layer by layer": """
        net = keras.Sequential()
        net.add(keras.Input((8,)))
        net.add(layers.Dense(4, activation='relu'))
        net.add(layers.Dense(3, activation='softmax'))""",
    "functional": "i = keras.Input((8,))\nnet = keras.Model(i, layers.Dense(3)(layers.Dense(4)(i)))\nnet.fit(x_trian)",
    "subclassed": "net = Own()\nnet.compile('adam', 'mse')\nnet.fit(x_trian, y)",
    "subclassed, of blocks": "net = Blocks()\nnet.compile('adam', 'mse')\nnet.fit(x_trian, y)",
    # The network is gone with the function that raised.
    "inside a function": "def main():\n    net = built(4)\n    net.fit(x_trian, y)\nmain()",
    "another under the same name afterwards": "net = built(4)\nnet.fit(x_trian, y)",
}

USED = {
    "trained": "net = built(4)\nnet.compile('adam', 'sparse_categorical_crossentropy')\nnet.fit(x, y, verbose=0)",
    # The call itself is recorded, with its network.
    "a fit that raised": "net = built(4)\nnet.compile('adam', 'mse')\nnet.fit(x, y[:3])",
    "called": "net = built(4)\nnet(x)",
    "described": "net = built(4)\nnet.summary()",
    "refused by Keras": "net = keras.Sequential(7)",
    # By then its first training is told of.
    "grown after it was trained": """
        net = keras.Sequential([keras.Input((8,)), layers.Dense(3)])
        net.compile('adam', 'mse')
        net.fit(x, x[:, :3], verbose=0)
        net.add(layers.Dense(1))""",
    "without a layer": "net = keras.Sequential()",
}


@pytest.mark.parametrize("how", LEFT)
def test_a_network_that_was_only_built_is_recorded_where_it_was_made(recorder: Recorder, how: str) -> None:
    ran = recorder.run([START, LEFT[how], "net = built(5); net(x)"])
    built = ran.only("built")

    assert (built.cell, ran.layers(built)) == (2, ["Dense", "Dense"])
    assert built.line is not None


@pytest.mark.parametrize("how", USED)
def test_a_network_that_something_was_done_with_is_told_of_by_that(recorder: Recorder, how: str) -> None:
    assert recorder.run([START, USED[how]]).events("built") == []


def test_a_network_that_is_trained_cells_later_is_not_left(recorder: Recorder) -> None:
    ran = recorder.run([START, "net = built(4)", "net.compile('adam', 'mse')", "net.fit(x, y, verbose=0)"])

    assert ran.events("built") == []
    assert [event.cell for event in ran.events("fit")] == [4]


@pytest.mark.parametrize("use", ["", "net(x)"])
def test_a_part_of_another_network_is_no_network_itself(recorder: Recorder, use: str) -> None:
    ran = recorder.run([START, "inner = built(4)", f"net = keras.Sequential([inner, layers.Dense(2)])\n{use}"])

    assert [ran.layers(event) for event in ran.events("built")] == ([] if use else [["Dense", "Dense", "Dense"]])


def test_what_is_built_without_end_is_recorded_to_a_limit(recorder: Recorder) -> None:
    ran = recorder.run([START, "nets = [keras.Sequential([layers.Dense(1)]) for _ in range(300)]"])

    assert len(ran.events("built")) == 200


@pytest.mark.parametrize(
    "how", ["a misspelt name in fit", "layer by layer", "functional", "subclassed", "subclassed, of blocks"]
)
def test_on_keras_2_too(recorder_2: Recorder, how: str) -> None:
    ran = recorder_2.run([START, LEFT[how]])

    assert ran.layers(ran.only("built")) == ["Dense", "Dense"]
