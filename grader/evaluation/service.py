"""Starts the measuring process and watches over it; no TensorFlow here."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

import grader
from grader.evaluation.protocol import Answer, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def measure(artifacts: Path, tasks: Sequence[Task], bounds: Bounds | None = None) -> tuple[Answer, ...]:
    """Measure networks in a process of their own and return one answer a task, in their order.

    A network that ends the process (out of memory in the middle of an operation, out of time) is answered as trouble;
    the ones after it are measured by a new process.
    """
    bounds = bounds or Bounds()
    answers: list[Answer] = []
    while len(answers) < len(tasks):
        done = len(answers)
        found, why = _process(artifacts, tasks[done:], bounds)
        answers += [one.model_copy(update={"task": one.task + done}) for one in found]
        if why and len(answers) < len(tasks):
            answers.append(Answer(task=len(answers), trouble=why, fault="grader"))
    return tuple(answers)


def _process(artifacts: Path, tasks: Sequence[Task], bounds: Bounds) -> tuple[list[Answer], str]:
    """Run one process; return its answers and, if it did not do all, why."""
    request = Request(
        artifacts=str(artifacts.absolute()),
        tasks=tuple(tasks),
        batch_size=bounds.batch_size,
        memory=bounds.memory,
        seconds=bounds.seconds,
    )
    with tempfile.TemporaryDirectory(prefix="grader-measure-") as home:
        command = [sys.executable, "-P", "-m", MODULE]
        process = subprocess.Popen(  # noqa: S603 - the grader's own module, nothing of a submission
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(home),
            cwd=home,
            start_new_session=True,
        )
        late = ""
        try:
            out, err = process.communicate(request.model_dump_json().encode(), timeout=bounds.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            late = f"measuring it took longer than {bounds.seconds:.0f} s"
        except BaseException:  # an interrupt leaves no process behind
            process.kill()
            process.wait()
            raise
    answers: list[Answer] = []
    try:
        answers += (Answer.model_validate_json(line) for line in out.splitlines(keepends=True) if line.endswith(b"\n"))
    except ValidationError as error:
        # Another version of the grader was installed while this one ran, say.
        return answers, f"the measuring process gave an answer that cannot be read: {error.errors()[0]['msg']}"
    if len(answers) == len(tasks):
        return answers, ""
    return answers, late or _why(process.returncode, err)


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
