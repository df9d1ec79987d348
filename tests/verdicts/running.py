"""Runs many variants in one recorder process and gives each its own evidence.

Each variant's code cells follow a cell that puts the namespace back to how the preamble left it. The recording is cut
by cells: what happened in a variant's cells, with the preamble's, is its recording. One import of TensorFlow serves
hundreds of variants, a few steps a fit each.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.checks.passes import steps_of_epoch
from grader.datasets.cache import provide
from grader.evidence import Cell, CellKind, CellRun, Ending, Evidence, Fit, Measurement, Recording, Submission
from grader.recorder.job import OUT_FOLDER, RECORDING_FILE, Job, JobCell, write_job
from grader.recording_file import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from verdicts.corpus import Variant

ROOT = Path(__file__).parents[2]
DATA = ("fashion_mnist", "cifar10")
A_JOB = 60
"""Variants of one process: enough to share TensorFlow's import, few enough to keep its memory small."""

PREAMBLE = """\
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
import numpy as np
from tensorboard.plugins.hparams import api as hp
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train / np.float32(255), x_test / np.float32(255)
"""
REMEMBER = """\
import os as _os
_names, _home, _turn = dict(globals()), _os.getcwd(), 0
# Two steps are done sooner one by one than as a graph.
tf.config.run_functions_eagerly(True)
"""
RESET = """\
for _name in [_name for _name in globals() if not _name.startswith("_") and _name not in _names]:
    del globals()[_name]
globals().update({_name: _value for _name, _value in _names.items() if not _name.startswith("_")})
keras.backend.clear_session()
keras.utils.set_random_seed(_turn)
_turn += 1
_os.makedirs(f"{_home}/{_turn}")
_os.chdir(f"{_home}/{_turn}")
"""


def evidence_of(variants: Sequence[Variant], kept: Path | None = None) -> Iterator[tuple[Variant, Evidence]]:
    """Yield each variant with its evidence; what has no code needs no run.

    Args:
        variants: What to run.
        kept: A folder of recordings, to run nothing twice while it is the judging that is worked on.
    """
    todo = []
    for variant in variants:
        if not variant.runs:
            yield variant, Evidence(submission=_submission(variant.cells), recording=Recording(complete=True))
        elif (file := _kept_file(variant, kept)) and file.exists():
            yield variant, _evidence(variant, Recording.model_validate_json(file.read_bytes()))
        else:
            todo.append(variant)
    for start in range(0, len(todo), A_JOB):
        for variant, recording in _run_together(todo[start : start + A_JOB]):
            if file := _kept_file(variant, kept):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(recording.model_dump_json(), encoding="utf-8")
            yield variant, _evidence(variant, recording)


def _kept_file(variant: Variant, kept: Path | None) -> Path | None:
    code = [(cell.number, cell.source) for cell in variant.cells if cell.kind is CellKind.CODE]
    return kept / f"{hashlib.sha256(repr(code).encode()).hexdigest()[:24]}.json" if kept else None


def _run_together(variants: Sequence[Variant]) -> Iterator[tuple[Variant, Recording]]:
    cells: list[str] = [PREAMBLE, REMEMBER]
    numbers: list[dict[int, int]] = []
    for variant in variants:
        cells.append(RESET)
        own: dict[int, int] = {}
        for cell in variant.cells:
            if cell.kind is CellKind.CODE:
                cells.append(cell.source)
                own[len(cells)] = cell.number
        numbers.append(own)
    recording = parse(_record(cells).splitlines())
    trouble = [run for run in recording.cells if run.error and cells[run.cell - 1] in (PREAMBLE, REMEMBER, RESET)]
    if trouble or recording.notes or not recording.complete:
        raise RuntimeError(f"the harness itself failed: {trouble or recording.notes or 'no end'}")
    for variant, own in zip(variants, numbers, strict=True):
        yield variant, _slice(recording, own)


def _record(sources: Sequence[str]) -> bytes:
    """Run cells in a recorder process and return the file in which it recorded them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        work = folder / "work"
        work.mkdir()
        job = Job(
            cells=tuple(JobCell(number=number, source=source) for number, source in enumerate(sources, 1)),
            fidelity="probe",
            data={dataset: str(provide(dataset)) for dataset in DATA},
            seconds_per_cell=300,
        )
        write_job(job, folder)
        subprocess.run(
            [sys.executable, "-m", "grader.recorder", str(folder)],
            cwd=work,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return (folder / OUT_FOLDER / RECORDING_FILE).read_bytes()


def _submission(cells: Sequence[Cell]) -> Submission:
    return Submission(name="variant.ipynb", form="notebook", cells=tuple(cells), digest="of no file")


def _slice(recording: Recording, own: dict[int, int]) -> Recording:
    """Cut a variant's recording out: the preamble is its first cell, its own cells follow."""
    place = {1: 1} | {global_: local + 1 for global_, local in own.items()}
    events = tuple(
        event.model_copy(update={"cell": place[event.cell]}) for event in recording.events if event.cell in place
    )
    used = {getattr(event, "network", None) for event in events}
    return Recording(
        cells=tuple(run.model_copy(update={"cell": place[run.cell]}) for run in recording.cells if run.cell in place),
        # A network's index is its id; those of other variants are left out but for their places.
        networks=tuple(one if one.id in used else one.model_copy(update={"layers": ()}) for one in recording.networks),
        events=events,
        logs=tuple(
            log.model_copy(update={"cells": tuple(place[cell] for cell in log.cells if cell in place)})
            for log in recording.logs
            if set(log.cells) & set(own)
        ),
        versions=recording.versions,
        complete=True,
    )


def _evidence(variant: Variant, recording: Recording) -> Evidence:
    cells = [Cell(number=1, kind=CellKind.CODE, source=PREAMBLE)]
    cells += [cell.model_copy(update={"number": cell.number + 1}) for cell in variant.cells]
    raised = any(run.ending == "raised" for run in recording.cells)
    evidence = Evidence(
        submission=_submission(cells),
        recording=recording,
        ending=Ending.RAISED if raised else Ending.COMPLETED,
    )
    return complete(evidence, variant.facts)


def complete(evidence: Evidence, facts: dict[str, Any]) -> Evidence:
    """Make a few steps count as the whole training, with the numbers that ``facts`` names.

    ``curves``: for each fit in order, name to numbers (stretched to the epochs that were asked for); ``values``: for
    each evaluation in order, in what was printed too; ``measured``: the grader's own accuracy of the last network.
    """
    curves, values = iter(facts.get("curves", ())), iter(facts.get("values", ()))
    events, printed = [], dict[str, str]()
    for event in evidence.recording.events:
        changes: dict[str, Any] = {}
        if event.kind == "fit" and event.fidelity == "probe":
            changes = _trained(event, next(curves, {}))
        elif event.kind == "evaluate":
            given = next(values, {})
            printed |= {repr(event.values[name]): repr(value) for name, value in given.items() if name in event.values}
            changes = {"values": {**event.values, **given}}
        events.append(event.model_copy(update=changes))
    runs = tuple(_reprinted(run, printed) for run in evidence.recording.cells)
    recording = evidence.recording.model_copy(update={"events": tuple(events), "cells": runs})
    return evidence.model_copy(
        update={"recording": recording, "measurements": tuple(_measured(evidence, facts.get("measured")))}
    )


def _reprinted(run: CellRun, printed: dict[str, str]) -> CellRun:
    def put(text: str) -> str:
        for old, new in printed.items():
            text = text.replace(old, new)
        return text

    return run.model_copy(update={"stdout": put(run.stdout), "displayed": tuple(map(put, run.displayed))})


def _trained(fit: Fit, curves: dict[str, list[float]]) -> dict[str, Any]:
    epochs = fit.epochs or 0
    history = {**fit.history, **{name: tuple(points) for name, points in curves.items()}}
    stretched = {
        name: tuple(points[n * len(points) // epochs] for n in range(epochs))
        for name, points in history.items()
        if points
    }
    # One that made no step at all would make none in full either.
    steps = epochs * (steps_of_epoch(fit) or fit.steps) if fit.steps else 0
    run = epochs if fit.ending == "completed" else 0
    return {"fidelity": "full", "epochs_run": run, "steps": steps, "history": stretched}


def _measured(evidence: Evidence, fact: dict[str, Any] | None) -> Iterator[Measurement]:
    fits = [event for event in evidence.recording.events if event.kind == "fit"]
    if fact and fits:
        value = fact["accuracy"]
        yield Measurement(
            network=fits[-1].network,
            value=value,
            dataset=fact["data"],
            rows=10_000,
            low=max(value - 0.01, 0),
            high=min(value + 0.01, 1),
            how="given",
        )
