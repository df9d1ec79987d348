"""What every source of data sets is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.progress import Progress


class Source(Protocol):
    """Somewhere a data set may be had from."""

    @property
    def name(self) -> str:
        """What messages and the manifest call it."""

    def fetch(self, spec: DatasetSpec, into: Path, progress: Progress) -> Mapping[str, Pixels]:
        """Return the arrays of a set, using the empty folder ``into`` for what has to be stored on the way.

        Raises DataError with the reason in a few words, or whatever reading a damaged file raises. What it returns is
        not believed: the caller compares the digest.
        """
