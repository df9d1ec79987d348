"""A file filled in, and what a teacher should know about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.export.graded import amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.export.graded import Graded


@dataclass(frozen=True)
class Filled:
    """The content and the notes on it."""

    text: str
    notes: tuple[str, ...]


def waiting_notes(graded: Iterable[Graded]) -> list[str]:
    """Say whose points are not all decided: the file holds the confirmed ones."""
    return [
        f"{one.name}: {amount(one.score.points)} points filled in, {amount(one.score.pending)} still wait for a person "
        "(grade review)"
        for one in graded
        if one.score.pending
    ]
