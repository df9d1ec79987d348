from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
import scores

from grader.cli import main
from grader.evidence import Evidence, Recording, Submission
from grader.store import Store

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("김하나.py", 'O\'Brien, "Pat".py', "=1+1.py")
CANVAS = """\
Student,ID,SIS Login ID,Section,Final (3)
    Points Possible,,,,2
김하나,1,hana,A,
박세찬,2,sechan,A,
"""
RUBRIC = """
exam: {ko: 시험, en: Exam}
parts:
  - id: "1"
    points: 2
    criteria: [{check: architecture, points: 2, layers: [dense 1]}]
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/exam.yaml").write_text(RUBRIC, encoding="utf-8")
    store = Store.open(tmp_path / "run", create=True)
    for name in NAMES:
        known = Submission(name=name, form="script", cells=scores.CELLS[:1], digest=name)
        store.save(name, "key", Evidence(submission=known, recording=Recording(complete=True)))
    store.close()
    return tmp_path / "run"


@pytest.mark.parametrize("kind", ["csv", "json", "junit", "nbgrader", "xlsx"])
def test_a_class_goes_into_one_file(kept: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    if kind == "xlsx":
        pytest.importorskip("openpyxl")

    assert main(["export", str(kept), "--to", kind]) == 0
    assert "3 submissions" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["gradescope", "classroom", "classroom50"])
def test_a_file_a_submission_where_the_system_grades_one_at_a_time(kept: Path, kind: str) -> None:
    assert main(["export", str(kept), "--to", kind]) == 0
    assert len([json.loads(file.read_text()) for file in (kept / kind).iterdir()]) == 3


def test_standard_output_takes_one_file_and_not_several(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(kept), "--to", "csv", "--output", "-"]) == 0
    assert len(list(csv.reader(io.StringIO(capfd.readouterr().out)))) == 1 + len(NAMES)

    assert main(["export", str(kept), "--to", "gradescope", "--output", "-"]) == 2
    assert "a file a submission, and here are 3" in capfd.readouterr().err
    assert not (kept.parent / "-").exists()


def test_canvas_fills_a_copy_and_says_who_is_missing(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gradebook = kept / "grades.csv"
    gradebook.write_bytes(CANVAS.encode())

    assert main(["export", str(kept), "--to", "canvas", "--into", str(gradebook)]) == 0
    assert gradebook.read_bytes() == CANVAS.encode()
    assert [row[4] for row in csv.reader(io.StringIO((kept / "canvas.csv").read_text()))] == ["Final (3)", "2", "0", ""]
    said = capsys.readouterr().err
    assert "박세찬: handed in nothing" in said
    assert "no row is =1+1's" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "canvas"], "expected --into FILE, the gradebook that Canvas exports"),
        (["--to", "moodle", "--into", "nowhere.csv"], "nowhere.csv: cannot be read"),
        (["--to", "csv", "--into", "x.csv"], "fills in no file"),
    ],
)
def test_what_is_missing_is_said_with_exit_2(
    kept: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(kept), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_empty_store_is_said(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store.open(kept / "empty", create=True).close()

    assert main(["export", str(kept / "empty"), "--to", "csv"]) == 2
    assert "found none" in capsys.readouterr().err


def test_pages_of_a_class_are_linked_from_its_index(kept: Path) -> None:
    target = kept / "pages"
    main(["regrade", str(kept), "--html", str(target)])
    index = (target / "index.html").read_text()

    for name in NAMES:
        assert (target / (name.replace('"', "_") + ".html")).is_file()
    assert all((target / unquote(link)).is_file() for link in _links(index))
    assert len(_links(index)) == 3


def test_students_get_no_page_of_their_class(kept: Path) -> None:
    main(["regrade", str(kept), "--html", str(kept / "pages"), "--student"])

    assert not (kept / "pages/index.html").exists()
    assert len(list((kept / "pages").iterdir())) == 3


def _links(page: str) -> list[str]:
    table = page[page.index('<table class="students"') :]
    return [part.partition('"')[0] for part in table[: table.index("</table>")].split('<a href="')[1:]]
