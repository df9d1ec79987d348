"""Trained weights that were handed in: measured where they fit the code's network, refused where they reach too far."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import h5py
import numpy as np
import pytest
from kept_networks import CHANNELS, CLASSES, PLAIN, SIDE, fed, keep, task

from grader.artifacts import ArtifactError
from grader.evaluation import measure
from grader.evaluation.handed import weights_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from grader.evaluation import Answer


FITTING = (
    "whole.keras",
    "whole.h5",
    "only.weights.h5",
    "one.ckpt.index",
    "saved/variables/variables.index",
    "exported/variables/variables.index",
)


@dataclass(frozen=True)
class Handed:
    """What became of each file, and how many rows the network in them gets right."""

    answers: dict[str, Answer]
    correct: int


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Handed:
    """Keep a network as the run left it, and hand in what it was trained to elsewhere, in every form."""
    import keras
    import tensorflow  # noqa: ICN001 - written out beside Keras

    folder = tmp_path_factory.mktemp("handed")

    def make(units: int = 6) -> keras.Model:
        image = keras.Input((SIDE, SIDE, CHANNELS))
        flat = keras.layers.Flatten()(keras.layers.Conv2D(3, 3, activation="relu")(image))
        return keras.Model(image, keras.layers.Dense(CLASSES)(keras.layers.Dense(units)(flat)))

    keep(folder, 0, make())
    trained = make()
    labels = np.load(data / "y_test.npy").ravel()
    correct = int((np.asarray(trained(fed(PLAIN, data))).argmax(axis=1) == labels).sum())
    trained.save(folder / "whole.keras")
    trained.save(folder / "whole.h5")
    trained.save_weights(folder / "only.weights.h5")
    tensorflow.train.Checkpoint(model=trained).write(str(folder / "one.ckpt"))
    tensorflow.saved_model.save(trained, str(folder / "saved"))
    trained.export(folder / "exported", verbose=False)
    make(7).save(folder / "another.keras")
    tensorflow.train.Checkpoint(model=make(7)).write(str(folder / "another.ckpt"))
    trained.set_weights([np.full(w.shape, np.nan) for w in trained.get_weights()])
    trained.save(folder / "diverged.keras")
    (folder / "none.keras").write_bytes(b"PK nothing")
    (folder / "none.index").write_bytes(b"nothing" * 20)
    names = (*FITTING, "another.keras", "another.ckpt.index", "diverged.keras", "none.keras", "none.index")
    answers = measure(folder, [task(0, data, handed=str(folder / name)) for name in names])
    return Handed(dict(zip(names, answers, strict=True)), correct)


@pytest.mark.parametrize("name", FITTING)
def test_weights_that_fit_are_measured_in_the_place_of_the_kept_ones(handed: Handed, name: str) -> None:
    answer = handed.answers[name]

    assert answer.trouble == ""
    assert answer.count is not None
    assert answer.count.correct == handed.correct


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("another.keras", "another.keras does not fit the code's network"),
        ("another.ckpt.index", "another.ckpt.index does not fit the code's network"),
        ("none.index", "does not end as a checkpoint's index does"),
        ("diverged.keras", "not finite"),
        ("none.keras", "cannot be read"),
    ],
)
def test_weights_that_do_not_fit_are_answered_with_why(handed: Handed, name: str, said: str) -> None:
    answer = handed.answers[name]

    assert answer.count is None
    assert said in answer.trouble


def _to_another_file(file: h5py.File) -> None:
    file["layers"] = h5py.ExternalLink("/etc/passwd", "/")


def _to_another_place(file: h5py.File) -> None:
    file["layers"] = h5py.SoftLink("/elsewhere")


def _stored_outside(file: h5py.File) -> None:
    file.create_dataset("w", (4,), "f4", external=[("/etc/hostname", 0, 16)])


def _virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("/x.h5", "w", (4,))
    file.create_virtual_dataset("w", layout)


def _bomb(file: h5py.File) -> None:
    file.create_dataset("w", (1 << 28,), "f4", chunks=(1 << 20,), compression="gzip")


def _text(file: h5py.File) -> None:
    file["w"] = np.array([b"one", b"two"])


def _objects(file: h5py.File) -> None:
    file.create_dataset("w", (2,), h5py.string_dtype())


def _itself(file: h5py.File) -> None:
    file["a"] = file["/"]


@pytest.mark.parametrize(
    "fill", [_to_another_file, _to_another_place, _stored_outside, _virtual, _bomb, _text, _objects, _itself]
)
def test_a_file_that_reaches_beyond_itself_is_refused(fill: Callable[[h5py.File], None], tmp_path: Path) -> None:
    path = tmp_path / "alice.weights.h5"
    with h5py.File(path, "w") as file:
        fill(file)

    with pytest.raises(ArtifactError, match=r"alice\.weights\.h5"), weights_of(path):
        pass


def test_a_compressed_bomb_in_a_keras_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "alice.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("model.weights.h5", "w") as member:
        for _ in range(1_100):
            member.write(bytes(1 << 20))

    with pytest.raises(ArtifactError, match="the limit is"), weights_of(path):
        pass


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "alice.h5").symlink_to("/etc/hostname")

    with pytest.raises(ArtifactError), weights_of(tmp_path / "alice.h5"):
        pass
