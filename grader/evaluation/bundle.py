"""Reads the numbers of a TensorFlow checkpoint, which is also what a SavedModel keeps its variables in.

A checkpoint is data, not a program: ``<name>.index``, a sorted table of names, types, shapes and places, and
``<name>.data-00000-of-00001``, the bytes. It is read here rather than by TensorFlow, whose reader trusts it; of a
SavedModel the graph is never looked at. Formats: ``tensorflow/core/lib/io/format.cc`` and ``tensor_bundle.proto``.
"""

from __future__ import annotations

import os
import struct
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np

from grader.artifacts import MAX_ARRAY_BYTES, MAX_ARRAYS, MAX_DIMENSIONS, ArtifactError, open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SUFFIX = ".index"
MAX_INDEX_BYTES = 16 * 2**20

_MAGIC = 0xDB4775248B80FB57
_FOOTER = 48
_UNCOMPRESSED = 0
_DTYPES = {1: "<f4", 2: "<f8", 3: "<i4", 4: "u1", 6: "i1", 9: "<i8", 10: "?", 19: "<f2", 22: "<u4", 23: "<u8"}
"""``tensorflow.DataType`` by number; what holds text or nothing that numpy knows is left out."""


class Entry(NamedTuple):
    """Where one array lies."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    shard: int
    offset: int
    size: int


def read_bundle(index: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of the checkpoint ``index`` names, by their names.

    Raises:
        ArtifactError: It is none, or promises more than its files hold.
    """
    try:
        with open_regular(index, MAX_INDEX_BYTES) as stream:
            table = dict(_table(stream.read(MAX_INDEX_BYTES)))
        shards = _shards(table.pop(b"", b""))
        entries = {key.decode("utf-8"): entry for key, value in table.items() if (entry := _entry(value))}
        return _arrays(index, shards, entries)
    except ArtifactError as error:
        raise ArtifactError(f"{index.name}: {error}") from error
    except (ValueError, IndexError, struct.error, OverflowError) as error:
        raise ArtifactError(f"{index.name} cannot be read as a checkpoint: {str(error)[:200]}") from error


def _arrays(index: Path, shards: int, entries: dict[str, Entry]) -> dict[str, NDArray[Any]]:
    if len(entries) > MAX_ARRAYS or sum(entry.size for entry in entries.values()) > MAX_ARRAY_BYTES:
        raise ArtifactError(f"it promises {len(entries):,} arrays, or more than {MAX_ARRAY_BYTES:,} bytes")
    prefix = index.name.removesuffix(SUFFIX)
    found: dict[str, NDArray[Any]] = {}
    for shard in sorted({entry.shard for entry in entries.values()}):
        if not 0 <= shard < shards:
            raise ArtifactError(f"part {shard} of {shards} is asked for")
        with open_regular(index.with_name(f"{prefix}.data-{shard:05d}-of-{shards:05d}"), MAX_ARRAY_BYTES) as stream:
            found.update((name, _array(stream, entry)) for name, entry in entries.items() if entry.shard == shard)
    return found


def _array(stream: IO[bytes], entry: Entry) -> NDArray[Any]:
    stream.seek(entry.offset)
    content = stream.read(entry.size)
    if len(content) != entry.size:
        raise ArtifactError(f"an array of {entry.size:,} bytes ends after {len(content):,}")
    return np.frombuffer(content, entry.dtype).reshape(entry.shape)


# ------------------------------------------------------------------------------------------------------------ the table


def _table(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of a sorted table: blocks of entries, and an index block of where they lie."""
    if len(data) < _FOOTER or struct.unpack("<Q", data[-8:])[0] != _MAGIC:
        raise ArtifactError("it does not end as a checkpoint's index does")
    _, at = _handle(data, len(data) - _FOOTER)
    (offset, size), _ = _handle(data, at)
    count = 0
    for _, value in _block(data, offset, size):
        (inner, length), _ = _handle(value, 0)
        for entry in _block(data, inner, length):
            count += 1
            if count > 2 * MAX_ARRAYS:
                raise ArtifactError(f"it has more than {2 * MAX_ARRAYS:,} entries")
            yield entry


def _handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    offset, at = _varint(data, at)
    size, at = _varint(data, at)
    return (offset, size), at


def _block(data: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield a block's entries; each key is told as the end that is not the one before's."""
    block = data[offset : offset + size]
    if len(block) != size or size < 4 or data[offset + size] != _UNCOMPRESSED:  # noqa: PLR2004 - the count at its end
        raise ArtifactError("a block of it is cut off, or compressed")
    end = size - 4 - 4 * int.from_bytes(block[-4:], "little")
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        fresh, at = _varint(block, at)
        length, at = _varint(block, at)
        if shared > len(key) or at + fresh + length > end:
            raise ArtifactError("an entry of it reaches beyond its block")
        key = key[:shared] + block[at : at + fresh]
        yield key, block[at + fresh : at + fresh + length]
        at += fresh + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 64:  # noqa: PLR2004 - bits of the largest number
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that more follow
            return value, at
    raise ArtifactError("a number of it does not end")


# ----------------------------------------------------------------------------------------------------------- its values


def _shards(header: bytes) -> int:
    """Return the number of data files (``BundleHeaderProto``)."""
    from tensorflow.core.protobuf.tensor_bundle_pb2 import BundleHeaderProto  # noqa: PLC0415 - late: takes seconds

    told = _parsed(BundleHeaderProto, header)
    if told.endianness or not 1 <= told.num_shards <= MAX_ARRAYS:
        raise ArtifactError("its header is not that of a checkpoint of numbers, the lowest byte first")
    return int(told.num_shards)


def _entry(value: bytes) -> Entry | None:
    """Return where an array lies (``BundleEntryProto``); None for what is not one array of plain numbers."""
    from tensorflow.core.protobuf.tensor_bundle_pb2 import BundleEntryProto  # noqa: PLC0415 - as above

    told = _parsed(BundleEntryProto, value)
    if told.dtype not in _DTYPES or told.slices:
        return None
    dtype, shape = np.dtype(_DTYPES[told.dtype]), tuple(int(dim.size) for dim in told.shape.dim)
    count = 1
    for length in shape:  # not numpy.prod: Python's integers do not wrap around
        count *= length
    wrong = told.shape.unknown_rank or len(shape) > MAX_DIMENSIONS or any(length < 0 for length in shape)
    if wrong or count * dtype.itemsize != told.size or told.offset < 0:
        raise ArtifactError(f"an array of shape {shape!r:.80} and type {dtype} does not fill its {told.size:,} bytes")
    return Entry(dtype, shape, int(told.shard_id), int(told.offset), int(told.size))


def _parsed(kind: Any, content: bytes) -> Any:  # noqa: ANN401 - protobuf ships no types
    try:
        return kind.FromString(content)
    except Exception as error:
        raise ArtifactError("an entry of it is no entry of a checkpoint") from error


def is_checkpoint(path: Path) -> bool:
    """Tell whether a file that was handed in is the index of a checkpoint, by its name."""
    return os.fspath(path).endswith(SUFFIX)
