"""The sample submissions: readable, listed, and answered as ``submissions/README.md`` says."""

from __future__ import annotations

import ast
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from grader.cli.rubrics import load
from grader.evidence import Evidence
from grader.markers import part_spans
from grader.scoring import score
from grader.submission import read

if TYPE_CHECKING:
    from grader.rubric import Rubric

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "submissions"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".py", ".ipynb"})
NOTEBOOKS = [name for name in FILES if name.endswith(".ipynb")]
SCRIPTS = [name for name in FILES if name.endswith(".py")]

RIGHT = ("2", "2", "2", "2", "2.0")
ANSWERS = {
    "alice.py": RIGHT,
    "bora.ipynb": ("2", "2", "0", "0", "2.0"),
    "chan.py": ("0", "2", "0", "0", "1.6"),
    "dana.ipynb": ("2", "2", "2", "0", "2.0"),
    "eun.py": ("2", "2", "0", "0", "0"),
    "hana.py": RIGHT,
    "jun.py": ("0", "0", "0", "0", "0"),
    "blank.ipynb": ("0", "0", "0", "0", "0"),
}
"""Points of 4-1 to 4-5, which need no run: a notebook's stored outputs and everybody's words are enough."""


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load(ROOT / "rubrics/big-data-final.yaml")


def test_the_readme_lists_every_sample_and_no_other() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([^`]+\.(?:py|ipynb))` \|", page, re.MULTILINE)

    assert sorted(listed) == FILES


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_are_valid_and_of_format_4_5(name: str) -> None:
    notebook = json.loads((FOLDER / name).read_text(encoding="utf-8"))

    nbformat.validate(nbformat.from_dict(notebook))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_python(name: str) -> None:
    ast.parse((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(set(FILES) - {"jun.py"}))
def test_every_part_is_found_by_its_marker(name: str, rubric: Rubric) -> None:
    ids = [part.id for part in rubric.parts]
    skipped = {"4-3", "4-4", "4-5"} if name == "eun.py" else set()

    assert {part for part, _ in part_spans(read(FOLDER / name).cells, ids)} == set(ids) - skipped


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_read_and_judged(name: str, rubric: Rubric) -> None:
    found = score(rubric, Evidence(submission=read(FOLDER / name)))
    answers = [part for part in found.parts if part.part.id.startswith("4")]

    assert [part.points for part in answers] == [Decimal(points) for points in ANSWERS[name]]
    assert sum(part.pending for part in answers) == 0


def test_a_statement_that_names_the_wrong_one_only_waits_for_a_person_or_is_right(rubric: Rubric) -> None:
    """ "규빈만 틀렸다": only 규빈 is wrong."""
    found = score(rubric, Evidence(submission=read(FOLDER / "화요일 제출.ipynb")))
    answers = {part.part.id: part for part in found.parts if part.part.id.startswith("4")}

    assert {name: part.points for name, part in answers.items() if name != "4-4"} == dict.fromkeys(
        ["4-1", "4-2", "4-3", "4-5"], 2
    )
    assert answers["4-4"].points + answers["4-4"].pending == 2


def test_a_blank_sheet_loses_everything_and_nothing_waits(rubric: Rubric) -> None:
    found = score(rubric, Evidence(submission=read(FOLDER / "blank.ipynb")))

    assert (found.points, found.pending, found.possible) == (0, 0, 100)
