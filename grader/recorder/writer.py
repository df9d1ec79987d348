"""Writes the recording, one JSON object a line, as things happen.

Every line is flushed, so that a run that is killed loses at most the call in flight. A line names what it records;
a later line about the same thing (a cell by its number, an event by its ``seq``, a network by its ``id``, a log by its
number) takes the place of the earlier one. ``grader.recording_file`` reads the format.
"""

from __future__ import annotations

import itertools
import json
from typing import IO, TYPE_CHECKING, Any

from grader.seal import Seal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.evidence import CellRun, EventLog, Network, Place


class Writer:
    """A recording in the making."""

    def __init__(self, file: IO[bytes], seal: Seal | None = None) -> None:
        self._file = file
        self._seal = seal or Seal()
        self._seq = itertools.count()

    def next_seq(self) -> int:
        """Return the place in the order of all that happens for the next event."""
        return next(self._seq)

    def versions(self, versions: Mapping[str, str]) -> None:
        """Record the versions of what the run stands on."""
        self._line("versions", dict(versions))

    def cell(self, run: CellRun) -> None:
        """Record a cell: once as it starts ("running"), once as it ends."""
        self._line("cell", run.model_dump(mode="json"))

    def network(self, network: Network) -> None:
        """Record a snapshot, before the first event that names it."""
        self._line("network", network.model_dump(mode="json"))

    def event(self, event: Place) -> None:
        """Record something that was done."""
        self._line("event", event.model_dump(mode="json"))

    def epoch(self, seq: int, logs: Mapping[str, float | None]) -> None:
        """Record one more epoch of the fit that runs under ``seq``."""
        self._line("epoch", {"seq": seq, "logs": dict(logs)})

    def log(self, number: int, log: EventLog) -> None:
        """Record what the run's TensorBoard log ``number`` holds by now."""
        self._line("log", {"number": number, "log": log.model_dump(mode="json")})

    def note(self, text: str) -> None:
        """Record, for a person, what the recorder itself could not do."""
        self._line("note", {"text": text[:2000]})

    def end(self) -> None:
        """Record that the recorder reached its own end."""
        self._line("end", {})

    def _line(self, record: str, value: Mapping[str, Any]) -> None:
        line = json.dumps({"record": record, "value": value}, ensure_ascii=False, allow_nan=False)
        if not self._seal.is_own_process:  # what a fork of the student's does is not this run's to tell
            return
        with self._seal.lock:
            self._file.write(self._seal.put_on(line.encode("utf-8", "replace")) + b"\n")
            self._file.flush()
