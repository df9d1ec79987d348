"""How much a run has written, where the kernel does not keep its size: looked up again and again by the keeper.

Counted is what the run's folder holds, and what its processes hold open or mapped of files that have no name any more.
What is out of sight all the same: a deleted file whose only descriptor is under way in a socket.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.sandbox.plan import Limits

_BLOCK = 512
_DEEPEST, _LONGEST = 100, 3000
"""No honest work nests its folders so deep, nor has paths so long: below them a look-up would be blind."""


def too_full(job: Path, pids: Iterable[int], limits: Limits) -> str:
    """Say which limit the files of a run pass; empty if none."""
    size = entries = 0
    waiting = [(str(job), 0)]
    while waiting:
        folder, depth = waiting.pop()
        if depth > _DEEPEST or len(folder) > _LONGEST:
            return f"folders more than {_DEEPEST} deep"
        for status, path in _entries(folder):
            entries += 1
            size += status.st_blocks * _BLOCK
            if stat.S_ISDIR(status.st_mode):
                waiting.append((path, depth + 1))
        if entries > limits.entries:
            return f"more than {limits.entries:,} files"
    size += sum(_nameless(pids, job).values())
    return f"more than {limits.disk >> 20} MiB on the disk" if size > limits.disk else ""


def _entries(folder: str) -> list[tuple[os.stat_result, str]]:
    for _ in range(2):
        try:
            with os.scandir(folder) as found:
                return [(entry.stat(follow_symlinks=False), entry.path) for entry in found]
        except PermissionError:
            # The run's own doing: it hides what is inside, not from us.
            with suppress(OSError):
                os.chmod(folder, stat.S_IRWXU, follow_symlinks=False)  # noqa: PTH101 - Path.chmod cannot refuse to follow on Linux either
        except OSError:
            break
    return []


def _nameless(pids: Iterable[int], job: Path) -> dict[tuple[int, int], int]:
    """Return the sizes of deleted files that processes still have, each once."""
    found: dict[tuple[int, int], int] = {}
    place = os.fsencode(job)
    for pid in pids:
        with suppress(OSError), os.scandir(f"/proc/{pid}/fd") as descriptors:
            for descriptor in descriptors:
                with suppress(OSError):
                    status = descriptor.stat()
                    if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                        found[status.st_dev, status.st_ino] = status.st_blocks * _BLOCK
        with suppress(OSError, ValueError, IndexError):
            for line in Path(f"/proc/{pid}/maps").read_bytes().splitlines():
                if line.endswith(b" (deleted)") and place in line:
                    words = line.split(maxsplit=5)
                    start, end = (int(number, 16) for number in words[0].split(b"-"))
                    major, minor = (int(number, 16) for number in words[3].split(b":"))
                    key = (os.makedev(major, minor), int(words[4]))
                    found[key] = max(found.get(key, 0), end - start)
    return found
