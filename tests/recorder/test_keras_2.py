"""The same hooks on Keras 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recordings import Recorder

CELLS = [
    """
    import numpy as np
    import tensorflow as tf
    (x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
    X = tf.constant(x_train.reshape(-1, 28, 28, 1), dtype=tf.float64)
    y = tf.keras.utils.to_categorical(y_train)
    tf.keras.__version__""",
    """
    net = tf.keras.Sequential()
    net.add(tf.keras.layers.Conv2D(6, (5, 5), activation='relu'))
    net.add(tf.keras.layers.MaxPool2D())
    net.add(tf.keras.layers.Flatten())
    net.add(tf.keras.layers.Dropout(0.2))
    net.add(tf.keras.layers.Dense(10, activation='softmax'))
    net.compile(optimizer='adam', loss=tf.losses.categorical_crossentropy, metrics='accuracy')
    net.fit(X, y, epochs=2, batch_size=200, validation_split=0.2, callbacks=tf.keras.callbacks.TensorBoard(), verbose=0)
    """,
    "net.summary()\nnet.evaluate(X, y, verbose=0)[1]",
    "net.predict_classes(x_test[..., np.newaxis]).shape",
    """
    class Net(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.out = tf.keras.layers.Dense(10)
        def call(self, x):
            return tf.nn.softmax(self.out(tf.reshape(x, (-1, 784))))
    net = Net()
    net.compile('sgd', 'categorical_crossentropy')
    net.fit(X, y, verbose=0)""",
    """
    import keras
    from keras.models import Sequential
    from keras.utils import np_utils
    from keras.layers.core import Dense
    assert issubclass(Sequential, tf.keras.Model) and issubclass(keras.layers.Dense, Dense)
    from tensorflow.keras.optimizers.legacy import Adam
    from keras.layers.advanced_activations import LeakyReLU
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    inputs = tf.keras.Input((28, 28, 1))
    net = tf.keras.Model(inputs, tf.keras.layers.Dense(10)(tf.keras.layers.Flatten()(tf.nn.relu(inputs))))
    net.compile(Adam(lr=0.01, decay=1e-6), 'mse')
    net.fit(X, y, verbose=0)
    net.save('m.h5')
    tf.keras.models.load_model('m.h5').count_params()""",
    "1 / 0",
]


@pytest.mark.slow
def test_an_exam_runs_on_keras_2(recorder_2: Recorder) -> None:
    ran = recorder_2.run(CELLS, keep=("fashion_mnist",))

    assert [run.error.type for run in ran.recording.cells if run.error] == ["ZeroDivisionError"]
    assert ran.recording.notes == ()
    assert ran.cell(1).displayed[0].startswith("'2.")
    first, subclassed, functional = ran.events("fit")
    assert ran.layers(first) == ["Conv2D", "MaxPooling2D", "Flatten", "Dropout", "Dense"]
    assert [layer.output_shape for layer in ran.network(first).layers][-1] == (None, 10)
    assert (first.epochs_run, first.validation.share, first.data.sources[0].rows) == (2, 0.2, 600)
    assert [one.class_name for one in first.callbacks] == ["TensorBoard"]
    assert ran.network(first).weights is not None
    assert ran.layers(subclassed) == ["reshape", "Dense", "softmax"]
    assert ran.layers(functional)[-1] == "Dense"
    assert ran.only("evaluate").values.keys() == {"loss", "accuracy"}
    assert "Conv2D" in ran.only("summary").text
    assert {log.directory for log in ran.recording.logs} == {"logs/train", "logs/validation"}
