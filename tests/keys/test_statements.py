"""4-5: the five statements, each shown true or false by doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pytest

if TYPE_CHECKING:
    from proofs import Array, Find

    Digits: TypeAlias = tuple[Array, Array]

CHANCE = 0.1
FAR_ABOVE_CHANCE = 0.6


@pytest.fixture(scope="module")
def digits() -> Digits:
    """1797 grey 8 by 8 images of handwritten digits, from scikit-learn: no download."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    return images.reshape(-1, 8, 8, 1).astype("float32") / 16, labels


def trained_accuracy(layers: list[Any], digits: Digits, *, optimizer: Any, loss: str, one_hot: bool = False) -> float:
    import keras

    images, labels = digits
    keras.utils.set_random_seed(4)
    net = keras.Sequential([keras.Input((8, 8, 1)), *layers])
    net.compile(optimizer=optimizer, loss=loss)
    net.fit(images, keras.utils.to_categorical(labels) if one_hot else labels, epochs=8, batch_size=32, verbose=0)
    return float(np.mean(net(images).numpy().argmax(axis=1) == labels))


def convolutional() -> list[Any]:
    import keras

    return [
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]


def test_convolution_is_linear() -> None:
    """The bias that a layer may add is no part of the convolution."""
    import keras

    convolve = keras.layers.Conv2D(4, 3, use_bias=False)
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 3, 9, 9, 2)).astype("float32")

    together = convolve(2 * x - 3 * y).numpy()

    assert together == pytest.approx(2 * convolve(x).numpy() - 3 * convolve(y).numpy(), abs=1e-5)


def test_a_cnn_learns_by_another_loss_than_the_mse(digits: Digits) -> None:
    accuracy = trained_accuracy(convolutional(), digits, optimizer="adam", loss="sparse_categorical_crossentropy")

    assert accuracy > FAR_ABOVE_CHANCE > CHANCE


def test_a_cnn_learns_by_another_optimizer_than_adam(digits: Digits) -> None:
    import keras

    accuracy = trained_accuracy(
        convolutional(), digits, optimizer=keras.optimizers.SGD(0.1), loss="categorical_crossentropy", one_hot=True
    )

    assert accuracy > FAR_ABOVE_CHANCE


def test_a_dense_network_learns_images(digits: Digits) -> None:
    import keras

    dense = [keras.layers.Flatten(), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10, "softmax")]

    assert trained_accuracy(dense, digits, optimizer="adam", loss="sparse_categorical_crossentropy") > FAR_ABOVE_CHANCE


def test_a_cnn_applies_to_grey_images(digits: Digits) -> None:
    """The images of all these tests have one channel."""
    import keras

    images, _ = digits

    assert keras.layers.Conv2D(8, 3)(images).shape == (1797, 6, 6, 8)
    assert images.shape[-1] == 1


def test_so_the_key_of_4_5_is_one_true_and_four_false(criterion: Find) -> None:
    statements = criterion("4-5", "truth_answer").statements

    assert [statement.value for statement in statements] == [True, False, False, False, False]
    # In the exam's order, each known by a word of its own.
    assert [statement.keywords[0] for statement in statements] == ["선형변환", "MSEloss", "adam", "DNN", "칼라"]
