"""Rows are recognised by their content, whatever a student did to them on the way to the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from datasets.conftest import TEST, TRAIN, draw

from grader.datasets.fingerprints import describe, digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec

    Small = tuple[DatasetSpec, dict[str, Pixels]]
    Change = Callable[[Any], Any]

ORDER = np.random.default_rng(7).permutation(TRAIN)
CHANGES: dict[str, Change] = {
    "as it is": lambda x: x,
    "float32": lambda x: x.astype(np.float32),
    "float64 of 0 to 255": lambda x: x.astype(np.float64),
    "float16": lambda x: (x / 255).astype(np.float16),
    "whole numbers": lambda x: x.astype(np.int64),
    "divided by 255": lambda x: x / 255,
    "divided by 255 in float32": lambda x: x.astype(np.float32) / 255,
    "from -1 to 1": lambda x: x / 127.5 - 1,
    "half": lambda x: x / 510,
    "inverted": lambda x: 1 - x / 255,
    "standardised as a whole": lambda x: (x - x.mean()) / x.std(),
    "standardised by pixel": lambda x: (x - x.mean(0)) / (x.std(0) + 1e-7),
    "standardised by image": lambda x: (x - x.mean((1, 2), keepdims=True)) / x.std((1, 2), keepdims=True),
    "centred by pixel": lambda x: x / 255 - (x / 255).mean(0),
    "flat": lambda x: x.reshape(len(x), -1) / 255,
    "flat in float16": lambda x: (x.reshape(len(x), -1) / 255).astype(np.float16),
    "shuffled": lambda x: x[ORDER],
    "mirrored": lambda x: x[:, :, ::-1] / 255,
    "upside down": lambda x: x[:, ::-1],
    "read-only": lambda x: np.frombuffer(x.tobytes(), x.dtype).reshape(x.shape),
    "backwards in memory": np.asfortranarray,
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("which", ["grey", "colour"])
def test_rows_are_recognised(which: str, name: str, request: pytest.FixtureRequest, folders: dict[str, Path]) -> None:
    spec, arrays = request.getfixturevalue(which)

    data, _ = describe(CHANGES[name](arrays["x_train"]), None, folders)

    (source,) = data.sources
    assert (source.dataset, source.split, source.rows) == (spec.name, "train", TRAIN)
    assert (source.first, source.last) == (0, TRAIN - 1)
    assert source.turned == (TRAIN if name in {"mirrored", "upside down"} else 0)
    assert data.unmatched == 0


@pytest.mark.parametrize(
    "add", [(..., None), (slice(None), None), (slice(None), None, ..., None)], ids=["last", "first", "both"]
)
def test_grey_images_are_recognised_with_a_channel_anywhere(add: Any, grey: Small, folders: dict[str, Path]) -> None:
    data, _ = describe(grey[1]["x_train"][add] / 255, None, folders)

    assert data.sources[0].rows == TRAIN


def test_colour_images_are_recognised_with_channels_first(colour: Small, folders: dict[str, Path]) -> None:
    data, _ = describe(colour[1]["x_test"].transpose(0, 3, 1, 2) / 255, None, folders)

    assert (data.sources[0].split, data.sources[0].rows) == ("test", TEST)


def test_colour_images_standardised_by_channel_are_recognised(colour: Small, folders: dict[str, Path]) -> None:
    x = colour[1]["x_train"] / 255
    data, _ = describe((x - x.mean((0, 1, 2))) / x.std((0, 1, 2)), None, folders)

    assert data.sources[0].rows == TRAIN
    assert data.scale is not None
    assert len(data.scale) == 3


PARTS: dict[str, tuple[Change, list[tuple[str, int, int, int]], int]] = {
    # what is fed: (how it is made of the arrays, [(split, rows, first, last)], rows of no set)
    "the first tenth": (lambda a: a["x_train"][:40], [("train", 40, 0, 39)], 0),
    "the last fifth": (lambda a: a["x_train"][320:], [("train", 80, 320, 399)], 0),
    "one row": (lambda a: a["x_test"][7:8], [("test", 1, 7, 7)], 0),
    "test": (lambda a: a["x_test"], [("test", 100, 0, 99)], 0),
    "both splits": (
        lambda a: np.concatenate([a["x_train"], a["x_test"]]),
        [("train", 400, 0, 399), ("test", 100, 0, 99)],
        0,
    ),
    "a bit of test in train": (
        lambda a: np.concatenate([a["x_train"][:90], a["x_test"][:10]]),
        [("train", 90, 0, 89), ("test", 10, 0, 9)],
        0,
    ),
    "every row twice": (lambda a: np.repeat(a["x_train"], 2, axis=0), [("train", 800, 0, 399)], 0),
    "some of its own": (
        lambda a: np.concatenate([a["x_train"][:50], draw(20, 28, 1, seed=99)[..., 0]]),
        [("train", 50, 0, 49)],
        20,
    ),
    "nothing known": (lambda _: draw(100, 28, 1, seed=99)[..., 0], [], 100),
    "noise": (lambda _: np.random.default_rng(0).normal(size=(100, 784)), [], 100),
    "zeros": (lambda _: np.zeros((100, 28, 28)), [], 100),
    "not a number": (lambda a: np.where(a["x_train"] > 0, np.nan, 1.0), [], 400),
    "infinite": (lambda a: np.where(a["x_train"][:9] > 100, np.inf, 1.0), [], 9),
    "another size": (lambda _: np.zeros((9, 14, 14)), [], 9),
    "no rows": (lambda _: np.zeros((0, 28, 28)), [], 0),
    "a table": (lambda _: np.zeros((9, 4)), [], 9),
    "words": (lambda _: np.array(["a", "b"]), [], 2),
    "a number": (lambda _: np.array(3.0), [], 0),
    "blurred": (lambda a: a["x_train"][:9] / 1.0 + np.roll(a["x_train"][:9], 1, axis=1), [], 9),
    "smeared": (lambda a: np.roll(a["x_train"][:9], 3, axis=2), [], 9),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_and_strangers_are_counted(name: str, grey: Small, folders: dict[str, Path]) -> None:
    make, sources, unmatched = PARTS[name]

    data, _ = describe(make(grey[1]), None, folders)

    assert [(s.split, s.rows, s.first, s.last) for s in data.sources] == sources
    assert data.unmatched == unmatched


LABELS: dict[str, tuple[Change, str, float | None]] = {
    # what is fed: (how it is made of the labels, encoding, share that is right)
    "as they are": (lambda y: y, "sparse", 1.0),
    "a column": (lambda y: y[:, None], "sparse", 1.0),
    "floats": (lambda y: y.astype(np.float32), "sparse", 1.0),
    "one-hot": (lambda y: np.eye(10)[y], "one_hot", 1.0),
    "one-hot of truth values": (lambda y: np.eye(10, dtype=bool)[y], "one_hot", 1.0),
    "shuffled apart from the images": (lambda y: y[ORDER], "sparse", None),
    "one off": (lambda y: (y + 1) % 10, "sparse", 0.0),
    "half wrong": (lambda y: np.where(np.arange(TRAIN) % 2, y, (y + 1) % 10), "sparse", 0.5),
    "words": (lambda y: np.array(["shirt"] * len(y)), "other", None),
    "soft": (lambda y: np.full((len(y), 10), 0.1), "other", None),
}


@pytest.mark.parametrize("name", LABELS)
def test_labels_are_compared_with_the_sets_own(name: str, grey: Small, folders: dict[str, Path]) -> None:
    make, encoding, right = LABELS[name]

    _, labels = describe(grey[1]["x_train"] / 255, make(grey[1]["y_train"]), folders)

    assert labels is not None
    assert labels.encoding == encoding
    if name == "shuffled apart from the images":
        assert labels.correct is not None
        assert labels.correct < 0.3
    else:
        assert labels.correct == right


def test_map_from_pixels_to_what_was_fed_is_told(grey: Small, folders: dict[str, Path]) -> None:
    data, _ = describe(grey[1]["x_train"] / 127.5 - 1, None, folders)

    assert data.scale is not None
    assert data.offset is not None
    assert data.scale[0] == pytest.approx(1 / 127.5)
    assert data.offset[0] == pytest.approx(-1)


def test_digest_is_equal_for_equal_content_alone() -> None:
    x = np.arange(12.0).reshape(3, 4)
    others = (x + 1, x.astype(np.float32), x.reshape(4, 3), x[::-1], np.asarray(3.0))

    assert digest(x) == digest(x.copy()) == digest(np.asfortranarray(x))
    assert len({digest(array) for array in (x, *others)}) == 6
