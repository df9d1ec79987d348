"""Turns a forked child of the keeper into the run: drops what it may do, then becomes the command."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Never

from grader.sandbox import bubblewrap, kernel, landlock, limits, processes, reach, seccomp
from grader.sandbox.scratch import READABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.sandbox.plan import Plan
    from grader.sandbox.scratch import Scratch

Binds = tuple[tuple[str, str], ...]


def become(plan: Plan, scratch: Scratch, binds: Binds, *, status_fd: int) -> Never:
    """Become the plan's command, contained by its level.

    Raises:
        OSError: A step failed; nothing of the command has run.
    """
    if plan.uid is not None:
        if scratch.capped and plan.level != "bubblewrap":
            _reveal(binds, scratch)
        _drop_to(plan.uid)
    # After the change of user, which clears it.
    kernel_die_with_parent()
    if plan.level == "bubblewrap":
        _become_bubblewrap(plan, scratch, binds, status_fd)
    os.setsid()
    job = scratch.job
    _link(job, binds)
    limits.impose(plan.limits, beside=processes.tasks_of_user() if plan.uid is None else 0)
    if plan.level == "landlock":
        landlock.confine(job, [Path(host) for host, _ in binds])
        rules = seccomp.rules(shared_user=True, signals=landlock.scopes_signals())
        kernel.install_filter(seccomp.compile_filter(rules))
    os.chdir(job / "work")
    env = {name: value.replace("{job}", str(job)) for name, value in plan.env.items()}
    argv = [word.replace("{job}", str(job)) for word in plan.argv]
    os.execvpe(argv[0], argv, env)  # noqa: S606 - to start the command is what this is for


def kernel_die_with_parent() -> None:
    """Die when the keeper does, also if it died before this could be asked for."""
    if kernel.AVAILABLE:
        kernel.die_with_parent(signal.SIGKILL)
        if os.getppid() == 1:
            os._exit(1)


def _become_bubblewrap(plan: Plan, scratch: Scratch, binds: Binds, status_fd: int) -> Never:
    seccomp_fd = _readable(seccomp.compile_filter(seccomp.rules()))
    words = bubblewrap.options(plan, scratch.job, binds, seccomp_fd=seccomp_fd, status_fd=status_fd)
    # Through a descriptor, as the run can read bubblewrap's command line in /proc.
    options_fd = _readable(b"".join(os.fsencode(word) + b"\0" for word in words))
    os.set_inheritable(status_fd, True)  # noqa: FBT003 - os takes it by position only
    argv = (plan.bwrap, "--args", str(options_fd), "--", *bubblewrap.command(plan))
    os.execve(plan.bwrap, argv, {"PATH": "/usr/bin:/bin"})  # noqa: S606 - as above


def _reveal(binds: Binds, scratch: Scratch) -> None:
    """Put what lies where only root may enter within the reach of the run's user."""
    closed = [
        (os.path.realpath(host), str(number))
        for number, (host, inside) in enumerate(binds)
        if inside.startswith("/") and not reach.open_to_all(host)
    ]
    if closed:
        kernel.unshare(kernel.CLONE_NEWNS)
        reach.reveal(closed, scratch.root / READABLE)


def _drop_to(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _link(job: Path, binds: Sequence[tuple[str, str]]) -> None:
    for host, inside in binds:
        if inside.startswith("/"):
            Path(host).stat()
        else:
            (job / inside).parent.mkdir(parents=True, exist_ok=True)
            (job / inside).symlink_to(host)


def _readable(content: bytes) -> int:
    """Return an inheritable descriptor that ``content`` can be read from."""
    descriptor = os.memfd_create("options", 0)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.set_inheritable(descriptor, True)  # noqa: FBT003 - os takes it by position only
    return descriptor
