"""How a fetch tells how far it is; who shows it is the command line's business."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of every step; each ``stage`` starts a bar anew."""

    def stage(self, text: str) -> None:
        """Say what is being done from now on: "downloading train-images-idx3-ubyte.gz"."""

    def advance(self, done: int, total: int | None) -> None:
        """Say that ``done`` bytes of ``total`` are there; ``total`` is None where nobody knows."""


class Silence:
    """Nobody is watching."""

    def stage(self, text: str) -> None:
        """Say nothing."""

    def advance(self, done: int, total: int | None) -> None:
        """Say nothing."""
