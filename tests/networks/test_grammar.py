"""A rubric's layers: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from grader.networks import fill, parse_layer

MEANINGS = {
    "flatten": ("flatten", {}, "linear"),
    "dense 20 relu": ("dense", {"units": 20}, "relu"),
    "Dense 20": ("dense", {"units": 20}, "linear"),
    "dense 20 relu|linear": ("dense", {"units": 20}, "relu|linear"),
    "dropout 0.2": ("dropout", {"rate": 0.2}, "linear"),
    "conv2d 6 5x5": ("conv2d", {"filters": 6, "kernel_size": (5, 5), "padding": "valid", "strides": (1, 1)}, "linear"),
    "conv2d 6 5": ("conv2d", {"filters": 6, "kernel_size": (5, 5), "padding": "valid", "strides": (1, 1)}, "linear"),
    "conv2d 6 5×3 same stride 2 relu": (
        "conv2d",
        {"filters": 6, "kernel_size": (5, 3), "padding": "same", "strides": (2, 2)},
        "relu",
    ),
    "maxpool2d": ("maxpool2d", {"pool_size": (2, 2), "padding": "valid", "strides": (2, 2)}, "linear"),
    "maxpooling2d 3x3": ("maxpool2d", {"pool_size": (3, 3), "padding": "valid", "strides": (3, 3)}, "linear"),
    "maxpool2d 3 stride 2": ("maxpool2d", {"pool_size": (3, 3), "padding": "valid", "strides": (2, 2)}, "linear"),
    "averagepooling2d 2": ("avgpool2d", {"pool_size": (2, 2), "padding": "valid", "strides": (2, 2)}, "linear"),
    "globalaveragepooling2d": ("globalavgpool2d", {}, "linear"),
    "lstm 32": ("lstm", {"units": 32}, "linear"),
    "embedding 16": ("embedding", {"output_dim": 16}, "linear"),
    "batchnormalization": ("batchnormalization", {}, "linear"),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_layer_means_its_kind_its_facts_and_its_activation(text: str) -> None:
    step = parse_layer(text)

    assert (step.kind, dict(step.facts), step.activation) == MEANINGS[text]


WRONG = {
    "": "an empty layer; expected for example 'dense 20 relu'",
    "dense": "'dense': dense needs its units, for example 'dense 20'",
    "dropout": "'dropout': dropout needs its rate, for example 'dropout 0.2'",
    "dense 20 rleu": "'rleu' means nothing for dense",
    "dens 20": "no layer is called 'dens'; did you mean 'dense'?",
    "zzz": "no layer is called 'zzz'; known are add, ",
    "flatten 20": "'20' means nothing for flatten",
    "dense 20 30": "'30' means nothing for dense",
    "maxpool2d 2x2 stride": "'' is no window",
    "maxpool2d 2x2 stride two": "'two' is no window",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_layer_that_means_nothing_is_told_by_the_word_that_does_not(text: str) -> None:
    with pytest.raises(ValueError, match="^" + WRONG[text].replace("?", r"\?")):
        parse_layer(text)


def test_a_grid_fills_its_holes() -> None:
    assert fill(["conv2d {n1} 5x5", "dense {n2}"], {"n1": 6, "n2": 16}) == ("conv2d 6 5x5", "dense 16")


def test_a_hole_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="n2"):
        fill(["dense {n2}"], {"n1": 6})


@pytest.mark.parametrize("text", [text for text in MEANINGS if "|" not in text])
def test_a_step_reads_as_it_was_written_up_to_spelling(text: str) -> None:
    assert parse_layer(str(parse_layer(text))) == parse_layer(text)
