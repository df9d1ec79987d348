"""The processes of a run, found through /proc: all descendants of the keeper, which adopts every orphan."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_KILL_SECONDS = 10.0
_COUNTS_NAMESPACES = (5, 14)


def descendants(root: int | None = None) -> list[int]:
    """Return the ids of all processes below ``root`` (this process if None), parents first."""
    found: list[int] = []
    waiting = _children(root or os.getpid())
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += _children(pid)
    return found


def tasks_of_user() -> int:
    """Return how many processes and threads this process's user has, as the kernel counts them for a limit.

    It counts the first user namespace with all below it, another by itself (kernel/ucount.c), since Linux 5.14.
    """
    user, found = os.geteuid(), 0
    own = _namespace("self") if _is_counted_apart() else ""
    with suppress(OSError), os.scandir("/proc") as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.name.isdigit() and entry.stat().st_uid == user and own in {"", _namespace(entry.name)}:
                    found += len(os.listdir(f"/proc/{entry.name}/task"))  # noqa: PTH208 - hundreds of times
    return found


def _is_counted_apart() -> bool:
    if tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) < _COUNTS_NAMESPACES:
        return False
    with suppress(OSError):
        return Path("/proc/self/uid_map").read_text().split() != ["0", "0", str(2**32 - 1)]
    return False


def _namespace(pid: str) -> str:
    return str(Path(f"/proc/{pid}/ns/user").readlink())


def resident_memory(pids: list[int]) -> int:
    """Return the bytes of memory that the processes have resident; pages they share are counted for each."""
    return sum(_resident(pid) for pid in pids)


def proportional_memory(pids: list[int]) -> int:
    """Return the bytes of memory that the processes hold together, a shared page counted once.

    Ten times the cost of ``resident_memory``; where the kernel does not say, it is that.
    """
    return sum(_proportional(pid) for pid in pids)


def killed_for_memory() -> int:
    """Return how many processes this system has killed so far because it had no memory left."""
    with suppress(OSError, ValueError):
        for line in Path("/proc/vmstat").read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def kill_all(uid: int | None = None) -> bool:
    """Kill every descendant and wait until none is left; tell whether that succeeded.

    A process that forks faster than /proc is read is caught in a later round: a round ends only when the kernel says
    that there is no child left.

    Args:
        uid: The run has this user to itself: kill all it owns, which no fork can outrun.
    """
    deadline = time.monotonic() + _KILL_SECONDS
    while time.monotonic() < deadline:
        if uid is not None:
            _kill_user(uid)
        for pid in descendants():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if _reap():
            return True
        time.sleep(0.002)
    return False


def _kill_user(uid: int) -> None:
    pid = os.fork()
    if pid == 0:
        with suppress(OSError):
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)
        os._exit(0)
    os.waitpid(pid, 0)


def _reap() -> bool:
    """Collect dead children; tell whether there are no others."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            return False


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _resident(pid: int) -> int:
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    return 0


def _proportional(pid: int) -> int:
    with suppress(OSError, IndexError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return _resident(pid)
