"""The digests of the catalogue are those of the original sets: their published statistics come out of them."""

from __future__ import annotations

import time

import numpy as np
import pytest

from grader.datasets import cache
from grader.datasets.catalog import CATALOG
from grader.datasets.fingerprints import describe

PUBLISHED = {
    # mean and standard deviation of each channel of the training images, divided by 255
    "fashion_mnist": ((0.28604,), (0.35302,)),
    "cifar10": ((0.49139968, 0.48215841, 0.44653091), (0.24703223, 0.24348513, 0.26158784)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CATALOG)
def test_published_mean_and_deviation_are_reproduced(name: str) -> None:
    if cache.find(name) is None:
        pytest.skip(f"{name} is not here: `grade data {name}` gets it")
    images, labels = cache.load(name, "train")
    pixels = np.asarray(images).reshape(-1, CATALOG[name].image[2])
    parts = np.array_split(pixels, 100)
    mean = sum(part.sum(axis=0, dtype=np.int64) for part in parts) / len(pixels) / 255
    square = sum(np.square(part, dtype=np.int32).sum(axis=0, dtype=np.int64) for part in parts) / len(pixels) / 255**2

    assert mean == pytest.approx(PUBLISHED[name][0], abs=6e-6)
    assert np.sqrt(square - mean**2) == pytest.approx(PUBLISHED[name][1], abs=6e-6)
    assert np.bincount(labels.ravel()).tolist() == [len(labels) // 10] * 10


@pytest.mark.slow
@pytest.mark.parametrize("name", CATALOG)
def test_the_whole_training_set_is_recognised_in_seconds(name: str) -> None:
    if cache.find(name) is None:
        pytest.skip(f"{name} is not here: `grade data {name}` gets it")
    images, labels = cache.load(name, "train")
    fed = np.asarray(images).reshape(len(images), -1) / 255
    folder = cache.find(name)
    assert folder is not None
    describe(fed[:10], None, {name: folder})  # the index is read once a run
    start = time.process_time()

    data, found = describe(fed, np.asarray(labels), {name: folder})

    assert time.process_time() - start < 20
    assert (data.sources[0].rows, data.unmatched) == (len(images), 0)
    assert found is not None
    assert found.correct == 1.0
