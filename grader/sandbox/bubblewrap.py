"""The command line of the "bubblewrap" level: a root of its own with nothing of the host in it but what is bound.

What ``--unshare-all`` leaves open and is closed here, each found open by a probe: the root and ``/dev`` are writable
tmpfs without a size until remounted; user namespaces can be nested; sockets, keyrings and io_uring need the filter;
RLIMIT_NPROC counts the host user's processes unless it is set inside.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.sandbox import limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.sandbox.plan import Plan

JOB = "/job"
UID = 1000

HOLDER = ("/bin/sh", "-c", "trap '' CHLD; exec cat")
"""Holds the namespaces as process 1: no run can end it, it leaves no zombies, and ends with what its input comes from.

It echoes, which says that all is mounted.
"""

_SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")

_WORKPLACES = ("/content", "/kaggle/working")
"""Where Colab and Kaggle run a notebook: code that names these folders means its working folder."""

_NAMESPACES = (
    *("--unshare-all", "--unshare-user", "--disable-userns", "--assert-userns-disabled"),
    *("--uid", str(UID), "--gid", str(UID), "--hostname", "sandbox"),
    *("--die-with-parent", "--new-session", "--clearenv"),
)


def options(
    plan: Plan, job: Path, binds: Sequence[tuple[str, str]], *, seccomp_fd: int, status_fd: int
) -> tuple[str, ...]:
    """Return bubblewrap's options.

    Args:
        plan: The run.
        job: The job folder on the host.
        binds: The plan's binds, by paths that the run's user can reach.
        seccomp_fd: Descriptor to read the compiled filter from.
        status_fd: Descriptor to report to: the exit code is there only if the command was started at all.
    """
    env = {name: value.replace("{job}", JOB) for name, value in plan.env.items()}
    return (
        *_NAMESPACES,
        *(word for name, value in env.items() for word in ("--setenv", name, value)),
        *("--ro-bind", "/usr", "/usr"),
        *_system(),
        *("--proc", "/proc", "--dev", "/dev"),
        *("--bind", f"{job}/shm", "/dev/shm", "--remount-ro", "/dev"),  # noqa: S108 - the sandbox's own
        *("--bind", f"{job}/tmp", "/tmp", "--bind", str(job), JOB),  # noqa: S108 - the sandbox's own
        *(word for host, inside in binds for word in ("--ro-bind", host, _inside(inside))),
        *(word for place in _WORKPLACES for word in ("--symlink", f"{JOB}/work", place)),
        *("--remount-ro", "/", "--chdir", f"{JOB}/work"),
        *("--seccomp", str(seccomp_fd), "--json-status-fd", str(status_fd)),
    )


def command(plan: Plan) -> tuple[str, ...]:
    """Return what bubblewrap starts: the plan's command under limits that have to be set inside."""
    argv = (word.replace("{job}", JOB) for word in plan.argv)
    return ("/usr/bin/prlimit", *limits.as_options(plan.limits), "--", *argv)


def _inside(path: str) -> str:
    return path if path.startswith("/") else f"{JOB}/{path}"


def _system() -> Iterable[str]:
    for folder in map(Path, _SYSTEM_FOLDERS):
        if folder.is_symlink():
            yield from ("--symlink", str(folder.readlink()), str(folder))
        elif folder.is_dir():
            yield from ("--ro-bind", str(folder), str(folder))
    for name in _SYSTEM_FILES:
        yield from ("--ro-bind-try", name, name)
