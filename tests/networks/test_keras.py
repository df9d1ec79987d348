"""Real Keras models, described as the recorder does, come to the steps that a rubric's layers mean.

Subclassed models and functions of a student's own need the recorder's hooks; the
labelled corpus (tests/verdicts) runs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from grader.evidence import Network
from grader.networks import canonical, compare, parse_layer

if TYPE_CHECKING:
    from grader.recorder.contents import Contents

DENSE = ("flatten", "dense 20 relu", "dense 10 softmax")
LENET = ("conv2d 6 5x5 relu", "maxpool2d 2x2", "flatten", "dense 10 softmax")

SAME: dict[str, tuple[tuple[str, ...], str]] = {
    "input_shape": (DENSE, 'S([L.Flatten(input_shape=(28, 28)), L.Dense(20, "relu"), L.Dense(10, "softmax")])'),
    "Input": (DENSE, 'S([keras.Input((28, 28)), L.Flatten(), L.Dense(20, "relu"), L.Dense(10, "softmax")])'),
    "not built": (DENSE, 'S([L.Flatten(), L.Dense(20, "relu"), L.Dense(10, "softmax")])'),
    "activation layers": (
        DENSE,
        'S([keras.Input((28, 28)), L.Flatten(), L.Dense(20), L.ReLU(), L.Dense(10), L.Activation("softmax")])',
    ),
    "activations as functions": (
        DENSE,
        "S([keras.Input((28, 28)), L.Flatten(), L.Dense(20, keras.activations.relu), L.Dense(10, tf.nn.softmax)])",
    ),
    "scaled inside": (
        DENSE,
        'S([keras.Input((28, 28)), L.Rescaling(1 / 255), L.Flatten(), L.Dense(20, "relu"), L.Dense(10, "softmax")])',
    ),
    "reshaped": (DENSE, 'S([keras.Input((28, 28)), L.Reshape((784,)), L.Dense(20, "relu"), L.Dense(10, "softmax")])'),
    "flat data": (DENSE, 'S([keras.Input((784,)), L.Dense(20, "relu"), L.Dense(10, "softmax")])'),
    "functional": (
        DENSE,
        'keras.Model(i := keras.Input((28, 28)), L.Dense(10, "softmax")(L.Dense(20, "relu")(L.Flatten()(i))))',
    ),
    "nested": (
        DENSE,
        'S([keras.Input((28, 28)), S([L.Flatten(), S([L.Dense(20, "relu")])]), L.Dense(10, "softmax")])',
    ),
    "operations between": (
        DENSE,
        (
            "keras.Model(i := keras.Input((28, 28)),"
            " keras.ops.softmax(L.Dense(10)(keras.ops.relu(L.Dense(20)(keras.ops.reshape(i / 255, (-1, 784)))))))"
        ),
    ),
    "pool by default": (
        LENET,
        (
            'S([keras.Input((28, 28, 1)), L.Conv2D(6, 5, activation="relu"), L.MaxPool2D(), L.Flatten(),'
            ' L.Dense(10, "softmax")])'
        ),
    ),
    "everything written out": (
        LENET,
        (
            'S([keras.Input((28, 28, 1)), L.Conv2D(6, (5, 5), strides=(1, 1), padding="valid"), L.ReLU(),'
            ' L.MaxPooling2D((2, 2), (2, 2), "same"), L.Reshape((-1,)), L.Dense(10), L.Softmax()])'
        ),
    ),
}
OTHER: dict[str, tuple[tuple[str, ...], str]] = {
    "30 units": (DENSE, 'S([keras.Input((28, 28)), L.Flatten(), L.Dense(30, "relu"), L.Dense(10, "softmax")])'),
    "sigmoid": (DENSE, 'S([keras.Input((28, 28)), L.Flatten(), L.Dense(20, "sigmoid"), L.Dense(10, "softmax")])'),
    "dropout": (
        DENSE,
        'S([keras.Input((28, 28)), L.Flatten(), L.Dense(20, "relu"), L.Dropout(0.2), L.Dense(10, "softmax")])',
    ),
    "no Flatten": (DENSE, 'S([keras.Input((28, 28)), L.Dense(20, "relu"), L.Dense(10, "softmax")])'),
    "side by side": (
        ("dense 20", "dense 20", "dense 10 softmax"),
        "keras.Model(i := keras.Input((784,)), L.Dense(10, 'softmax')(L.Dense(20)(i) + L.Dense(20)(i)))",
    ),
    "average pool": (
        LENET,
        (
            'S([keras.Input((28, 28, 1)), L.Conv2D(6, 5, activation="relu"), L.AvgPool2D(2), L.Flatten(),'
            ' L.Dense(10, "softmax")])'
        ),
    ),
    "2×2 kernel": (
        LENET,
        (
            'S([keras.Input((28, 28, 1)), L.Conv2D(6, 2, activation="relu"), L.MaxPool2D(), L.Flatten(),'
            ' L.Dense(10, "softmax")])'
        ),
    ),
}


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    import tensorflow as tf
    from tensorflow import keras

    return {"tf": tf, "keras": keras, "L": keras.layers, "S": keras.Sequential, "__name__": "student"}


@pytest.fixture(scope="module")
def contents(names: dict[str, Any]) -> Contents:
    from grader.recorder.contents import Contents
    from grader.recorder.engine import Engine
    from grader.recorder.functions import Namer
    from grader.recorder.layers import LayerDescriber

    engine = Engine(generation=3, tf=names["tf"], keras=names["keras"])
    return Contents(engine, LayerDescriber(engine, Namer(engine)))


def same(asked: tuple[str, ...], source: str, names: dict[str, Any], contents: Contents) -> bool:
    model = eval(source, dict(names))  # noqa: S307 - the tables above
    network = Network.model_validate({"id": 0, "model": 0, **contents.of(model)})
    return compare([parse_layer(text) for text in asked], canonical(network)).same


@pytest.mark.parametrize("name", SAME)
def test_a_model_is_what_it_computes(name: str, names: dict[str, Any], contents: Contents) -> None:
    assert same(*SAME[name], names, contents)


@pytest.mark.parametrize("name", OTHER)
def test_another_model_is_not(name: str, names: dict[str, Any], contents: Contents) -> None:
    assert not same(*OTHER[name], names, contents)
