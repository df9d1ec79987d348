"""Networks as a run leaves them behind, for tests that measure them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.artifacts import NetworkFile, write_network
from grader.evaluation import Prepared, Task
from grader.recorder.keeping import _plain_config

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIDE, CHANNELS, CLASSES, TRAIN, TEST = 12, 3, 10, 60, 200

PLAIN = Prepared(scale=(1 / 255,), offset=(0.0,), row_shape=(SIDE, SIDE, CHANNELS), dtype="float32")


@dataclass(frozen=True)
class Kept:
    """A network as a run leaves it behind, and how many test rows its own Keras gets right."""

    network: int
    prepared: Prepared
    correct: int


def task(kept: Kept | int, data: Path, **more: Any) -> Task:
    number, prepared = (kept.network, kept.prepared) if not isinstance(kept, int) else (kept, PLAIN)
    return Task(**{
        "network": number, "artifact": f"weights-{number}.npz", "folder": str(data), "prepared": prepared, **more
    })  # fmt: skip


def keep(out: Path, number: int, model: Any, generation: int = 3) -> None:
    """Write a model as the recorder does."""
    file = NetworkFile(
        keras=generation,
        kind="sequential" if type(model).__name__ == "Sequential" else "functional",
        config=_plain_config(model.get_config(), {}),
        weights=tuple(getattr(v, "path", v.name) for v in model.weights),
    )
    write_network(out, number, file, [v.numpy() for v in model.weights])


def fed(prepared: Prepared, data: Path) -> NDArray[Any]:
    """Prepare the test rows as a student would, by other means than the code under test."""
    raw = np.load(data / "x_test.npy").astype("float64")
    if prepared.row_shape[:1] == (CHANNELS,):
        raw = raw.transpose(0, 3, 1, 2)
    scaled = raw * np.array(prepared.scale) + np.array(prepared.offset)
    return scaled.reshape(-1, *prepared.row_shape).astype(prepared.dtype)


def models() -> dict[str, tuple[Any, Prepared, int]]:
    import keras
    import tf_keras

    layers = keras.layers
    image = keras.Input((SIDE, SIDE, CHANNELS))
    left = layers.Conv2D(4, 3, activation="relu")(image)
    right = layers.SeparableConv2D(4, 3)(image)
    joined = layers.Concatenate()([left, layers.LeakyReLU(0.1)(right), layers.Add()([left, right])])
    branched = keras.Model(image, layers.Dense(CLASSES, "softmax")(layers.GlobalAveragePooling2D()(joined)))
    base = keras.Sequential([layers.Conv2D(4, 3, strides=2), layers.BatchNormalization(), layers.ReLU()])
    shared = layers.Dense(6, "tanh")
    flat = layers.Flatten()(base(image))
    twice = layers.Multiply()([shared(flat), shared(layers.Dropout(0.5)(flat))])
    nested = keras.Model(image, layers.Dense(CLASSES)(twice))
    rows = keras.Input((SIDE, SIDE * CHANNELS))
    attended = layers.MultiHeadAttention(2, 4)(rows, rows)
    attending = keras.Model(rows, layers.Dense(CLASSES)(layers.Flatten()(layers.LayerNormalization()(attended))))
    old = tf_keras.layers
    channel = Prepared(
        scale=(0.016, 0.017, 0.018), offset=(-2.0, -1.9, -1.8), row_shape=(SIDE, SIDE, CHANNELS), dtype="float64"
    )
    raw = PLAIN.model_copy(update={"scale": (1.0,), "dtype": "uint8"})

    def shaped(*shape: int) -> Prepared:
        return PLAIN.model_copy(update={"row_shape": shape})

    return {
        "a sequential one without an Input": (
            keras.Sequential([layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(CLASSES)]),
            PLAIN, 3,
        ),
        "one on flat rows": (
            keras.Sequential([layers.Dense(9, "relu"), layers.Dense(CLASSES, "softmax")]),
            shaped(SIDE * SIDE * CHANNELS), 3,
        ),
        "one with branches, scaled by channel": (branched, channel, 3),
        "one with a nested model and a shared layer": (nested, PLAIN, 3),
        "one that rescales and augments by itself": (
            keras.Sequential([
                keras.Input((SIDE, SIDE, CHANNELS)), layers.Rescaling(1 / 255), layers.RandomFlip("horizontal"),
                layers.Conv2D(4, 3, padding="same"), layers.PReLU(), layers.MaxPooling2D(), layers.Flatten(),
                layers.Dense(CLASSES),
            ]),
            raw, 3,
        ),
        "a recurrent one on rows of pixels": (
            keras.Sequential([layers.Bidirectional(layers.LSTM(5)), layers.Dense(CLASSES)]),
            shaped(SIDE, SIDE * CHANNELS), 3,
        ),
        "one that attends": (attending, shaped(SIDE, SIDE * CHANNELS), 3),
        "one fed with channels first": (
            keras.Sequential([layers.Permute((2, 3, 1)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(CLASSES)]),
            shaped(CHANNELS, SIDE, SIDE), 3,
        ),
        "one of Keras 2": (
            tf_keras.Sequential([old.Conv2D(4, 3, activation="relu"), old.Flatten(), old.Dense(CLASSES)]), PLAIN, 2,
        ),
    }  # fmt: skip
