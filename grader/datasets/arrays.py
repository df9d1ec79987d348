"""A data set's arrays as Keras's ``load_data()`` returns them, and the digest of their content."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

Pixels: TypeAlias = NDArray[np.uint8]
"""Images or labels, one row an image."""

NAMES = ("x_train", "y_train", "x_test", "y_test")
"""The arrays of every set, in the order of the digest."""


def content_digest(arrays: Mapping[str, Pixels]) -> str:
    """Return the SHA-256 of what the arrays hold, however they were stored: names, types, shapes, then values."""
    digest = hashlib.sha256()
    for name in NAMES:
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.hexdigest()
