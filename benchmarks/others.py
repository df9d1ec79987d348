"""Structural grading of one notebook against otter-grader and nbgrader: ``python benchmarks/others.py [FOLDER]``.

The same notebook builds, compiles, fits (two steps) and describes a dense network; the same three things are checked:
its layers, its optimizer, its number of parameters. For otter-grader they are a test file, for nbgrader a test cell,
for ``grade`` three criteria. FOLDER (default: in the user's cache) gets an environment of their own for both, once.

Each grades one submission by its own command (`otter run`, `nbgrader autograde`, `grade`). What one more submission of
a class costs `grade`, whose runs are forks of a process that has TensorFlow, is taken from classes of one and of
several: (several - one) / (how many more), one run at a time (`--jobs 1`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import venv
from pathlib import Path

import nbformat
import platformdirs
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from running import GRADE
from table import Row, interleaved, publish, seconds

PACKAGES = ("otter-grader", "nbgrader", "tensorflow", "ipykernel")
MORE = 5
"""Submissions of a class, beyond the first."""
TARGET = 0.15

BUILD = """\
import numpy as np
import tensorflow as tf
net = tf.keras.Sequential([
    tf.keras.Input((28, 28)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(20, activation='relu'),
    tf.keras.layers.Dense(30, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
net.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
net.fit(np.zeros((64, 28, 28)), np.zeros(64), verbose=0)
net.summary()"""

CHECKS = """\
dense = [layer for layer in net.layers if type(layer).__name__ == 'Dense']
assert [(layer.units, layer.activation.__name__) for layer in dense] == [(20, 'relu'), (30, 'relu'), (10, 'softmax')]
assert type(net.optimizer).__name__ == 'Adam'
assert net.count_params() == 16_640"""

OTTER = f"""\
from otter.test_files import test_case
OK_FORMAT = False
name = "q1"
points = 3

@test_case()
def test_network(net):
{"".join(f"    {line}{chr(10)}" for line in CHECKS.splitlines())}"""

RUBRIC = """\
exam: Structure
parts:
  - id: "1"
    points: 3
    criteria:
      - {check: architecture, points: 1, layers: [flatten, dense 20 relu, dense 30 relu, dense 10 softmax]}
      - {check: compile, points: 1, optimizer: adam}
      - {check: summary, points: 1, params: 16640}
"""


def environment(folder: Path) -> Path:
    """Return the folder of programs of an environment that has both, made at the first call."""
    programs = folder / "bin"
    if not (programs / "otter").is_file() or not (programs / "nbgrader").is_file():
        print(f"installing {', '.join(PACKAGES)} into {folder}", flush=True)
        venv.create(folder, with_pip=True)
        subprocess.run((programs / "pip", "install", "--quiet", *PACKAGES), check=True)
        subprocess.run((programs / "python", "-m", "ipykernel", "install", "--sys-prefix"), check=True)
    return programs


def notebook(*, locked: bool = False) -> str:
    """Return the submission; with ``locked`` as nbgrader marks it, the checks in a cell of its own."""

    def marked(name: str, *, grade: bool) -> dict[str, object]:
        cell = {"schema_version": 3, "grade_id": name, "grade": grade, "locked": grade, "solution": not grade}
        return {"nbgrader": {**cell, "task": False, **({"points": 3} if grade else {})}}

    cells = [new_markdown_cell("## 1."), new_code_cell(BUILD, metadata=marked("answer", grade=False) if locked else {})]
    if locked:
        cells.append(new_code_cell(CHECKS, metadata=marked("checks", grade=True)))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return str(nbformat.writes(new_notebook(cells=cells, metadata={"kernelspec": kernel})))


class Course:
    """One submission, or several, laid out for each of the three."""

    def __init__(self, folder: Path, programs: Path, count: int) -> None:
        self._folder, self._programs = folder, programs
        self._environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
        self._names = [f"student{number}" for number in range(count)]
        for sub in ("class", "tests", "course/source/ps1"):
            (folder / sub).mkdir(parents=True)
        (folder / "tests/q1.py").write_text(OTTER, encoding="utf-8")
        (folder / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
        (folder / "course/source/ps1/work.ipynb").write_text(notebook(locked=True), encoding="utf-8")
        for name in self._names:
            (folder / f"class/{name}.ipynb").write_text(notebook(), encoding="utf-8")
            handed = folder / f"course/submitted/{name}/ps1"
            handed.mkdir(parents=True)
            (handed / "work.ipynb").write_text(notebook(locked=True), encoding="utf-8")
        self._run("otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment", "--no-requirements")
        self._run("nbgrader", "generate_assignment", "ps1", "--force", at="course")

    def _run(self, program: str, *arguments: str, at: str = "") -> float:
        command = (str(self._programs / program), *arguments)
        return seconds(command, cwd=self._folder / at, env=self._environment)

    def otter(self) -> float:
        """Grade all with otter-grader, one after the other as its command does."""
        took = 0.0
        for name in self._names:
            (self._folder / f"{name}-results").mkdir(exist_ok=True)
            took += self._run("otter", "run", f"class/{name}.ipynb", "-a", "autograder.zip", "-o", f"{name}-results")
            if '"score": 3.0' not in (self._folder / f"{name}-results/results.json").read_text(encoding="utf-8"):
                raise SystemExit("otter-grader did not give full marks")
        return took

    def nbgrader(self) -> float:
        """Grade all with nbgrader."""
        shutil.rmtree(self._folder / "course/autograded", ignore_errors=True)
        took = self._run("nbgrader", "autograde", "ps1", "--force", at="course")
        made = list((self._folder / "course/autograded").glob("*/ps1/work.ipynb"))
        if len(made) != len(self._names):
            raise SystemExit("nbgrader did not grade all")
        if any('"output_type": "error"' in one.read_text(encoding="utf-8") for one in made):
            raise SystemExit("nbgrader did not give full marks")
        return took

    def grade(self) -> float:
        """Grade all with this grader, one at a time."""
        report = self._folder / "report.json"
        command = (GRADE, "class", "--rubric", "rubric.yaml", "--json", str(report), "--jobs", "1")
        took = seconds(command, cwd=self._folder)
        found = json.loads(report.read_text(encoding="utf-8"))
        if any(one["points"] != one["possible"] for one in (found if isinstance(found, list) else [found])):
            raise SystemExit("grade did not give full marks")
        return took


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = Path(platformdirs.user_cache_dir("grader")) / "other-graders"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    programs = environment(arguments.folder.absolute())
    with tempfile.TemporaryDirectory() as name:
        one, more = (Course(Path(name) / str(count), programs, count) for count in (1, 1 + MORE))
        first, otter, nbgrader, several = interleaved(
            one.grade, one.otter, one.nbgrader, more.grade, rounds=arguments.rounds
        )
    each = (several - first) / MORE
    publish(
        "others",
        [
            Row("structure, one more of a class", each, "otter run, a submission", otter, target=TARGET),
            Row("structure, one more of a class", each, "nbgrader autograde, a submission", nbgrader, target=TARGET),
            Row("structure, one by itself", first, "otter run, a submission", otter),
            Row("structure, one by itself", first, "nbgrader autograde, a submission", nbgrader),
        ],
    )


if __name__ == "__main__":
    main()
