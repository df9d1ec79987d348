"""Checkpoints are read as TensorFlow reads them, from either Keras and however saved; mangled ones are refused."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from grader.artifacts import ArtifactError
from grader.evaluation.assigning import assign
from grader.evaluation.bundle import read_bundle

if TYPE_CHECKING:
    from pathlib import Path


def make(keras: Any, kind: str) -> Any:
    """A network with more than ten layers and with variables that are not trained."""
    layers = [
        keras.layers.Conv2D(4, 3),
        keras.layers.BatchNormalization(),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.2),
        *(keras.layers.Dense(5) for _ in range(9)),
        keras.layers.Dense(3),
    ]
    if kind == "sequential":
        return keras.Sequential([keras.Input((8, 8, 3)), *layers])
    image = x = keras.Input((8, 8, 3))
    for layer in layers:
        x = layer(x)
    return keras.Model(image, x)


def save(model: Any, how: str, folder: Path) -> Path:
    import tensorflow as tf

    if how == "checkpoint":
        return folder / f"{tf.train.Checkpoint(model=model).save(str(folder / 'one')).rpartition('/')[2]}.index"
    if how == "root":
        tf.train.Checkpoint(model).write(str(folder / "root"))
        return folder / "root.index"
    if how == "weights":
        model.save_weights(str(folder / "weights"))
        return folder / "weights.index"
    model.export(folder / how, verbose=False) if how == "export" else tf.saved_model.save(model, str(folder / how))
    return folder / how / "variables" / "variables.index"


@pytest.mark.parametrize("kind", ["sequential", "functional"])
@pytest.mark.parametrize(
    ("generation", "how"),
    [
        (3, "checkpoint"),
        (3, "root"),
        (3, "saved_model"),
        (3, "export"),
        (2, "checkpoint"),
        (2, "root"),
        (2, "weights"),
        (2, "saved_model"),
    ],
)
def test_every_variable_gets_its_own_array(generation: int, how: str, kind: str, tmp_path: Path) -> None:
    keras = pytest.importorskip("keras" if generation == 3 else "tf_keras")
    trained, rebuilt = make(keras, kind), make(keras, kind)
    trained.compile("adam", "mse")
    trained.fit(np.zeros((4, 8, 8, 3)), np.zeros((4, 3)), verbose=0)

    assign(rebuilt, read_bundle(save(trained, how, tmp_path)), how)

    for ours, theirs in zip(rebuilt.get_weights(), trained.get_weights(), strict=True):
        assert (ours == theirs).all()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import tensorflow as tf

    folder = tmp_path_factory.mktemp("whole")
    tf.train.Checkpoint(a=tf.Variable(np.arange(6.0)), b=[tf.Variable(n) for n in range(60)]).write(str(folder / "c"))
    return folder / "c.index"


def test_numbers_are_those_that_tensorflow_reads(whole: Path) -> None:
    import tensorflow as tf

    reader = tf.train.load_checkpoint(str(whole.with_suffix("")))
    ours = read_bundle(whole)

    assert len(ours) == 61
    assert all((reader.get_tensor(name) == array).all() for name, array in ours.items())


def mangled(content: bytes, chance: random.Random) -> bytes:
    """Change, cut out, repeat or cut off bytes."""
    at, length = chance.randrange(len(content)), chance.randrange(1, 40)
    new = bytes(chance.choice((0, 255, chance.randrange(256))) for _ in range(length))
    kind = chance.randrange(4)
    if kind == 0:
        return content[:at] + new + content[at + length :]
    if kind == 1:
        return content[:at] + content[at + length :]
    return content[:at] if kind == 2 else content[:at] + content[at : at + length] * 5 + content[at + length :]


def test_a_mangled_one_is_read_or_refused_and_nothing_else(whole: Path, tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - mangling, not secrets
    data = whole.with_suffix(".data-00000-of-00001").read_bytes()
    for _ in range(300):
        (tmp_path / "c.index").write_bytes(mangled(whole.read_bytes(), chance))
        (tmp_path / "c.data-00000-of-00001").write_bytes(data if chance.random() < 0.7 else mangled(data, chance))
        try:
            arrays = read_bundle(tmp_path / "c.index")
        except ArtifactError:
            continue
        assert sum(array.nbytes for array in arrays.values()) < 1 << 20
