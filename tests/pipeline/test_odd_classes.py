"""Class folders as they really look: odd names, leftovers, one big zip, things that are nobody's submission."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from submission.making import pack, put

from grader.errors import UsageError
from grader.pipeline.discover import discover, passed_over
from grader.pipeline.download import students_in, unpacked
from grader.pipeline.grading import names_of
from grader.submission import read

CODE = "x = 1\n"
NFC, NFD = (unicodedata.normalize(form, "김하나.py") for form in ("NFC", "NFD"))


def found_in(folder: Path) -> list[str]:
    return [one.path.relative_to(folder).as_posix() for one in discover([folder])]


def test_leftovers_of_tools_are_nobodys_work(tmp_path: Path) -> None:
    for name in (
        *("alice.py", "bora/exam.ipynb", "bora/.ipynb_checkpoints/exam-checkpoint.ipynb", "bora/venv/lib/x.py"),
        *("__MACOSX/._alice.py", ".ipynb_checkpoints/alice.py", ".hidden/exam.py", "__pycache__/alice.py"),
        *("venv/lib/site.py", "my environment/bin/activate.py", "my environment/pyvenv.cfg", "node_modules/a/b.py"),
    ):
        put(tmp_path / name, CODE)
    assert found_in(tmp_path) == ["alice.py", "bora"]
    assert passed_over([tmp_path], discover([tmp_path])) == ()


def test_links_to_files_and_folders_are_somebodys_work(tmp_path: Path) -> None:
    elsewhere = put(tmp_path / "elsewhere" / "exam.py", CODE)
    put(tmp_path / "class" / "alice.py", CODE)
    (tmp_path / "class" / "bora.py").symlink_to(elsewhere)
    (tmp_path / "class" / "chan").symlink_to(elsewhere.parent)
    assert found_in(tmp_path / "class") == ["alice.py", "bora.py", "chan"]


def test_what_is_not_graded_is_named(tmp_path: Path) -> None:
    for name in ("alice.py", "bora.rar", "chan.hwp", "_dana.py", "eun/report.docx"):
        put(tmp_path / name, CODE)
    # What usually lies beside a class is no one's work.
    for name in ("alice.keras", "roster.csv", "README.md", "rubric.yaml", ".DS_Store"):
        put(tmp_path / name, CODE)
    (tmp_path / "finn").mkdir()
    put(tmp_path / "gil.py", CODE)
    found = discover([tmp_path])
    assert [one.path.name for one in found] == ["alice.py", "gil.py"]
    assert [path.name for path in passed_over([tmp_path], found)] == [
        *("_dana.py", "bora.rar", "chan.hwp", "eun", "finn"),
    ]


def test_one_students_folder_leaves_nothing_over(tmp_path: Path) -> None:
    for name in ("exam.py", "notes.txt", "photo.png"):
        put(tmp_path / "alice" / name, CODE)
    assert passed_over([tmp_path / "alice"], discover([tmp_path / "alice"])) == ()


@pytest.mark.skipif(os.geteuid() != 0, reason="takes another user's place, which needs root")
def test_a_folder_without_rights_is_named_and_not_passed_over() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        put(folder / "alice.py", CODE)
        put(folder / "bora" / "exam.py", CODE)
        (folder / "bora").chmod(0o700)
        os.seteuid(65534)
        try:
            assert found_in(folder) == ["alice.py", "bora"]
            with pytest.raises(UsageError, match="cannot be listed"):
                discover([folder / "bora"])
        finally:
            os.seteuid(0)


NAMES: list[tuple[list[str], list[str]]] = [
    (["a.py", "b.py"], ["a.py", "b.py"]),
    (["x/exam.py", "y/exam.py", "b.py"], ["x/exam.py", "y/exam.py", "b.py"]),
    (["p/x/exam.py", "q/x/exam.py"], ["p/x/exam.py", "q/x/exam.py"]),
    # The same to everyone who reads it.
    ([NFC, NFD], ["김하나.py", "김하나.py [2]"]),
    (["a\n.py", "a\t.py"], ["a\N{REPLACEMENT CHARACTER}.py", "a\N{REPLACEMENT CHARACTER}.py [2]"]),
    (["bad\udcff.py"], ["bad\N{REPLACEMENT CHARACTER}.py"]),
]


@pytest.mark.parametrize(("paths", "expected"), NAMES)
def test_each_has_a_name_of_its_own_that_can_be_shown_and_stored(paths: list[str], expected: list[str]) -> None:
    names = list(names_of([Path("/class", path) for path in paths]).values())
    assert sorted(names) == sorted(expected)
    assert all(name.isprintable() and name.encode() for name in names)


def test_ten_thousand_are_named_at_once() -> None:
    names = names_of([Path(f"/class/s{number % 5000}/{number}/exam.py") for number in range(10_000)])
    assert len(set(names.values())) == 10_000


ZIPS = [
    ("canvas", ["kimhana_1_10_exam.ipynb", "leeduri_LATE_2_11_exam.py", "parksena_3_12_exam.zip"], 3),
    ("moodle", ["Kim_1_assignsubmission_file_/exam.py", "Lee_2_assignsubmission_file_/exam.ipynb"], 2),
    ("moodle, of one", ["Kim_1_assignsubmission_file_/exam.py", "Kim_1_assignsubmission_file_/util.py"], 1),
    ("moodle, packed once more", ["submissions/Kim_1_assignsubmission_file_/exam.py"], 1),
    (
        "blackboard",
        ["Final_hkim_attempt_2026-06-20-10-05-00_exam.ipynb", "Final_hkim_attempt_2026-06-20-10-05-00.txt"],
        1,
    ),
    ("drive", ["Kim Hana - exam.ipynb", "Lee Duri - exam.ipynb"], 2),
    ("classroom", ["final-kim/exam.py", "final-lee/exam.py"], 2),
    ("a student's script", ["exam.py"], 0),
    ("a student's project", ["src/exam.py", "tests/test_it.py"], 0),
    ("a student's project, with a helper", ["exam.py", "util.py", "data.csv"], 0),
    ("no code", ["notes.txt"], 0),
    ("nothing", [], 0),
]


@pytest.mark.parametrize(("files", "students"), [row[1:] for row in ZIPS], ids=[row[0] for row in ZIPS])
def test_a_learning_systems_zip_is_told_from_a_students_own(files: list[str], students: int) -> None:
    assert len(students_in([PurePosixPath(file) for file in files])) == students


@pytest.mark.parametrize("wrapped", ["", "submissions/"])
def test_a_class_in_one_zip_is_found_as_a_folder_is(tmp_path: Path, wrapped: str) -> None:
    names = ["kimhana_1_10_exam.ipynb", "kimhana_1_11_exam-1.ipynb", "김두리_2_12_exam.py"]
    path = pack(tmp_path / "submissions.zip", {f"{wrapped}{name}": CODE for name in names} | {"__MACOSX/x.py": ""})
    (folder,) = unpacked([path], tmp_path)
    assert found_in(folder) == names
    # A student's own is opened when it is graded.
    own = pack(tmp_path / "alice.zip", {"alice/exam.py": CODE})
    assert unpacked([own], tmp_path) == (own,)


def test_a_damaged_zip_is_left_to_be_named(tmp_path: Path) -> None:
    path = put(tmp_path / "class.zip", b"PK\3\4 and no more")
    assert unpacked([path], tmp_path) == (path,)


def test_a_class_that_fits_nowhere_says_what_to_do(tmp_path: Path) -> None:
    path = pack(tmp_path / "class.zip", {"kim_1_10_a.py": CODE, "lee_2_11_a.py": CODE})
    with pytest.raises(UsageError, match="make room there"):
        unpacked([path], tmp_path / "gone")


def test_a_zip_in_a_students_folder_is_the_students_work(tmp_path: Path) -> None:
    folder = tmp_path / "Kim_1_assignsubmission_file_"
    pack(put(folder / "note.txt", "").with_name("work.zip"), {"work/exam.py": CODE, "work/util.py": CODE})
    assert found_in(put(tmp_path / "alice.py", CODE).parent) == [folder.name, "alice.py"]
    work = read(folder)
    assert (work.name, work.files) == (folder.name, ("util.py",))
