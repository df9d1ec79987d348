"""Whose work a file is, by the names that learning systems give."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from grader.errors import UsageError
from grader.pipeline.discover import counting, discover
from grader.pipeline.layouts import read_names
from grader.pipeline.roster import missing, read_roster

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [
    ("canvas", "kimhana_11111_90001_exam.ipynb", "kimhana", "11111", 0, False),
    ("canvas, late", "leeduri_LATE_22222_90002_exam.ipynb", "leeduri", "22222", 0, True),
    ("canvas, handed in again", "kimhana_11111_90003_exam-2.ipynb", "kimhana", "11111", 2, False),
    ("moodle folder", "Hana Kim_123456_assignsubmission_file_", "Hana Kim", "123456", 0, False),
    ("moodle folder, Korean", "김하나_123456_assignsubmission_file", "김하나", "123456", 0, False),
    ("moodle, all in one folder", "Hana Kim_123456_assignsubmission_file_exam.ipynb", "Hana Kim", "123456", 0, False),
    ("blackboard", "Final_hkim_attempt_2026-06-20-10-05-00_exam.ipynb", "hkim", "hkim", 0, False),
    ("plain", "alice.py", "alice", "alice", 0, False),
    ("plain, spaces and Korean", "기말 김하나.ipynb", "기말 김하나", "기말 김하나", 0, False),
    ("downloaded twice", "alice (2).py", "alice", "alice", 2, False),
    ("a copy in Colab", "Copy of alice.ipynb", "alice", "alice", 1, False),
    ("a copy in Colab, Korean", "alice의 사본.ipynb", "alice", "alice", 1, False),
    # An underscore and digits are no system's pattern by themselves.
    ("plain with digits", "exam_2026.py", "exam_2026", "exam_2026", 0, False),
]


@pytest.mark.parametrize(
    ("name", "student", "number", "attempt", "late"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES]
)
def test_a_name_tells_whose_work_it_is(name: str, student: str, number: str, attempt: int, late: bool) -> None:
    (named,) = read_names([name])
    assert (named.student, named.ids[0], named.attempt[1], named.late) == (student, number, attempt, late)


def test_a_name_in_decomposed_letters_is_the_same_name() -> None:
    (named,) = read_names([unicodedata.normalize("NFD", "김하나.py")])
    assert named.student == "김하나"


@pytest.mark.parametrize(
    ("names", "folders", "students"),
    [
        (["final-hana", "final-duri", "final-sena"], True, ["hana", "duri", "sena"]),
        (["final-exam-hana-kim", "final-exam-duri"], True, ["hana-kim", "duri"]),
        (["Hana Kim - exam.ipynb", "Duri Lee - exam.ipynb"], False, ["Hana Kim", "Duri Lee"]),
        (["exam - Hana Kim.ipynb", "exam - Duri Lee.ipynb"], False, ["Hana Kim", "Duri Lee"]),
        # What files share before a hyphen may be a family name.
        (["kim-hana.py", "kim-sena.py"], False, ["kim-hana", "kim-sena"]),
        (["hana", "duri"], True, ["hana", "duri"]),
        ([], True, []),
    ],
)
def test_what_all_names_share_is_the_exam(names: list[str], folders: bool, students: list[str]) -> None:
    assert [named.student for named in read_names(names, folders=folders)] == students


def laid_out(folder: Path, *names: str) -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x = 1\n" if name.endswith(".py") else "{}")
    return folder


def graded(folder: Path, rule: str = "last") -> list[str]:
    kept, _ = counting(discover([folder]), rule)  # type: ignore[arg-type]
    return [str(one.path.relative_to(folder)) for one in kept]


LAYOUTS = [
    ("flat files", ["alice.py", "bora.ipynb"], ["alice.py", "bora.ipynb"]),
    ("a folder a student", ["alice/exam.py", "bora/exam.ipynb"], ["alice", "bora"]),
    ("a helper beside its script", ["alice/exam.py", "alice/util.py", "bora/exam.py"], ["alice", "bora"]),
    ("moodle", ["Kim_1_assignsubmission_file_/a.py", "Lee_2_assignsubmission_file_/a.py"], None),
    (
        "canvas, two attempts",
        ["kim_1_10_e.ipynb", "kim_1_11_e-1.ipynb", "lee_2_12_e.py"],
        ["kim_1_11_e-1.ipynb", "lee_2_12_e.py"],
    ),
    ("canvas, a script beside the notebook", ["kim_1_10_e.ipynb", "kim_1_11_u.py"], ["kim_1_10_e.ipynb"]),
    ("hidden and made folders", ["alice.py", ".git/x.py", "__pycache__/y.py", "bora.py"], ["alice.py", "bora.py"]),
    ("a script and a notebook of one name are two", ["alice.py", "alice.ipynb"], ["alice.ipynb", "alice.py"]),
    ("downloaded twice", ["alice.py", "alice (1).py"], ["alice (1).py"]),
    ("zips", ["alice.zip", "bora.zip"], ["alice.zip", "bora.zip"]),
    ("mixed", ["alice.py", "bora/exam.ipynb", "chan.zip"], ["alice.py", "bora", "chan.zip"]),
    ("roster and notes beside them", ["alice.py", "bora.py", "roster.csv", "readme.md"], ["alice.py", "bora.py"]),
]


@pytest.mark.parametrize(("files", "expected"), [row[1:] for row in LAYOUTS], ids=[row[0] for row in LAYOUTS])
def test_a_class_folder_is_found_in_any_layout(tmp_path: Path, files: list[str], expected: list[str] | None) -> None:
    laid_out(tmp_path, *files)
    assert graded(tmp_path) == (expected or sorted(file.split("/")[0] for file in files))


def test_a_rule_can_count_another_attempt(tmp_path: Path) -> None:
    laid_out(tmp_path, "alice.py", "alice (1).py", "alice (2).py", "bora.py")
    assert graded(tmp_path, "first") == ["alice.py", "bora.py"]
    assert graded(tmp_path, "last") == ["alice (2).py", "bora.py"]
    assert len(graded(tmp_path, "all")) == 4


def test_a_link_to_nothing_is_not_passed_over(tmp_path: Path) -> None:
    laid_out(tmp_path, "alice.py")
    (tmp_path / "bora.py").symlink_to(tmp_path / "gone.py")
    assert graded(tmp_path) == ["alice.py", "bora.py"]


def test_a_folder_with_nothing_to_grade_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected submissions \(\.py"):
        discover([laid_out(tmp_path, "notes.txt")])


ROSTERS = [
    ("canvas", 'Student,ID,SIS Login ID,Section\n"Kim, Hana",11111,hkim,A\n"Lee, Duri",22222,dlee,A\n'),
    (
        "moodle",
        "Identifier,Full name,Email address\nParticipant 1,Hana Kim,hkim@x.kr\nParticipant 2,Duri Lee,dlee@x.kr\n",
    ),
    ("names in two columns", "First name;Last name;ID number\nHana;Kim;11111\nDuri;Lee;22222\n"),
    ("tabs and Korean headings", "이름\t학번\nHana Kim\t11111\nDuri Lee\t22222\n"),
]


@pytest.mark.parametrize("text", [row[1] for row in ROSTERS], ids=[row[0] for row in ROSTERS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_a_roster_names_who_handed_in_nothing(text: str, encoding: str) -> None:
    roster = read_roster(text.encode(encoding), "roster.csv")
    handed = read_names(["Hana Kim_123456_assignsubmission_file_"])
    assert [student.name for student in missing(roster, handed)] == ["Duri Lee"]


def test_a_student_is_known_by_an_id_or_by_canvas_letters() -> None:
    roster = read_roster(ROSTERS[0][1].encode(), "roster.csv")
    assert missing(roster, read_names(["kimhana_99_1_e.py", "someone_22222_2_e.py"])) == ()
    assert [one.name for one in missing(roster, read_names(["exam.py"]))] == ["Hana Kim", "Duri Lee"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "an empty file"),
        (b"Points,Total\n1,2\n", "name the columns"),
        (b"Student\n", "only the heading"),
        (b"\xff\xff\xff", "save it as"),
    ],
)
def test_what_is_no_roster_says_why(content: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_roster(content, "roster.csv")
