"""Small data sets that have the shape of the real ones."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grader.datasets.arrays import content_digest
from grader.datasets.catalog import CIFAR10, FASHION_MNIST
from grader.datasets.index import load_index, write_index
from grader.datasets.storing import store

if TYPE_CHECKING:
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.index import Index

TRAIN, TEST = 400, 100


def draw(rows: int, side: int, channels: int, seed: int) -> Pixels:
    """Draw pictures with a few soft patches and some grain, as photographs have."""
    random = np.random.default_rng(seed)
    patches = np.repeat(np.repeat(random.normal(size=(rows, 4, 4, channels)), side // 4, axis=1), side // 4, axis=2)
    grain = random.normal(size=(rows, side, side, channels))
    return np.clip(120 + 60 * patches + 15 * grain, 0, 255).astype(np.uint8)


def _small(spec: DatasetSpec, side: int, channels: int) -> tuple[DatasetSpec, dict[str, Pixels]]:
    column = len(spec.shapes["y_train"]) == 2
    arrays = {}
    for seed, (split, rows) in enumerate((("train", TRAIN), ("test", TEST))):
        images = draw(rows, side, channels, seed)
        labels = np.random.default_rng(seed).integers(0, 10, rows).astype(np.uint8)
        arrays[f"x_{split}"] = images if channels > 1 else images[..., 0]
        arrays[f"y_{split}"] = labels.reshape(-1, 1) if column else labels
    shapes = MappingProxyType({name: array.shape for name, array in arrays.items()})
    return replace(spec, shapes=shapes, digest=content_digest(arrays)), arrays


@pytest.fixture(scope="session")
def grey() -> tuple[DatasetSpec, dict[str, Pixels]]:
    """500 grey images in place of Fashion-MNIST."""
    return _small(FASHION_MNIST, 28, 1)


@pytest.fixture(scope="session")
def colour() -> tuple[DatasetSpec, dict[str, Pixels]]:
    """500 colour images in place of CIFAR-10."""
    return _small(CIFAR10, 32, 3)


@pytest.fixture(scope="session")
def folders(
    tmp_path_factory: pytest.TempPathFactory,
    grey: tuple[DatasetSpec, dict[str, Pixels]],
    colour: tuple[DatasetSpec, dict[str, Pixels]],
) -> dict[str, Path]:
    """A cache that holds both."""
    cache = tmp_path_factory.mktemp("cache")
    for spec, arrays in (grey, colour):
        store(spec, arrays, "the test", cache / spec.name)
        write_index(cache / spec.name)
    return {spec.name: cache / spec.name for spec, _ in (grey, colour)}


@pytest.fixture(params=["fashion_mnist", "cifar10"])
def index(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Index:
    """The index of each of the two, in turn."""
    return load_index(folders[request.param])
