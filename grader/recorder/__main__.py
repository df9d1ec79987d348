"""``python -m grader.recorder JOB_DIR``: run the job that lies there, in the current folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.recorder.engine import prepare_environment
from grader.recorder.job import read_job

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run the job in the folder that ``arguments`` names; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m grader.recorder JOB_DIR\n")
        return 2
    folder = Path(arguments[0])
    job = read_job(folder)
    prepare_environment(job)
    if preload := sys.modules.get("grader.recorder.preload"):
        preload.move_in()
    from grader.recorder.run import run  # noqa: PLC0415 - imports IPython and TensorFlow, which read the environment

    run(job, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
