"""A class run that is killed goes on where it was: nothing lost, nothing graded twice with two results."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("class_run.py")
STUDENTS = 24


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    for number in range(STUDENTS):
        answer = 9216 if number % 3 else 9217
        (folder / f"student{number:02d}.py").write_text(f"# 1.\n# 답: {answer}\nx = {number}\n")
    return folder


def started(klass: Path, out: Path, seconds: float = 0.02, stderr: int | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), str(klass), str(out), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)


def results(process: subprocess.Popen[str]) -> dict[str, tuple[str, str]]:
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    found: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        name, points, how = line.split()
        assert name not in found
        found[name] = (points, how)
    return found


@pytest.fixture(scope="module")
def undisturbed(klass: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    found = results(started(klass, tmp_path_factory.mktemp("undisturbed")))
    return {name: points for name, (points, _) in found.items()}


def killed_and_resumed(klass: Path, out: Path, undisturbed: dict[str, str], kills: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, not secrets
    for _ in range(kills):
        process = started(klass, out)
        assert process.stdout is not None
        # Past the imports, so that the kill falls into the grading.
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        process.communicate()
    found = results(started(klass, out))
    assert {name: points for name, (points, _) in found.items()} == undisturbed
    again = results(started(klass, out))
    assert {how for _, how in again.values()} == {"stored"}


def test_all_have_the_results_of_an_undisturbed_run(klass: Path, tmp_path: Path, undisturbed: dict[str, str]) -> None:
    killed_and_resumed(klass, tmp_path, undisturbed, kills=4, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_fifty_kills_lose_nothing(klass: Path, tmp_path: Path, undisturbed: dict[str, str], seed: int) -> None:
    killed_and_resumed(klass, tmp_path, undisturbed, kills=5, seed=seed)


def test_a_full_disk_loses_nothing(klass: Path, small_disk: Path, undisturbed: dict[str, str]) -> None:
    first = started(klass, small_disk, stderr=subprocess.PIPE)
    kept, said = first.communicate(timeout=120)
    assert first.returncode != 0
    assert "could not be stored" in said
    assert "make room and run again" in said
    subprocess.run(["mount", "-o", "remount,size=16m", small_disk], check=True)
    found = results(started(klass, small_disk))
    assert {name: points for name, (points, _) in found.items()} == undisturbed
    # What was said to be graded had been stored.
    told = {line.split()[0] for line in kept.splitlines()}
    assert 0 < len(told) < STUDENTS
    assert {name for name, (_, how) in found.items() if how == "stored"} == told


def test_two_graders_at_once_do_not_get_in_each_others_way(klass: Path, tmp_path: Path) -> None:
    # Eight rounds of three, slow enough for the second one's imports.
    first = started(klass, tmp_path, seconds=2.0)
    assert first.stdout is not None
    line = first.stdout.readline()
    second = subprocess.run(
        [sys.executable, str(SCRIPT), str(klass), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert line
    assert second.returncode != 0
    assert "another grade is at work here" in second.stderr
    rest, _ = first.communicate(timeout=60)
    assert len(rest.splitlines()) + 1 == STUDENTS
