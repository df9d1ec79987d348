"""Fits: as they are asked for, cut short where no more is asked, with their callbacks, logs and kept weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from grader.artifacts import kind_of, read_network, read_predictions, read_weights

if TYPE_CHECKING:
    from recordings import Ran, Recorder

IMPORTS = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorboard.plugins.hparams import api as hp
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
X, XX = (x_train / 255.0).astype('float32'), (x_test / 255.0).astype('float32')
def make():
    net = keras.Sequential([layers.Flatten(), layers.Dense(10, activation='softmax')])
    net.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return net
"""

CELLS = {
    1: IMPORTS,
    2: """
        history = make().fit(X, y_train, epochs=50, validation_split=0.2, verbose=0, callbacks=[
            keras.callbacks.EarlyStopping(patience=3), keras.callbacks.TensorBoard('logs/one')])
        len(history.history['val_loss']), len(history.epoch)""",
    3: """
        net = make()
        net.fit(X, y_train, epochs=2, batch_size=10_000, verbose=0)
        net.evaluate(XX, y_test, verbose=0)""",
    4: """
        for n in (6, 64):
            with tf.summary.create_file_writer(f'logs/hp_{n}').as_default():
                hp.hparams({'n1': n, 'name': 'x', 'deep': True})
                net = make()
                net.fit(X, y_train, epochs=3, validation_split=0.2, verbose=0)
                tf.summary.scalar('test loss', net.evaluate(XX, y_test, verbose=0)[0], step=1)""",
    5: """
        !rm -rf logs
        net = make()
        net.fit(X, y_train, verbose=0, callbacks=hp.KerasCallback('logs/k', {'n1': 6, hp.HParam('n2'): 16}))""",
    6: """
        net = make()
        net.fit(X, y_train, verbose=0)
        net.fit(X, y_train, verbose=0)
        net.evaluate(XX, y_test, verbose=0)""",
    7: """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.out = layers.Dense(10, activation='softmax')
            def call(self, x):
                return self.out(tf.reshape(x, (-1, 784)))
        net = Net()
        net.compile('adam', 'sparse_categorical_crossentropy')
        net.fit(X, y_train, verbose=0)""",
    8: "make().fit(tf.data.Dataset.from_tensor_slices((X, y_train)).batch(20), epochs=3, verbose=0)",
    9: """
        def batches():
            while True:
                yield X[:20], y_train[:20]
        checked = {'validation_data': batches(), 'validation_steps': 9}
        make().fit(batches(), steps_per_epoch=30, epochs=3, verbose=0, **checked)""",
    10: """
        class Stop(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                self.model.stop_training = True
        make().fit(X, y_train, epochs=5, verbose=0, callbacks=[Stop()])""",
}


@pytest.fixture(scope="module")
def full(recorder: Recorder) -> Ran:
    return recorder.run(CELLS, keep=("fashion_mnist",))


@pytest.fixture(scope="module")
def probe(recorder: Recorder) -> Ran:
    return recorder.run(CELLS, keep=("fashion_mnist",), fidelity="probe", cell_fidelity={6: "full"})


def test_every_cell_ran(full: Ran, probe: Ran) -> None:
    for ran in (full, probe):
        assert [(run.cell, run.error) for run in ran.recording.cells if run.error] == []
        assert ran.recording.notes == ()


def test_callbacks_are_recorded_with_their_settings(full: Ran) -> None:
    stop, board = full.only("fit", 2).callbacks

    assert (stop.class_name, stop.settings["patience"], stop.settings["monitor"]) == ("EarlyStopping", 3, "val_loss")
    assert (board.class_name, board.settings["log_dir"]) == ("TensorBoard", "logs/one")


def test_a_callback_of_ones_own_has_its_own_name(full: Ran) -> None:
    (callback,) = full.only("fit", 10).callbacks

    assert (callback.class_name, callback.custom) == ("Stop", True)
    assert full.only("fit", 10).epochs_run == 1


def test_a_full_fit_has_an_entry_for_each_epoch_run(full: Ran) -> None:
    fit = full.only("fit", 3)

    assert (fit.fidelity, fit.epochs, fit.epochs_run, fit.steps, fit.batch_size) == ("full", 2, 2, 2, 10_000)
    assert {name: len(values) for name, values in fit.history.items()} == {"accuracy": 2, "loss": 2}


@pytest.mark.parametrize("cell", [2, 3, 4, 5, 7, 8, 9, 10])
def test_a_probe_makes_a_few_steps_of_each_fit_and_says_what_was_asked(full: Ran, probe: Ran, cell: int) -> None:
    for short, whole in zip(probe.events("fit", cell), full.events("fit", cell), strict=True):
        assert (short.fidelity, short.epochs_run, short.ending) == ("probe", 1, "completed")
        assert 0 < short.steps <= 2
        assert (short.epochs, short.batch_size) == (whole.epochs, whole.batch_size)
        assert short.callbacks == whole.callbacks
        if cell != 9:
            assert (short.data, short.labels, short.validation) == (whole.data, whole.labels, whole.validation)


def test_a_probe_gives_code_that_plots_all_epochs_all_epochs(probe: Ran) -> None:
    assert probe.cell(2).displayed == ("(50, 50)",)
    assert len(probe.only("fit", 2).history["val_loss"]) == 1


def test_a_cell_can_be_trained_in_full_among_probed_ones(probe: Ran) -> None:
    assert [fit.fidelity for fit in probe.events("fit", 6)] == ["full", "full"]
    assert probe.events("fit", 6)[0].steps == 19


def test_tensorboard_logs_are_read_and_belong_to_their_fit(full: Ran) -> None:
    logs = {log.directory: log for log in full.recording.logs}
    fit = full.only("fit", 2)

    assert {"logs/one/train", "logs/one/validation"} <= set(logs)
    assert logs["logs/one/train"].fit == fit.seq
    losses = [value for _, value in logs["logs/one/validation"].scalars["epoch_loss"]]
    assert losses == pytest.approx(list(fit.history["val_loss"]))


@pytest.mark.parametrize("name", ["full", "probe"])
def test_hparams_sessions_are_read_with_their_values(name: str, request: pytest.FixtureRequest) -> None:
    ran: Ran = request.getfixturevalue(name)

    logs = {log.directory: log for log in ran.recording.logs}

    assert logs["logs/hp_6"].sessions[0].values == {"n1": 6.0, "name": "x", "deep": True}
    assert logs["logs/hp_64"].sessions[0].values["n1"] == 64.0
    assert len(logs["logs/hp_64"].scalars["test loss"]) == 1
    assert logs["logs/k"].sessions[0].values == {"n1": 6.0, "n2": 16.0}


def test_logs_that_were_removed_are_recorded_all_the_same(full: Ran) -> None:
    assert not (full.work / "logs" / "one").exists()
    assert "logs/one/train" in {log.directory for log in full.recording.logs}


def test_weights_of_what_was_trained_in_full_are_kept(full: Ran) -> None:
    network = full.network(full.only("fit", 3))

    assert network.weights is not None
    assert kind_of(network.weights) == "weights"
    kernel, bias = read_weights(full.out, network.weights)
    assert (kernel.shape, bias.shape) == ((784, 10), (10,))
    config = read_network(full.out, network.weights.replace("weights", "network").replace("npz", "json"))
    assert config.kind == "sequential"


def test_kept_weights_give_the_accuracy_that_the_run_showed(full: Ran, drawn: dict) -> None:  # type: ignore[type-arg]
    kernel, bias = read_weights(full.out, full.network(full.only("fit", 3)).weights or "")
    images = np.load(drawn["fashion_mnist"] / "x_test.npy").reshape(-1, 784) / 255
    labels = np.load(drawn["fashion_mnist"] / "y_test.npy")

    accuracy = ((images @ kernel + bias).argmax(axis=1) == labels).mean()

    assert full.only("evaluate", 3).values["accuracy"] == pytest.approx(accuracy)


def test_a_network_that_only_its_own_code_runs_leaves_its_predictions(full: Ran) -> None:
    name = full.network(full.only("fit", 7)).weights

    assert name is not None
    assert kind_of(name) == "predictions"
    assert read_predictions(full.out, name).shape == (200 + 200 + 200 + 600, 10)  # and the views


def test_weights_that_were_trained_on_before_anything_used_them_are_dropped(full: Ran) -> None:
    first, second = full.events("fit", 6)

    assert first.weights_after == second.weights_before
    assert full.network(first).weights is None
    assert full.network(second).weights is not None


def test_nothing_that_was_probed_is_kept(probe: Ran) -> None:
    kept = {event.cell for event in probe.events("fit") if probe.network(event).weights}

    assert kept == {6}
