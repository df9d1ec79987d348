"""4-4: which readings of the cosine regression's training are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from typing import Any

    from proofs import Array, Find

TRAINED, BATCH = 550, 100
EPOCHS, MORE_EPOCHS = 500, 2000
NOISE = 0.2**2
SEEDS = (0, 1, 2)
"""Where Dense(1) starts is a matter of chance; what is claimed must hold wherever that is."""


def train(x: Array, y: Array, *, epochs: int, dropout: float = 0.0, seed: int = 0) -> tuple[float, float]:
    """Train Dense(1) as the exam's code does, and tell its mean squared errors in training and validation.

    ``fit`` would do the same in a minute: this is its loop in one graph, with Keras's own layers and Adam.
    """
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    net = keras.Sequential([keras.Input((5,)), keras.layers.Dropout(dropout), keras.layers.Dense(1)])
    adam = keras.optimizers.Adam()
    adam.build(net.trainable_variables)
    inputs, targets = tf.constant(x[:TRAINED], tf.float32), tf.constant(y[:TRAINED], tf.float32)

    @tf.function
    def run(count: Any) -> None:
        for _ in tf.range(count):
            order = tf.random.shuffle(tf.range(TRAINED))
            for start in range(0, TRAINED, BATCH):
                rows = order[start : start + BATCH]
                with tf.GradientTape() as tape:
                    predicted = net(tf.gather(inputs, rows), training=True)
                    loss = tf.reduce_mean((predicted[:, 0] - tf.gather(targets, rows)) ** 2)
                adam.apply(tape.gradient(loss, net.trainable_variables))

    run(tf.constant(epochs))
    residuals = net(x, training=False).numpy().ravel() - y
    return float(np.mean(residuals[:TRAINED] ** 2)), float(np.mean(residuals[TRAINED:] ** 2))


@pytest.fixture(scope="module", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def as_asked(cosines: Array, observed: Array, seed: int) -> tuple[float, float]:
    return train(cosines, observed, epochs=EPOCHS, seed=seed)


@pytest.fixture(scope="module")
def longer(cosines: Array, observed: Array, seed: int) -> tuple[float, float]:
    return train(cosines, observed, epochs=MORE_EPOCHS, seed=seed)


def test_jaein_is_right_fit_validates_on_the_last_450_rows_and_trains_on_none_of_them() -> None:
    import keras

    trained: set[int] = set()
    validated: set[int] = set()

    class Watched(keras.Sequential):
        def train_step(self, data: Any) -> Any:
            trained.update(data[0].numpy().ravel().astype(int).tolist())
            return super().train_step(data)

        def test_step(self, data: Any) -> Any:
            validated.update(data[0].numpy().ravel().astype(int).tolist())
            return super().test_step(data)

    net = Watched([keras.layers.Dense(1)])
    net.compile(loss="mse", optimizer="adam", run_eagerly=True)
    rows = np.arange(1000.0).reshape(1000, 1)
    net.fit(rows, rows, batch_size=BATCH, epochs=2, validation_split=0.45, verbose=0)

    assert trained == set(range(TRAINED))
    assert validated == set(range(TRAINED, 1000))
    assert len(validated) == 450


def test_seoyeon_is_right_the_validation_part_is_fitted_badly(as_asked: tuple[float, float], observed: Array) -> None:
    """Worse than by a constant that knows the validation part's mean."""
    _, validation = as_asked

    assert validation > np.var(observed[TRAINED:]) > 10 * NOISE


def test_hayoung_is_right_more_epochs_lower_both_losses(
    as_asked: tuple[float, float], longer: tuple[float, float]
) -> None:
    """Down to the noise: the network was under-trained, not over-fitted."""
    assert as_asked[0] > 2 * NOISE
    assert longer[0] < as_asked[0] / 2
    assert longer[1] < as_asked[1] / 2
    assert max(longer) < 1.1 * NOISE


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_gyubin_is_wrong_dropout_is_no_remedy(
    cosines: Array, observed: Array, longer: tuple[float, float], seed: int, rate: float
) -> None:
    """After as many epochs validation is as bad as it was; trained to the end, dropout alone keeps it bad.

    Whether 500 epochs end a little above or below those without dropout hangs on the starting weights.
    """
    _, early = train(cosines, observed, epochs=EPOCHS, dropout=rate, seed=seed)
    _, late = train(cosines, observed, epochs=MORE_EPOCHS, dropout=rate, seed=seed)

    assert early > 10 * longer[1]
    assert late > 2 * longer[1]


def test_so_the_key_of_4_4_is_jaein_seoyeon_and_hayoung(criterion: Find) -> None:
    assert criterion("4-4", "choices_answer").options == ("재인", "서연", "규빈", "하영")
    assert criterion("4-4", "choices_answer").correct == {"재인", "서연", "하영"}
