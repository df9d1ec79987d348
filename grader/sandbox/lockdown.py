"""Turns a forked child of the keeper into the run: drops what it may do, and says what is left to be started."""

from __future__ import annotations

import errno
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Never

from grader.sandbox import bubblewrap, kernel, landlock, limits, processes, reach, seccomp
from grader.sandbox.scratch import READABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.sandbox.plan import Plan
    from grader.sandbox.scratch import Scratch

Binds = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Command:
    """What a process that is confined has still to do."""

    argv: tuple[str, ...]
    env: dict[str, str]

    def execute(self) -> Never:
        """Become it."""
        os.execvpe(self.argv[0], self.argv, self.env)  # noqa: S606 - to start the command is what this is for


def confine(plan: Plan, scratch: Scratch, binds: Binds, *, status_fd: int, hold: bool = False) -> Command:
    """Confine this process as its level does; return what it has to start, which may be what confines it.

    Args:
        plan: The run.
        scratch: Its folders.
        binds: Its binds, by paths that its user can reach.
        status_fd: Where bubblewrap reports to.
        hold: Have bubblewrap hold a place to ``enter`` instead of starting the plan's command.

    Raises:
        OSError: A step failed; nothing of the plan's command has run.
    """
    if plan.uid is not None:
        if scratch.capped and plan.level != "bubblewrap":
            _reveal(binds, scratch)
        drop_to(plan.uid)
    # After the change of user, which clears it.
    kernel_die_with_parent()
    if plan.level == "bubblewrap":
        return _bubblewrap(plan, scratch, binds, status_fd, hold=hold)
    os.setsid()
    job = scratch.job
    _link(job, binds)
    limits.impose(plan.limits, beside=processes.tasks_of_user() if plan.uid is None else 0)
    if plan.level == "landlock":
        landlock.confine(job, [Path(host) for host, _ in binds])
        rules = seccomp.rules(shared_user=True, signals=landlock.scopes_signals())
        kernel.install_filter(seccomp.compile_filter(rules))
    return _at(plan, str(job))


def _at(plan: Plan, job: str) -> Command:
    """Go to the working folder; return the plan's command."""
    os.chdir(f"{job}/work")
    env = {name: value.replace("{job}", job) for name, value in plan.env.items()}
    return Command(tuple(word.replace("{job}", job) for word in plan.argv), env)


def enter(plan: Plan, first: int) -> None:
    """Enter bubblewrap's namespaces, in which ``first`` is process 1; what is forked from here on is inside.

    The inner user namespace comes last: in it nobody may enter anything any more.
    """
    if plan.uid is not None:
        drop_to(plan.uid)
    places = {name: f"/proc/{first}/ns/{name}" for name in kernel.NAMESPACES}
    inside = {
        name: os.open(place, os.O_RDONLY | os.O_CLOEXEC)
        for name, place in places.items()
        # Bubblewrap does without one that the kernel does not have.
        if Path(place).exists() and not os.path.samefile(place, f"/proc/self/ns/{name}")  # noqa: PTH121 - Path.samefile is that
    }
    user = inside.pop("user")
    kernel.enter(kernel.owner(inside["mnt"]), "user")
    for name, namespace in inside.items():
        kernel.enter(namespace, name)
    kernel.enter(user, "user")


def confine_inside(plan: Plan) -> Command:
    """Do for a fork that is inside what bubblewrap does for what it starts; return the plan's command.

    Raises:
        OSError: The run could not be confined.
    """
    if not os.statvfs("/proc/self/exe").f_flag & os.ST_RDONLY:
        raise OSError(errno.EROFS, "the interpreter was not executed from a read-only mount")
    os.setsid()
    limits.impose(plan.limits)
    kernel.give_up_privileges()
    kernel.drop_capabilities()
    kernel.install_filter(seccomp.compile_filter(seccomp.rules()))
    return _at(plan, bubblewrap.JOB)


def kernel_die_with_parent() -> None:
    """Die when the keeper does, also if it died before this could be asked for."""
    if kernel.AVAILABLE:
        kernel.die_with_parent(signal.SIGKILL)
        if os.getppid() == 1:
            os._exit(1)


def _bubblewrap(plan: Plan, scratch: Scratch, binds: Binds, status_fd: int, *, hold: bool) -> Command:
    seccomp_fd = _readable(seccomp.compile_filter(seccomp.rules()))
    words = bubblewrap.options(plan, scratch.job, binds, seccomp_fd=seccomp_fd, status_fd=status_fd)
    # Through a descriptor, as the run can read bubblewrap's command line in /proc.
    options_fd = _readable(b"".join(os.fsencode(word) + b"\0" for word in words))
    os.set_inheritable(status_fd, True)  # noqa: FBT003 - os takes it by position only
    started = ("--as-pid-1", "--", *bubblewrap.HOLDER) if hold else ("--", *bubblewrap.command(plan))
    argv = (plan.bwrap, "--args", str(options_fd), *started)
    return Command(argv, {"PATH": "/usr/bin:/bin"})


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


def drop_to(uid: int) -> None:
    """Become an ordinary user, for good."""
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
