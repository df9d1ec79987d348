"""Held-out rows, prepared as the student's code prepared them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from grader.artifacts import ArtifactError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from grader.evaluation.protocol import Prepared

DTYPES = {"bfloat16": "float32"}
"""What numpy does not know, and what carries the same numbers."""


def prepare(raw: NDArray[Any], prepared: Prepared) -> NDArray[Any]:
    """Return raw images as they were fed.

    Args:
        raw: (rows, height, width) or (rows, height, width, channels), uint8.
        prepared: Scale and offset, one or one a channel; a row of any shape with as many numbers.

    Raises:
        ArtifactError: The description does not fit the images.
    """
    images = raw if raw.ndim == 4 else raw[..., np.newaxis]  # noqa: PLR2004 - rows, height, width, channels
    channels = images.shape[-1]
    sizes = {len(prepared.scale), len(prepared.offset)}
    if sizes not in ({1}, {channels}):
        raise ArtifactError(f"fed with {sorted(sizes)} scales; expected one, or {channels}")
    if int(np.prod(prepared.row_shape)) != int(np.prod(images.shape[1:])):
        raise ArtifactError(f"fed as rows of shape {prepared.row_shape}; the images are {images.shape[1:]}")
    fed = images.astype(np.float64) * np.asarray(prepared.scale) + np.asarray(prepared.offset)
    if _channels_first(prepared.row_shape, images.shape[1:]):
        fed = np.moveaxis(fed, -1, 1)
    dtype = _dtype(prepared.dtype)
    if dtype.kind in "iu":
        fed = np.rint(fed)
    rows: NDArray[Any] = fed.reshape(len(raw), *prepared.row_shape).astype(dtype)
    return rows


def _channels_first(fed: tuple[int, ...], image: tuple[int, ...]) -> bool:
    return image[-1] > 1 and fed == (image[-1], *image[:-1])


def _dtype(name: str) -> np.dtype[Any]:
    try:
        dtype = np.dtype(DTYPES.get(name, name))
    except TypeError as error:
        raise ArtifactError(f"fed as {name!r:.40}, which is no type of number") from error
    if dtype.kind not in "fiub":
        raise ArtifactError(f"fed as {dtype}, which is no type of number")
    return dtype


def load(folder: Path, name: str) -> NDArray[Any]:
    """Return an array of the grader's own data set, memory-mapped."""
    array: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return array
