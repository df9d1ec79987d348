"""A place for all temporary files of a grader, gone with it however it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SWEEP = 'cat >/dev/null; rm -rf -- "$1"'


@contextmanager
def swept_tempdir() -> Iterator[Path]:
    """Let every temporary file of this process lie in one folder that is removed also when the process is killed.

    A shell beside this process waits for the end of its input, which the system closes in any case, and removes the
    folder. It is in a session of its own, so that a Ctrl-C does not reach it.
    """
    folder = Path(tempfile.mkdtemp(prefix="grader-"))
    # Runs of a root grader have a user of their own, who must be able to pass through.
    folder.chmod(0o711)
    before = tempfile.tempdir
    sweeper = _sweeper(folder)
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        if sweeper is None:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            sweeper.communicate()


def _sweeper(folder: Path) -> subprocess.Popen[bytes] | None:
    if os.name != "posix":
        return None
    # A fixed program, and a path that was made above.
    return subprocess.Popen(  # noqa: S603 - as said above
        ("/bin/sh", "-c", _SWEEP, "sweeper", str(folder)), stdin=subprocess.PIPE, start_new_session=True
    )
