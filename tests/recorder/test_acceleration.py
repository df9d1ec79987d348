"""Many steps at once: where nobody looks at single batches, and only there; all numbers stay the same bit by bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from grader.recorder.acceleration import MOST_STEPS

if TYPE_CHECKING:
    from recordings import Ran, Recorder

IMPORTS = """
import random
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, y = (x_train / 255.0).astype('float32'), y_train
one_hot = keras.utils.to_categorical(y_train)
pictures = x[..., np.newaxis]
def dense(*more, optimizer='adam', loss='sparse_categorical_crossentropy', metrics=('accuracy',), **kwargs):
    net = keras.Sequential([layers.Flatten(), *more, layers.Dense(10, activation='softmax')])
    net.compile(optimizer, loss, metrics=list(metrics), **kwargs)
    return net
def small_cnn(*more):
    net = keras.Sequential([
        keras.Input((28, 28, 1)), *more, layers.Conv2D(3, 3, activation='relu'), layers.BatchNormalization(),
        layers.MaxPooling2D(4), layers.Flatten(), layers.Dropout(0.3), layers.Dense(10, activation='softmax')])
    net.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return net
def fed(batch=8, **kwargs):
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(600, **kwargs).batch(batch)
spied = []
class Spy(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        spied.append(self.model.steps_per_execution)
    def on_test_begin(self, logs=None):
        spied.append(self.model.steps_per_execution)
spy = Spy()
def states():
    return (random.random(), float(np.random.rand()), tf.random.uniform(()).numpy().item(),
            keras.random.uniform(()).numpy().item(), keras.random.SeedGenerator().state.numpy().tolist())
"""

QUICK = (
    "a functional network of pictures",
    "a last batch that is not full",
    "validation split",
    "dropout and batch normalisation",
    "tf.data",
)
"""Rows that are tried every time, of more steps than are made at once; the others are slow only by their number."""

ALIKE = {
    "dense": "dense(layers.Dense(20, activation='relu')).fit(x, y, batch_size=8, epochs=2, verbose=0, callbacks=[spy])",
    "a last batch that is not full": """
        dense().fit(x[:595], y[:595], batch_size=2, epochs=2, verbose=0, callbacks=[spy])""",
    "steps not a multiple of those at once": "dense().fit(x[:330], y[:330], batch_size=1, verbose=0, callbacks=[spy])",
    "validation split": "dense().fit(x, y, batch_size=1, validation_split=0.2, verbose=0, callbacks=[spy])",
    "validation data": "dense().fit(x, y, batch_size=8, validation_data=(x_test, y_test), verbose=0, callbacks=[spy])",
    "float64": "dense().fit(x_train / 255.0, y, batch_size=8, verbose=0, callbacks=[spy])",
    "float64 tensors, one-hot": """
        net = dense(loss='categorical_crossentropy')
        doubles = tf.constant(x_train, dtype=tf.float64)
        net.fit(doubles, tf.constant(one_hot), batch_size=8, verbose=0, callbacks=[spy])""",
    "uint8": "dense().fit(x_train, y, batch_size=8, verbose=0, callbacks=[spy])",
    "dropout and batch normalisation": """
        small_cnn().fit(pictures, y, batch_size=2, epochs=2, verbose=0, callbacks=[spy])""",
    "class weights": "dense().fit(x, y, batch_size=2, class_weight={0: 2.0}, verbose=0, callbacks=[spy])",
    "sample weights": "dense().fit(x, y, batch_size=8, sample_weight=np.arange(600) / 600, verbose=0, callbacks=[spy])",
    "unshuffled": "dense().fit(x, y, batch_size=8, shuffle=False, verbose=0, callbacks=[spy])",
    "early stopping": """
        stop = keras.callbacks.EarlyStopping('loss', patience=1, min_delta=10, restore_best_weights=True)
        dense().fit(x, y, batch_size=8, epochs=9, verbose=0, callbacks=[stop, spy])""",
    "TensorBoard": """
        board = keras.callbacks.TensorBoard('logs/a')
        dense().fit(x, y, batch_size=8, epochs=2, validation_split=0.1, verbose=0, callbacks=[board, spy])""",
    "checkpoints and plateaus": """
        saved = keras.callbacks.ModelCheckpoint('best.keras', 'loss', save_best_only=True)
        slower = keras.callbacks.ReduceLROnPlateau('loss', patience=1, min_delta=10)
        dense().fit(x, y, batch_size=8, epochs=3, verbose=0, callbacks=[saved, slower, spy])""",
    "fit twice": """
        net = dense()
        net.fit(x, y, batch_size=8, verbose=0, callbacks=[spy])
        net.fit(x, y, batch_size=8, verbose=0, callbacks=[spy])""",
    "evaluated and predicted": """
        net = dense()
        net.fit(x, y, batch_size=8, verbose=0, callbacks=[spy])
        print(net.evaluate(x, y, batch_size=8, verbose=0, callbacks=[spy]), net.predict(x, verbose=0).sum())""",
    "a progress bar": "dense().fit(x, y, batch_size=8, verbose=1, callbacks=[spy])",
    "compiled again": """
        net = dense()
        net.fit(x, y, batch_size=8, verbose=0, callbacks=[spy])
        net.compile('sgd', 'sparse_categorical_crossentropy')
        net.fit(x, y, batch_size=8, verbose=0, callbacks=[spy])""",
    "a callback of one's own that evaluates": """
        class Evaluates(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                print(self.model.evaluate(x_test, y_test, verbose=0), self.model.predict(x_test, verbose=0).sum())
        dense().fit(x, y, batch_size=8, epochs=2, verbose=0, callbacks=[Evaluates(), spy])""",
    "functional": """
        inputs = keras.Input((28, 28))
        hidden = layers.Flatten()(inputs)
        both = layers.concatenate([layers.Dense(4)(hidden), layers.Dense(5, 'relu')(hidden)])
        net = keras.Model(inputs, layers.Dense(10, 'softmax')(both))
        net.compile('adam', 'sparse_categorical_crossentropy')
        net.fit(x, y, batch_size=8, verbose=0, callbacks=[spy])""",
    "a functional network of pictures": """
        inputs = keras.Input((28, 28, 1))
        hidden = layers.Conv2D(3, 5, activation='relu')(inputs)
        hidden = layers.Flatten()(layers.MaxPooling2D(2)(hidden))
        net = keras.Model(inputs, layers.Dense(10, activation='softmax')(layers.Dropout(0.2)(hidden)))
        net.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
        net.fit(pictures, y, batch_size=1, epochs=2, validation_split=0.2, verbose=0, callbacks=[spy])""",
    "tf.data": "dense().fit(fed(2), verbose=0, callbacks=[spy])",
    **{
        f"{optimizer}": f"dense(layers.Dense(9, 'tanh'), optimizer='{optimizer}').fit(x, y, batch_size=8, epochs=2, "
        "verbose=0, callbacks=[spy])"
        for optimizer in ("sgd", "rmsprop", "adagrad", "adadelta", "adamax", "nadam", "ftrl", "adamw", "lion")
    },
    **{
        f"batches of {size}": f"dense().fit(x, y, batch_size={size}, epochs=40, verbose=0, callbacks=[spy])"
        for size in (1, 7, 32, 100, 200, 599, 600, 1000)
    },
    "augmentation": """
        more = [layers.RandomFlip('horizontal'), layers.RandomRotation(0.1), layers.RandomZoom(0.1)]
        small_cnn(*more).fit(pictures, y, batch_size=2, epochs=2, verbose=0, callbacks=[spy])""",
    "noise": "dense(layers.GaussianNoise(0.1), layers.Dropout(0.5)).fit(x, y, batch_size=8, epochs=2, callbacks=[spy])",
    "schedules": """
        rate = keras.optimizers.schedules.ExponentialDecay(0.01, 10, 0.9)
        dense(optimizer=keras.optimizers.SGD(rate, momentum=0.9)).fit(x, y, batch_size=8, epochs=2, callbacks=[spy])""",
    "clipping and averages": """
        optimizer = keras.optimizers.Adam(clipnorm=0.1, use_ema=True, ema_overwrite_frequency=7)
        dense(optimizer=optimizer).fit(x, y, batch_size=8, epochs=2, callbacks=[spy])""",
    "regularised": """
        net = dense(layers.Dense(9, kernel_regularizer='l2', activity_regularizer='l1'))
        net.fit(x, y, batch_size=8, epochs=2, validation_split=0.3, callbacks=[spy])""",
    "metrics of state": """
        more = [keras.metrics.SparseTopKCategoricalAccuracy(3), keras.metrics.SparseCategoricalCrossentropy()]
        dense(metrics=['accuracy', *more]).fit(x, y, batch_size=8, epochs=2, validation_split=0.3, callbacks=[spy])""",
    "a schedule by epoch": """
        slower = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
        dense().fit(x, y, batch_size=8, epochs=3, callbacks=[slower, keras.callbacks.CSVLogger('log.csv'), spy])""",
    "seeded tf.data": "dense().fit(fed(seed=3), epochs=2, validation_data=fed(50), callbacks=[spy])",
    "tf.data reshuffled alike": "dense().fit(fed(reshuffle_each_iteration=False), epochs=2, callbacks=[spy])",
    "tf.data mapped with randomness": """
        def brighter(image, label):
            return image + tf.random.uniform(()), label
        mapped = tf.data.Dataset.from_tensor_slices((x, y)).map(brighter).batch(8)
        dense().fit(mapped, epochs=2, callbacks=[spy])""",
    "separable and depthwise": """
        more = [layers.SeparableConv2D(4, 3), layers.DepthwiseConv2D(3), layers.SpatialDropout2D(0.2)]
        small_cnn(*more).fit(pictures, y, batch_size=8, epochs=2, callbacks=[spy])""",
    "nested": """
        inner = keras.Sequential([layers.Flatten(), layers.Dense(12, 'relu'), layers.Dropout(0.4)])
        net = keras.Sequential([inner, layers.Dense(10, 'softmax')])
        net.compile('adam', 'sparse_categorical_crossentropy')
        net.fit(x, y, batch_size=8, epochs=2, callbacks=[spy])""",
    "set_seed between": """
        for _ in range(2):
            tf.random.set_seed(1213)
            dense(layers.Dropout(0.3)).fit(x, y, batch_size=8, callbacks=[spy])""",
    "mixed precision": """
        keras.mixed_precision.set_global_policy('mixed_float16')
        dense().fit(x, y, batch_size=8, epochs=2, callbacks=[spy])
        keras.mixed_precision.set_global_policy('float32')""",
}

ALONE = {
    "a callback that looks at batches": """
        class Counts(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                spied.append(batch)
        dense().fit(x, y, batch_size=100, epochs=9, verbose=0, callbacks=[Counts(), spy])""",
    "a lambda that looks at batches": """
        counts = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: spied.append(batch))
        dense().fit(x, y, batch_size=100, epochs=9, verbose=0, callbacks=[counts, spy])""",
    "TerminateOnNaN": """
        dense().fit(x, y, batch_size=8, verbose=0, callbacks=[keras.callbacks.TerminateOnNaN(), spy])""",
    "TensorBoard of batches": """
        board = keras.callbacks.TensorBoard('logs/b', update_freq='batch')
        dense().fit(x, y, batch_size=8, verbose=0, callbacks=[board, spy])""",
    "a checkpoint within an epoch": """
        saved = keras.callbacks.ModelCheckpoint('c.keras', 'loss', save_freq=50)
        dense().fit(x, y, batch_size=8, verbose=0, callbacks=[saved, spy])""",
    "a train_step of one's own": """
        class Own(keras.Sequential):
            def train_step(self, data):
                return super().train_step(data)
        net = Own([layers.Flatten(), layers.Dense(10, 'softmax')])
        net.compile('adam', 'sparse_categorical_crossentropy')
        net.fit(x, y, batch_size=8, verbose=0, callbacks=[spy])""",
    "a subclassed network": """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.out = layers.Dense(10, 'softmax')
            def call(self, x):
                return self.out(tf.reshape(x, (-1, 784)))
        net = Net()
        net.compile('adam', 'sparse_categorical_crossentropy')
        net.fit(x, y, batch_size=8, verbose=0, callbacks=[spy])""",
    "a layer of one's own": """
        class Double(layers.Layer):
            def call(self, x):
                return 2 * x
        dense(Double()).fit(x, y, batch_size=8, verbose=0, callbacks=[spy])""",
    "a loss of one's own": """
        def loss(true, predicted):
            return keras.losses.sparse_categorical_crossentropy(true, predicted)
        dense(loss=loss).fit(x, y, batch_size=8, verbose=0, callbacks=[spy])""",
    "steps of an epoch": "dense().fit(x, y, batch_size=8, steps_per_epoch=50, verbose=0, callbacks=[spy])",
    "eagerly": "dense(run_eagerly=True).fit(x[:80], y[:80], batch_size=1, verbose=0, callbacks=[spy])",
    "steps set by the student": """
        dense(steps_per_execution=5).fit(x, y, batch_size=8, verbose=0, callbacks=[spy])""",
    "a generator": """
        def batches():
            while True:
                yield x[:8], y[:8]
        dense().fit(batches(), steps_per_epoch=50, verbose=0, callbacks=[spy])""",
    "few steps": "dense().fit(x, y, batch_size=100, verbose=0, callbacks=[spy])",
    "costly steps": """
        wide = [layers.Conv2D(500, 9), layers.Conv2D(500, 9), layers.GlobalMaxPooling2D()]
        net = keras.Sequential([*wide, layers.Dense(10, 'softmax')])
        net.compile('sgd', 'sparse_categorical_crossentropy')
        net.fit(np.concatenate([pictures] * 20), np.concatenate([y] * 20), verbose=0, callbacks=[spy])""",
}


FEW = {
    "a network that is built": """
        net = small_cnn()
        watch(net)
        net.fit(pictures[:64], y[:64], verbose=0, validation_split=0.5)""",
    "a network that is not built": """
        net = dense(layers.Dropout(0.5), metrics=['accuracy', keras.metrics.SparseTopKCategoricalAccuracy(3)])
        watch(net)
        net.fit(x_train[:64] / 255.0, y[:64], epochs=2, verbose=0)""",
    "float64 tensors, one-hot, weighted": """
        net = dense(loss='categorical_crossentropy', optimizer='rmsprop')
        watch(net)
        doubles = tf.constant(x_train[:64], dtype=tf.float64)
        net.fit(doubles, tf.constant(one_hot[:64]), class_weight={0: 2.0}, verbose=0)""",
    "tf.data": """
        net = dense(optimizer=keras.optimizers.Adam(clipnorm=0.1, use_ema=True, ema_overwrite_frequency=2))
        watch(net)
        net.fit(fed().take(4), verbose=0)""",
    "steps of an epoch": """
        net = dense(layers.BatchNormalization())
        watch(net)
        net.fit(x[:64], y[:64], steps_per_epoch=2, verbose=0)""",
    "compiled again": """
        net = dense()
        net.fit(x[:64], y[:64], verbose=0)
        net.compile('sgd', 'sparse_categorical_crossentropy', metrics=['accuracy'])
        watch(net)
        net.fit(x[:64], y[:64], verbose=0)""",
    "a callback of Keras's": """
        net = dense()
        watch(net)
        slower = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
        net.fit(x[:64], y[:64], epochs=2, verbose=0, callbacks=[slower, keras.callbacks.TensorBoard('logs/c')])""",
}
"""Trainings of few steps: only what they start with is built beforehand."""

NOT_BEFOREHAND = {
    "a callback that looks at the network before the first step": """
        class Looks(keras.callbacks.Callback):
            def on_epoch_begin(self, epoch, logs=None):
                print(len(self.model.weights), self.model.optimizer.built)
        net = dense()
        watch(net)
        net.fit(x[:64], y[:64], verbose=0, callbacks=[Looks()])""",
    "a layer of one's own": """
        class Double(layers.Layer):
            def build(self, shape):
                print(shape)
            def call(self, x):
                return 2 * x
        net = dense(Double())
        watch(net)
        net.fit(x[:64], y[:64], verbose=0)""",
    "data that do not fit": """
        net = dense(loss='categorical_crossentropy')
        watch(net)
        try:
            net.fit(x[:64], y[:64], verbose=0)
        except ValueError as error:
            print(error)""",
}

WATCH = """
def watch(net):
    original = net.optimizer.build
    def build(variables):
        spied.append('traced' if tf.inside_function() else 'beforehand')
        return original(variables)
    net.optimizer.build = build
"""


def cells_of(table: dict[str, str]) -> list[str]:
    """Return each row as a cell, started from one seed and followed by a look at who spied what and at the states."""
    cells = [IMPORTS]
    for source in table.values():
        cells += ["keras.utils.set_random_seed(5)\nspied.clear()", source, "spied", "states()"]
    return cells


def numbers(ran: Ran, row: int) -> list[Any]:
    """Return all that a row of a table came to: histories, weights, values, printed values, states."""
    cell = 4 * row + 3
    events = [one for one in ran.recording.events if one.cell == cell]
    fits = [(one.history, one.weights_before, one.weights_after, one.steps) for one in events if one.kind == "fit"]
    evaluated = [(one.values, one.weights) for one in events if one.kind == "evaluate"]
    printed = "" if "step" in ran.cell(cell).stdout else ran.cell(cell).stdout  # a progress bar tells the time
    return [fits, evaluated, printed, ran.cell(cell + 2).displayed]


def spied(ran: Ran, row: int) -> str:
    return ran.cell(4 * row + 4).displayed[0]


def compare(recorder: Recorder, table: dict[str, str]) -> list[str]:
    """Return what differs between a run with many steps at once and one without."""
    cells = cells_of(table)
    fast, plain = recorder.run(cells), recorder.run(cells, accelerate=False)
    faults = [f"{run.cell}: {run.error}" for ran in (fast, plain) for run in ran.recording.cells if run.error]
    faults += [*fast.recording.notes, *plain.recording.notes]
    for row, name in enumerate(table):
        if numbers(fast, row) != numbers(plain, row):
            faults.append(f"{name}: other numbers")
        many = str(MOST_STEPS)
        if many not in spied(fast, row) or many in spied(plain, row):
            faults.append(f"{name}: {spied(fast, row)} steps at once, and plain {spied(plain, row)}")
    return faults


def test_many_steps_at_once_give_the_same_numbers(recorder: Recorder) -> None:
    assert compare(recorder, {name: ALIKE[name] for name in QUICK}) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_whole_table_gives_the_same_numbers(recorder: Recorder) -> None:
    assert compare(recorder, ALIKE) == []


def test_what_is_built_beforehand_gives_the_same_numbers(recorder: Recorder) -> None:
    table = {**FEW, **NOT_BEFOREHAND}
    first, *cells = cells_of(table)
    fast, plain = (recorder.run([first + WATCH, *cells], accelerate=one) for one in (True, False))

    built = [spied(fast, row) for row in range(len(table))]

    assert [run.error for ran in (fast, plain) for run in ran.recording.cells if run.error] == []
    assert (*fast.recording.notes, *plain.recording.notes) == ()
    assert [numbers(fast, row) for row in range(len(table))] == [numbers(plain, row) for row in range(len(table))]
    assert [what for what in built[: len(FEW)] if what != "['beforehand']"] == []
    assert [what for what in built[len(FEW) :] if "beforehand" in what] == []


@pytest.fixture(scope="module")
def alone(recorder: Recorder) -> Ran:
    enough = "class Enough(Exception):\n    pass\nspy.on_train_begin = lambda logs: stop()\n"
    stop = "def stop():\n    spied.append(spy.model.steps_per_execution)\n    raise Enough\n"
    _, *cells = cells_of(ALONE)
    return recorder.run([IMPORTS + enough + stop, *cells])


@pytest.mark.parametrize(("row", "name"), list(enumerate(ALONE)), ids=list(ALONE))
def test_what_is_not_known_to_stay_the_same_is_left_alone(alone: Ran, row: int, name: str) -> None:
    error = alone.cell(4 * row + 3).error

    assert error is not None
    assert error.type == "Enough"
    assert spied(alone, row) == ("[5]" if name == "steps set by the student" else "[1]")
