"""Which cells a change can reach: those that use names which the changed cell sets, and what these need in turn.

Only they are run for a mutant; everything else of the evidence is the unchanged reference's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.evidence import CellKind
from grader.mutants.names import names_of

if TYPE_CHECKING:
    from collections.abc import Container

    from grader.evidence import Cell, Submission

Slice = tuple[int, ...]
"""The cells to run, in order."""


class Slicer:
    """Knows which cells of a submission need which.

    Attributes:
        common: The cells before the first part's that need to be run only once for many mutants: imports, data. Not
            among them are those whose objects a later cell writes into.
    """

    def __init__(self, submission: Submission, parts: Container[int]) -> None:
        code = [cell for cell in submission.cells if cell.kind is CellKind.CODE]
        self._names = {cell.number: names_of(cell.source) for cell in code}
        first = next((cell.number for cell in submission.cells if cell.number in parts), len(submission.cells) + 1)
        altered = frozenset[str]().union(*(self._names[n].alters for n in self._names if n >= first))
        own = {n for n in self._names if n < first and self._names[n].sets & altered}
        self.common: tuple[Cell, ...] = tuple(cell for cell in code if cell.number < first and cell.number not in own)
        self._common = frozenset(cell.number for cell in self.common)
        modules = frozenset[str]().union(*(names.modules for names in self._names.values()))
        self._needs = {number: self._needed(number, modules) for number in self._names}

    def _needed(self, number: int, modules: frozenset[str]) -> frozenset[int]:
        """Return the earlier cells whose names a cell uses: the last that sets each, and those that change it since."""
        found: set[int] = set()
        for name in self._names[number].takes - modules:
            for earlier in sorted((one for one in self._names if one < number), reverse=True):
                names = self._names[earlier]
                if name in names.sets or name in names.changes:
                    found.add(earlier)
                if name in names.sets:
                    break
        return frozenset(found)

    def of(self, *changed: int) -> Slice:
        """Return what changes reach, what these cells need, and whatever else uses that.

        A network that is made again is another object: all cells that use it have to be run again with it.
        """
        found, open_ = set(changed), list(changed)
        while open_:
            number = open_.pop()
            users = {one for one, needs in self._needs.items() if number in needs}
            for other in (self._needs.get(number, frozenset()) | users) - found - self._common:
                found.add(other)
                open_.append(other)
        return tuple(sorted(found - self._common))
