"""The one folder a run may write to: made, filled, collected from and cleared away by the keeper.

    ROOT/room/job/            the job folder: inputs, and
                  work/       the working folder
                  out/        results; a sized file system of its own, so that a full disk cannot lose them
                  home/ tmp/ shm/
    ROOT/readable/N           binds, put there while still root where the run could not reach them by itself

Where the keeper may mount, ``room`` and ``out`` are sized tmpfs in a mount namespace of the keeper's own: full is full,
and all of it is gone with the last process. Where it may not, they are plain folders that a watchdog measures.
"""

from __future__ import annotations

import errno
import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.sandbox import collect, kernel, reach

if TYPE_CHECKING:
    from grader.sandbox.plan import Limits, Plan

READABLE = "readable"
_FOLDERS = ("work", "out", "home", "tmp", "shm")
_MOST_REFUSED = 50


@dataclass(frozen=True)
class Scratch:
    """The folders of one run; ``capped`` tells whether the kernel keeps their size, ``out`` is open from the start."""

    root: Path
    capped: bool
    out: int

    @property
    def room(self) -> Path:
        """All that the run may write to."""
        return self.root / "room"

    @property
    def job(self) -> Path:
        """The job folder, as the host sees it."""
        return self.room / "job"


def prepare(plan: Plan) -> Scratch:
    """Make the folders and put in what the run is given.

    Raises:
        OSError: A folder could not be made, or a file not be read.
    """
    root = Path(plan.scratch)
    root.mkdir(mode=0o711)
    # At the other levels only root: where an ordinary user may mount, bubblewrap is to be had.
    capped = (plan.level == "bubblewrap" or plan.uid is not None) and may_mount()
    if capped:
        own_mounts()
    room = root / "room"
    room.mkdir()
    if capped:
        _mount_sized(room, plan.limits)
    job = room / "job"
    job.mkdir(mode=0o700)
    for name in _FOLDERS:
        (job / name).mkdir(mode=0o700)
    if capped:
        _mount_sized(job / "out", plan.limits)
    out = os.open(job / "out", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    _fill(job, plan)
    if plan.uid is not None:
        _give(job, plan.uid)
    return Scratch(root=root, capped=capped, out=out)


def readable_binds(plan: Plan, scratch: Scratch) -> tuple[tuple[str, str], ...]:
    """Return the plan's binds by paths that the run's user can reach.

    Raises:
        OSError: Python, or an absolute path, is out of the user's reach, and nothing may be mounted here.
    """
    if plan.uid is None:
        return plan.binds
    return tuple(_readable(plan, scratch, number, bind) for number, bind in enumerate(plan.binds))


def _readable(plan: Plan, scratch: Scratch, number: int, bind: tuple[str, str]) -> tuple[str, str]:
    host, inside = bind
    place = scratch.root / READABLE / str(number)
    if scratch.capped:
        reach.bind(Path(os.path.realpath(host)), place)
        in_place = inside.startswith("/") and plan.level != "bubblewrap"
        return (host if in_place else str(place)), inside
    if reach.open_to_all(host):
        return bind
    if inside.startswith("/"):
        raise OSError(errno.EACCES, f"only root may enter {reach.closed_above(Path(os.path.realpath(host)))}", host)
    reach.copy(Path(host), place)
    return str(place), inside


def gather(scratch: Scratch, plan: Plan) -> tuple[str, ...]:
    """Copy the results to where the plan wants them; return what was left behind, each with its reason."""
    limits, target = plan.limits, Path(plan.results)
    left = limits.disk
    refused: list[str] = []
    with suppress(OSError):
        os.fchmod(scratch.out, 0o700)
    names = collect.listing(scratch.out, limits.entries)
    for name in names:
        try:
            left -= collect.copy_file(scratch.out, name, target, left)
        except OSError as error:
            refused.append(f"{name!r}: {error.strerror}")
    more = len(refused) - _MOST_REFUSED
    return (*refused[:_MOST_REFUSED], *([f"and {more} more"] if more > 0 else ()))


def start_sweeper(root: Path) -> int:
    """Start a process that removes ``root`` once the returned descriptor is closed, however this process ends.

    It must be started before this process has mounts of its own: it does not see them, so that what is bound below
    ``root`` (the interpreter, the data) cannot be removed through it. It is no descendant of this process.
    """
    waiting, closing = os.pipe()
    pid = os.fork()
    if pid == 0:
        if os.fork() == 0:
            with suppress(BaseException):
                _sweep(root, waiting, closing)
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(waiting)
    return closing


def wait_until_swept(root: Path, seconds: float = 30.0) -> None:
    """Wait until the sweeper has removed ``root``."""
    deadline = time.monotonic() + seconds
    while os.path.lexists(root) and time.monotonic() < deadline:
        time.sleep(0.002)


def _sweep(root: Path, waiting: int, closing: int) -> None:
    os.setsid()
    os.close(closing)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.read(waiting, 1)
    # A hostile folder: deeper than Python's recursion, longer than a path, with rights taken away.
    for command in (["rm", "-rf", "--"], ["chmod", "-R", "u+rwX", "--"], ["rm", "-rf", "--"]):
        if not os.path.lexists(root):
            return
        # Fixed programs, and a path the grader made up itself.
        subprocess.run([*command, str(root)], check=False)  # noqa: S603 - as said above


def may_mount() -> bool:
    """Tell whether this process could have mounts of its own; tried in a child, as there is no way back."""
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException):
            own_mounts()
            kernel.mount("tmpfs", "/tmp", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV)  # noqa: S108 - gone with the child
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(pid, 0)
    return status == 0


def own_mounts() -> None:
    """Let this process have mounts that no other sees."""
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        kernel.unshare(kernel.CLONE_NEWNS)
    else:
        kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_SLAVE)


def _mount_sized(place: Path, limits: Limits) -> None:
    options = f"size={limits.disk},nr_inodes={limits.entries},mode=0711"
    kernel.mount("tmpfs", str(place), "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)


def _fill(job: Path, plan: Plan) -> None:
    for name, text in plan.inputs:
        (job / name).write_text(text, encoding="utf-8")
    left = plan.limits.disk
    for host, name in plan.files:
        target = job / "work" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        left -= collect.copy_path(Path(host), target, left)


def _give(job: Path, uid: int) -> None:
    """Make the run's user own all that is in the job folder."""
    os.chown(job, uid, uid)
    for folder, folders, files in os.walk(job):
        for name in (*folders, *files):
            os.chown(os.path.join(folder, name), uid, uid, follow_symlinks=False)  # noqa: PTH118 - Path.chown follows
