"""The folder in which data sets are kept, and the one way to get a set into it.

``<cache>/<name>/`` holds the four arrays as ``.npy`` files, which can be memory-mapped and bound read-only into a
sandbox, the index by which rows are recognised, and ``manifest.json``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from platformdirs import user_cache_path

from grader.datasets.catalog import CATALOG, spec_of
from grader.datasets.obtaining import find_in, obtain
from grader.datasets.progress import Silence
from grader.datasets.sources import default_sources
from grader.datasets.storing import read_manifest
from grader.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.progress import Progress
    from grader.datasets.sources.base import Source


@dataclass(frozen=True)
class Status:
    """A data set of the catalogue and what the cache has of it."""

    name: str
    title: str
    folder: Path | None
    source: str = ""
    size: int = 0
    """Bytes on the disk."""


def cache_folder() -> Path:
    """Return the cache folder: ``GRADER_DATA``, else the platform's place for caches. It need not exist."""
    named = os.environ.get("GRADER_DATA")
    return Path(named).expanduser().absolute() if named else user_cache_path("grader", appauthor=False) / "data"


def find(name: str) -> Path | None:
    """Return the folder of a set that is complete in the cache, else None.

    The content was checked by digest when it was stored; here its manifest and the sizes of its files are looked at.
    """
    return find_in(cache_folder(), spec_of(name))


def listing() -> tuple[Status, ...]:
    """Return every data set of the catalogue and whether it is here."""
    return tuple(_status(spec) for spec in CATALOG.values())


def _status(spec: DatasetSpec) -> Status:
    folder = find(spec.name)
    manifest = read_manifest(folder) if folder else None
    if manifest is None:
        return Status(spec.name, spec.title, None)
    return Status(spec.name, spec.title, folder, manifest.source, sum(manifest.files.values()))


def load(name: str, split: str) -> tuple[Pixels, Pixels]:
    """Return images and labels of a split ("train" or "test"), memory-mapped and read-only.

    Raises DataError if the set is not in the cache.
    """
    folder = find(name)
    if folder is None:
        raise DataError(f"{spec_of(name).title} is not in {cache_folder()}: `grade data {name}` fetches it")
    images, labels = (np.load(folder / f"{kind}_{split}.npy", mmap_mode="r", allow_pickle=False) for kind in "xy")
    return images, labels


def provide(name: str, *, progress: Progress | None = None, sources: Sequence[Source] | None = None) -> Path:
    """Return the folder of a set, fetching it from the first source that has it where the cache does not.

    Raises DataError where no source has it; its text lists every source, what went wrong there, and the ways out.
    """
    spec = spec_of(name)
    asked = default_sources(spec) if sources is None else sources
    return obtain(spec, cache_folder(), asked, progress or Silence())
