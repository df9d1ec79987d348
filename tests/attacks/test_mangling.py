"""Mangled recordings, networks, weights, event files and notebooks are read or refused: no crash, no hang, no bomb."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = str(Path(__file__).with_name("mangling.py"))


def mangle(*options: str) -> str:
    done = subprocess.run((sys.executable, SCRIPT, *options), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    return done.stdout


def test_some_notebooks_in_every_gate() -> None:
    assert "0 not as expected" in mangle("--only", "notebooks", "--count", "30")


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["recordings", "notebooks", "events", "artifacts", "handed"])
def test_a_thousand_of_each_kind(kind: str) -> None:
    assert "1,000 mangled" in mangle("--only", kind, "--count", "1000")
