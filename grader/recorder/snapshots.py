"""Keeps the networks of a run: each state of each model once."""

from __future__ import annotations

import hashlib
import itertools
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.evidence import Network
from grader.recorder.networks import weights_of

if TYPE_CHECKING:
    from grader.recorder.contents import Contents
    from grader.recorder.foreign import Foreign
    from grader.recorder.keeping import Fed, Keeper
    from grader.recorder.writer import Writer


class Snapshots:
    """Takes and numbers snapshots; an unchanged model keeps its last one."""

    def __init__(self, writer: Writer, contents: Contents, keeper: Keeper) -> None:
        self._writer = writer
        self._contents = contents
        self._keeper = keeper
        self._ids = itertools.count()
        self._models = itertools.count()
        self._model_ids: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._last: dict[int, Network] = {}
        self._kept: dict[int, tuple[Fed, str]] = {}
        """By model: how its data were fed, and the digest of the weights that are kept."""
        self._used: set[int] = set()

    def model_id(self, model: Foreign) -> int:
        """Return the number that stands for a model's Python object."""
        if model not in self._model_ids:
            self._model_ids[model] = next(self._models)
        return self._model_ids[model]

    def begin(self, model: Foreign, *, fresh: bool) -> Network:
        """Return the snapshot of a model whose training begins.

        Args:
            model: As it is before the training.
            fresh: Its weights will be kept, so that it needs a snapshot of its own.
        """
        number = self.model_id(model)
        if fresh:
            self._forget_unused(number)
        return self._write(model, number) if fresh else self._take(model, number)

    def take(self, model: Foreign) -> Network:
        """Return the model's snapshot, written to the recording unless it is the same as the one before.

        A network whose weights are wanted gets a new one, with its weights, where they have changed since.
        """
        number = self.model_id(model)
        kept = self._kept.get(number)
        if kept is not None and kept[1] != weights_digest(model):
            return self.keep(self._write(model, number), model, kept[0])
        return self._take(model, number)

    def knows(self, model: Foreign) -> bool:
        """Tell whether there is a snapshot of the model."""
        return model in self._model_ids and self._model_ids[model] in self._last

    def described(self, model: Foreign) -> Network:
        """Return what a snapshot of the model would say, without taking it; its id is for ``add`` to give."""
        return self._network(model, -1, self.model_id(model))

    def add(self, described: Network) -> Network:
        """Record as a snapshot what was described earlier."""
        return self._record(described.model_copy(update={"id": next(self._ids)}))

    def renew(self, network: Network, model: Foreign) -> Network:
        """Record under an earlier snapshot's id what the model is by now: built, where it was not."""
        renewed = self._network(model, network.id, network.model)
        return network if renewed == network else self._record(renewed)

    def keep(self, network: Network, model: Foreign, fed: Fed) -> Network:
        """Keep the model's weights as the snapshot's."""
        name = self._keeper.keep(network, model, fed)
        self._kept[network.model] = (fed, weights_digest(model))
        if not name:
            return network
        return self._record(network.model_copy(update={"weights": name, "weights_digest": self._keeper.digest(name)}))

    def fed(self, network: Network) -> Fed | None:
        """Return how the data of a model were fed whose weights are kept."""
        kept = self._kept.get(network.model)
        return kept[0] if kept else None

    def mark_used(self, network: Network) -> None:
        """Note that something was done with the network as it is: its weights are not to be dropped."""
        self._used.add(network.id)

    def _take(self, model: Foreign, number: int) -> Network:
        last = self._last.get(number)
        if last is None:
            return self._write(model, number)
        now = self._network(model, last.id, number)
        kept = {"weights": last.weights, "weights_digest": last.weights_digest}
        return last if now.model_copy(update=kept) == last else self._write(model, number)

    def _write(self, model: Foreign, number: int) -> Network:
        return self._record(self._network(model, next(self._ids), number))

    def _network(self, model: Foreign, network: int, number: int) -> Network:
        return Network.model_validate({"id": network, "model": number, **self._contents.of(model)})

    def _record(self, network: Network) -> Network:
        self._last[network.model] = network
        self._writer.network(network)
        return network

    def _forget_unused(self, number: int) -> None:
        """Drop the weights of a model's last training if it is trained on before anything was done with it."""
        last = self._last.get(number)
        if last is not None and last.weights and last.id not in self._used:
            self._keeper.drop(last.weights)
            self._record(last.model_copy(update={"weights": None, "weights_digest": ""}))


def weights_digest(model: Foreign) -> str:
    """Return a digest of all of a model's weights; equal for equal weights. Empty while it has none."""
    variables = weights_of(model)
    if not variables:
        return ""
    digest = hashlib.blake2b(digest_size=16)
    for variable in variables:
        array = np.ascontiguousarray(variable.numpy())
        digest.update(f"{array.dtype}{array.shape}".encode())
        digest.update(array.reshape(-1).view(np.uint8).data)
    return digest.hexdigest()
