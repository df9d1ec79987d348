"""4-1, 4-2 and the parameters of 2-1: computed by the layers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from proofs import Find


def test_a_2_by_2_convolution_of_128_by_128_gives_the_key_of_4_1(criterion: Find) -> None:
    import keras

    out = keras.layers.Conv2D(5, (2, 2))(keras.ops.zeros((1, 128, 128, 3)))

    assert out.shape == (1, 127, 127, 5)
    assert criterion("4-1", "shape_answer").shape == out.shape[1:]


def test_flattening_24_by_24_by_16_gives_the_key_of_4_2(criterion: Find) -> None:
    import keras

    out = keras.layers.Flatten()(keras.ops.zeros((1, 24, 24, 16)))

    assert out.shape == (1, 24 * 24 * 16) == (1, 9216)
    assert criterion("4-2", "shape_answer").shape == out.shape[1:]
    assert criterion("4-2", "shape_answer").product


@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_the_network_of_2_1_has_34622_parameters_whatever_its_convolutions_activation(
    criterion: Find, activation: str
) -> None:
    import keras

    layers = keras.layers
    net = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(6, 5, activation=activation),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 5, activation=activation),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )

    assert net.count_params() == 34_622
    assert criterion("2-1", "summary").params == net.count_params()


def test_the_layers_that_the_rubric_lists_for_2_1_are_that_network(criterion: Find) -> None:
    """The count again, from the rubric's own text: a slip in a layer shows here."""
    from grader.networks import parse_layer

    layers = [str(parse_layer(text)) for text in criterion("2-1", "architecture").layers]
    (n1, n2, n3) = (int(layers[i].split()[1]) for i in (0, 2, 5))
    side = (((28 - 4) // 2) - 4) // 2

    assert (n1, n2, n3) == (6, 16, 120)
    assert (25 + 1) * n1 + (25 * n1 + 1) * n2 + (side * side * n2 + 1) * n3 + (n3 + 1) * 10 == 34_622
