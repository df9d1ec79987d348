"""A class run's memory: nothing lost, nothing taken for what it is not."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from grader.decisions import Decision
from grader.errors import StoreError
from grader.evidence import Cell, CellKind, Evidence, Submission
from grader.store import FILE, Store

if TYPE_CHECKING:
    from pathlib import Path


def evidence_of(name: str, source: str = "x = 1") -> Evidence:
    cell = Cell(number=1, kind=CellKind.CODE, source=source)
    return Evidence(submission=Submission(name=name, form="script", cells=(cell,), digest="d"))


def test_what_is_stored_comes_back_equal(tmp_path: Path) -> None:
    store = Store.open(tmp_path, create=True)
    given = evidence_of("김하나.ipynb", source="print('≥')\n" * 1000)
    store.save("김하나.ipynb", "key", given)
    store.close()
    assert dict(Store.open(tmp_path)) == {"김하나.ipynb": given}


def test_only_the_same_key_finds_it_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path, create=True)
    store.save("a.py", "first", evidence_of("a.py"))
    assert store.has("a.py", "first")
    assert not store.has("a.py", "second")
    assert not store.has("b.py", "first")
    store.save("a.py", "second", evidence_of("a.py", "x = 2"))
    assert not store.has("a.py", "first")
    assert len(store) == 1


def test_decisions_outlive_the_evidence_they_were_made_on(tmp_path: Path) -> None:
    store = Store.open(tmp_path, create=True)
    decision = Decision(criterion="1.a", points=Decimal(1), possible=Decimal(2), who="Lee", when="2026-06-20")
    store.decide("a.py", decision)
    store.save("a.py", "other", evidence_of("a.py"))
    store.decide("a.py", decision.model_copy(update={"comment": "on second thoughts"}))
    assert [found.comment for found in store.decisions("a.py")] == ["", "on second thoughts"]
    assert store.decisions("b.py") == ()


def test_a_folder_without_a_store_says_how_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="--out"):
        Store.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match=r"cannot be used as a store \(Not a directory\)"):
        Store.open(tmp_path / "file" / "run", create=True)


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\0" + b"\xff" * 200], ids=["text", "damaged"])
def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StoreError, match="another folder"):
        Store.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_store_of_another_version_is_not_touched(tmp_path: Path) -> None:
    Store.open(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("update meta set value = '99' where name = 'version'")
    with pytest.raises(StoreError, match="another version"):
        Store.open(tmp_path)


def test_a_second_grader_is_told_that_one_is_at_work(tmp_path: Path) -> None:
    first, second = Store.open(tmp_path, create=True), Store.open(tmp_path)
    with first.sole(), pytest.raises(StoreError, match="at work"), second.sole():
        pass
    with second.sole():
        pass


def _write_for_ever(folder: Path) -> None:
    store = Store.open(folder, create=True)
    for number in range(1_000_000):
        name = f"{number % 20}.py"
        store.save(name, str(number), evidence_of(name, f"x = {number}\n" * 500))


@pytest.mark.parametrize("milliseconds", [150, 220, 310, 400])
def test_a_grader_killed_while_writing_leaves_a_store_that_can_be_read(tmp_path: Path, milliseconds: int) -> None:
    process = multiprocessing.get_context("fork").Process(target=_write_for_ever, args=(tmp_path,))
    process.start()
    deadline = time.monotonic() + 20
    while not (tmp_path / FILE).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(milliseconds / 1000)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    store = Store.open(tmp_path, create=True)
    for name, found in store:
        assert found.submission.name == name
        assert len(set(found.submission.cells[0].source.splitlines())) == 1


def test_a_full_disk_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    store = Store.open(tmp_path, create=True)
    store.save("a.py", "1", evidence_of("a.py"))
    # SQLite's own limit on pages answers as a full disk does: "database or disk is full".
    pages = store._connection.execute("pragma page_count").fetchone()[0]
    store._connection.execute(f"pragma max_page_count = {pages + 1}")
    noise = "".join(f"{number * 2654435761 % 4294967296:08x}" for number in range(20_000))
    with pytest.raises(StoreError, match="make room"):
        store.save("b.py", "2", evidence_of("b.py", noise))
    assert [name for name, _ in store] == ["a.py"]
