"""Runs recorder jobs one after the other, each in a fork of one process that has imported TensorFlow and done no more.

Started as ``python recorder_server.py GENERATION``; takes a job folder a line, answers "started PID", "ended STATUS".
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from grader.recorder.engine import load_engine, prepare_environment
from grader.recorder.job import Job, read_job


def main(generation: str) -> None:
    anything = Job(cells=(), keras=2 if generation == "2" else 3)
    prepare_environment(anything)
    load_engine(anything)
    from grader.recorder.run import run

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        folder = Path(line.strip())
        process = os.fork()
        if not process:
            os.chdir(folder / "work")
            quiet = os.open(os.devnull, os.O_RDWR)
            os.dup2(quiet, 0)
            os.dup2(quiet, 1)
            status = 1
            try:
                run(read_job(folder), folder)
                status = 0
            except Exception:  # noqa: BLE001 - told on stderr, and by the status
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        sys.stdout.write(f"started {process}\n")
        sys.stdout.flush()
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"ended {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
