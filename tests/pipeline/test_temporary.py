"""Nothing temporary outlives a grader, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from grader.pipeline.temporary import swept_tempdir

SCRIPT = """
import tempfile, time
from pathlib import Path
from grader.pipeline.temporary import swept_tempdir
with swept_tempdir() as folder:
    Path(tempfile.mkdtemp(), "results").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGABRT])
def test_a_killed_grader_leaves_no_folder(number: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert list(folder.rglob("results"))
    process.send_signal(number)
    process.communicate()
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not folder.exists()


def test_temporary_files_lie_in_it_while_it_lasts() -> None:
    before = tempfile.gettempdir()
    with swept_tempdir() as folder:
        assert Path(tempfile.mkdtemp()).parent == folder
    assert not folder.exists()
    assert tempfile.gettempdir() == before
