"""Many mutants run as one submission, and the recording cut apart again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.evidence import Cell, CellKind, Evidence, Recording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.evidence import Event, EventLog, Submission

FOLDER = "turn-{}"

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
_keras.utils.set_random_seed(104729)
_turn += 1
_os.makedirs(f"{_home}/turn-{_turn}", exist_ok=True)
_os.chdir(f"{_home}/turn-{_turn}")
"""
"""What goes before each mutant's cells: the names as the common cells left them, a seed that is the same for all and
hardly any reference's own, a folder of its own."""


@dataclass
class Batch:
    """The cells of many mutants, to be run as one submission."""

    common: Sequence[Cell]
    cells: list[str] = field(default_factory=list)
    homes: list[dict[int, int]] = field(default_factory=list)
    """For each mutant, the cell here to the submission's cell that it stands for."""

    def __post_init__(self) -> None:
        self.cells += [*(cell.source for cell in self.common), REMEMBER]

    def add(self, submission: Submission, numbers: Iterable[int]) -> None:
        """Add the cells of a changed submission that are to be run."""
        self.cells.append(RESET)
        home = {}
        for number in numbers:
            self.cells.append(submission.cells[number - 1].source)
            home[len(self.cells)] = number
        self.homes.append(home)

    def submission(self, like: Submission) -> Submission:
        """Return the cells as a submission of its own."""
        made = tuple(Cell(number=n, kind=CellKind.CODE, source=text) for n, text in enumerate(self.cells, 1))
        return like.model_copy(update={"cells": made, "form": "notebook", "digest": f"{like.digest} {len(made)}"})

    def share(self, recording: Recording, turn: int) -> Recording | None:
        """Cut a mutant's share out of the batch's recording, cells numbered as the submission's.

        Args:
            recording: The batch's.
            turn: Which of the mutants, from 0.

        Returns:
            None where the run did not come to the end of its cells.
        """
        home = self.homes[turn]
        runs = [run for run in recording.cells if run.cell in home and run.ending not in ("running", "skipped")]
        if len(runs) < len(home):
            return None
        events = [event for event in recording.events if event.cell in home]
        wanted = {number for event in events if (number := getattr(event, "network", None)) is not None}
        folder = f"{FOLDER.format(turn + 1)}/"
        return Recording(
            cells=tuple(run.model_copy(update={"cell": home[run.cell]}) for run in runs),
            networks=tuple(network for network in recording.networks if network.id in wanted),
            events=tuple(self._home(event, home) for event in events),
            logs=tuple(
                log.model_copy(
                    update={
                        "directory": log.directory.removeprefix(folder),
                        "cells": tuple(home[cell] for cell in log.cells if cell in home),
                    }
                )
                for log in recording.logs
                if set(log.cells) & set(home)
            ),
            complete=True,
        )

    def _home(self, event: Event, home: Mapping[int, int]) -> Event:
        """Number the cells of an event as the submission's: its own, and those of the functions that were running."""
        cells = {position: cell.number for position, cell in enumerate(self.common, 1)} | dict(home)
        frames = (frame.model_copy(update={"cell": cells.get(frame.cell, frame.cell)}) for frame in event.frames)
        return event.model_copy(update={"cell": home[event.cell], "frames": tuple(frames)})


def splice(base: Evidence, changed: Submission, share: Recording) -> Evidence:
    """Put what a mutant's cells did in the place of what the reference's did.

    Networks and objects are numbered on from the reference's, so that none of one is taken for the other's; events are
    in the order of the cells. Equal shares give equal evidence.
    """
    own, replaced = base.recording, {run.cell for run in share.cells}
    networks = _counted((network.id for network in share.networks), len(own.networks))
    last = max((network.model for network in own.networks), default=-1)
    models = _counted((*map(_model, share.events), *(network.model for network in share.networks)), last + 1)
    events: list[tuple[Event, bool]] = [(event, False) for event in own.events if event.cell not in replaced]
    events += [(_moved(event, networks, models), True) for event in share.events]
    events.sort(key=lambda pair: (pair[0].cell, pair[0].seq))
    order = {(event.seq, is_new): position for position, (event, is_new) in enumerate(events)}
    logs = [_log(log, order, is_new=False) for log in own.logs if not set(log.cells) & replaced]
    logs += [_log(log, order, is_new=True) for log in share.logs]
    spliced = Recording(
        cells=tuple(
            sorted((*(run for run in own.cells if run.cell not in replaced), *share.cells), key=lambda run: run.cell)
        ),
        networks=(
            *own.networks,
            *(one.model_copy(update={"id": networks[one.id], "model": models[one.model]}) for one in share.networks),
        ),
        events=tuple(event.model_copy(update={"seq": number}) for number, (event, _) in enumerate(events)),
        logs=tuple(logs),
        versions=own.versions,
        complete=True,
    )
    return base.model_copy(update={"submission": changed, "recording": spliced})


def _counted(numbers: Iterable[int | None], first: int) -> dict[int, int]:
    """Number what occurs anew, in the order of its first occurrence."""
    seen = dict.fromkeys(number for number in numbers if number is not None)
    return {number: first + position for position, number in enumerate(seen)}


def _model(event: Event) -> int | None:
    model: int | None = getattr(event, "model", None)
    return model


def _moved(event: Event, networks: Mapping[int, int], models: Mapping[int, int]) -> Event:
    changes: dict[str, object] = {}
    network, model = getattr(event, "network", None), _model(event)
    if network is not None:
        changes["network"] = networks.get(network, network)
    if model is not None:
        changes["model"] = models[model]
    return event.model_copy(update=changes)


def _log(log: EventLog, order: Mapping[tuple[int, bool], int], *, is_new: bool) -> EventLog:
    return log.model_copy(update={"fit": None if log.fit is None else order.get((log.fit, is_new))})
