"""Starts a run: as a program, or as a fork of this process that confines itself and runs a module."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Never

from grader.sandbox import lockdown
from grader.sandbox.watch import Pipes

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.sandbox.plan import Plan
    from grader.sandbox.scratch import Scratch

_CHUNK = 1 << 16
_ECHO = b"."


class Unwound(BaseException):
    """Raised in a run that is a fork, so that nothing of the keeper is on the stack when its command begins."""

    def __init__(self, command: lockdown.Command) -> None:
        super().__init__()
        self.command = command


@dataclass(frozen=True)
class Started:
    """A run under way.

    Attributes:
        pid: Its process, a child of this one.
        pipes: Where it can be heard.
        failure: Descriptor to read from why it could not be started.
        program: It was executed; else it is a fork, whose exit status is its own also inside bubblewrap.
    """

    pid: int
    pipes: Pipes
    failure: int
    program: bool


class _Ends:
    """The two ends of the pipes between keeper and run: what the run prints, bubblewrap's status, a failed start."""

    def __init__(self) -> None:
        self.output, self.output_w = os.pipe()
        self.status, self.status_w = os.pipe()
        self.failure, self.failure_w = os.pipe()

    def started(self, pid: int, *, program: bool) -> Started:
        """Leave writing to the run."""
        for descriptor in (self.output_w, self.status_w, self.failure_w):
            os.close(descriptor)
        return Started(pid, Pipes(self.output, self.status), self.failure, program)


def execute(plan: Plan, scratch: Scratch, binds: lockdown.Binds) -> Started:
    """Start the plan's command."""
    ends = _Ends()
    pid = _fork(ends, lambda: lockdown.confine(plan, scratch, binds, status_fd=ends.status_w).execute())
    return ends.started(pid, program=True)


def fork(plan: Plan, scratch: Scratch, binds: lockdown.Binds) -> Started:
    """Fork a run that does what the plan's command would do.

    Raises:
        Unwound: In the run: it is confined, and has to do what the command says.
        OSError: It could not be started.
    """
    ends = _Ends()
    if plan.level == "bubblewrap":
        pid = _fork_inside(plan, _hold(plan, scratch, binds, ends), ends)
    else:
        pid = _fork(ends, lambda: _unwind(lockdown.confine(plan, scratch, binds, status_fd=ends.status_w)))
    return ends.started(pid, program=False)


def _fork(ends: _Ends, act: Callable[[], Never]) -> int:
    """Fork a process that prints to the run's pipe and acts; why it could not is written down."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(ends.output_w, 1)
        os.dup2(ends.output_w, 2)
        act()
    except Unwound:
        raise
    except BaseException as error:  # noqa: BLE001 - the keeper must learn of anything that went wrong
        with suppress(OSError):
            os.write(ends.failure_w, f"{type(error).__name__}: {error}".encode()[:2000])
    os._exit(1)


def _unwind(command: lockdown.Command) -> Never:
    raise Unwound(command)


def _hold(plan: Plan, scratch: Scratch, binds: lockdown.Binds, ends: _Ends) -> int:
    """Have bubblewrap hold namespaces for as long as this process lives; return process 1 of them."""
    input_r, input_w = os.pipe()
    echo_r, echo_w = os.pipe()

    def act() -> Never:
        os.dup2(input_r, 0)
        os.dup2(echo_w, 1)
        lockdown.confine(plan, scratch, binds, status_fd=ends.status_w, hold=True).execute()

    _fork(ends, act)
    os.close(input_r)
    os.close(echo_w)
    with suppress(BrokenPipeError):
        os.write(input_w, _ECHO)
    echoed = os.read(echo_r, 1) == _ECHO
    os.close(echo_r)
    if not echoed:
        raise OSError(0, f"bubblewrap did not start: {_said(ends.output)}")
    return int(json.loads(os.read(ends.status, _CHUNK).splitlines()[0])["child-pid"])


def _fork_inside(plan: Plan, first: int, ends: _Ends) -> int:
    """Fork a run in the namespaces of process ``first``.

    What enters them is not inside itself, only what it forks is. It ends, and the run comes to this process, which
    adopts orphans.
    """
    told, tell = os.pipe()

    def act() -> Never:
        lockdown.enter(plan, first)
        pid = os.fork()
        if pid:
            os.write(tell, str(pid).encode())
            os._exit(0)
        _unwind(lockdown.confine_inside(plan))

    entering = _fork(ends, act)
    os.close(tell)
    pid = os.read(told, _CHUNK)
    os.close(told)
    os.waitpid(entering, 0)
    if not pid:
        raise OSError(0, f"bubblewrap's namespaces could not be entered: {_said(ends.failure)}")
    return int(pid)


def _said(descriptor: int) -> str:
    """Return what has been written to a pipe by now."""
    os.set_blocking(descriptor, False)
    with suppress(BlockingIOError):
        return os.read(descriptor, _CHUNK).decode(errors="replace").strip()
    return "it did not say why"
