"""``python -m grader.recorder JOB_DIR``: run the job that lies there, in the current folder."""

from __future__ import annotations

import sys
from importlib import import_module
from os import _exit as leave
from pathlib import Path
from typing import TYPE_CHECKING

from grader.recorder.engine import prepare_environment
from grader.recorder.job import read_job

if TYPE_CHECKING:
    from collections.abc import Sequence

PRELOAD = "grader.recorder.preload"


def main(arguments: Sequence[str]) -> int:
    """Run the job in the folder that ``arguments`` names; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m grader.recorder JOB_DIR\n")
        return 2
    folder = Path(arguments[0])
    job = read_job(folder)
    prepare_environment(job)
    if preload := sys.modules.get(PRELOAD):
        preload.move_in()
    # Only now, as it reads the environment.
    import_module(PRELOAD).run(job, folder)
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # All is written. To take TensorFlow apart lasts a quarter of a second, and a thread of the student's for ever.
    leave(status)
