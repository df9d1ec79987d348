"""The files in which a run hands over a network: written next to a student's code, read as if by an enemy.

Three kinds of file, ``<n>`` being a number of the writer's choice, the same for a network's two files:

``network-<n>.json``
    ``NetworkFile`` as JSON: ``model.get_config()``, whether the model is Sequential or functional, which Keras made it,
    and the paths of its weights in the order of ``model.weights``.
``weights-<n>.npz``
    What ``numpy.savez`` writes, uncompressed: the arrays of ``model.weights`` under the keys ``000000``, ``000001`` and
    so on, in that order. No pickled objects; a precision that numpy does not know (bfloat16) is written as float32.
``predictions-<n>.npy``
    What ``numpy.save`` writes: the outputs of a network that only its own code can run, float32, one row for each row
    of the data set's test part, in its order; after them perhaps one for each row of the samples of
    ``grader.datasets.views``.

``evidence.Network.weights`` holds the name of the second or of the third. Reading needs no TensorFlow, follows no link,
allocates nothing that the file does not hold, and raises ``ArtifactError`` for whatever is wrong with the content.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Literal, NoReturn

import numpy as np
from pydantic import Field, ValidationError

from grader.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import BufferedReader
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

MAX_CONFIG_BYTES = 16 * 2**20
MAX_ARRAY_BYTES = 2**30
MAX_DEPTH = 64
MAX_ARRAYS = 20_000
MAX_DIMENSIONS = 8
MAX_HEADER_BYTES = 1024
PLAIN_KINDS = "fiub"  # numpy's dtype.kind: floats, integers, unsigned, booleans

_NAME = re.compile(r"(?P<kind>network|weights|predictions)-(?P<number>\d{1,9})\.(json|npz|npy)", re.ASCII)


class ArtifactError(ValueError):
    """A file that is not what its name promises; ``str(error)`` says what was expected and what was found."""


class NetworkFile(Value):
    """The content of ``network-<n>.json``."""

    format: Literal[1] = 1
    keras: Literal[2, 3] = Field(default=3, description="2: tf_keras.")
    kind: Literal["sequential", "functional"]
    class_name: str = Field(default="", max_length=500)
    config: dict[str, Any] = Field(description="model.get_config()")
    weights: tuple[str, ...] = Field(default=(), max_length=MAX_ARRAYS, description="Path of each array, in order.")


# ---------------------------------------------------------------------------------------------------------------- names


def weights_name(number: int) -> str:
    """Return the name of network ``number``'s weights."""
    return f"weights-{number}.npz"


def network_name(number: int) -> str:
    """Return the name of network ``number``'s configuration."""
    return f"network-{number}.json"


def predictions_name(number: int) -> str:
    """Return the name of network ``number``'s predictions."""
    return f"predictions-{number}.npy"


def kind_of(name: str) -> Literal["network", "weights", "predictions"]:
    """Tell what an artifact's name promises.

    Raises:
        ArtifactError: It is none of the three names, a path for instance.
    """
    match = _NAME.fullmatch(name)
    if match is not None:
        number = int(match["number"])
        if name == network_name(number):
            return "network"
        if name == weights_name(number):
            return "weights"
        if name == predictions_name(number):
            return "predictions"
    raise ArtifactError(f"{name[:80]!r} is no artifact's name; expected weights-<n>.npz, network-<n>.json or the like")


def network_of(weights: str) -> str:
    """Return the name of the configuration that belongs to ``weights-<n>.npz``."""
    if kind_of(weights) != "weights":
        raise ArtifactError(f"{weights!r} does not name weights, so no configuration belongs to it")
    return network_name(int(weights.removeprefix("weights-").removesuffix(".npz")))


# -------------------------------------------------------------------------------------------------------------- writing


def write_network(
    folder: Path, number: int, network: NetworkFile, arrays: Iterable[ArrayLike], *, limit: int = MAX_ARRAY_BYTES
) -> str:
    """Write both files of a network, each complete or not at all, the configuration first.

    Returns:
        The name of the weights file, for ``evidence.Network.weights``.

    Raises:
        ArtifactError: The configuration is not plain JSON (a custom object, NaN), or the arrays are no numbers, not as
            many as the network names, or together larger than ``limit`` bytes. Nothing is written.
    """
    plain = [plain_array(array) for array in arrays]
    if len(plain) != len(network.weights):
        raise ArtifactError(f"the network names {len(network.weights)} weights and {len(plain)} arrays were given")
    size = sum(array.nbytes for array in plain)
    if size > limit:
        raise ArtifactError(f"the weights take {size:,} bytes; the limit is {limit:,}")
    fields = {**network.model_dump(exclude={"config"}), "config": network.config}
    try:
        text = json.dumps(fields, ensure_ascii=False, allow_nan=False, default=_plain_json).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ArtifactError(f"the network's configuration is not plain JSON: {error}") from error
    if len(text) > MAX_CONFIG_BYTES:
        raise ArtifactError(f"the configuration takes {len(text):,} bytes; the limit is {MAX_CONFIG_BYTES:,}")
    _write(folder / network_name(number), lambda stream: stream.write(text))
    keyed: dict[str, Any] = {f"{index:06d}": array for index, array in enumerate(plain)}
    _write(folder / weights_name(number), lambda stream: np.savez(stream, **keyed))
    return weights_name(number)


def write_predictions(folder: Path, number: int, predictions: ArrayLike) -> str:
    """Write a network's outputs, one row for each row of the test part; return the file's name."""
    plain = np.asarray(plain_array(predictions), dtype=np.float32)
    _write(folder / predictions_name(number), lambda stream: np.save(stream, plain, allow_pickle=False))
    return predictions_name(number)


def plain_array(array: ArrayLike) -> NDArray[Any]:
    """Return ``array`` as numpy can write it without pickling.

    Raises:
        ArtifactError: It holds no numbers, but objects or text.
    """
    plain = np.asarray(array)
    if plain.dtype.kind not in PLAIN_KINDS:
        try:
            return plain.astype(np.float32)
        except (TypeError, ValueError) as error:
            raise ArtifactError(f"an array of {plain.dtype} holds no numbers") from error
    return plain


def _plain_json(value: object) -> object:
    """Turn numpy's numbers and arrays, which Keras leaves in some configurations, into Python's."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _write(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as stream:
        fill(stream)
    unfinished.replace(path)


def digest_of(folder: Path, name: str) -> str:
    """Return the SHA-256 of an artifact's file, of weights together with that of their configuration.

    Raises:
        ArtifactError: One of them is missing, or no regular file.
    """
    digest = hashlib.sha256()
    for one in (network_of(name), name) if kind_of(name) == "weights" else (name,):
        with open_regular(folder / one, MAX_ARRAY_BYTES) as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


# -------------------------------------------------------------------------------------------------------------- reading


@contextmanager
def open_regular(path: Path, limit: int) -> Iterator[BufferedReader]:
    """Open a file that somebody else put there: regular, not linked, no larger than ``limit`` bytes.

    Raises:
        ArtifactError: It is missing, a link (symbolic or hard), a device, a pipe, or too large.
    """
    if path.parent.is_symlink():
        raise ArtifactError(f"the folder of {path.name} is a symbolic link; expected a real folder")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise ArtifactError(f"{path.name} could not be opened as a regular file: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
            raise ArtifactError(f"{path.name} is a link or no regular file; expected a file of its own")
        if status.st_size > limit:
            raise ArtifactError(f"{path.name} holds {status.st_size:,} bytes; the limit is {limit:,}")
        yield stream


def read_network(folder: Path, name: str) -> NetworkFile:
    """Read a ``network-<n>.json``; its ``config`` is plain JSON of bounded depth, and not yet to be trusted.

    Raises:
        ArtifactError: See the module's first words.
    """
    _expect(name, "network")
    with open_regular(folder / name, MAX_CONFIG_BYTES) as stream:
        text = stream.read(MAX_CONFIG_BYTES)
    try:
        return NetworkFile.model_validate(parse_json(text, name))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ArtifactError(f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def parse_json(text: bytes, name: str) -> object:
    """Parse strict JSON: UTF-8, no NaN or infinity, no key twice in an object, at most ``MAX_DEPTH`` levels deep.

    Raises:
        ArtifactError: It is not; ``name`` says whose text it was.
    """
    try:
        value: object = json.loads(text.decode(), parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise ArtifactError(f"{name} is not strict JSON: {str(error)[:200]}") from error
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return value
    raise ArtifactError(f"{name} nests its values more than {MAX_DEPTH} deep")


def _members(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def read_weights(folder: Path, name: str, *, limit: int = MAX_ARRAY_BYTES) -> tuple[NDArray[Any], ...]:
    """Read the arrays of a ``weights-<n>.npz`` in their order.

    Raises:
        ArtifactError: See the module's first words. Sizes are compared with what the file holds before anything is
            allocated, and compressed members are refused, so an archive cannot grow beyond its own size.
    """
    _expect(name, "weights")
    with open_regular(folder / name, limit) as stream, _content_of(name), zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        _check_directory(members, os.fstat(stream.fileno()).st_size, name)
        arrays = []
        for member in members:
            with archive.open(member) as content:
                arrays.append(read_array(content, member.file_size))
        return tuple(arrays)


def _check_directory(members: list[zipfile.ZipInfo], size: int, name: str) -> None:
    if len(members) > MAX_ARRAYS:
        raise ArtifactError(f"{name} holds {len(members):,} arrays; the limit is {MAX_ARRAYS:,}")
    expected = [f"{index:06d}.npy" for index in range(len(members))]
    if [member.filename for member in members] != expected:
        raise ArtifactError(f"{name} does not hold the members 000000.npy, 000001.npy, ... each once and in order")
    if any(member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 1 for member in members):
        raise ArtifactError(f"{name} holds compressed or encrypted members; expected plain ones, as numpy.savez writes")
    if sum(member.file_size for member in members) > size:
        raise ArtifactError(f"{name} declares more content than its {size:,} bytes")


def read_predictions(folder: Path, name: str, *, limit: int = MAX_ARRAY_BYTES) -> NDArray[Any]:
    """Read a ``predictions-<n>.npy``: at least one dimension, the rows first.

    Raises:
        ArtifactError: See the module's first words.
    """
    _expect(name, "predictions")
    with open_regular(folder / name, limit) as stream, _content_of(name):
        array = read_array(stream, os.fstat(stream.fileno()).st_size)
    if not array.ndim:
        raise ArtifactError(f"{name} holds a single number; expected a row for each input")
    return array


def read_array(stream: IO[bytes], size: int) -> NDArray[Any]:
    """Read one array in numpy's own format that fills ``size`` bytes of ``stream`` exactly.

    Raises:
        ArtifactError: It holds objects, or its header promises another size.
    """
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ArtifactError(f"an array in numpy's format {version}; expected (1, 0)")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(stream, max_header_size=MAX_HEADER_BYTES)
    if dtype.kind not in PLAIN_KINDS or dtype.hasobject or dtype.itemsize > np.dtype(np.float64).itemsize:
        raise ArtifactError(f"an array of {dtype}; expected plain numbers of at most 64 bits")
    if len(shape) > MAX_DIMENSIONS or any(length < 0 for length in shape):
        raise ArtifactError(f"an array of shape {shape!r}; expected at most {MAX_DIMENSIONS} dimensions, none negative")
    count = 1
    for length in shape:  # not numpy.prod: Python's integers do not wrap around
        count *= int(length)
    if count * dtype.itemsize + stream.tell() != size:
        raise ArtifactError(f"an array of shape {shape!r} and type {dtype} does not fill its {size:,} bytes")
    flat = np.frombuffer(stream.read(count * dtype.itemsize), dtype=dtype)
    if flat.size != count:
        raise ArtifactError(f"an array of shape {shape!r} ends after {flat.size:,} of {count:,} numbers")
    return flat.reshape(shape, order="F" if fortran_order else "C")


def _expect(name: str, kind: str) -> None:
    if kind_of(name) != kind:
        raise ArtifactError(f"{name!r} names {kind_of(name)}; expected {kind}")


@contextmanager
def _content_of(name: str) -> Iterator[None]:
    try:
        yield
    except ArtifactError as error:
        raise ArtifactError(f"{name}: {error}") from error
    except Exception as error:  # zipfile and numpy raise nearly anything, IndexError included, on a mangled file
        raise ArtifactError(f"{name} cannot be read: {type(error).__name__}: {str(error)[:200]}") from error
