from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.cli import main
from grader.export import gradescope_autograder
from grader.rubric import parse

ROOT = Path(__file__).parents[2]
RUBRIC = ROOT / "examples/student-repository/.exam/exercise.yaml"


@pytest.fixture
def archive(tmp_path: Path) -> zipfile.ZipFile:
    main(["export", str(tmp_path), "--to", "gradescope-autograder", "--rubric", str(RUBRIC)])
    return zipfile.ZipFile(tmp_path / "gradescope-autograder.zip")


def test_the_zip_holds_what_gradescope_starts_and_what_that_needs(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())

    assert {"setup.sh", "run_autograder", "rubric.yaml", "grader/pyproject.toml", "grader/grader/__init__.py"} <= names
    assert not any("__pycache__" in name or name.startswith(("/", "..")) for name in names)
    for name in ("setup.sh", "run_autograder"):
        assert archive.getinfo(name).external_attr >> 16 & 0o111
        assert b"\r" not in archive.read(name)
        assert subprocess.run(["bash", "-n"], input=archive.read(name), check=False).returncode == 0


def test_the_rubric_in_it_says_the_same_and_extends_nothing(tmp_path: Path) -> None:
    file = ROOT / "rubrics/big-data-final-published.yaml"
    main(["export", str(tmp_path), "--to", "gradescope-autograder", "--rubric", str(file)])
    text = zipfile.ZipFile(tmp_path / "gradescope-autograder.zip").read("rubric.yaml").decode()

    assert "extends" not in yaml.safe_load(text)
    assert parse(text) == parse(
        file.read_text(encoding="utf-8"), read=lambda name: (name, (file.parent / name).read_text(encoding="utf-8"))
    )


def test_the_same_grader_and_rubric_make_the_same_bytes() -> None:
    made = [gradescope_autograder.build("exam: x", {"b": b"1", "a": b"2"}, datasets=("x",)) for _ in range(2)]

    assert made[0] == made[1]
    assert zipfile.ZipFile(io.BytesIO(made[0])).namelist()[:2] == ["grader/a", "grader/b"]


@dataclass
class Container:
    """A folder in the place of /autograder, with this grader installed."""

    root: Path
    archive: zipfile.ZipFile

    def __post_init__(self) -> None:
        for folder in ("source", "submission", "venv/bin", "data"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "source/rubric.yaml").write_bytes(self.archive.read("rubric.yaml"))
        self.install(f'unset GRADER_DATA; exec {sys.executable} -m grader.cli "$@"')

    def install(self, grade: str) -> None:
        (self.root / "venv/bin/grade").write_text(f"#!/bin/bash\n{grade}\n")
        (self.root / "venv/bin/grade").chmod(0o755)

    def submit(self, **files: str) -> None:
        for name, content in files.items():
            (self.root / "submission" / f"{name}.py").write_text(content, encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """Start it as Gradescope does."""
        script = self.archive.read("run_autograder").decode().replace("/autograder/", f"{self.root}/")
        return subprocess.Popen(["bash", "-c", script], cwd=ROOT, start_new_session=True)

    @property
    def has_result(self) -> bool:
        return (self.root / "results/results.json").is_file()

    @property
    def result(self) -> dict[str, Any]:
        return json.loads((self.root / "results/results.json").read_text(encoding="utf-8"))


@pytest.fixture
def container(archive: zipfile.ZipFile, tmp_path: Path) -> Container:
    return Container(tmp_path / "there", archive)


ANSWERED = "# %% [markdown]\n# ## 2.\n#\n# answer: (30, 30, 8)\n"


def test_it_grades_a_submission(container: Container) -> None:
    container.submit(work=ANSWERED)

    assert container.start().wait(300) == 0
    assert container.result["score"] == 2
    assert len(container.result["tests"]) == 4
    assert "stopped" not in container.result["output"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"work": ANSWERED, "other": ANSWERED}, "expected one .py file, found 2: other.py, work.py"),
        ({}, "expected a .py file or an .ipynb notebook, found nothing"),
    ],
)
def test_what_was_handed_in_is_one_students_work(container: Container, files: dict[str, str], said: str) -> None:
    container.submit(**files)

    assert container.start().wait(300) == 0
    assert container.result["score"] == 0
    assert container.result["extra_data"] == {"pending": 8, "possible": 8}
    assert all(said in test["output"] for test in container.result["tests"])


@pytest.mark.parametrize("grade", ["kill -9 $PPID", "echo 'Traceback: odd trouble' >&2; exit 3"])
def test_whatever_happens_a_result_says_it_and_nothing_of_the_graders_own(container: Container, grade: str) -> None:
    container.install(grade)
    container.start().wait(300)

    assert container.result["score"] == 0
    assert "ended before it had a result" in container.result["output"]
    assert "odd trouble" not in json.dumps(container.result)


def test_a_rubric_that_cannot_be_read_is_a_result_that_says_so(container: Container) -> None:
    container.submit(work=ANSWERED)
    (container.root / "source/rubric.yaml").write_text("exam: [")

    assert container.start().wait(300) == 0
    assert "rubric.yaml" in container.result["output"]


LONG = """
exam: Long
parts:
  - {id: "1", points: 5, criteria: [{check: compile, points: 2, optimizer: adam},
      {check: interpretation, points: 3, claim: overfitting}]}
  - {id: "2", points: 4, criteria: [{check: number_answer, points: 4, value: 80}]}
"""
ENDLESS = """
import numpy as np
from tensorflow import keras
# 1
net = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
net.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
net.fit(np.ones((64, 4)), np.zeros(64), epochs=10_000_000, validation_split=0.2)
# answer: it does not overfit
# 2
# answer: 80
"""


@pytest.mark.slow
def test_what_was_earned_before_a_kill_is_there(container: Container) -> None:
    (container.root / "source/rubric.yaml").write_text(LONG)
    container.submit(work=ENDLESS)
    run = container.start()
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline and not (container.has_result and container.result["score"]):
        time.sleep(0.5)
    os.killpg(run.pid, signal.SIGKILL)

    assert container.result["score"] == 6
    assert container.result["extra_data"] == {"pending": 3, "possible": 9}
    assert container.result["output"].startswith("The grader was stopped before it knew everything")
