"""The class of sixty by one command: all accounted for, the good ones with their scores; killed at any moment."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sixty

from grader.store import Store

GRADE = Path(sys.executable).with_name("grade")
WITHOUT_KERAS = Path(sixty.__file__).with_name("sixty_run.py")
KILLS = 5


def command(folder: Path, out: Path, *start: object) -> list[str]:
    paths, _ = sixty.write(folder)
    report = out.with_suffix(".json")
    more = ("--rubric", folder / "rubric.yaml", "--out", out, "--json", report, "--jobs", "2", *sixty.OPTIONS)
    return [str(word) for word in (*start, *paths, *more)]


def scores(out: Path) -> dict[str, dict[str, Any]]:
    found = json.loads(out.with_suffix(".json").read_text())
    assert len({one["submission"] for one in found}) == len(found)
    return {one["submission"]: one for one in found}


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_all_sixty_are_accounted_for_and_the_good_ones_have_their_scores(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path / "class", tmp_path / "out", GRADE), capture_output=True, check=False)
    # One of them is a damaged zip.
    assert done.returncode == 2
    found, labels = scores(tmp_path / "out"), sixty.write(tmp_path / "class")[1]
    assert sorted(found) == sorted(label.file for label in labels)
    assert {label.file: label.points for label in labels if not label.bad} == {
        label.file: found[label.file]["points"] for label in labels if not label.bad
    }
    assert {label.file for label in labels if not label.bad and found[label.file]["pending"]} == set()
    assert [label for label in labels if label.bad and found[label.file]["points"] < label.points] == []
    # Nothing that hangs, crashes or attacks loses a point by it that it could have had.
    assert [label for label in labels if label.bad and found[label.file]["lost"]] == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10))
def test_killed_at_random_moments_and_resumed_it_ends_as_if_undisturbed(
    tmp_path: Path, undisturbed: dict[str, dict[str, Any]], seed: int
) -> None:
    words = command(tmp_path / "class", tmp_path / "out", sys.executable, WITHOUT_KERAS)
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, not secrets
    for _ in range(KILLS):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None
        # Past the imports, so that the kill falls into the grading.
        process.stderr.readline()
        time.sleep(chance.uniform(0, 3))
        process.kill()
        process.communicate()
    subprocess.run(words, capture_output=True, check=False)
    assert scores(tmp_path / "out") == undisturbed
    again = subprocess.run(words, capture_output=True, check=False, text=True)
    assert again.stderr.count("from the store") == len(undisturbed) - 1


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_on_a_disk_that_fills_up_it_goes_on_where_it_was(
    tmp_path: Path, small_disk: Path, undisturbed: dict[str, dict[str, Any]]
) -> None:
    (tmp_path / "out").symlink_to(small_disk)
    words = command(tmp_path / "class", tmp_path / "out", sys.executable, WITHOUT_KERAS)
    full = subprocess.run(words, capture_output=True, check=False, text=True)
    assert full.returncode != 0
    assert "could not be stored" in full.stderr
    subprocess.run(["mount", "-o", "remount,size=16m", small_disk], check=True)
    with closing(Store.open(small_disk)) as store:
        kept = len(store)
    assert 0 < kept < len(undisturbed) - 1
    resumed = subprocess.run(words, capture_output=True, check=False, text=True)
    assert resumed.stderr.count("from the store") == kept
    assert scores(tmp_path / "out") == undisturbed


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_of_two_at_once_the_second_is_told_and_the_first_is_undisturbed(
    tmp_path: Path, undisturbed: dict[str, dict[str, Any]]
) -> None:
    words = command(tmp_path / "class", tmp_path / "out", sys.executable, WITHOUT_KERAS)
    first = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert first.stderr is not None
    while b"running" not in first.stderr.readline():
        pass
    second = subprocess.run(words, capture_output=True, check=False, text=True)
    assert first.poll() is None
    assert second.returncode != 0
    assert "another grade is at work here" in second.stderr
    first.communicate()
    assert scores(tmp_path / "out") == undisturbed


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("undisturbed")
    subprocess.run(
        command(folder / "class", folder / "out", sys.executable, WITHOUT_KERAS), capture_output=True, check=False
    )
    found = scores(folder / "out")
    assert len(found) == 60
    return found
