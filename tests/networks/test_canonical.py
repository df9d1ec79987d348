"""Networks that compute the same have the same canonical steps, and others have not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from networks.graphs import LOGITS, PROBABILITIES, chain, conv, dense, graph, layer, op, pool

from grader.networks import canonical

if TYPE_CHECKING:
    from grader.evidence import Compiled, Network

IMAGE = (28, 28)
DENSE = "flatten → dense 20 relu → dense 10 softmax"
FLAT_DENSE = "dense 20 relu → dense 10 softmax"


def told(network: Network, compiled: Compiled | None = None) -> str:
    return " → ".join(map(str, canonical(network, compiled)))


FLAT = layer("Flatten", IMAGE)
LAST = dense(10, "softmax", (20,))
SAME_DENSE = {
    "in the layers": chain(FLAT, dense(20, "relu"), LAST),
    "activation layers": chain(
        FLAT, dense(20), layer("Activation", (20,), activation="relu"), dense(10), layer("Softmax", (10,))
    ),
    "ReLU layer": chain(FLAT, dense(20), layer("ReLU", (20,), max_value=None, negative_slope=0.0, threshold=0.0), LAST),
    "an operation": chain(FLAT, dense(20), op("relu", (20,)), dense(10), op("softmax", (10,))),
    "linear in between": chain(FLAT, dense(20), layer("Activation", (20,), activation="linear"), op("relu"), LAST),
    "an input layer": chain(layer("InputLayer"), FLAT, dense(20, "relu"), LAST),
    "a cast": chain(op("cast"), FLAT, dense(20, "relu"), LAST),
    "rescaled": chain(layer("Rescaling", IMAGE, scale=1 / 255), FLAT, dense(20, "relu"), LAST),
    "normalised": chain(layer("Normalization", IMAGE), FLAT, dense(20, "relu"), LAST),
    "divided": chain(op("truediv", IMAGE, IMAGE, value=255.0), FLAT, dense(20, "relu"), LAST),
    "standardised": chain(op("subtract", IMAGE), op("truediv", IMAGE), FLAT, dense(20, "relu"), LAST),
    "augmented": chain(layer("RandomFlip", IMAGE), layer("RandomRotation", IMAGE), FLAT, dense(20, "relu"), LAST),
    "reshaped to one dimension": chain(layer("Reshape", IMAGE, target_shape=(784,)), dense(20, "relu"), LAST),
    "reshaped to -1": chain(layer("Reshape", IMAGE, target_shape=[-1]), dense(20, "relu"), LAST),
    "reshaped by an operation": chain(op("reshape", IMAGE, (784,)), dense(20, "relu"), LAST),
    "a channel added first": chain(
        op("expand_dims", IMAGE, (28, 28, 1)), layer("Flatten", (28, 28, 1)), dense(20, "relu"), LAST
    ),
    "dropout of nothing": chain(FLAT, dense(20, "relu"), layer("Dropout", (20,), rate=0.0), LAST),
    "identity": chain(FLAT, dense(20, "relu"), layer("Identity", (20,)), LAST),
    "scaled only after it is flat": chain(FLAT, layer("Rescaling", (784,), scale=1 / 255), dense(20, "relu"), LAST),
    "cast after it is flat": chain(FLAT, op("cast", (784,)), dense(20, "relu"), LAST),
    "flattened twice": chain(FLAT, layer("Flatten", (784,)), dense(20, "relu"), LAST),
    "nothing known of shapes": chain(layer("Flatten"), dense(20, "relu", None), dense(10, "softmax", None)),
}


@pytest.mark.parametrize("name", SAME_DENSE)
def test_a_dense_network_is_one_however_it_is_written(name: str) -> None:
    assert told(SAME_DENSE[name]) == DENSE


FLAT_DATA = {
    "no Flatten": chain(dense(20, "relu"), LAST),
    "a Flatten of what is flat": chain(layer("Flatten", (784,)), dense(20, "relu"), LAST),
}


@pytest.mark.parametrize("name", FLAT_DATA)
def test_data_that_come_flat_need_no_flatten(name: str) -> None:
    assert told(FLAT_DATA[name]) == FLAT_DENSE


OTHER_DENSE = {
    "30 units": (chain(FLAT, dense(30, "relu"), LAST), "flatten → dense 30 relu → dense 10 softmax"),
    "sigmoid": (chain(FLAT, dense(20, "sigmoid"), LAST), "flatten → dense 20 sigmoid → dense 10 softmax"),
    "no activation": (chain(FLAT, dense(20), LAST), "flatten → dense 20 → dense 10 softmax"),
    "an activation of its own": (
        chain(FLAT, dense(20, "custom:swash"), LAST),
        "flatten → dense 20 custom:swash → dense 10 softmax",
    ),
    "two activations": (
        chain(FLAT, dense(20, "relu"), op("sigmoid"), LAST),
        "flatten → dense 20 relu → activation sigmoid → dense 10 softmax",
    ),
    "relu with a ceiling": (
        chain(FLAT, dense(20), layer("ReLU", max_value=6.0), LAST),
        "flatten → dense 20 relu6 → dense 10 softmax",
    ),
    "relu with another ceiling": (
        chain(FLAT, dense(20), layer("ReLU", max_value=1.0), LAST),
        "flatten → dense 20 relu up to 1.0 → dense 10 softmax",
    ),
    "relu with a slope": (
        chain(FLAT, dense(20), layer("ReLU", negative_slope=0.1), LAST),
        "flatten → dense 20 leaky_relu → dense 10 softmax",
    ),
    "relu with a threshold": (
        chain(FLAT, dense(20), layer("ReLU", threshold=1.0), LAST),
        "flatten → dense 20 relu with threshold → dense 10 softmax",
    ),
    "dropout": (
        chain(FLAT, dense(20, "relu"), layer("Dropout", (20,), rate=0.2), LAST),
        "flatten → dense 20 relu → dropout 0.2 → dense 10 softmax",
    ),
    "an extra layer": (
        chain(FLAT, dense(20, "relu"), dense(20, "relu"), LAST),
        "flatten → dense 20 relu → dense 20 relu → dense 10 softmax",
    ),
    "batch normalisation": (
        chain(FLAT, dense(20, "relu"), layer("BatchNormalization", (20,)), LAST),
        "flatten → dense 20 relu → batchnormalization → dense 10 softmax",
    ),
    "a layer of the student's own": (
        chain(FLAT, layer("MyDense", (784,), kind="custom", units=20), LAST),
        "flatten → mydense → dense 10 softmax",
    ),
    "no bias": (
        chain(FLAT, layer("Dense", (784,), units=20, activation="relu", use_bias=False), LAST),
        "flatten → dense 20 relu without bias → dense 10 softmax",
    ),
    "no bias before a normalisation that shifts": (
        chain(FLAT, layer("Dense", (784,), units=20, use_bias=False), layer("BatchNormalization", (20,)), LAST),
        "flatten → dense 20 → batchnormalization → dense 10 softmax",
    ),
    "noise in training": (
        chain(FLAT, dense(20, "relu"), layer("GaussianNoise", (20,), stddev=0.1), LAST),
        "flatten → dense 20 relu → gaussiannoise 0.1 → dense 10 softmax",
    ),
}


@pytest.mark.parametrize("name", OTHER_DENSE)
def test_another_network_is_told_as_it_is(name: str) -> None:
    network, expected = OTHER_DENSE[name]

    assert told(network) == expected


def test_a_dense_layer_on_rows_of_an_image_is_not_one_on_the_flat_image() -> None:
    rows = chain(dense(20, "relu", IMAGE), layer("Flatten", (28, 20)), LAST)

    assert canonical(rows)[0].facts != canonical(chain(dense(20, "relu"), LAST))[0].facts


SAME_CONVOLUTIONAL = {
    "by default": chain(conv(6), pool()),
    "kernel as a number": chain(conv(6, 5), pool(pool_size=2)),
    "lists": chain(conv(6, [5, 5], strides=[1, 1]), pool(pool_size=[2, 2], strides=[2, 2])),
    "strides not written": chain(conv(6), pool(strides=None)),
    "padding that pads nothing": chain(conv(6), pool(padding="same")),
    "alias": chain(conv(6), pool("MaxPool2D")),
    "an operation": chain(conv(6), op("maxpool2d", (24, 24, 6), pool_size=[2, 2], strides=[2, 2], padding="valid")),
    "Convolution2D": chain(
        layer("Convolution2D", (28, 28, 1), filters=6, kernel_size=(5, 5), activation="linear"), pool()
    ),
    "a channel added first": chain(op("reshape", IMAGE, (28, 28, 1)), conv(6), pool()),
}


@pytest.mark.parametrize("name", SAME_CONVOLUTIONAL)
def test_a_convolutional_network_is_one_however_it_is_written(name: str) -> None:
    assert told(SAME_CONVOLUTIONAL[name]) == "conv2d 6 5×5 → maxpool2d 2×2"


OTHER_CONVOLUTIONAL = {
    "2×2": (chain(conv(6, (2, 2))), "conv2d 6 2×2"),
    "5×3": (chain(conv(6, (5, 3))), "conv2d 6 5×3"),
    "padding same": (chain(conv(6, padding="same")), "conv2d 6 5×5 same"),
    "padding same of unknown images": (chain(conv(6, shape=None, padding="same")), "conv2d 6 5×5 same"),
    "strides": (chain(conv(6, strides=(2, 2))), "conv2d 6 5×5 stride 2×2"),
    "average": (chain(pool("AveragePooling2D")), "avgpool2d 2×2"),
    "3×3 pool": (chain(pool(pool_size=(3, 3), strides=(3, 3))), "maxpool2d 3×3"),
    "pool with strides of 1": (chain(pool(strides=(1, 1))), "maxpool2d 2×2 stride 1×1"),
    "a pool that pads": (chain(pool(shape=(25, 25, 6), padding="same")), "maxpool2d 2×2 same"),
    "global": (chain(layer("GlobalAveragePooling2D", (4, 4, 16))), "globalavgpool2d"),
}


@pytest.mark.parametrize("name", OTHER_CONVOLUTIONAL)
def test_another_convolution_is_told_as_it_is(name: str) -> None:
    network, expected = OTHER_CONVOLUTIONAL[name]

    assert told(network) == expected


def test_padding_of_a_one_by_one_kernel_pads_nothing() -> None:
    assert told(chain(conv(6, (1, 1), padding="same"))) == "conv2d 6 1×1"


def test_pooling_over_a_single_position_is_a_flatten() -> None:
    single = chain(
        conv(120, (4, 4), (4, 4, 16)), layer("GlobalMaxPooling2D", (1, 1, 120)), dense(10, "softmax", (120,))
    )

    assert told(single) == "conv2d 120 4×4 → flatten → dense 10 softmax"


def test_dilation_is_a_fact_that_changes_the_computation() -> None:
    assert canonical(chain(conv(6, dilation_rate=(2, 2))))[0].facts["dilation_rate"] == (2, 2)


def test_a_loss_from_logits_is_the_softmax() -> None:
    logits = chain(FLAT, dense(20, "relu"), dense(10))

    assert told(logits, LOGITS) == DENSE
    assert told(logits, PROBABILITIES) == told(logits) == "flatten → dense 20 relu → dense 10"


def test_a_loss_from_logits_adds_no_softmax_to_another_activation() -> None:
    assert told(chain(FLAT, dense(10, "sigmoid")), LOGITS) == "flatten → dense 10 sigmoid"


def test_branches_are_told_by_what_feeds_them() -> None:
    shared = [(FLAT, (-1,)), (dense(20, "relu"), (0,)), (dense(30, "relu", (20,)), (1,))]
    straight = graph(*shared, (dense(10, "softmax", (30,)), (2,)))
    shortcut = graph(*shared, (layer("Concatenate", (20,)), (1, 2)), (dense(10, "softmax", (50,)), (3,)))
    beside = graph(
        (FLAT, (-1,)), (dense(20, "relu"), (0,)), (dense(30, "relu"), (0,)), (layer("Concatenate"), (1, 2)),
        (dense(10, "softmax"), (3,)),
    )  # fmt: skip

    assert len({told(straight), told(shortcut), told(beside)}) == 3
