"""Trained weights that a student handed in beside the code: read as if by an enemy, into a network rebuilt by us.

Of a ``.keras`` file only the weights are taken; its configuration, which may hold code, is not looked at. HDF5 may
point to other files or promise more than it holds, so its links, storage and sizes are looked at before Keras reads it.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py

from grader.artifacts import MAX_ARRAY_BYTES, MAX_ARRAYS, PLAIN_KINDS, ArtifactError, open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

WEIGHTS_MEMBER = "model.weights.h5"
DEEPEST = 24


@contextmanager
def weights_of(path: Path) -> Iterator[Path]:
    """Give a checked copy of the HDF5 file with the weights, under a name by which Keras knows its layout.

    Raises:
        ArtifactError: It is no such file, or one that reaches beyond itself.
    """
    with tempfile.TemporaryDirectory() as name, open_regular(path, MAX_ARRAY_BYTES) as stream:
        copy = Path(name) / "handed.h5"
        with _read_by_library(path.name):
            if path.suffix == ".keras":
                _extract(stream, copy)
            else:
                with copy.open("wb") as target:
                    shutil.copyfileobj(stream, target)
            with h5py.File(copy, "r") as file:
                _check(file, copy.stat().st_size)
                whole = "layer_names" in file.attrs or "model_weights" in file
        # Keras tells its two layouts apart by the name alone.
        yield copy if whole else copy.rename(copy.with_name("handed.weights.h5"))


def _extract(stream: IO[bytes], copy: Path) -> None:
    with zipfile.ZipFile(stream) as archive:
        member = archive.getinfo(WEIGHTS_MEMBER)
        if member.file_size > MAX_ARRAY_BYTES:
            raise ArtifactError(f"its weights declare {member.file_size:,} bytes; the limit is {MAX_ARRAY_BYTES:,}")
        with archive.open(member) as content, copy.open("wb") as target:
            left = member.file_size
            while left > 0 and (part := content.read(min(left, 1 << 20))):
                target.write(part)
                left -= len(part)


def _check(file: h5py.File, size: int) -> None:
    """Walk the whole file: only groups and arrays of plain numbers within it, together of a bounded size."""
    total, count = 0, 0
    waiting: list[tuple[Any, int]] = [(file, 0)]
    while waiting:
        group, depth = waiting.pop()
        if depth > DEEPEST:
            raise ArtifactError(f"its groups nest more than {DEEPEST} deep")
        for name in group:
            count += 1
            if count > MAX_ARRAYS:
                raise ArtifactError(f"it holds more than {MAX_ARRAYS:,} members")
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise ArtifactError(f"{name!r:.80} is a link to another place")
            member = group[name]
            if isinstance(member, h5py.Group):
                waiting.append((member, depth + 1))
            else:
                total += _bytes(member, name)
    # Compressed numbers of a trained network shrink little: what claims to be far larger than its file is a bomb.
    if total > min(MAX_ARRAY_BYTES, 50 * size):
        raise ArtifactError(f"its arrays promise {total:,} bytes in a file of {size:,}")


def _bytes(member: Any, name: str) -> int:  # noqa: ANN401 - h5py ships no types
    if not isinstance(member, h5py.Dataset) or member.is_virtual or member.external:
        raise ArtifactError(f"{name!r:.80} is stored outside the file")
    if member.shape and member.dtype.kind not in PLAIN_KINDS:
        raise ArtifactError(f"{name!r:.80} holds {member.dtype}; expected plain numbers")
    return int(member.nbytes)


@contextmanager
def _read_by_library(name: str) -> Iterator[None]:
    try:
        yield
    except ArtifactError as error:
        raise ArtifactError(f"{name}: {error}") from error
    except Exception as error:  # zipfile and h5py raise nearly anything on a mangled file
        raise ArtifactError(f"{name} cannot be read: {type(error).__name__}: {str(error)[:200]}") from error
