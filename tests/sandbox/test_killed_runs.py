"""Runs that are killed from outside at random moments keep what they had earned, the rest waits; nothing is left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = 6
RUBRIC = "exam: Sums\nparts:\n" + "".join(
    f'  - {{id: "{n}", points: 1, criteria: [{{check: number_answer, points: 1, value: {n * n + 40}}}]}}\n'
    for n in range(1, PARTS + 1)
)
NAME = "killable"
SCRIPT = f"with open('/proc/self/comm', 'w') as comm:\n    comm.write('{NAME}')\nimport time\n" + "".join(
    f"# ## {n}\ntime.sleep(0.1)\nprint('answer:', {n} * {n} + 40)\n" for n in range(1, PARTS + 1)
)
LASTS = PARTS * 0.1
"""Seconds that the script takes at least."""


def runs() -> Iterator[int]:
    """Yield the processes that run the script now."""
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and (folder / "comm").read_text(encoding="utf-8").strip() == NAME:
                yield int(folder.name)
        except OSError:  # it has ended meanwhile
            continue


def kill_at_random(grader: subprocess.Popen[bytes], moment: random.Random) -> None:
    """Kill each run once, a random while after it was first seen, until the grader ends."""
    due: dict[int, float] = {}
    while grader.poll() is None:
        for process in runs():
            if time.monotonic() >= due.setdefault(process, time.monotonic() + moment.uniform(0, 1.2 * LASTS)):
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    continue
        time.sleep(0.01)


def graded(folder: Path, count: int) -> list[dict[str, object]]:
    klass, temporary = folder / "class", folder / "tmp"
    klass.mkdir()
    temporary.mkdir()
    temporary.chmod(0o711)
    (folder / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    for number in range(count):
        (klass / f"student{number:03}.py").write_text(f"# {number}\n{SCRIPT}", encoding="utf-8")
    command = [sys.executable, "-m", "grader.cli", str(klass), "--rubric", str(folder / "rubric.yaml")]
    grader = subprocess.Popen(
        [*command, "--json", str(folder / "report.json"), "--fidelity", "probe"],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    kill_at_random(grader, random.Random(43))  # noqa: S311 - moments, not secrets
    found: list[dict[str, object]] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert list(temporary.iterdir()) == []
    return found


def verdicts(report: dict[str, object]) -> list[str]:
    parts: list[dict[str, list[dict[str, str]]]] = report["parts"]  # type: ignore[assignment]
    return [criterion["verdict"] for part in parts for criterion in part["criteria"]]


@pytest.mark.parametrize("count", [6, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_a_run_killed_at_a_random_moment_keeps_what_it_had_earned(tmp_path: Path, count: int) -> None:
    tmp_path.parent.parent.chmod(0o711)
    reports = graded(tmp_path, count)

    assert len(reports) == count
    for report in reports:
        met = verdicts(report).count("met")
        assert verdicts(report) == ["met"] * met + ["undetermined"] * (PARTS - met), report["submission"]
        assert (report["points"], report["pending"]) == (met, PARTS - met)
        assert report["ending"] == ("completed" if met == PARTS and report["ending"] == "completed" else "killed")
    assert sum(report["ending"] == "killed" for report in reports) > count // 3
    assert list(runs()) == []
