"""Starts a keeper for each run and reads its report."""

from __future__ import annotations

import itertools
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

import grader
from grader.errors import SandboxError
from grader.evidence import Ending
from grader.sandbox import python, reach, users
from grader.sandbox.plan import Plan, Report
from grader.sandbox.port import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.sandbox.port import Spec

_ROOT = Path(grader.__file__).resolve().parent.parent
_KEEPER = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from grader.sandbox.keeper import main; main()"
_counter = itertools.count(os.getpid() * 7)
_POLL_S = 0.1
_GRACE_S = 60.0


class Process(Protocol):
    """A keeper that was started: what ``subprocess.Popen`` has, in the parts that are used here."""

    @property
    def stdin(self) -> IO[bytes] | None:
        """Where its plan is written to; its end ends the run."""
        ...

    @property
    def stdout(self) -> IO[bytes] | None:
        """Where its report is read from."""
        ...

    def poll(self) -> int | None:
        """Return the exit status; None while there is none."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit status."""
        ...

    def kill(self) -> None:
        """Kill it."""
        ...


@dataclass(frozen=True)
class Kept:
    """A sandbox of one level, each run under a keeper of its own."""

    level: str
    bwrap: str = "bwrap"

    def run(
        self, spec: Spec, *, cancel: threading.Event | None = None, start: Callable[[], Process] | None = None
    ) -> Outcome:
        """Run to the end; ``start`` starts a keeper otherwise than as a fresh process.

        Raises:
            SandboxError: The run could not be started, or not be held.
        """
        report = _kept(self._plan(spec), cancel or threading.Event(), start or _fresh)
        if report.trouble:
            raise SandboxError(f"sandbox {self.level}: {report.trouble}")
        return Outcome(
            ending=Ending(report.ending),
            level=self.level,
            exit_code=report.exit_code,
            signal=report.signal,
            seconds=report.seconds,
            peak_memory=report.peak_memory,
            output=report.output,
            why=report.why,
            refused=report.refused,
        )

    def _plan(self, spec: Spec) -> Plan:
        binds = ((str(bind.host.absolute()), bind.inside) for bind in spec.binds)
        return Plan(
            level=self.level,
            argv=spec.argv,
            results=str(spec.results.resolve()),
            scratch=str(_temporary() / f"grader-{secrets.token_hex(8)}"),
            env={**python.environment(), **spec.env},
            binds=(*python.binds(), *binds),
            files=tuple((str(host.resolve()), name) for name, host in spec.files.items()),
            inputs=tuple(spec.inputs.items()),
            limits=spec.limits,
            uid=users.FIRST + next(_counter) % users.COUNT if os.geteuid() == 0 else None,
            bwrap=self.bwrap,
        )


def _temporary() -> Path:
    """Return the folder for temporary files; never one that the user a root grader's run becomes cannot enter."""
    folder = Path(tempfile.gettempdir()).resolve()
    return folder if os.geteuid() != 0 or reach.closed_above(folder / "run") is None else Path("/tmp")  # noqa: S108 - the system's own


def _fresh() -> Process:
    try:
        return subprocess.Popen(  # noqa: S603 - the grader's own interpreter and code
            (sys.executable, "-I", "-S", "-c", _KEEPER),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )
    except OSError as error:
        raise SandboxError(f"the sandbox's keeper could not be started: {error.strerror}") from error


def _kept(plan: Plan, cancel: threading.Event, start: Callable[[], Process]) -> Report:
    """Have a keeper run the plan and return its report."""
    keeper = start()
    said: list[bytes] = []
    assert keeper.stdin is not None  # noqa: S101 - a pipe was asked for
    assert keeper.stdout is not None  # noqa: S101 - as above
    reader = threading.Thread(target=lambda pipe: said.append(pipe.read()), args=(keeper.stdout,), daemon=True)
    reader.start()
    try:
        with suppress(BrokenPipeError):
            keeper.stdin.write(plan.to_json().encode() + b"\n")
            keeper.stdin.flush()
        while keeper.poll() is None and not cancel.is_set():
            with suppress(subprocess.TimeoutExpired):
                keeper.wait(_POLL_S)
    finally:
        # The end of its input is the keeper's word to end the run, also where this process is killed.
        with suppress(OSError):
            keeper.stdin.close()
        _wait(keeper)
        reader.join(_GRACE_S)
        keeper.stdout.close()
    lines = b"".join(said).splitlines()
    try:
        return Report.from_json(lines[-1].decode())
    except (IndexError, ValueError, TypeError):
        last = lines[-1].decode(errors="replace") if lines else "no word"
        return Report(trouble=f"the keeper died (status {keeper.poll()}): {last}")


def _wait(keeper: Process) -> None:
    try:
        keeper.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        keeper.kill()
        keeper.wait()
