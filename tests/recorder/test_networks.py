"""Networks as they are recorded: however they are written, the layers that compute, in order, with shapes."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recordings import Ran, Recorder

IMPORTS = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
tf.config.run_functions_eagerly(True)  # a few steps are made sooner than compiled
x = np.random.default_rng(0).normal(size=(40, 8)).astype('float32')
y = np.arange(40) % 3
def train(net, x=x):
    net.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    net.fit(x, y, batch_size=20, verbose=0)
"""

WRITTEN = {
    "a list": "net = keras.Sequential([layers.Dense(4, activation='relu'), layers.Dense(3, activation='softmax')])",
    "added one by one": """
        net = keras.Sequential()
        net.add(layers.Dense(4, activation='relu', input_shape=(8,)))
        net.add(layers.Dense(3, activation='softmax'))""",
    "functional": """
        inputs = keras.Input((8,))
        hidden = layers.Dense(4, activation='relu')(inputs)
        net = keras.Model(inputs, layers.Dense(3, activation='softmax')(hidden))""",
    "subclassed": """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.last = layers.Dense(3, activation='softmax')
                self.first = layers.Dense(4, activation='relu')
            def call(self, x):
                return self.last(self.first(x))
        net = Net()""",
    "subclassed, training told": """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.hidden, self.out = layers.Dense(4, activation='relu'), layers.Dense(3, activation='softmax')
            def call(self, x, training=False):
                return self.out(self.hidden(x), training=training)
        net = Net()""",
    "nested": """
        inner = keras.Sequential([layers.Dense(4, activation='relu')])
        net = keras.Sequential([inner, layers.Dense(3, activation='softmax')])""",
    "nested in a functional one": """
        inner = keras.Sequential([keras.Input((8,)), layers.Dense(4, activation='relu')])
        inputs = keras.Input((8,))
        net = keras.Model(inputs, layers.Dense(3, activation='softmax')(inner(inputs)))""",
    "a functional model subclassed": """
        class Net(keras.Model):
            pass
        inputs = keras.Input((8,))
        net = Net(inputs, layers.Dense(3, activation='softmax')(layers.Dense(4, activation='relu')(inputs)))""",
    "activations as functions": """
        net = keras.Sequential([layers.Dense(4, activation=tf.nn.relu), layers.Dense(3, activation=tf.nn.softmax)])""",
    "an activation of one's own": """
        net = keras.Sequential([
            layers.Dense(4, activation=lambda v: tf.maximum(v, 0.0)),
            layers.Dense(3, activation=keras.activations.softmax),
        ])""",
    "by a function": """
        def make(units):
            return keras.models.Sequential([layers.Dense(units, 'relu'), layers.Dense(3, 'softmax')])
        net = make(4)""",
    "cloned": """
        net = keras.models.clone_model(keras.Sequential([
            keras.Input((8,)), layers.Dense(4, activation='relu'), layers.Dense(3, activation='softmax')]))""",
}

SAVED = {
    "keras": "net.save('a.keras'); net = keras.models.load_model('a.keras'); net.fit(x, y, verbose=0)",
    "h5": "net.save('a.h5'); net = keras.models.load_model('a.h5')",
    "weights": "net.save_weights('a.weights.h5'); net.load_weights('a.weights.h5')",
}

OTHERS = {
    "an operation between layers": """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.hidden, self.out = layers.Dense(4), layers.Dense(3)
            def call(self, x):
                return tf.nn.softmax(self.out(tf.nn.relu(self.hidden(x))))
        net = Net()
        train(net)""",
    "two branches": """
        inputs = keras.Input((8,))
        one, two = layers.Dense(4)(inputs), layers.Dense(5)(inputs)
        net = keras.Model(inputs, layers.Dense(3, activation='softmax')(layers.concatenate([one, two])))
        train(net)""",
    "a shared layer": """
        shared = layers.Dense(8)
        inputs = keras.Input((8,))
        net = keras.Model(inputs, layers.Dense(3, activation='softmax')(shared(shared(inputs))))
        train(net)""",
    "a layer of one's own": """
        class Double(layers.Layer):
            def call(self, x):
                return 2 * x
        net = keras.Sequential([Double(), layers.Dense(3, activation='softmax')])
        train(net)""",
    "a lambda": """
        net = keras.Sequential([layers.Lambda(lambda v: v / 255), layers.Dense(3, activation='softmax')])
        train(net)""",
    "the same model grown": """
        net = keras.Sequential([layers.Dense(3, activation='softmax')])
        train(net)
        net.add(layers.Dense(3, activation='softmax'))
        train(net)""",
    "never called": """
        net = keras.Sequential([layers.Dense(3)])
        net.compile('adam', 'mse')""",
    "summary of what is not built": """
        net = keras.Sequential([layers.Dense(3)])
        net.summary()""",
    "a model that builds layers in call": """
        class Late(keras.Model):
            def build(self, shape):
                self.out = layers.Dense(3, activation='softmax')
                self.out.build(shape)
            def call(self, x):
                if x.shape[0] is None:
                    return self.out(x)
                return self.out(x)
        net = Late()
        train(net)""",
    "recurrent": """
        net = keras.Sequential([layers.Reshape((8, 1)), layers.LSTM(4), layers.Dense(3, activation='softmax')])
        train(net)""",
}

CELLS = [IMPORTS, *(dedent(source) + "\ntrain(net)" for source in WRITTEN.values()), *OTHERS.values(), *SAVED.values()]
NUMBER = {name: number for number, name in enumerate([*WRITTEN, *OTHERS, *SAVED], start=2)}


@pytest.fixture(scope="module")
def ran(recorder: Recorder) -> Ran:
    return recorder.run(CELLS)


def test_every_cell_ran(ran: Ran) -> None:
    assert [(run.cell, run.error) for run in ran.recording.cells if run.ending != "completed"] == []
    assert ran.recording.notes == ()


@pytest.mark.parametrize("name", WRITTEN)
def test_a_network_is_recorded_alike_however_it_is_written(ran: Ran, name: str) -> None:
    fit = ran.only("fit", NUMBER[name])
    network = ran.network(fit)

    found = [(layer.class_name, layer.config["units"], layer.config["activation"]) for layer in network.layers]

    assert found == [("Dense", 4, "relu"), ("Dense", 3, "softmax")]
    assert [layer.output_shape for layer in network.layers] == [(None, 4), (None, 3)]
    assert [layer.inputs for layer in network.layers] == [(-1,), (0,)]
    assert [layer.params for layer in network.layers] == [36, 15]
    assert (network.params, network.input_shapes) == (51, ((None, 8),))


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("an operation between layers", ["Dense", "relu", "Dense", "softmax"]),
        ("two branches", ["Dense", "Dense", "Concatenate", "Dense"]),
        ("a shared layer", ["Dense", "Dense", "Dense"]),
        ("a layer of one's own", ["Double", "Dense"]),
        ("a lambda", ["Lambda", "Dense"]),
        ("a model that builds layers in call", ["Dense"]),
        ("recurrent", ["Reshape", "LSTM", "Dense"]),
    ],
)
def test_what_is_no_plain_chain_is_recorded_as_well(ran: Ran, name: str, layers: list[str]) -> None:
    assert ran.layers(ran.only("fit", NUMBER[name])) == layers


def test_a_shared_layer_counts_its_parameters_once(ran: Ran) -> None:
    network = ran.network(ran.only("fit", NUMBER["a shared layer"]))

    assert [layer.params for layer in network.layers] == [72, 0, 27]


@pytest.mark.parametrize("name", ["a layer of one's own", "a lambda", "an operation between layers"])
def test_what_holds_code_is_not_called_rebuildable(ran: Ran, name: str) -> None:
    assert not ran.network(ran.only("fit", NUMBER[name])).rebuildable


def test_a_model_that_grows_is_another_network_of_the_same_model(ran: Ran) -> None:
    one, two = ran.events("fit", NUMBER["the same model grown"])

    assert one.model == two.model
    assert (ran.layers(one), ran.layers(two)) == (["Dense"], ["Dense", "Dense"])


def test_a_network_that_is_not_built_has_no_parameter_count(ran: Ran) -> None:
    summary = ran.only("summary", NUMBER["summary of what is not built"])

    assert ran.network(summary).params is None
    assert "Dense" in ran.network(summary).layers[0].class_name


@pytest.mark.parametrize(
    ("name", "actions"), [("keras", ["save", "load"]), ("h5", ["save", "load"]), ("weights", ["save", "load"])]
)
def test_models_that_are_saved_and_loaded_are_recorded(ran: Ran, name: str, actions: list[str]) -> None:
    stored = ran.events("stored", NUMBER[name])

    assert [one.action for one in stored] == actions
    assert {one.path for one in stored} == {f"a.{'weights.h5' if name == 'weights' else name}"}
    assert (stored[0].model == stored[1].model) == (name == "weights")


def test_a_loaded_model_brings_what_it_was_compiled_with(ran: Ran) -> None:
    compiled = ran.only("fit", NUMBER["keras"]).compiled

    assert (compiled.optimizer.name, compiled.loss.name) == ("adam", "sparse_categorical_crossentropy")
    assert [metric.name for metric in compiled.metrics] == ["accuracy"]
