"""Of a folder or zip the one script or notebook is graded, and what came with it is kept at hand."""

from __future__ import annotations

import unicodedata
import zipfile
from typing import TYPE_CHECKING

import pytest
from submission.making import notebook, pack, put

from grader.submission import open_submission, read

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOK = notebook({"cell_type": "code", "source": "x = 1"})

HELD: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    # what: (files of the folder 홍길동, the code, the rest)
    "a script": (("a.py",), "a.py", ()),
    "a script and weights": (("a.py", "a.keras"), "a.py", ("a.keras",)),
    "a notebook and its helper": (("기말.ipynb", "helper.py"), "기말.ipynb", ("helper.py",)),
    "a helper folder": (("a.py", "lib/b.py", "lib/c.py"), "a.py", ("lib/b.py", "lib/c.py")),
    "two scripts, one named as the folder": (("홍길동.py", "b.py"), "홍길동.py", ("b.py",)),
    "two scripts, one called exam": (("Exam.py", "b.py"), "Exam.py", ("b.py",)),
    "two scripts, one called main": (("main.py", "b.py"), "main.py", ("b.py",)),
    "a wrapping folder": (("기말 과제/a.py", "기말 과제/a.h5"), "a.py", ("a.h5",)),
    "two wrapping folders": (("x/y/a.py", "x/y/z/a.h5"), "a.py", ("z/a.h5",)),
    "leftovers of tools": (
        ("a.py", "__pycache__/a.pyc", ".ipynb_checkpoints/b.py", "__MACOSX/a.py", ".DS_Store", "venv/lib/x.py"),
        "a.py",
        (),
    ),
    "old logs": (("a.py", "logs/train/events.out.tfevents.1.host"), "a.py", ()),
    "an ending in capitals": (("A.PY",), "A.PY", ()),
}


@pytest.mark.parametrize("what", HELD)
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_code_is_found(what: str, packed: bool, tmp_path: Path) -> None:
    files, chosen, rest = HELD[what]
    contents = {file: NOTEBOOK if file.endswith(".ipynb") else "x = 1\n" for file in files}
    if packed:
        path = pack(tmp_path / "홍길동.zip", contents)
    else:
        path = tmp_path / "홍길동"
        for name, content in contents.items():
            put(path / name, content)

    with open_submission(path) as opened:
        assert (opened.code, opened.submission.files) == (chosen, rest)
        assert all((opened.folder / name).is_file() for name in (chosen, *rest))
        assert opened.submission.cells[0].source.strip() == "x = 1"


def test_code_in_a_folder_below_runs_there_and_a_person_is_told_what_is_left_out(tmp_path: Path) -> None:
    for name in ("README.md", "code/exam.py", "code/a.h5", "code/lib/b.py"):
        put(tmp_path / "홍길동" / name, "x = 1")

    with open_submission(tmp_path / "홍길동") as opened:
        assert (opened.folder, opened.code) == (tmp_path / "홍길동" / "code", "exam.py")
        assert opened.submission.files == ("a.h5", "lib/b.py")
        assert [flag.message for flag in opened.flags] == [
            "The code runs in code/; files outside it were left out: README.md."
        ]


def test_script_alone_takes_the_weights_that_bear_its_name_and_nothing_else(tmp_path: Path) -> None:
    for name in ("alice.keras", "alice.weights.h5", "alice.txt", "bob.keras", "bob.py", "alice2.keras"):
        put(tmp_path / name, "x")

    assert read(put(tmp_path / "alice.py", "x = 1")).files == ("alice.keras", "alice.weights.h5")


def test_links_are_left_out_and_a_person_is_told(tmp_path: Path) -> None:
    put(tmp_path / "work" / "exam.py", "x = 1")
    (tmp_path / "work" / "secret.txt").symlink_to("/etc/hostname")
    (tmp_path / "work" / "again").symlink_to(tmp_path / "work")

    with open_submission(tmp_path / "work") as opened:
        assert opened.submission.files == ()
        assert [flag.message for flag in opened.flags] == [
            "Links, devices and files with unreadable names were left out: again, secret.txt."
        ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_korean_names_in_a_zip_are_read_whoever_packed_it(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("X" * len("홍길동".encode(encoding)) + ".py", "x = 1")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"X" * len("홍길동".encode(encoding)), "홍길동".encode(encoding)))

    with open_submission(path) as opened:
        assert unicodedata.normalize("NFC", opened.code) == "홍길동.py"


def test_temporary_folder_of_a_zip_is_gone_afterwards(tmp_path: Path) -> None:
    with open_submission(pack(tmp_path / "a.zip", {"exam.py": "x = 1"})) as opened:
        folder = opened.folder
        assert folder.is_dir()

    assert not folder.exists()


def test_digest_tells_whether_anything_that_was_handed_in_changed(tmp_path: Path) -> None:
    put(tmp_path / "exam.py", "x = 1")
    alone = read(tmp_path).digest
    put(tmp_path / "a.h5", "weights")
    with_weights = read(tmp_path).digest
    put(tmp_path / "a.h5", "Weights")

    assert len({alone, with_weights, read(tmp_path).digest}) == 3
