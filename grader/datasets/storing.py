"""Puts a data set into the cache: all of it or nothing, whoever else does the same at that moment.

A set is written to a temporary folder beside its place and renamed there. Its manifest is written last, so that a
folder without one, or with files of other sizes than it says, is no set.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import ValidationError

from grader.datasets.arrays import NAMES
from grader.errors import DataError
from grader.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec

MANIFEST = "manifest.json"
_TEMPORARY = ".fetching-"
_STALE = 86_400.0  # seconds after which a temporary folder has nobody at work in it


class Manifest(Value):
    """What the cache says about a set that it keeps."""

    format: Literal["grader/dataset/1"] = "grader/dataset/1"
    name: str
    digest: str
    source: str
    files: dict[str, int]
    """The size of each file, in bytes."""


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a complete set, None if the folder holds none or lacks so much as a byte of a file."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        whole = all((folder / name).stat().st_size == size for name, size in manifest.files.items())
    except (OSError, ValidationError):
        return None
    return manifest if whole and {f"{name}.npy" for name in NAMES} <= manifest.files.keys() else None


def holds(folder: Path, spec: DatasetSpec) -> bool:
    """Tell whether a folder holds the whole of a set."""
    manifest = read_manifest(folder)
    return manifest is not None and manifest.digest == spec.digest


@contextmanager
def temporary_folder(beside: Path) -> Iterator[Path]:
    """Lend an empty folder on the disk of ``beside``; raises DataError where none can be made."""
    try:
        beside.mkdir(parents=True, exist_ok=True)
        _sweep(beside)
        folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=beside))
    except OSError as error:
        raise DataError(f"the cache folder {beside} cannot be written: {error.strerror}; {ELSEWHERE}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


ELSEWHERE = "set GRADER_DATA to a folder that you can write to, with 600 MB free"


def store(spec: DatasetSpec, arrays: Mapping[str, Pixels], source: str, place: Path) -> None:
    """Keep verified arrays in the folder ``place``, replacing what is no complete set; raises DataError."""
    with temporary_folder(place.parent) as scratch:
        ready = scratch / spec.name
        try:
            ready.mkdir()
            files = {f"{name}.npy": _write(ready / f"{name}.npy", array) for name, array in arrays.items()}
            manifest = Manifest(name=spec.name, digest=spec.digest, source=source, files=files)
            with (ready / MANIFEST).open("w", encoding="utf-8") as file:
                file.write(manifest.model_dump_json(indent=2) + "\n")
            _move(ready, place, scratch, spec)
        except OSError as error:
            raise DataError(f"{spec.title} cannot be stored in {place}: {error.strerror}; {ELSEWHERE}") from error


def _write(path: Path, array: Pixels) -> int:
    """Write an array through to the disk and return the file's size."""
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _move(ready: Path, place: Path, scratch: Path, spec: DatasetSpec) -> None:
    """Rename a finished set into place; another grader's, finished meanwhile, is as good as ours."""
    if not holds(place, spec):
        with suppress(FileNotFoundError):  # as a rule there is nothing to clear away
            place.rename(scratch / "incomplete")
    try:
        ready.rename(place)
    except OSError:
        if not holds(place, spec):
            raise


def _sweep(folder: Path) -> None:
    """Remove what fetches that were killed have left behind."""
    for left in folder.glob(f"{_TEMPORARY}*"):
        with suppress(FileNotFoundError):  # its grader has just finished
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)
