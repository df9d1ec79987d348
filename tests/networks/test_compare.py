"""Two networks are aligned with the fewest and smallest changes, and what is right earns its share."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from grader.networks import compare, parse_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.networks import Comparison

ASKED = ("flatten", "dense 20 relu", "dense 30 relu", "dense 10 softmax")
LENET = (
    "conv2d 6 5x5 relu|linear",
    "maxpool2d 2x2",
    "conv2d 16 5x5 relu|linear",
    "maxpool2d 2x2",
    "flatten",
    "dense 120 relu",
    "dropout 0.2",
    "dense 10 softmax",
)


BUILT = tuple(text.replace("|linear", "") for text in LENET)
"""A network as asked for, as one that was built."""


def compared(asked: Sequence[str], found: Sequence[str]) -> Comparison:
    return compare([parse_layer(text) for text in asked], [parse_layer(text) for text in found])


def pairs(asked: Sequence[str], found: Sequence[str]) -> list[tuple[str | None, str | None]]:
    return [
        (str(pair.expected) if pair.expected else None, str(pair.found) if pair.found else None)
        for pair in compared(asked, found).pairs
        if not pair.same
    ]


def replaced(layers: Sequence[str], **changes: str) -> tuple[str, ...]:
    """The layers with some, counted from "l0", written otherwise; an empty text leaves one out."""
    new = [changes.get(f"l{index}", text) for index, text in enumerate(layers)]
    return tuple(part for text in new for part in text.split(" + ") if part)


SHARES = {
    "the same": (ASKED, Fraction(1)),
    "data that come flat": (replaced(ASKED, l0=""), Fraction(1)),
    "one size": (replaced(ASKED, l1="dense 30 relu"), Fraction(3, 4)),
    "one activation": (replaced(ASKED, l2="dense 30 sigmoid"), Fraction(3, 4)),
    "size and activation of one layer": (replaced(ASKED, l1="dense 7 tanh"), Fraction(3, 4)),
    "two sizes": (replaced(ASKED, l1="dense 30 relu", l2="dense 20 relu"), Fraction(2, 4)),
    "a layer missing": (replaced(ASKED, l2=""), Fraction(3, 4)),
    "the first hidden layer missing": (replaced(ASKED, l1=""), Fraction(3, 4)),
    "a layer too many": (replaced(ASKED, l2="dense 30 relu + dense 30 relu"), Fraction(4, 5)),
    "dropout too many": (replaced(ASKED, l3="dropout 0.2 + dense 10 softmax"), Fraction(4, 5)),
    "a layer too many in front": (replaced(ASKED, l1="dense 5 relu + dense 20 relu"), Fraction(4, 5)),
    "no hidden layers": (("flatten", "dense 10 softmax"), Fraction(2, 4)),
    "nothing": ((), Fraction(0)),
    "another network": (("conv2d 3 3x3", "globalmaxpool2d"), Fraction(0)),
}


@pytest.mark.parametrize("name", SHARES)
def test_the_share_is_what_is_right_of_the_longer_network(name: str) -> None:
    found, share = SHARES[name]

    assert compared(ASKED, found).share == share
    assert compared(ASKED, found).same == (share == 1)


LENET_DIFFERENCES = {
    "either activation": (replaced(BUILT, l0="conv2d 6 5x5", l2="conv2d 16 5x5 relu"), []),
    "activations that were not offered": (
        replaced(BUILT, l0="conv2d 6 5x5 tanh"),
        [("conv2d 6 5×5 relu|linear", "conv2d 6 5×5 tanh")],
    ),
    "2×2 for 5×5": (replaced(BUILT, l0="conv2d 6 2x2"), [("conv2d 6 5×5 relu|linear", "conv2d 6 2×2")]),
    "average pooling": (replaced(BUILT, l1="avgpool2d 2x2"), [("maxpool2d 2×2", "avgpool2d 2×2")]),
    "dropout 0.8": (replaced(BUILT, l6="dropout 0.8"), [("dropout 0.2", "dropout 0.8")]),
    "dropout missing": (replaced(BUILT, l6=""), [("dropout 0.2", None)]),
    "second pool missing": (replaced(BUILT, l3=""), [("maxpool2d 2×2", None)]),
    "one more dense": (
        replaced(BUILT, l5="dense 120 relu + dense 84 relu"),
        [(None, "dense 84 relu")],
    ),
    "global pooling for the second pool": (
        replaced(BUILT, l3="globalmaxpool2d"),
        [("maxpool2d 2×2", "globalmaxpool2d")],
    ),
    "dropout in another place": (
        replaced(BUILT, l5="dropout 0.2 + dense 120 relu", l6=""),
        [(None, "dropout 0.2"), ("dropout 0.2", None)],
    ),
    "padding": (replaced(BUILT, l0="conv2d 6 5x5 same"), [("conv2d 6 5×5 relu|linear", "conv2d 6 5×5 same")]),
}


@pytest.mark.parametrize("name", LENET_DIFFERENCES)
def test_the_alignment_names_what_differs_and_nothing_else(name: str) -> None:
    found, expected = LENET_DIFFERENCES[name]

    assert pairs(LENET, found) == expected


def test_a_missing_layer_shifts_nothing() -> None:
    found = replaced(BUILT, l1="")

    assert compared(LENET, found).share == Fraction(7, 8)


def test_every_layer_of_both_networks_appears_once_and_in_order() -> None:
    found = replaced(BUILT, l0="dense 3", l4="", l6="dropout 0.5 + dense 4 relu")
    rows = compared(LENET, found).pairs

    assert [str(row.expected) for row in rows if row.expected] == [str(parse_layer(text)) for text in LENET]
    assert [str(row.found) for row in rows if row.found] == [str(parse_layer(text)) for text in found]


def test_a_network_that_should_flatten_and_does_not_keeps_the_difference() -> None:
    rows_of_images = parse_layer("dense 20 relu")
    rows_of_images = type(rows_of_images)(rows_of_images.kind, {**rows_of_images.facts, "input_rank": 3}, "relu")

    assert not compare([parse_layer(text) for text in ASKED], [rows_of_images]).same


def test_what_comes_flat_may_be_flattened_all_the_same() -> None:
    assert compared(ASKED[1:], ASKED).same


def test_a_bias_that_was_left_out_is_a_difference() -> None:
    asked, layer = [parse_layer("dense 20 relu")], parse_layer("dense 20 relu")

    assert not compare(asked, [type(layer)(layer.kind, {**layer.facts, "use_bias": False}, "relu")]).same
