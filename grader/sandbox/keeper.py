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

from grader.sandbox import kernel, lockdown, processes, scratch, users
from grader.sandbox.plan import Plan, Report
from grader.sandbox.watch import Pipes, Seen, tell_apart, watch

_CHUNK = 1 << 16
_SIGNALLED = 128
"""Bubblewrap and shells say 128 + signal of a command that a signal ended."""


def main() -> None:
    """Keep one run."""
    plan = Plan.from_json(sys.stdin.readline())
    os.umask(0o022)
    root = Path(plan.scratch)
    sweeper = scratch.start_sweeper(root)
    try:
        if kernel.AVAILABLE:
            kernel.adopt_orphans()
        with users.of_its_own(plan.uid) as uid:
            report = _keep(replace(plan, uid=uid))
    except OSError as error:
        report = Report(trouble=f"{error.strerror or error} {error.filename or ''}".strip())
    except Exception as error:  # noqa: BLE001 - whatever it is, the grader must hear of it
        report = Report(trouble=f"the keeper failed: {type(error).__name__}: {error}")
    os.close(sweeper)
    scratch.wait_until_swept(root)
    sys.stdout.write(report.to_json() + "\n")
    sys.stdout.flush()


def _keep(plan: Plan) -> Report:
    prepared = scratch.prepare(plan)
    try:
        binds = scratch.readable_binds(plan, prepared)
        pid, pipes, failure = _start(plan, prepared, binds)
        seen = watch(plan, prepared, pid, pipes)
        if not processes.kill_all(plan.uid):
            return Report(trouble="processes of the run could not be killed")
        if trouble := _read_all(failure):
            return Report(trouble=trouble)
        return _report(plan, seen, scratch.gather(prepared, plan))
    finally:
        processes.kill_all(plan.uid)
        os.close(prepared.out)


def _start(plan: Plan, prepared: scratch.Scratch, binds: lockdown.Binds) -> tuple[int, Pipes, int]:
    """Fork the run; return its id, the pipes of its output and of bubblewrap's status, and that of a failed start."""
    output_r, output_w = os.pipe()
    status_r, status_w = os.pipe()
    failure_r, failure_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(output_w, 1)
            os.dup2(output_w, 2)
            lockdown.become(plan, prepared, binds, status_fd=status_w)
        except BaseException as error:  # noqa: BLE001 - the keeper must learn of anything that went wrong
            with suppress(OSError):
                os.write(failure_w, f"{type(error).__name__}: {error}".encode()[:2000])
        os._exit(1)
    for descriptor in (output_w, status_w, failure_w):
        os.close(descriptor)
    return pid, Pipes(output_r, status_r), failure_r


def _report(plan: Plan, seen: Seen, refused: tuple[str, ...]) -> Report:
    code = seen.exit
    if plan.level == "bubblewrap" and not seen.ending:
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


def _read_all(descriptor: int) -> str:
    content = b""
    while piece := os.read(descriptor, _CHUNK):
        content += piece
    return content.decode(errors="replace")
