"""One small process a run: prepares, starts, watches, kills, collects and clears away.

It reads a plan, a line of JSON, from its standard input and writes a report to its standard output. When its standard
input ends or says anything more, the run is over: so nothing outlives a grader that was killed.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from grader.sandbox import kernel, lockdown, processes, scratch
from grader.sandbox.plan import Plan, Report

_POLL_S = 0.05
_LAST_WORDS_S = 0.5
_CHUNK = 1 << 16
_SIGNALLED = 128
"""Bubblewrap and shells say 128 + signal of a command that a signal ended."""


@dataclass
class _Watch:
    """What is known of a run while it goes on."""

    started: float = field(default_factory=time.monotonic)
    peak: int = 0
    output: bytes = b""
    status: bytes = b""
    ending: str = ""
    why: str = ""
    exit: int = 0


def main() -> None:
    """Keep one run."""
    plan = Plan.from_json(sys.stdin.readline())
    root = Path(plan.scratch)
    sweeper = scratch.start_sweeper(root)
    if kernel.AVAILABLE:
        kernel.adopt_orphans()
    try:
        report = _keep(plan)
    except OSError as error:
        report = Report(trouble=f"{error.strerror or error} {error.filename or ''}".strip())
    os.close(sweeper)
    scratch.wait_until_swept(root)
    sys.stdout.write(report.to_json() + "\n")
    sys.stdout.flush()


def _keep(plan: Plan) -> Report:
    prepared = scratch.prepare(plan)
    try:
        binds = scratch.readable_binds(plan, prepared)
        pid, pipes, failure = _start(plan, prepared, binds)
        seen = _watch(plan, prepared, pid, pipes)
        if not processes.kill_all(plan.uid):
            return Report(trouble="processes of the run could not be killed")
        if trouble := _read_all(failure):
            return Report(trouble=trouble)
        return _report(plan, seen, scratch.gather(prepared, plan))
    finally:
        processes.kill_all(plan.uid)
        os.close(prepared.out)


def _start(plan: Plan, prepared: scratch.Scratch, binds: lockdown.Binds) -> tuple[int, tuple[int, int], int]:
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
    return pid, (output_r, status_r), failure_r


def _watch(plan: Plan, prepared: scratch.Scratch, pid: int, pipes: tuple[int, int]) -> _Watch:
    """Wait for the run's end, and end it where a limit is passed or the grader says so."""
    seen = _Watch()
    pipes_open = list(pipes)
    while True:
        _listen(plan, seen, pipes, pipes_open, [0], _POLL_S)
        done, code = os.waitpid(pid, os.WNOHANG)
        if done:
            seen.exit = os.waitstatus_to_exitcode(code)
            break
        if not seen.ending:
            _check(plan, prepared, seen)
        if seen.ending:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    processes.kill_all(plan.uid)
    while pipes_open and _listen(plan, seen, pipes, pipes_open, [], _LAST_WORDS_S):
        pass
    return seen


def _listen(  # noqa: PLR0913, PLR0917 - the two sides of select, spelt out
    plan: Plan, seen: _Watch, pipes: tuple[int, int], pipes_open: list[int], grader: list[int], seconds: float
) -> bool:
    """Take in what the run says; tell whether anything was said."""
    listening = [*pipes_open, *(grader if not seen.ending else [])]
    ready, _, _ = select.select(listening, [], [], seconds)
    for descriptor in ready:
        if descriptor in grader:
            seen.ending, seen.why = "killed", "the grader ended it"
            continue
        piece = os.read(descriptor, _CHUNK)
        if not piece:
            pipes_open.remove(descriptor)
        elif descriptor == pipes[0]:
            seen.output = (seen.output + piece)[-plan.limits.output :]
        else:
            seen.status = (seen.status + piece)[:_CHUNK]
    return bool(ready)


def _check(plan: Plan, prepared: scratch.Scratch, seen: _Watch) -> None:
    limits = plan.limits
    pids = processes.descendants()
    memory = processes.resident_memory(pids)
    if memory > limits.memory:
        # The quick sum counts a page once for each process that shares it.
        memory = processes.proportional_memory(pids)
    seen.peak = max(seen.peak, memory)
    if memory > limits.memory:
        seen.ending, seen.why = "out_of_memory", f"more than {limits.memory >> 20} MiB of memory"
    elif time.monotonic() - seen.started > limits.wall:
        seen.ending, seen.why = "timed_out", f"more than {limits.wall:g} seconds"
    elif not prepared.capped and (full := scratch.too_full(prepared, limits)):
        seen.ending, seen.why = "killed", full


def _report(plan: Plan, seen: _Watch, refused: tuple[str, ...]) -> Report:
    code = seen.exit
    if plan.level == "bubblewrap" and not seen.ending:
        inside = _bubblewrap_exit(seen.status)
        if inside is None:
            return Report(trouble=f"bubblewrap did not start the run: {seen.output[-1000:].decode(errors='replace')}")
        code = inside
    number = -code if code < 0 else code - _SIGNALLED if code > _SIGNALLED else None
    ending, why = (seen.ending, seen.why) if seen.ending else _natural(code, number)
    return Report(
        ending=ending,
        exit_code=code if number is None else None,
        signal=number,
        seconds=time.monotonic() - seen.started,
        peak_memory=seen.peak,
        output=seen.output.decode(errors="replace"),
        why=why,
        refused=refused,
    )


def _natural(code: int, number: int | None) -> tuple[str, str]:
    if number == signal.SIGXCPU:
        return "timed_out", "more CPU time than it may use"
    if number is not None:
        return "killed", f"ended by signal {number}"
    return ("completed", "") if code == 0 else ("raised", f"exit status {code}")


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
