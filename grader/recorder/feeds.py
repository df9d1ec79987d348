"""What is fed to a network, whatever it comes in: arrays, tensors, ``tf.data``, generators, ``Sequence``s.

Arrays are described before they are fed. What can be read only once (a generator) is watched as it passes; what can be
read again without changing what the training sees is read after it.
"""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Literal

import numpy as np

from grader.evidence import Data
from grader.recorder import streams
from grader.recorder.data import is_array
from grader.recorder.networks import flat
from grader.recorder.undisturbed import undisturbed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.recorder.data import Described, Describer
    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

MOST_WATCHED = 300 * 2**20
"""Bytes of a generator's rows that are kept to be looked at."""

Kind = Literal["generator", "sequence"]


class Feed:
    """Arrays, or something that is not looked into: fed as it is."""

    def __init__(self, describe: Describer, x: Foreign, y: Foreign) -> None:
        self._describe = describe
        self._given = x, y
        self.x = x
        """What Keras is to be given."""

    @property
    def sample(self) -> Foreign:
        """Something of the form that the network gets."""
        return self._given[0]

    @property
    def batch_size(self) -> int | None:
        """How many rows a step has, where the data decide that; None if that is not known."""
        return None

    def described(self) -> Described:
        """Return what was fed."""
        x, y = self._given
        if not is_array(x):
            parts = [part for part in flat(x) if is_array(part)]
            x = parts[0] if parts else x
        return self._describe(x, y)

    def cut(self) -> None:
        """Note that the training is cut short: what is given is known all the same."""

    def close(self) -> None:
        """Leave what was given as it was."""


class DatasetFeed(Feed):
    """A ``tf.data.Dataset``."""

    def __init__(self, engine: Engine, describe: Describer, dataset: Foreign) -> None:
        super().__init__(describe, dataset, None)
        self._engine = engine

    @property
    def sample(self) -> Foreign:
        """The specification of the first tensor of an element."""
        spec = self.x.element_spec
        return spec[0] if isinstance(spec, tuple) and spec else spec

    @property
    def batch_size(self) -> int | None:
        """The size of the batches that it was put into."""
        return streams.batch_size_of(self.x)

    def described(self) -> Described:
        """Return what it yields: by its source's arrays where all their rows are fed, else by its rows."""
        with undisturbed(self._engine):
            sources = streams.whole_sources(self.x)
            rows = streams.read_rows(self.x, streams.SAMPLE_ROWS if sources else None)
        if rows is None:
            return Data(kind="tf.data"), None
        data, labels = self._describe.once(rows.x, rows.y)
        if sources is None:
            known = int(self.x.cardinality())
            changes = {"sampled": rows.more, "rows": None if rows.more and known < 0 else data.rows}
            return data.model_copy(update={"kind": "tf.data", **changes}), labels
        whole, right = self._describe(sources.x, sources.y)
        fed = {"shape": (whole.rows, *data.shape[1:]), "dtype": data.dtype, "scale": data.scale, "offset": data.offset}
        return whole.model_copy(update={"kind": "tf.data", **fed}), _fed_labels(labels, right)


class WatchedFeed(Feed):
    """A generator or ``Sequence``, whose batches are noted as they pass."""

    def __init__(self, describe: Describer, x: Foreign, kind: Kind) -> None:
        super().__init__(describe, x, None)
        self._kind: Kind = kind
        self._xs: list[Foreign] = []
        self._ys: list[Foreign] = []
        self._bytes = 0
        self._rows = 0
        self._is_cut = False
        self._seen: set[int] = set()
        self._class: type | None = None
        if kind == "generator":
            self.x = self._passing(x)
        else:
            self._class = type(x)
            x.__class__ = _watching(self._class, self._note)

    @property
    def sample(self) -> Foreign:
        """The first batch that passed."""
        return self._xs[0] if self._xs else None

    @property
    def batch_size(self) -> int | None:
        """Rows of the first batch that passed."""
        return len(self._xs[0]) if self._xs else None

    def cut(self) -> None:
        """Note that the training is cut short: more would have passed."""
        self._is_cut = True

    def described(self) -> Described:
        """Return what passed."""
        if not self._xs:
            return Data(kind=self._kind), None
        labels = np.concatenate(self._ys) if len(self._ys) == len(self._xs) else None
        data, right = self._describe.once(np.concatenate(self._xs), labels)
        sampled = self._is_cut or self._rows > (data.rows or 0)
        changes = {"kind": self._kind, "rows": self._all_rows(), "sampled": sampled}
        return data.model_copy(update=changes), right

    def _all_rows(self) -> int | None:
        """Return how many rows passed; of a training that is cut short, how many would have, if that can be known."""
        if not self._is_cut:
            return self._rows
        return len(self._given[0]) * len(self._xs[0]) if self._kind == "sequence" else None

    def close(self) -> None:
        """Give a ``Sequence`` its own class back."""
        if self._class is not None:
            self._given[0].__class__ = self._class

    def _passing(self, batches: Iterator[Foreign]) -> Iterator[Foreign]:
        for batch in batches:
            self._note(batch)
            yield batch

    def _note(self, batch: Foreign, index: int | None = None) -> None:
        if index in self._seen:  # the next epoch, or a look at the first batch before the first epoch
            return
        if index is not None:
            self._seen.add(index)
        parts = flat(batch[0] if isinstance(batch, list | tuple) else batch)
        if not parts or not is_array(parts[0]):
            return
        x = np.array(parts[0])
        self._rows += len(x)
        if self._bytes + x.nbytes <= MOST_WATCHED:
            self._bytes += x.nbytes
            self._xs.append(x)
            if isinstance(batch, list | tuple) and len(batch) > 1 and is_array(batch[1]):
                self._ys.append(np.array(batch[1]))


def open_feed(engine: Engine, describe: Describer, x: Foreign, y: Foreign = None) -> Feed:
    """Return the feed for what ``fit``, ``evaluate`` or ``predict`` was given."""
    if isinstance(x, engine.tf.data.Dataset):
        return DatasetFeed(engine, describe, x)
    if isinstance(x, types.GeneratorType):
        return WatchedFeed(describe, x, "generator")
    if isinstance(getattr(x, "x", None), np.ndarray) and hasattr(x, "image_data_generator"):
        return _ImagesFeed(describe, x, None)
    if isinstance(x, engine.keras.utils.Sequence):
        return WatchedFeed(describe, x, "sequence")
    return Feed(describe, x, y)


class _ImagesFeed(Feed):
    """``ImageDataGenerator.flow(x, y)``: the arrays that it draws from."""

    def described(self) -> Described:
        """Return the arrays that it draws from, before augmentation."""
        data, labels = self._describe(self.x.x, self.x.y)
        return data.model_copy(update={"kind": "generator"}), labels

    @property
    def sample(self) -> Foreign:
        """The arrays that it draws from."""
        return self.x.x

    @property
    def batch_size(self) -> int | None:
        """What ``flow`` was asked for."""
        return int(self.x.batch_size)


def _watching(cls: Foreign, note: Foreign) -> type:
    """Return a class that is ``cls`` but for telling of each batch that is taken from it."""

    def getitem(self: Foreign, index: Foreign) -> Foreign:
        batch = cls.__getitem__(self, index)
        note(batch, index)
        return batch

    return type(cls.__name__, (cls,), {"__getitem__": getitem, "__module__": cls.__module__, "__doc__": cls.__doc__})


def _fed_labels(sampled: Foreign, whole: Foreign) -> Foreign:
    """Return the source's labels in the encoding in which they are fed (a ``map`` may have made them one-hot)."""
    if sampled is None or whole is None:
        return whole
    return whole.model_copy(update={"encoding": sampled.encoding, "dtype": sampled.dtype})
