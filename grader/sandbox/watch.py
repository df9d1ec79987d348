"""Watches a run from its start to its end, and ends it where it passes a limit or the grader says so."""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.sandbox import disk, processes

if TYPE_CHECKING:
    from grader.sandbox.plan import Plan
    from grader.sandbox.scratch import Scratch

_MOST_COLLECTED = 1000
_POLL_S = 0.05
_LAST_WORDS_S = 0.2
_MOST_LAST_WORDS_S = 5.0
_DISK_POLL_S = 0.2
_DISK_SHARE = 20
"""A look at the disk may take one part in so many of the keeper's time."""
_CHUNK = 1 << 16
_GRADER = 0
"""The keeper's standard input: the grader holds its other end."""


@dataclass
class Seen:
    """What is known of a run while it goes on, and after."""

    started: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    peak: int = 0
    output: bytes = b""
    status: bytes = b""
    ending: str = ""
    why: str = ""
    exit: int = 0
    next_disk: float = 0.0


@dataclass
class Pipes:
    """Where the run and bubblewrap can be heard: output, bubblewrap's status, and what is still open of the two."""

    output: int
    status: int
    still_open: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.still_open = [self.output, self.status]


def watch(plan: Plan, scratch: Scratch, pid: int, pipes: Pipes) -> Seen:
    """Wait for the run's end, kill what is left of it, and return what was seen."""
    seen = Seen()
    before = processes.killed_for_memory()
    while not _over(pid, seen):
        _listen(plan, seen, pipes, _POLL_S, grader=not seen.ending)
        if not seen.ending:
            _check(plan, scratch, seen)
        if seen.ending:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    seen.ended = time.monotonic()
    processes.kill_all(plan.uid)
    deadline = time.monotonic() + _MOST_LAST_WORDS_S
    while pipes.still_open and time.monotonic() < deadline:
        if not _listen(plan, seen, pipes, _LAST_WORDS_S, grader=False):
            break
    if not seen.ending and processes.killed_for_memory() > before and _was_killed(seen.exit):
        seen.ending, seen.why = "out_of_memory", "the system had no memory left"
    return seen


def _was_killed(code: int) -> bool:
    """Tell whether SIGKILL ended the run, or what bubblewrap started, which it says as 128 + 9."""
    return code in (-signal.SIGKILL, 128 + signal.SIGKILL)


def _over(pid: int, seen: Seen) -> bool:
    """Collect what has ended, adopted orphans too; tell whether the run itself has.

    Not without end: processes that fork and leave faster than they are collected must not keep the limits from being
    looked at.
    """
    over = False
    for _ in range(_MOST_COLLECTED):
        try:
            ended, code = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return over
        if ended == pid:
            seen.exit = os.waitstatus_to_exitcode(code)
            over = True
        if not ended:
            return over
    return over


def _listen(plan: Plan, seen: Seen, pipes: Pipes, seconds: float, *, grader: bool) -> bool:
    """Take in what the run says; tell whether anything was said."""
    listening = [*pipes.still_open, *([_GRADER] if grader else [])]
    ready, _, _ = select.select(listening, [], [], seconds)
    for descriptor in ready:
        if descriptor == _GRADER:
            seen.ending, seen.why = "killed", "the grader ended it"
            continue
        piece = os.read(descriptor, _CHUNK)
        if not piece:
            pipes.still_open.remove(descriptor)
        elif descriptor == pipes.output:
            seen.output = (seen.output + piece)[-plan.limits.output :]
        else:
            seen.status = (seen.status + piece)[:_CHUNK]
    return bool(ready)


def _check(plan: Plan, scratch: Scratch, seen: Seen) -> None:
    limits, now = plan.limits, time.monotonic()
    pids = processes.descendants()
    memory = processes.resident_memory(pids)
    if memory > limits.memory:
        # The quick sum counts a page once for each process that shares it.
        memory = processes.proportional_memory(pids)
    seen.peak = max(seen.peak, memory)
    if memory > limits.memory:
        seen.ending, seen.why = "out_of_memory", f"more than {limits.memory >> 20} MiB of memory"
    elif now - seen.started > limits.wall:
        seen.ending, seen.why = "timed_out", f"more than {limits.wall:g} seconds"
    elif not scratch.capped and now >= seen.next_disk:
        if full := disk.too_full(scratch.job, pids, limits):
            seen.ending, seen.why = "killed", full
        took = time.monotonic() - now
        seen.next_disk = time.monotonic() + max(_DISK_POLL_S, took * _DISK_SHARE)


def tell_apart(code: int, number: int | None, seconds_cpu: float, plan: Plan) -> tuple[str, str]:
    """Name the ending of a run that ended by itself.

    Args:
        code: Its exit status, if no signal ended it.
        number: The signal that did.
        seconds_cpu: CPU time of all its processes.
        plan: Its limits are compared with what it used.
    """
    if number == getattr(signal, "SIGXCPU", None) or (number == signal.SIGKILL and seconds_cpu >= plan.limits.cpu):
        return "timed_out", f"more than {plan.limits.cpu:g} seconds of CPU time"
    if number is not None:
        return "killed", f"ended by signal {number}"
    return ("completed", "") if code == 0 else ("raised", f"exit status {code}")
