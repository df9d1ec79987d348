"""What is fed, in whatever form, and what is trained on it, by whatever loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recordings import Ran, Recorder

IMPORTS = """
import numpy as np
import pandas as pd
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, y = (x_train / 255.0).astype('float32'), y_train
def make(loss='sparse_categorical_crossentropy'):
    net = keras.Sequential([layers.Flatten(), layers.Dense(10, activation='softmax')])
    net.compile('adam', loss, metrics=['accuracy'])
    return net
class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 12
    def __getitem__(self, index):
        return x[index * 50:index * 50 + 50], y[index * 50:index * 50 + 50]
def generate():
    while True:
        for start in range(0, 600, 50):
            yield x[start:start + 50], y[start:start + 50]
"""

FED = {
    "array": "make().fit(x, y, verbose=0)",
    "uint8": "make().fit(x_train, y, verbose=0)",
    "tensor": "make().fit(tf.constant(x_train, dtype=tf.float64), tf.constant(y), verbose=0)",
    "float16": "make().fit(x.astype('float16'), y, verbose=0)",
    "flat": "make().fit(x.reshape(-1, 784), y, verbose=0)",
    "a channel": "make().fit(x[..., np.newaxis], y, verbose=0)",
    "standardised": "make().fit((x_train - x_train.mean()) / x_train.std(), y, verbose=0)",
    "shuffled": "order = np.random.permutation(600)\nmake().fit(x[order], y[order], verbose=0)",
    "frame": "make().fit(pd.DataFrame(x.reshape(-1, 784)), pd.Series(y), verbose=0)",
    "tf.data": "make().fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(50), verbose=0)",
    "tf.data shuffled": """
        fed = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(600).batch(50).prefetch(1)
        make().fit(fed, verbose=0)""",
    "tf.data mapped": """
        def prepare(image, label):
            return tf.cast(image, tf.float32) / 255.0, label
        make().fit(tf.data.Dataset.from_tensor_slices((x_train, y)).map(prepare).cache().batch(50), verbose=0)""",
    "tf.data repeated": """
        endless = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(600).repeat().batch(50)
        make().fit(endless, steps_per_epoch=12, verbose=0)""",
    "sequence": "make().fit(Batches(), verbose=0)",
    "generator": "make().fit(generate(), steps_per_epoch=12, verbose=0)",
    "list of one input": "make().fit([x], y, verbose=0)",
}

LABELLED = {
    "sparse": ("make().fit(x, y, verbose=0)", "sparse", 1.0),
    "one-hot": ("make('categorical_crossentropy').fit(x, keras.utils.to_categorical(y), verbose=0)", "one_hot", 1.0),
    "wrong": ("make().fit(x, (y + 1) % 10, verbose=0)", "sparse", 0.0),
    "a column": ("make().fit(x, y.reshape(-1, 1), verbose=0)", "sparse", 1.0),
    "one-hot in tf.data": (
        """
        fed = tf.data.Dataset.from_tensor_slices((x, keras.utils.to_categorical(y))).batch(50)
        make('categorical_crossentropy').fit(fed, verbose=0)""",
        "one_hot",
        1.0,
    ),
}

LOOPS = {
    "train_on_batch": """
        net = make()
        for start in range(0, 600, 100):
            net.train_on_batch(x[start:start + 100], y[start:start + 100])""",
    "tape": """
        net, optimizer = make(), keras.optimizers.Adam(0.01)
        for start in range(0, 600, 100):
            with tf.GradientTape() as tape:
                loss = keras.losses.sparse_categorical_crossentropy(y[start:start + 100], net(x[start:start + 100]))
                loss = tf.reduce_mean(loss)
            gradients = tape.gradient(loss, net.trainable_variables)
            optimizer.apply_gradients(zip(gradients, net.trainable_variables))""",
    "tape in a tf.function": """
        net, optimizer = make(), keras.optimizers.SGD(0.1)
        @tf.function
        def step(images, labels):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, net(images)))
            optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
            return loss
        for images, labels in tf.data.Dataset.from_tensor_slices((x, y)).batch(100):
            step(images, labels)""",
    "own train_step": """
        class Own(keras.Sequential):
            def train_step(self, data):
                images, labels = data
                with tf.GradientTape() as tape:
                    loss = self.compute_loss(images, labels, self(images, training=True))
                self.optimizer.apply_gradients(
                    zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
                return {'loss': loss}
        net = Own([layers.Flatten(), layers.Dense(10, activation='softmax')])
        net.compile('adam', 'sparse_categorical_crossentropy')
        net.fit(x, y, batch_size=100, verbose=0)""",
}

OTHERS = {
    "split": "make().fit(x, y, validation_split=0.25, verbose=0)",
    "split of tensors": "make().fit(tf.constant(x), tf.constant(y), validation_split=0.25, verbose=0)",
    "by hand": "make().fit(x[:450], y[:450], validation_data=(x[450:], y[450:]), verbose=0)",
    "the test set": "make().fit(x, y, validation_data=(x_test / 255.0, y_test), verbose=0)",
    "validation tf.data": """
        held_out = tf.data.Dataset.from_tensor_slices((x[450:], y[450:])).batch(50)
        make().fit(x[:450], y[:450], validation_data=held_out, verbose=0)""",
    "fit in a function": "def study(net):\n    return net.fit(x, y, verbose=0)\nstudy(make())",
    "fit again": """
        net = make()
        net.fit(x, y, epochs=2, verbose=0)
        net.fit(x, y, epochs=5, initial_epoch=2, verbose=0)""",
    "evaluate": "make().evaluate(x_test / 255.0, y_test, verbose=0)",
    "evaluate as a dictionary": "make().evaluate(x, y, verbose=0, return_dict=True)",
    "predict": "make().predict(x_test / 255.0, verbose=0)",
    "call": "make()(x_test / 255.0)",
    "a step an epoch": "make().fit(x, y, batch_size=32, steps_per_epoch=1, verbose=0)",
    "one step of all": "make().fit(x, y, steps_per_epoch=1, verbose=0)",
    "one step of the tests": "make().evaluate(x_test / 255.0, y_test, batch_size=32, steps=1, verbose=0)",
    "the same rows again": "make().fit(np.tile(x[:20], (30, 1, 1)), np.tile(y[:20], 30), verbose=0)",
    "refused": "make().fit(x, y[:10], verbose=0)",
    "other data": "keras.Sequential([layers.Dense(1)]).predict(np.zeros((4, 2)), verbose=0)",
    "layer": "layers.Flatten()(x).shape",
    "called in a loop": "net = make()\nfor i in range(50):\n    net(x[:2])",
}

CELLS = [IMPORTS, *FED.values(), *(source for source, _, _ in LABELLED.values()), *LOOPS.values(), *OTHERS.values()]
NUMBER = {
    name: number
    for number, name in enumerate([*FED, *(f"labels {name}" for name in LABELLED), *LOOPS, *OTHERS], start=2)
}


@pytest.fixture(scope="module")
def ran(recorder: Recorder) -> Ran:
    return recorder.run(CELLS)


def test_every_cell_ran_but_the_one_that_keras_refuses(ran: Ran) -> None:
    assert [run.cell for run in ran.recording.cells if run.ending != "completed"] == [NUMBER["refused"]]
    assert ran.recording.notes == ()


@pytest.mark.parametrize("name", FED)
def test_training_data_are_recognised_in_whatever_they_come(ran: Ran, name: str) -> None:
    data = ran.only("fit", NUMBER[name]).data

    (source,) = data.sources
    assert (source.dataset, source.split, data.unmatched) == ("fashion_mnist", "train", 0)
    assert data.rows == source.rows
    if name == "generator":  # Keras asks it for more than it trains on
        assert source.rows >= 600
    else:
        assert source.rows == 600


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("array", "array"),
        ("tensor", "tensor"),
        ("tf.data", "tf.data"),
        ("sequence", "sequence"),
        ("generator", "generator"),
    ],
)
def test_the_kind_of_what_is_fed_is_recorded(ran: Ran, name: str, kind: str) -> None:
    assert ran.only("fit", NUMBER[name]).data.kind == kind


@pytest.mark.parametrize(
    ("name", "batch", "steps"),
    [
        ("array", 32, None),
        ("tf.data", 50, None),
        ("tf.data mapped", 50, None),
        ("tf.data repeated", 50, 12),
        ("sequence", 50, None),
        ("generator", 50, 12),
        ("a step an epoch", 32, 1),
        ("one step of all", 600, 1),
    ],
)
def test_the_rows_of_a_step_and_the_steps_of_an_epoch_are_recorded(
    ran: Ran, name: str, batch: int, steps: int | None
) -> None:
    fit = ran.only("fit", NUMBER[name])

    assert (fit.batch_size, fit.steps_per_epoch) == (batch, steps)


def test_what_the_steps_of_an_evaluation_come_to_is_recorded(ran: Ran) -> None:
    assert ran.only("evaluate", NUMBER["one step of the tests"]).most_rows == 32
    assert ran.only("evaluate", NUMBER["evaluate"]).most_rows is None


def test_rows_that_are_given_again_and_again_are_counted_once(ran: Ran) -> None:
    (source,) = ran.only("fit", NUMBER["the same rows again"]).data.sources

    assert (source.rows, source.distinct) == (600, 20)


@pytest.mark.parametrize(("name", "rows"), [("sequence", 600), ("generator", None)])
def test_what_a_short_training_was_not_fed_is_not_held_against_it(
    recorder: Recorder, name: str, rows: int | None
) -> None:
    ran = recorder.run([IMPORTS, FED[name]], fidelity="probe")

    data = ran.only("fit").data
    assert (data.rows, data.sampled) == (rows, True)


@pytest.mark.parametrize("name", FED)
def test_labels_are_compared_with_the_data_sets(ran: Ran, name: str) -> None:
    assert ran.only("fit", NUMBER[name]).labels.correct == 1.0


@pytest.mark.parametrize("name", LABELLED)
def test_labels_are_recorded_with_their_encoding(ran: Ran, name: str) -> None:
    labels = ran.only("fit", NUMBER[f"labels {name}"]).labels

    assert (labels.encoding, labels.correct) == LABELLED[name][1:]


@pytest.mark.parametrize(
    ("name", "how", "steps", "rows"),
    [
        ("train_on_batch", "batches", 6, 600),
        ("tape", "tape", 6, 600),
        ("tape in a tf.function", "tape", 6, 600),
        ("own train_step", "fit", 6, 600),
    ],
)
def test_training_by_hand_is_recorded_as_one_fit(ran: Ran, name: str, how: str, steps: int, rows: int | None) -> None:
    fit = ran.only("fit", NUMBER[name])

    assert (fit.how, fit.steps) == (how, steps)
    assert fit.weights_before != fit.weights_after
    assert ran.layers(fit) == ["Flatten", "Dense"]
    assert (fit.data.rows if fit.data else None) == rows


@pytest.mark.parametrize(
    ("name", "how", "share"),
    [
        ("split", "split", 0.25),
        ("split of tensors", "split", 0.25),
        ("by hand", "data", 0.25),
        ("the test set", "data", 0.25),
        ("validation tf.data", "data", 0.25),
    ],
)
def test_validation_is_recorded_with_its_share(ran: Ran, name: str, how: str, share: float) -> None:
    validation = ran.only("fit", NUMBER[name]).validation

    assert (validation.how, validation.share) == (how, pytest.approx(share))


def test_validation_on_the_test_set_is_seen(ran: Ran) -> None:
    (source,) = ran.only("fit", NUMBER["the test set"]).validation.data.sources

    assert (source.dataset, source.split) == ("fashion_mnist", "test")


def test_a_fit_says_where_it_was_called(ran: Ran) -> None:
    fit = ran.only("fit", NUMBER["fit in a function"])

    assert (fit.line, fit.function) == (3, "study")


def test_a_fit_that_goes_on_counts_its_own_epochs(ran: Ran) -> None:
    first, second = ran.events("fit", NUMBER["fit again"])

    assert [(fit.initial_epoch, fit.epochs, fit.epochs_run) for fit in (first, second)] == [(0, 2, 2), (2, 3, 3)]
    assert first.weights_after == second.weights_before


def test_a_fit_that_keras_refuses_is_recorded_as_such(ran: Ran) -> None:
    fit = ran.only("fit", NUMBER["refused"])

    assert (fit.ending, fit.epochs_run) == ("raised", 0)
    assert "cardinality" in fit.error.lower()


@pytest.mark.parametrize("name", ["evaluate", "evaluate as a dictionary"])
def test_an_evaluation_has_its_values_by_name(ran: Ran, name: str) -> None:
    assert set(ran.only("evaluate", NUMBER[name]).values) == {"loss", "accuracy"}


@pytest.mark.parametrize(("name", "called"), [("predict", False), ("call", True)])
def test_predictions_are_recorded_and_scored(ran: Ran, name: str, called: bool) -> None:
    predict = ran.only("predict", NUMBER[name])

    assert (predict.called, predict.output_shape) == (called, (200, 10))
    assert 0 <= predict.accuracy <= 1


def test_data_that_nobody_knows_have_no_source(ran: Ran) -> None:
    data = ran.only("predict", NUMBER["other data"]).data

    assert (data.sources, data.unmatched, data.scale) == ((), 4, None)


def test_a_layer_called_by_itself_is_recorded(ran: Ran) -> None:
    layer = ran.only("layer_call", NUMBER["layer"]).layer

    assert (layer.class_name, layer.output_shape) == ("Flatten", (None, 784))


def test_a_call_in_a_loop_is_recorded_a_bounded_number_of_times(ran: Ran) -> None:
    assert len(ran.events("predict", NUMBER["called in a loop"])) == 20
