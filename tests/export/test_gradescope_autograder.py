from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

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


def started(archive: zipfile.ZipFile, root: Path, grade: str) -> dict[str, object]:
    """Start it as Gradescope does, with a folder in the place of /autograder."""
    for folder in ("source", "submission", "venv/bin", "data"):
        (root / folder).mkdir(parents=True)
    for name, command in (("grade", grade), ("python", f'exec {sys.executable} "$@"')):
        (root / "venv/bin" / name).write_text(f"#!/bin/bash\n{command}\n")
        (root / "venv/bin" / name).chmod(0o755)
    (root / "source/rubric.yaml").write_bytes(archive.read("rubric.yaml"))
    (root / "submission/work.py").write_text("# %% [markdown]\n# ## 2.\n#\n# answer: (30, 30, 8)\n", encoding="utf-8")
    script = archive.read("run_autograder").decode().replace("/autograder/", f"{root}/")
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, cwd=ROOT, timeout=300)
    assert done.returncode == 0
    return json.loads((root / "results/results.json").read_text(encoding="utf-8"))


def test_it_grades_a_submission(archive: zipfile.ZipFile, tmp_path: Path) -> None:
    result = started(archive, tmp_path / "there", f'unset GRADER_DATA; exec {sys.executable} -m grader.cli "$@"')

    assert result["score"] == 2
    assert len(result["tests"]) == 4


@pytest.mark.parametrize(
    ("grade", "said"),
    [
        ("kill -9 $PPID", "stopped before it had a result"),
        ('echo "grade: \\"odd\\" trouble" >&2; exit 3', 'grade: "odd" trouble'),
    ],
)
def test_whatever_happens_a_result_says_it(archive: zipfile.ZipFile, tmp_path: Path, grade: str, said: str) -> None:
    root = tmp_path / "there"
    try:
        result = started(archive, root, grade)
    except AssertionError:  # the script itself was killed
        result = json.loads((root / "results/results.json").read_text(encoding="utf-8"))

    assert said in result["output"]
    assert result["score"] == 0
