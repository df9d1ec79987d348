"""Starts the measuring process and watches over it; no TensorFlow here."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from pydantic import ValidationError

import grader
from grader.evaluation.protocol import Answer, Request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.evaluation.protocol import Task

MODULE = "grader.evaluation"


@dataclass(frozen=True)
class Bounds:
    """What the measuring process may use."""

    memory: int = 6 << 30
    """Bytes of data."""
    seconds: float = 900.0
    """Wall time of one process, whatever the number of its tasks."""
    batch_size: int = 256


class Process(Protocol):
    """A measuring process: what ``subprocess.Popen`` has, in the parts that are used here."""

    @property
    def stdin(self) -> IO[bytes] | None:
        """Where the request is written to."""
        ...

    @property
    def stdout(self) -> IO[bytes] | None:
        """Where the answers are read from."""
        ...

    def wait(self) -> int:
        """Wait for the exit status."""
        ...

    def kill(self) -> None:
        """Kill it."""
        ...


class Start(Protocol):
    """Starts ``python -m grader.evaluation``."""

    def __call__(self, folder: str, env: Mapping[str, str], errors: int) -> Process:
        """Start it in a folder, with these variables only, its standard error a descriptor."""
        ...


def afresh(folder: str, env: Mapping[str, str], errors: int) -> Process:
    """Start the measuring process as a program."""
    return subprocess.Popen(  # noqa: S603 - the grader's own module, nothing of a submission
        (sys.executable, "-P", "-m", MODULE),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=env,
        cwd=folder,
        start_new_session=True,
    )


def measure(
    artifacts: Path, tasks: Sequence[Task], bounds: Bounds | None = None, *, start: Start = afresh
) -> tuple[Answer, ...]:
    """Measure networks in a process of their own and return one answer a task, in their order.

    A network that ends the process (out of memory in the middle of an operation, out of time) is answered as trouble;
    the ones after it are measured by a new process.
    """
    bounds = bounds or Bounds()
    answers: list[Answer] = []
    while len(answers) < len(tasks):
        done = len(answers)
        found, why = _process(artifacts, tasks[done:], bounds, start)
        answers += [one.model_copy(update={"task": one.task + done}) for one in found]
        if why and len(answers) < len(tasks):
            answers.append(Answer(task=len(answers), trouble=why, fault="grader"))
    return tuple(answers)


def _process(artifacts: Path, tasks: Sequence[Task], bounds: Bounds, start: Start) -> tuple[list[Answer], str]:
    """Run one process; return its answers and, if it did not do all, why."""
    request = Request(
        artifacts=str(artifacts.absolute()),
        tasks=tuple(tasks),
        batch_size=bounds.batch_size,
        memory=bounds.memory,
        seconds=bounds.seconds,
    )
    with tempfile.TemporaryDirectory(prefix="grader-measure-") as home, tempfile.TemporaryFile() as errors:
        process = start(home, _environment(home), errors.fileno())
        out, status, late = _talk(process, request, bounds.seconds)
        errors.seek(0)
        err = errors.read()
    answers: list[Answer] = []
    try:
        answers += (Answer.model_validate_json(line) for line in out.splitlines(keepends=True) if line.endswith(b"\n"))
    except ValidationError as error:
        # Another version of the grader was installed while this one ran, say.
        return answers, f"the measuring process gave an answer that cannot be read: {error.errors()[0]['msg']}"
    if len(answers) == len(tasks):
        return answers, ""
    return answers, late or _why(status, err)


def _talk(process: Process, request: Request, seconds: float) -> tuple[bytes, int, str]:
    """Return what a process answers, its exit status, and what became of it if it took too long."""
    assert process.stdin is not None  # noqa: S101 - a pipe was asked for
    assert process.stdout is not None  # noqa: S101 - as above
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        with suppress(BrokenPipeError), process.stdin as stdin:
            stdin.write(request.model_dump_json().encode())
        with process.stdout as stdout:
            out = stdout.read()
    except BaseException:  # an interrupt leaves no process behind
        process.kill()
        process.wait()
        raise
    finally:
        timer.cancel()
    return out, process.wait(), f"measuring it took longer than {seconds:.0f} s" if late.is_set() else ""


def _why(status: int, err: bytes) -> str:
    last = err.decode("utf-8", "replace").strip().splitlines()[-1:]
    said = f": {last[0][:300]}" if last else ""
    how = f"signal {-status}" if status < 0 else f"status {status}"
    return f"the measuring process ended with {how}{said}"


def _environment(home: str) -> dict[str, str]:
    """Return the few variables it needs; nothing of the user's."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(grader.__file__).resolve().parent.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": home,
        "TMPDIR": home,
        "KERAS_HOME": home,
        "KERAS_BACKEND": "tensorflow",
        "LANG": "C.UTF-8",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
    }
