"""One small process a run: prepares, starts, watches, kills, collects and clears away.

It reads a plan, a line of JSON, from its standard input and writes a report to its standard output. When its standard
input ends or says anything more, the run is over: so nothing outlives a grader that was killed.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from grader.sandbox import kernel, processes, scratch, starting, users
from grader.sandbox.plan import Plan, Report
from grader.sandbox.watch import Seen, tell_apart, watch

_CHUNK = 1 << 16
_SIGNALLED = 128
"""Bubblewrap and shells say 128 + signal of a command that a signal ended."""


def main(*, fork: bool = False) -> None:
    """Keep one run.

    Args:
        fork: The run is a fork of this process, which has imported what it needs, instead of a program to start.

    Raises:
        starting.Unwound: In the run, if it is a fork: it is confined, and has to do what the command says.
    """
    plan = Plan.from_json(_first_line(sys.stdin.fileno()).decode())
    os.umask(0o022)
    root = Path(plan.scratch)
    sweeper = scratch.start_sweeper(root)
    try:
        if kernel.AVAILABLE:
            kernel.adopt_orphans()
        with users.of_its_own(plan.uid) as uid:
            report = _keep(replace(plan, uid=uid), fork=fork)
    except OSError as error:
        report = Report(trouble=f"{error.strerror or error} {error.filename or ''}".strip())
    except Exception as error:  # noqa: BLE001 - whatever it is, the grader must hear of it
        report = Report(trouble=f"the keeper failed: {type(error).__name__}: {error}")
    os.close(sweeper)
    scratch.wait_until_swept(root)
    sys.stdout.write(report.to_json() + "\n")
    sys.stdout.flush()


def _keep(plan: Plan, *, fork: bool) -> Report:
    prepared = scratch.prepare(plan)
    try:
        binds = scratch.readable_binds(plan, prepared)
        start = starting.fork if fork else starting.execute
        started = start(plan, prepared, binds)
        seen = watch(plan, prepared, started.pid, started.pipes)
        if not processes.kill_all(plan.uid):
            return Report(trouble="processes of the run could not be killed")
        if trouble := _read_all(started.failure):
            return Report(trouble=trouble)
        return _report(plan, seen, scratch.gather(prepared, plan), program=started.program)
    except Exception:  # and not what unwinds a run that is a fork
        processes.kill_all(plan.uid)
        raise


def _report(plan: Plan, seen: Seen, refused: tuple[str, ...], *, program: bool) -> Report:
    code = seen.exit
    if program and plan.level == "bubblewrap" and not seen.ending:
        inside = _bubblewrap_exit(seen.status)
        if inside is None and code > 0:
            return Report(trouble=f"bubblewrap did not start the run: {seen.output[-1000:].decode(errors='replace')}")
        code = code if inside is None else inside
    number = -code if code < 0 else code - _SIGNALLED if _SIGNALLED < code < _SIGNALLED + signal.NSIG else None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    ending, why = seen.ending, seen.why
    if not ending:
        ending, why = tell_apart(code, number, used.ru_utime + used.ru_stime, plan)
    return Report(
        ending=ending,
        exit_code=code if number is None else None,
        signal=number,
        seconds=seen.ended - seen.started,
        # A short run ends between two looks; the kernel knows the most that one process had, in KiB.
        peak_memory=max(seen.peak, used.ru_maxrss * 1024),
        output=seen.output.decode(errors="replace"),
        why=why,
        refused=refused,
    )


def _bubblewrap_exit(status: bytes) -> int | None:
    for line in status.decode(errors="replace").splitlines():
        with suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict) and isinstance(found.get("exit-code"), int):
                return int(found["exit-code"])
    return None


def _first_line(descriptor: int) -> bytes:
    """Read up to the end of a line: ``sys.stdin`` would keep what it has read, and a run that is a fork have it."""
    content = b""
    while not content.endswith(b"\n") and (piece := os.read(descriptor, _CHUNK)):
        content += piece
    return content


def _read_all(descriptor: int) -> str:
    content = b""
    while piece := os.read(descriptor, _CHUNK):
        content += piece
    return content.decode(errors="replace")
