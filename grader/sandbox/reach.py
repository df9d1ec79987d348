"""Whether, and how, the user that a root grader's run becomes gets at what it is to read.

Python, a checkout or the data may lie under a home that only root may enter. At the bubblewrap level all is bound into
a root of its own. Elsewhere it is bound in place, in a mount namespace of the run's own; data are copied where nothing
may be mounted.
"""

from __future__ import annotations

import errno
import os
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from grader.sandbox import kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

Binds = tuple[tuple[str, str], ...]


def open_to_all(path: str) -> bool:
    """Tell whether any user may read a file or folder, by the modes of it and of all folders above."""
    real = Path(os.path.realpath(path))
    mode = real.stat().st_mode
    needed = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
    return mode & needed == needed and closed_above(real) is None


def closed_above(path: Path) -> Path | None:
    """Return the topmost folder above ``path`` that not everyone may enter; None if all may be entered."""
    closed = [folder for folder in path.parents if not folder.stat().st_mode & stat.S_IXOTH]
    return closed[-1] if closed else None


def bind(source: Path, place: Path) -> None:
    """Show ``source`` at ``place``, read-only; the keeper, or the run before it gives up its rights, has mounts."""
    if source.is_dir():
        place.mkdir(parents=True, exist_ok=True)
    elif not place.exists():  # one that is another user's could not be touched
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    kernel.mount(str(source), str(place), flags=kernel.MS_BIND | kernel.MS_REC)
    kernel.mount("none", str(place), flags=kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY)


def copy(source: Path, place: Path) -> None:
    """Copy ``source`` to ``place`` for everyone to read.

    Raises:
        OSError: It could not be copied.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    for command in (["cp", "-RL", "--", str(source), str(place)], ["chmod", "-R", "a+rX", "--", str(place)]):
        # Fixed programs; paths of the grader.
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - as said above
        if done.returncode:
            raise OSError(errno.EACCES, f"could not be copied for the run (status {done.returncode})", str(source))


def reveal(binds: Sequence[tuple[str, str]], sources: Path) -> None:
    """Make folders that only root may enter enterable, with nothing in them but what the run is to read.

    Args:
        binds: (host path, path in ``sources``) of what lies below such folders.
        sources: Folder that all of it is bound below already, as covering a folder hides what is in it.

    The caller has a mount namespace of its own: nobody else sees any of this.
    """
    for folder in {closed for host, _ in binds if (closed := closed_above(Path(host)))}:
        kernel.mount("tmpfs", str(folder), "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=0711")
    for host, name in binds:
        bind(sources / name, Path(host))
