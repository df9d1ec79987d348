"""A small data set, and networks of many kinds with the accuracy that their own Keras gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from kept_networks import CHANNELS, CLASSES, SIDE, TEST, TRAIN, Kept, fed, keep, models

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    random = np.random.default_rng(5)
    for split, rows in (("train", TRAIN), ("test", TEST)):
        np.save(folder / f"x_{split}.npy", random.integers(0, 256, (rows, SIDE, SIDE, CHANNELS), dtype=np.uint8))
        np.save(folder / f"y_{split}.npy", random.integers(0, CLASSES, (rows, 1), dtype=np.uint8))
    return folder


@pytest.fixture(scope="session")
def networks(tmp_path_factory: pytest.TempPathFactory, data: Path) -> tuple[Path, dict[str, Kept]]:
    """Networks with random weights: what they compute has to be the same, not what it is worth."""
    out = tmp_path_factory.mktemp("artifacts")
    labels = np.load(data / "y_test.npy").ravel()
    kept = {}
    for number, (name, (model, prepared, generation)) in enumerate(models().items()):
        x = fed(prepared, data)
        model(x[:2])
        random = np.random.default_rng(number)
        model.set_weights([np.abs(random.normal(0.3, 0.3, w.shape)) + 0.01 for w in model.get_weights()])
        outputs = np.asarray(model(x, training=False)).reshape(len(x), -1)
        keep(out, number, model, generation)
        kept[name] = Kept(number, prepared, int((outputs.argmax(axis=1) == labels).sum()))
    return out, kept
