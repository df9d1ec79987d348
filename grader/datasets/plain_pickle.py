"""Reads CIFAR-10's pickled batches without letting a pickle run anything.

A pickle is a program. This reader admits the three names that NumPy's arrays need and refuses every other, so that a
file of unknown origin can be offered with ``--from``.
"""

from __future__ import annotations

import pickle  # the refusal of every name but three, below, is what makes it safe
from typing import TYPE_CHECKING, Any

from grader.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

_ADMITTED = {
    ("numpy.core.multiarray", "_reconstruct"),  # NumPy 1, which wrote the original batches
    ("numpy._core.multiarray", "_reconstruct"),  # NumPy 2
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
}


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the base class's contract
        if (module, name) not in _ADMITTED:
            raise DataError(f"it asks for {module}.{name}: data needs no such thing, so it is not read")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def load_plain(path: Path) -> dict[bytes, Any]:
    """Read a pickled dictionary of arrays, numbers, strings and lists, its text kept as bytes.

    Raises DataError for a pickle that would call anything else, and whatever ``pickle`` raises for a damaged one.
    """
    with path.open("rb") as stream:
        try:
            content = _PlainUnpickler(stream, encoding="bytes").load()
        except DataError as error:
            raise DataError(f"{path.name}: {error}") from error
    if not isinstance(content, dict):
        raise DataError(f"{path.name} holds a {type(content).__name__}, not a dictionary")
    return content
