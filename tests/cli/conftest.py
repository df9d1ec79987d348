"""The command line in this process, where a sandbox that runs nothing can be put in, and as users start it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from commands import RUBRIC, Said
from sandboxes import FakeSandbox

import grader.cli.grade
import grader.sandbox.choice
from grader.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Grade


@pytest.fixture
def exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a rubric, and an environment in which only what a test sets is set."""
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(RUBRIC, encoding="utf-8")
    for name in ("GRADER_DATA", "COLUMNS", "NO_COLOR", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> FakeSandbox:
    """The sandbox that commands choose; a test may give it another ``act``."""
    made = FakeSandbox()
    monkeypatch.setattr(grader.cli.grade, "choose", lambda _level: made)
    monkeypatch.setattr(grader.sandbox.choice, "choose", lambda _level: made)
    return made


@pytest.fixture
def grade(exam: Path, sandbox: FakeSandbox, capsys: pytest.CaptureFixture[str]) -> Grade:
    """Run ``grade`` with arguments in the exam's folder."""
    del exam, sandbox

    def run(*arguments: object) -> Said:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:  # argparse's own way out
            status = int(end.code or 0)
        return Said(status, *capsys.readouterr())

    return run


@pytest.fixture
def start(exam: Path) -> Grade:
    """Start ``python -m grader.cli`` as a process of its own, in an environment with nothing but what is given."""

    def run(*arguments: object, **environment: str) -> Said:
        words = [sys.executable, *(str(argument) for argument in arguments)]
        if not str(arguments[0]).startswith("-"):
            words[1:1] = ["-m", "grader.cli"]
        done = subprocess.run(
            words, cwd=exam, env={"PATH": os.defpath, **environment}, capture_output=True, timeout=300, check=False
        )
        return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run
