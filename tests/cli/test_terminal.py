"""``grade`` on a terminal of its own: colour, and no colour where it is not wanted."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from commands import HALF

if TYPE_CHECKING:
    from pathlib import Path


def on_terminal(folder: Path, file: str, **environment: str) -> str:
    """Run ``grade`` with a pseudo-terminal as its standard output and return what it wrote there."""
    ours, its = pty.openpty()
    grade = subprocess.Popen(
        [sys.executable, "-m", "grader.cli", file, "--sandbox", "none"],
        cwd=folder,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "TERM": "xterm-256color", **environment},
        stdout=its,
        stderr=subprocess.DEVNULL,
    )
    os.close(its)
    written = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux says so that the other end has closed
            piece = b""
        if not piece:
            break
        written += piece
    os.close(ours)
    assert grade.wait(timeout=300) == 0
    return written.decode("utf-8")


@pytest.fixture
def notes(exam: Path) -> Path:
    """A submission of words alone: nothing of it is run."""
    cells = [f"# %% [markdown]\n{cell}\n" for cell in HALF.split("\n\n")]
    (exam / "half.py").write_text("\n".join(cells), encoding="utf-8")
    return exam


def test_a_terminal_gets_colour(notes: Path) -> None:
    written = on_terminal(notes, "half.py", COLUMNS="80")

    assert "\x1b[" in written
    assert "Small exam" in written


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"NO_COLOR": "yes", "COLUMNS": "60"}])
def test_no_color_takes_it_away(notes: Path, environment: dict[str, str]) -> None:
    written = on_terminal(notes, "half.py", **environment)

    assert "\x1b" not in written
    assert "Small exam" in written
