"""Runs only what a change can reach, many changes in one process, and cuts the recording apart again.

A changed cell reaches the cells that use names which it sets. These are run, with the cells whose names they use;
everything else of the evidence is the unchanged reference's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.evidence import Cell, CellKind, Evidence, Recording
from grader.mutants.names import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.evidence import Event, Submission

REMEMBER = """\
import os as _os
import tensorflow as _tf
_names, _home, _turn = dict(globals()), _os.getcwd(), 0
_tf.config.run_functions_eagerly(True)
"""
"""What follows the cells that all have in common: imports, data. A few steps are done sooner one by one than as a
graph."""

RESET = """\
for _name in [_name for _name in globals() if not _name.startswith("_") and _name not in _names]:
    del globals()[_name]
globals().update({_name: _value for _name, _value in _names.items() if not _name.startswith("_")})
import keras as _keras
_keras.backend.clear_session()
_turn += 1
_keras.utils.set_random_seed(_turn)
_os.makedirs(f"{_home}/{_turn}", exist_ok=True)
_os.chdir(f"{_home}/{_turn}")
"""
"""What goes before each change's cells: the names as the common cells left them, a folder of its own."""


@dataclass(frozen=True)
class Slice:
    """What of a submission a change reaches: the cells to run, in order."""

    cells: tuple[int, ...]


class Slicer:
    """Knows which cells of a submission need which."""

    def __init__(self, submission: Submission, common: Iterable[int]) -> None:
        self._common = frozenset(common)
        code = [cell for cell in submission.cells if cell.kind is CellKind.CODE]
        self._names = {cell.number: names_of(cell.source) for cell in code}
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

    def of(self, changed: int) -> Slice:
        """Return what a change reaches, what these cells need, and whatever else uses that.

        A network that is made again is another object: all cells that use it have to be run again with it.
        """
        found, open_ = {changed}, [changed]
        while open_:
            number = open_.pop()
            users = {one for one, needs in self._needs.items() if number in needs}
            for other in (self._needs.get(number, frozenset()) | users) - found - self._common:
                found.add(other)
                open_.append(other)
        return Slice(tuple(sorted(found - self._common)))


@dataclass
class Batch:
    """The cells of many changes, to be run as one submission."""

    common: Sequence[Cell]
    cells: list[str] = field(default_factory=list)
    homes: list[dict[int, int]] = field(default_factory=list)
    """For each change, the cell here to the submission's cell that it stands for."""

    def __post_init__(self) -> None:
        self.cells += [*(cell.source for cell in self.common), REMEMBER]

    def add(self, submission: Submission, reach: Slice) -> None:
        """Add one changed submission."""
        self.cells.append(RESET)
        home = {}
        for number in reach.cells:
            self.cells.append(submission.cells[number - 1].source)
            home[len(self.cells)] = number
        self.homes.append(home)

    def submission(self, like: Submission) -> Submission:
        """Return the cells as a submission of its own."""
        made = tuple(Cell(number=n, kind=CellKind.CODE, source=text) for n, text in enumerate(self.cells, 1))
        return like.model_copy(update={"cells": made, "form": "notebook", "digest": f"{like.digest} {len(made)}"})


def splice(base: Evidence, changed: Submission, recording: Recording, home: Mapping[int, int]) -> Evidence:
    """Put what a change's cells did in the place of what the reference's did.

    Networks, objects and fits are numbered on from the reference's, so that none of one is taken for the other's; the
    order of events is that of the cells.
    """
    own = base.recording
    networks, models = len(own.networks), 1 + max((network.model for network in own.networks), default=0)
    late = 1 + max((event.seq for event in own.events), default=0)
    replaced = set(home.values())
    events = [event for event in own.events if event.cell not in replaced]
    events += [
        _moved(event, home[event.cell], networks, models, late) for event in recording.events if event.cell in home
    ]
    order = {event.seq: position for position, event in enumerate(sorted(events, key=lambda e: (e.cell, e.seq)))}
    logs = [log for log in own.logs if not set(log.cells) & replaced]
    logs += [
        log.model_copy(
            update={
                "cells": tuple(home[cell] for cell in log.cells if cell in home),
                "fit": None if log.fit is None else log.fit + late,
            }
        )
        for log in recording.logs
        if set(log.cells) & set(home)
    ]
    runs = [run for run in own.cells if run.cell not in replaced]
    runs += [run.model_copy(update={"cell": home[run.cell]}) for run in recording.cells if run.cell in home]
    spliced = Recording(
        cells=tuple(sorted(runs, key=lambda run: run.cell)),
        networks=(
            *own.networks,
            *(
                one.model_copy(update={"id": one.id + networks, "model": one.model + models})
                for one in recording.networks
            ),
        ),
        events=tuple(
            event.model_copy(update={"seq": order[event.seq]}) for event in sorted(events, key=lambda e: order[e.seq])
        ),
        logs=tuple(log.model_copy(update={"fit": order.get(log.fit) if log.fit is not None else None}) for log in logs),
        versions=own.versions,
        complete=True,
    )
    return base.model_copy(update={"submission": changed, "recording": spliced})


def _moved(event: Event, cell: int, networks: int, models: int, late: int) -> Event:
    changes: dict[str, object] = {"cell": cell, "seq": event.seq + late}
    if getattr(event, "network", None) is not None:
        changes["network"] = getattr(event, "network", 0) + networks
    if getattr(event, "model", None) is not None:
        changes["model"] = getattr(event, "model", 0) + models
    return event.model_copy(update=changes)
