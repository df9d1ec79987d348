"""No process and no folder outlives a run, or a grader that was killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from contained import TAKE_MARK, marked, new_mark
from warmth import Forking

from grader.evidence import Ending

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from grader.sandbox.port import Outcome, Sandbox

DAEMON = (
    TAKE_MARK
    + """
import os, signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
open("file", "w").write("x")
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
"""
)

GRADER = """
import sys, tempfile
from contextlib import nullcontext
from pathlib import Path
from contained import runner
from grader.sandbox.choice import choose
from warmth import forking
level, forks, results, mark, code = sys.argv[1:]
with (forking if forks else nullcontext)(choose(level)) as sandbox:
    runner(sandbox, Path(results))(code, env={"MARK": mark})
"""


def gone(mark: str, temporary: Path, seconds: float = 20.0) -> bool:
    """Wait until neither a process, be it of a run or a server, nor a folder is left."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not marked(mark) and not marked(mark, "environ") and not list(temporary.iterdir()):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("end", ["", "time.sleep(600)", "os.abort()"], ids=["ended", "timed out", "crashed"])
def test_of_a_run(run: Callable[..., Outcome], temporary: Path, end: str) -> None:
    mark = new_mark()

    outcome = run(DAEMON + end, wall=1.5, env={"MARK": mark})

    assert outcome.ending in {Ending.COMPLETED, Ending.TIMED_OUT, Ending.KILLED}
    assert marked(mark) == []
    assert list(temporary.iterdir()) == []


def kill_a_grader(sandbox: Sandbox, results: Path, temporary: Path, after: float) -> str:
    mark = new_mark()
    forks = "yes" if isinstance(sandbox, Forking) else ""
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER, sandbox.level, forks, str(results), mark, DAEMON + "time.sleep(600)"],
        env={"PYTHONPATH": ":".join(sys.path), "TMPDIR": str(temporary), "PATH": "/usr/bin:/bin"},
    )
    if not after:
        while len(marked(mark)) < 2 and grader.poll() is None:
            time.sleep(0.02)
    time.sleep(after)
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    return mark


def test_of_a_grader_killed_in_the_middle(sandbox: Sandbox, results: Path, temporary: Path) -> None:
    mark = kill_a_grader(sandbox, results, temporary, after=0)

    assert gone(mark, temporary)


@pytest.mark.slow
def test_of_graders_killed_at_any_moment(sandbox: Sandbox, results: Path, temporary: Path) -> None:
    moments = random.Random(4)  # noqa: S311 - moments, not secrets
    marks = [kill_a_grader(sandbox, results, temporary, moments.uniform(0.05, 1.5)) for _ in range(67)]

    assert all(gone(mark, temporary) for mark in marks), sorted(path.name for path in temporary.iterdir())


def test_of_hostile_folders(run: Callable[..., Outcome], temporary: Path) -> None:
    run(
        """
        import os
        os.makedirs("locked/inside")
        os.chmod("locked/inside", 0)
        os.chmod("locked", 0)
        for _ in range(500):
            os.mkdir("d" * 50)
            os.chdir("d" * 50)
        """
    )

    assert list(temporary.iterdir()) == []
