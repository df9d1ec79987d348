"""A sandbox that runs nothing: it writes the recording a test wants and ends as the test wants."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from grader.errors import DataError, SandboxError
from grader.evidence import Ending
from grader.pipeline.run import Interrupt, Options, Setup, Tools
from grader.recorder.job import JOB_FILE, RECORDING_FILE, Job
from grader.sandbox.port import Outcome, Spec
from grader.seal import Seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from grader.rubric import Rubric


class FakeSandbox:
    """Answers every run with ``act``, which may write into the results and returns how the run ended."""

    level = "fake"

    def __init__(self, act: Callable[[Spec, Job], Ending] | None = None) -> None:
        self.act = act or finished
        self.jobs: list[Job] = []
        self._lock = threading.Lock()

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        del cancel
        job = Job.model_validate_json(spec.inputs[JOB_FILE])
        with self._lock:
            self.jobs.append(job)
        ending = self.act(spec, job)
        seal(spec.results, job)
        return Outcome(ending=ending, level=self.level, output="the end of stderr")


class Refuses(FakeSandbox):
    """Cannot start anything."""

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        del spec, cancel
        raise SandboxError("no more processes on this machine")


def record(results: Path, *lines: tuple[str, object]) -> None:
    text = "".join(json.dumps({"record": kind, "value": value}) + "\n" for kind, value in lines)
    (results / RECORDING_FILE).write_text(text)


def seal(results: Path, job: Job) -> None:
    """Put on the recording's lines the marks that a recorder would have put there."""
    file, mark = results / RECORDING_FILE, Seal(job.key)
    if file.is_file():
        file.write_bytes(b"".join(mark.put_on(line) + b"\n" for line in file.read_bytes().splitlines()))


def cells_of(job: Job, ending: str = "completed") -> list[tuple[str, object]]:
    return [("cell", {"cell": cell.number, "ending": ending}) for cell in job.cells]


def finished(spec: Spec, job: Job) -> Ending:
    record(spec.results, *cells_of(job), ("end", {}))
    return Ending.COMPLETED


def no_data(name: str) -> Path:
    raise DataError(f"{name}: no source answered; try grade data {name} --from FOLDER")


def setup_of(rubric: Rubric, sandbox: FakeSandbox, **options: object) -> Setup:
    return Setup(rubric, Options(**options), Tools(sandbox, no_data, lambda _text: None, Interrupt()))  # type: ignore[arg-type]


class Quiet:
    """Watches and remembers."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def started(self, name: str) -> None:
        self.begun.append(name)

    def finished(self, result: object) -> None:
        del result
