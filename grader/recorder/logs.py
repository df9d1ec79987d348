"""Reads the TensorBoard event files that a run writes: after each fit and each cell, before anything removes them."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams import metadata as hparams
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

from grader.evidence import EventLog, HParamsSession
from grader.recorder.plain import finite

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from grader.recorder.foreign import Foreign
    from grader.recorder.writer import Writer

EVENT_FILES = "events.out.tfevents"
MOST_FILES = 500
MOST_FILE_BYTES = 200 * 2**20
MOST_POINTS = 20_000
"""Points of one tag that are kept."""

STATUS = {0: "unknown", 1: "success", 2: "failure", 3: "running"}
"""``tensorboard.hparams.Status`` by number."""


@dataclass
class _Log:
    """The event files that appeared in one directory at one time."""

    number: int
    directory: str
    fit: int | None
    files: list[_File] = field(default_factory=list)
    cells: set[int] = field(default_factory=set)
    scalars: dict[str, list[tuple[int, float | None]]] = field(default_factory=dict)
    sessions: list[HParamsSession] = field(default_factory=list)

    def evidence(self) -> EventLog:
        return EventLog.model_validate(
            {
                "directory": self.directory,
                "cells": sorted(self.cells),
                "scalars": self.scalars,
                "sessions": [session.model_dump() for session in self.sessions],
                "fit": self.fit,
            }
        )


@dataclass
class _File:
    """One event file, read as far as it was written."""

    path: Path
    loader: Foreign
    size: int = 0
    plugins: dict[str, str] = field(default_factory=dict)
    """Tag to the plugin that its first value names; later values name none."""


class Logs:
    """The event files below the working folder and wherever else the student's code writes some."""

    def __init__(self, folder: Path, writer: Writer) -> None:
        self._folder = folder.resolve()
        self._writer = writer
        self._elsewhere: set[Path] = set()
        self._logs: list[_Log] = []
        self._known: dict[Path, _Log | None] = dict.fromkeys(self._event_files())
        """What lies there before the run was handed in: it is no result of the run."""
        logging.getLogger("tensorboard").setLevel(logging.ERROR)

    def watch(self, directory: str | os.PathLike[str]) -> None:
        """Look for event files in ``directory`` too, if it is outside the working folder."""
        path = Path(directory).resolve()
        if not path.is_relative_to(self._folder):
            self._elsewhere.add(path)

    def update(self, cell: int, fit: int | None = None) -> None:
        """Read what was written since the last time.

        Args:
            cell: The cell that runs, or has just ended.
            fit: The ``seq`` of the fit that has just ended.
        """
        new: dict[str, _Log] = {}
        for path in self._event_files():
            if path not in self._known and len(self._known) < MOST_FILES:
                directory = self._name(path.parent)
                if directory not in new:
                    new[directory] = _Log(len(self._logs), directory, fit)
                    self._logs.append(new[directory])
                self._known[path] = new[directory]
                new[directory].files.append(_File(path, EventFileLoader(str(path))))
        for log in self._logs:
            if any([_read(log, file) for file in log.files]):  # noqa: C419 - every file is to be read
                log.cells.add(cell)
                self._writer.log(log.number, log.evidence())

    def _event_files(self) -> Iterator[Path]:
        for folder in (self._folder, *sorted(self._elsewhere)):
            with suppress(OSError):
                yield from sorted(path for path in folder.rglob(f"*{EVENT_FILES}*") if path.is_file())

    def _name(self, directory: Path) -> str:
        if directory.is_relative_to(self._folder):
            return directory.relative_to(self._folder).as_posix()
        return directory.as_posix()


def _read(log: _Log, file: _File) -> bool:
    """Read on in a file; return whether it had grown."""
    try:
        size = file.path.stat().st_size
    except OSError:  # removed: what it held is read already
        return False
    if size == file.size or size > MOST_FILE_BYTES:
        return False
    file.size = size
    with suppress(Exception):  # the end of a file that is being written, or one that is none
        for event in file.loader.Load():
            for value in event.summary.value:
                _take(log, file, event.step, value)
    return True


def _take(log: _Log, file: _File, step: int, value: Foreign) -> None:
    plugin = value.metadata.plugin_data.plugin_name or file.plugins.get(value.tag, "")
    file.plugins[value.tag] = plugin
    if plugin == hparams.PLUGIN_NAME:
        _take_session(log, value)
    elif plugin == "scalars" and value.HasField("tensor"):
        points = log.scalars.setdefault(value.tag, [])
        if len(points) < MOST_POINTS:
            points.append((int(step), finite(np.asarray(tensor_util.make_ndarray(value.tensor)).reshape(-1)[0])))


def _take_session(log: _Log, value: Foreign) -> None:
    data = plugin_data_pb2.HParamsPluginData.FromString(value.metadata.plugin_data.content)
    if value.tag == hparams.SESSION_START_INFO_TAG:
        values = {name: _hparam(each) for name, each in data.session_start_info.hparams.items()}
        log.sessions.append(HParamsSession(values=values, status="running"))
    elif value.tag == hparams.SESSION_END_INFO_TAG and log.sessions:
        status = STATUS.get(data.session_end_info.status, "unknown")
        log.sessions[-1] = HParamsSession(values=log.sessions[-1].values, status=status)


def _hparam(value: Foreign) -> bool | float | str:
    """Return the value of a ``google.protobuf.Value``: a number, a word or a truth value."""
    kind = value.WhichOneof("kind")
    if kind == "bool_value":
        return bool(value.bool_value)
    return finite(value.number_value) or 0.0 if kind == "number_value" else str(value.string_value)
