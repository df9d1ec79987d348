"""What users name by mistake: each is told what is wrong with it, and the others are graded all the same."""

from __future__ import annotations

import json
import os
import zipfile
from typing import TYPE_CHECKING

import pytest
from commands import HALF, RIGHT, handed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from commands import Grade

MB = 1_000_000


def not_json(folder: Path) -> Path:
    file = folder / "bad.ipynb"
    file.write_text("print('I renamed my script')\n")
    return file


def cut_short(folder: Path) -> Path:
    file = folder / "bad.ipynb"
    file.write_text('{"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "code", "sour')
    return file


def no_notebook(folder: Path) -> Path:
    file = folder / "bad.ipynb"
    file.write_text('{"metadata": {}}')
    return file


def of_tomorrow(folder: Path) -> Path:
    file = folder / "bad.ipynb"
    file.write_text('{"nbformat": 9, "nbformat_minor": 0, "cells": []}')
    return file


def empty_file(folder: Path) -> Path:
    file = folder / "bad.py"
    file.touch()
    return file


def huge(folder: Path) -> Path:
    """A file of 200 MB, of which the disk holds nothing."""
    file = folder / "bad.ipynb"
    with file.open("wb") as stream:
        stream.truncate(200 * MB)
    return file


def binary(folder: Path) -> Path:
    file = folder / "bad.py"
    file.write_bytes(b"\x7fELF\0\0\0")
    return file


def in_no_encoding(folder: Path) -> Path:
    file = folder / "bad.py"
    file.write_bytes(b"# 1-1\nx = '\xff\xff'\n")
    return file


def missing(folder: Path) -> Path:
    return folder / "bad.py"


def dangling(folder: Path) -> Path:
    file = folder / "bad.py"
    file.symlink_to("gone.py")
    return file


def of_another_kind(folder: Path) -> Path:
    file = folder / "bad.docx"
    file.write_bytes(b"PK\x03\x04")
    return file


def climbing_zip(folder: Path) -> Path:
    file = folder / "bad.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("exam.py", RIGHT)
        archive.writestr("../outside.py", "x = 1\n")
    return file


def damaged_zip(folder: Path) -> Path:
    file = climbing_zip(folder)
    file.write_bytes(file.read_bytes()[:60])
    return file


def zip_without_code(folder: Path) -> Path:
    file = folder / "bad.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("answers.pdf", "%PDF")
    return file


def zip_with_two(folder: Path) -> Path:
    file = folder / "bad.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("one.ipynb", "{}")
        archive.writestr("two.ipynb", "{}")
    return file


def bomb(folder: Path) -> Path:
    file = folder / "bad.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("exam.py", b"\n" * (60 * MB))
    return file


BAD: list[tuple[Callable[[Path], Path], str]] = [
    (not_json, "expected a notebook, which is JSON"),
    (cut_short, "expected a notebook, which is JSON"),
    (no_notebook, 'expected a notebook, a JSON object with "nbformat" and "cells"'),
    (of_tomorrow, "expected a notebook of format 1 to 4, found format 9"),
    (empty_file, "found an empty file"),
    (huge, "found 200,000,000"),
    (binary, "found null bytes at character 5"),
    (in_no_encoding, "byte 0xff at line 2, byte 6"),
    (missing, "expected a .py file, an .ipynb notebook"),
    (dangling, "expected a .py file, an .ipynb notebook"),
    (of_another_kind, "found a file that ends in .docx"),
    (climbing_zip, "'../outside.py', which leaves it"),
    (damaged_zip, "found a damaged one"),
    (zip_without_code, "bad.zip"),
    (zip_with_two, "bad.zip"),
    (bomb, "packed at most"),
]


@pytest.mark.parametrize(("make", "complaint"), BAD, ids=[make.__name__ for make, _ in BAD])
def test_a_bad_submission_is_told_what_is_wrong_and_the_others_are_graded(
    grade: Grade, exam: Path, make: Callable[[Path], Path], complaint: str
) -> None:
    handed_in(exam, alice=RIGHT, half=HALF)

    said = grade("alice.py", make(exam), "half.py")

    assert said.status == 2
    assert complaint in said.err
    assert "Traceback" not in said.err
    assert "alice.py: 5.5 of 5.5" in said.err
    assert "half.py: 2 of 5.5" in said.err
    assert "alice.py" in said.out
    assert "half.py" in said.out
    assert not (exam.parent / "outside.py").exists()


def test_an_empty_folder_says_what_was_expected_in_it(grade: Grade, exam: Path) -> None:
    (exam / "class").mkdir()

    said = grade("class")

    assert (said.status, said.out) == (2, "")
    assert "class: expected submissions (.py, .ipynb, .zip, or folders of them), found none" in said.err


def test_a_folder_without_work_is_as_good_as_empty(grade: Grade, exam: Path) -> None:
    for name in ("notes.txt", ".hidden.py", "_private.py"):
        (exam / "class").mkdir(exist_ok=True)
        (exam / "class" / name).write_text(RIGHT)

    assert grade("class").status == 2


ODD_NAMES = ["김 하나", "화요일 제출(최종)", "a b'c", "-rf", "日本", "ünï", "100%", "x" * 200, "[red]bold", "é"]


def test_odd_names_are_graded_and_shown(grade: Grade, exam: Path) -> None:
    handed_in(exam / "class", **dict.fromkeys(ODD_NAMES, RIGHT))

    said = grade("class", "--json", "all.json")

    assert said.status == 0
    assert said.err.count("5.5 of 5.5") == len(ODD_NAMES)
    for name in ("김 하나", "[red]bold", "日本", "100%"):
        assert f"{name}.py" in said.out


def test_a_name_that_is_no_unicode_or_would_move_the_cursor_does_no_harm(grade: Grade, exam: Path) -> None:
    folder = exam / "class"
    handed_in(folder, alice=RIGHT)
    (folder / "\x1b[2Jclear.py").write_text(RIGHT)
    (folder / os.fsdecode(b"caf\xe9.py")).write_text(RIGHT)

    said = grade("class")

    assert said.status == 0
    assert "\x1b" not in said.out + said.err
    assert said.err.count("5.5 of 5.5") == 3


def test_a_file_named_as_a_command_is_graded_by_its_path(grade: Grade, exam: Path) -> None:
    handed_in(exam / "data", alice=RIGHT)

    said = grade("./data")

    assert said.status == 0
    assert "5.5" in said.out


def test_without_a_rubric_nearby_it_says_how_to_name_one(grade: Grade, exam: Path) -> None:
    (exam / "rubrics/small.yaml").unlink()
    handed_in(exam, alice=RIGHT)

    said = grade("alice.py")

    assert said.status == 2
    assert "name one with --rubric FILE" in said.err


def test_of_two_rubrics_it_asks_which(grade: Grade, exam: Path) -> None:
    (exam / "rubrics/other.yaml").write_text((exam / "rubrics/small.yaml").read_text(encoding="utf-8"))
    handed_in(exam, alice=RIGHT)

    said = grade("alice.py")

    assert said.status == 2
    assert "expected one rubric" in said.err
    assert grade("alice.py", "--rubric", "rubrics/other.yaml").status == 0


def test_an_attempt_that_another_one_takes_the_place_of_leaves_the_class(grade: Grade, exam: Path) -> None:
    folder = exam / "class"
    handed_in(folder, kim_1_10_exam=HALF, lee_2_11_exam=RIGHT)
    assert grade("class", "--out", "run").status == 0
    (folder / "kim_1_12_exam-1.py").write_text(RIGHT, encoding="utf-8")

    said = grade("class", "--out", "run")

    assert "kim_1_10_exam.py: not graded, another attempt of kim counts" in said.err
    found = json.loads(grade("regrade", "run", "--json", "-").out)
    assert [one["submission"] for one in found] == ["kim_1_12_exam-1.py", "lee_2_11_exam.py"]
