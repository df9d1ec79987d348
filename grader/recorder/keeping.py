"""Keeps the weights of trained networks, so that the grader can measure them in a process of its own.

A network of built-in layers is kept as configuration and weights (``grader.artifacts``). One that only its own code can
run predicts the data set's test images here, and a sample of the views of ``grader.datasets.views`` after them; the
predictions are kept.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.artifacts import ArtifactError, NetworkFile, digest_of, network_of, write_network, write_predictions
from grader.datasets.views import VIEWS, sample
from grader.rebuildable import clean_network
from grader.recorder.undisturbed import undisturbed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from grader.evidence import Data, Network
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

MOST_ARTIFACTS = 64
MOST_BYTES = 200 * 2**20
PREDICT_BATCH = 256


@dataclass(frozen=True)
class Fed:
    """How a data set's rows were fed to a network: raw * scale + offset, in this shape and type."""

    dataset: str
    row_shape: tuple[int, ...]
    dtype: str
    scale: tuple[float, ...]
    offset: tuple[float, ...]


class Keeper:
    """Writes artifacts for networks that were trained on the wanted data sets."""

    def __init__(self, engine: Engine, out: Path, wanted: Iterable[str], folders: Mapping[str, Path]) -> None:
        self._engine = engine
        self._out = out
        self._wanted = frozenset(wanted)
        self._folders = folders
        self._count = 0

    def fed(self, *given: Data | None) -> Fed | None:
        """Return how a wanted data set was fed, by the first of ``given`` that holds rows of one; None if none does."""
        for data in given:
            name = next((one.dataset for one in data.sources if one.dataset in self._wanted), None) if data else None
            if data is not None and name is not None:
                shape = tuple(size for size in data.shape[1:] if size is not None)
                return Fed(name, shape, data.dtype, data.scale or (), data.offset or ())
        return None

    def keep(self, network: Network, model: Foreign, fed: Fed) -> str | None:
        """Write a network's artifact and return its name; None where there is no room, or no way."""
        if self._count >= MOST_ARTIFACTS or _size(model) > MOST_BYTES:
            return None
        name = None
        with undisturbed(self._engine):
            if network.rebuildable:
                name = self._write_weights(network, model)
            if name is None:
                name = self._write_predictions(network, model, fed)
        self._count += name is not None
        return name

    def digest(self, name: str) -> str:
        """Return what tells the artifact that was written from another in its place."""
        return digest_of(self._out, name)

    def drop(self, name: str) -> None:
        """Remove an artifact that nothing refers to any more."""
        names = [name, network_of(name)] if name.endswith(".npz") else [name]
        for one in names:
            (self._out / one).unlink(missing_ok=True)
        self._count -= 1

    def _write_weights(self, network: Network, model: Foreign) -> str | None:
        activations = {
            layer.name: str(layer.config["activation"]) for layer in network.layers if "activation" in layer.config
        }
        try:
            file = NetworkFile(
                keras=self._engine.generation,
                kind="sequential" if network.kind == "sequential" else "functional",
                class_name=network.class_name[:500],
                config=_plain_config(model.get_config(), activations),
                weights=tuple(str(getattr(variable, "path", variable.name)) for variable in model.weights),
            )
            clean_network(file)
            return write_network(self._out, network.id, file, [variable.numpy() for variable in model.weights])
        except ArtifactError:  # more than a list of Keras's own layers: its predictions are kept instead
            return None

    def _write_predictions(self, network: Network, model: Foreign, fed: Fed) -> str | None:
        folder = self._folders.get(fed.dataset)
        if folder is None or not fed.scale or len(fed.scale) != len(fed.offset):
            return None
        looks = [_images(folder, "test")]
        for split, change in VIEWS.values():
            raw = _images(folder, split)
            looks.append(change(raw[sample(len(raw))]))
        parts = [
            np.asarray(model(_as_fed(raw[at : at + PREDICT_BATCH], fed), training=False))
            for raw in looks
            for at in range(0, len(raw), PREDICT_BATCH)
        ]
        return write_predictions(self._out, network.id, np.concatenate(parts))


def _images(folder: Path, split: str) -> Foreign:
    return np.load(folder / f"x_{split}.npy", mmap_mode="r", allow_pickle=False)


def _as_fed(rows: Foreign, fed: Fed) -> Foreign:
    """Return raw rows as the network was fed with them."""
    scaled = rows.astype(np.float64) * np.asarray(fed.scale) + np.asarray(fed.offset)
    return scaled.reshape(len(rows), *fed.row_shape).astype(fed.dtype)


def _size(model: Foreign) -> int:
    return sum(int(np.prod(tuple(variable.shape))) * 4 for variable in model.weights)


def _plain_config(value: Any, activations: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """Return a configuration without code: activations by the names of what they compute.

    Initialisers, regularisers and constraints are left out: they say nothing about a network that is trained.
    """
    if isinstance(value, list | tuple):
        return [_plain_config(item, activations) for item in value]
    if not isinstance(value, dict):
        return os.fspath(value) if hasattr(value, "__fspath__") else value
    plain = {key: _plain_config(item, activations) for key, item in value.items() if key != "compile_config"}
    for key in plain:
        if key.endswith("_initializer"):
            plain[key] = "zeros"
        elif key.endswith(("_regularizer", "_constraint")):
            plain[key] = None
    if "activation" in plain and plain.get("name") in activations:
        computed = activations[plain["name"]]
        if computed == "leaky_relu" != plain["activation"]:
            raise ArtifactError("a leaky ReLU of a slope that its name does not tell")
        plain["activation"] = computed
    return plain
