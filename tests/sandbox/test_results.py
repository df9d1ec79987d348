"""What a run leaves in its results folder is copied as hostile files are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from grader.evidence import Ending
from grader.sandbox.collect import RefusedError, copy_file, copy_path, listing, read_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from grader.sandbox.port import Outcome


def test_regular_files_are_collected_and_all_else_is_named(run: Callable[..., Outcome], results: Path) -> None:
    outcome = run(
        """
        import os
        os.chdir("../out")
        open("recording.jsonl", "w").write("{}")
        open("weights-1.npz", "wb").write(bytes(100_000))
        os.symlink("/etc/passwd", "link")
        os.symlink("recording.jsonl", "own_link")
        os.mkfifo("pipe")
        os.mkdir("folder")
        for name in ("a b", "x\\ny", "-rf", ".hidden", "\\x1b[2J", "=1+1", "한글"):
            open(name, "w")
        """
    )

    assert outcome.ending is Ending.COMPLETED, outcome.output
    assert {path.name: path.stat().st_size for path in results.iterdir()} == {
        "recording.jsonl": 2,
        "weights-1.npz": 100_000,
    }
    assert len(outcome.refused) == 11
    assert all(line.isprintable() for line in outcome.refused)


def test_results_survive_a_run_that_fills_everything_else(run: Callable[..., Outcome], results: Path) -> None:
    outcome = run(
        """
        open("../out/recording.jsonl", "w").write("kept")
        number = 0
        while True:
            with open(f"f{number}", "wb") as file:
                file.write(bytes(2 << 20))
            number += 1
        """
    )

    assert outcome.ending in {Ending.RAISED, Ending.KILLED}, outcome
    assert (results / "recording.jsonl").read_text() == "kept"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "out"
    place.mkdir()
    (place / "good.json").write_bytes(b"12345")
    (tmp_path / "secret").write_text("a key")
    (place / "link").symlink_to(tmp_path / "secret")
    os.link(tmp_path / "secret", place / "second_name")
    os.mkfifo(place / "pipe")
    (place / "folder").mkdir()
    return place


@pytest.mark.parametrize("limit", [5, 6, 1 << 30])
def test_a_file_within_the_limit_is_read(folder: Path, limit: int) -> None:
    assert read_file(folder, "good.json", limit) == b"12345"


@pytest.mark.parametrize(
    "name", ["link", "second_name", "pipe", "folder", "../secret", "/etc/passwd", ".", "..", "", "a\nb", "good.json\n"]
)
def test_anything_but_a_plain_file_by_a_plain_name_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(RefusedError):
        read_file(folder, name, 100)


def test_a_file_past_the_limit_is_refused_and_leaves_no_part(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()

    with pytest.raises(RefusedError, match="longer than 4 bytes"):
        read_file(folder, "good.json", 4)
    with pytest.raises(RefusedError, match="longer than 4 bytes"):
        copy_file(folder, "good.json", tmp_path / "target", 4)

    assert list((tmp_path / "target").iterdir()) == []


def test_a_copy_never_replaces_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text("mine")

    with pytest.raises(FileExistsError):
        copy_path(folder / "good.json", tmp_path / "good.json", 100)


def test_a_listing_ends(folder: Path) -> None:
    assert len(listing(folder, 3)) == 3
