"""The files that a data set is published as, and how each kind is read.

A layout is known by its file names; where one asks for ``train-images-idx3-ubyte`` a gzip of it will do. What was read
is not trusted: the caller compares the content's digest with the catalogue's.
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from grader.datasets.arrays import NAMES, Pixels
from grader.datasets.plain_pickle import load_plain
from grader.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_IDX_UNSIGNED_BYTES = 8
_CIFAR_RECORD = 1 + 3 * 32 * 32
_BATCHES = range(1, 6)


@dataclass(frozen=True)
class Layout:
    """A way of laying out a data set in files."""

    title: str
    files: tuple[str, ...]
    read: Callable[[Mapping[str, Path]], dict[str, Pixels]]
    """Reads the files, given by name."""

    def find(self, folder: Path) -> dict[str, Path] | None:
        """Return the layout's files if the folder directly holds them all, as they are or gzipped."""
        found = {}
        for name in self.files:
            choices = [path for path in (folder / name, folder / f"{name}.gz") if path.is_file()]
            if not choices:
                return None
            found[name] = choices[0]
        return found


def read_idx(path: Path) -> Pixels:
    """Read an IDX file, gzipped or not (http://yann.lecun.com/exdb/mnist: the section on the file format).

    Raises DataError where it is not one of unsigned bytes or is longer or shorter than its header says.
    """
    content = _bytes(path)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != _IDX_UNSIGNED_BYTES:  # noqa: PLR2004 - the magic
        raise DataError(f"{path.name} is no IDX file of unsigned bytes: it begins with {content[:4]!r}")
    start = 4 + 4 * content[3]
    shape = tuple(int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4))
    if len(content) != start + math.prod(shape):
        raise DataError(f"{path.name} holds {len(content) - start} bytes of values; its header says {shape}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _read_idx_files(files: Mapping[str, Path]) -> dict[str, Pixels]:
    return dict(zip(NAMES, map(read_idx, files.values()), strict=True))


def _read_npy_files(files: Mapping[str, Path]) -> dict[str, Pixels]:
    return {name: np.load(files[f"{name}.npy"], allow_pickle=False) for name in NAMES}


def _read_cifar_pickles(files: Mapping[str, Path]) -> dict[str, Pixels]:
    def batch(name: str) -> tuple[Pixels, Pixels]:
        content = load_plain(files[name])
        return np.asarray(content[b"data"], np.uint8), np.asarray(content[b"labels"], np.uint8)

    return _cifar([batch(f"data_batch_{number}") for number in _BATCHES], batch("test_batch"))


def _read_cifar_records(files: Mapping[str, Path]) -> dict[str, Pixels]:
    def batch(name: str) -> tuple[Pixels, Pixels]:
        records = np.frombuffer(_bytes(files[name]), np.uint8).reshape(-1, _CIFAR_RECORD)
        return records[:, 1:], records[:, 0]

    return _cifar([batch(f"data_batch_{number}.bin") for number in _BATCHES], batch("test_batch.bin"))


def _read_cifar_images(files: Mapping[str, Path]) -> dict[str, Pixels]:
    def rows(name: str) -> Pixels:
        with Image.open(files[name]) as image:
            return np.asarray(image.convert("RGB")).reshape(-1, 32, 32, 3)

    def labels(name: str) -> Pixels:
        return np.array(json.loads(files[name].read_text(encoding="utf-8")), np.uint8).reshape(-1, 1)

    return {
        "x_train": np.concatenate([rows(f"data_batch_{number}.png") for number in _BATCHES]),
        "y_train": labels(_NPM_LABELS["train"]),
        "x_test": rows("test_batch.png"),
        "y_test": labels(_NPM_LABELS["test"]),
    }


def _cifar(train: list[tuple[Pixels, Pixels]], test: tuple[Pixels, Pixels]) -> dict[str, Pixels]:
    """Put batches of planes (red, green, blue) and labels together as Keras does."""

    def images(planes: Pixels) -> Pixels:
        return np.ascontiguousarray(planes.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))

    return {
        "x_train": images(np.concatenate([planes for planes, _ in train])),
        "y_train": np.concatenate([labels for _, labels in train]).reshape(-1, 1),
        "x_test": images(test[0]),
        "y_test": test[1].reshape(-1, 1),
    }


def _bytes(path: Path) -> bytes:
    if path.suffix != ".gz":
        return path.read_bytes()
    with gzip.open(path) as stream:
        return stream.read()


_NPM_LABELS = {"train": "train_lables.json", "test": "test_lables.json"}  # spelt so in the package

_NPY = Layout("NumPy arrays", tuple(f"{name}.npy" for name in NAMES), _read_npy_files)

_IDX = Layout(
    "IDX files",
    ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
    _read_idx_files,
)

LAYOUTS: dict[str, tuple[Layout, ...]] = {
    "fashion_mnist": (_NPY, _IDX),
    "cifar10": (
        _NPY,
        Layout(
            "CIFAR-10's pickled batches",
            (*(f"data_batch_{number}" for number in _BATCHES), "test_batch"),
            _read_cifar_pickles,
        ),
        Layout(
            "CIFAR-10's binary batches",
            (*(f"data_batch_{number}.bin" for number in _BATCHES), "test_batch.bin"),
            _read_cifar_records,
        ),
        Layout(
            "CIFAR-10 as images",
            (*(f"data_batch_{number}.png" for number in _BATCHES), "test_batch.png", *_NPM_LABELS.values()),
            _read_cifar_images,
        ),
    ),
}
"""The layouts of each data set of the catalogue, the cheapest to read first."""
