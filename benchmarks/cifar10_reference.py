"""How fast, and how surely, the reference's CIFAR-10 network passes 70 %: its own code, trained from five seeds.

    python benchmarks/cifar10_reference.py [FILE] [--seeds 5] [--steps 40]

FILE is a script whose part 3 is to be trained (default: the reference). Each row is one training: wall and processor
seconds of its fits, accuracy on the 10,000 test images. The last lines compare with one epoch of a network as students
build it (two pairs of wide convolutions, batches of 32), of which ``--steps`` steps are timed in between and counted up
to an epoch's.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from table import Row, publish

from grader.datasets.cache import provide

if TYPE_CHECKING:
    from grader.datasets.arrays import Pixels

ROOT = Path(__file__).resolve().parent.parent
PART = re.compile(r"^# #+ ?3\..*$", re.MULTILINE)
NEXT = re.compile(r"^# #+ ?4\.", re.MULTILINE)
GOAL = 0.70
EPOCH_STEPS = 40_000 // 32


def part_3(path: Path) -> str:
    """Return a script's code between the headings of part 3 and part 4."""
    text = path.read_text(encoding="utf-8")
    return NEXT.split(PART.split(text)[1])[0]


class Clock:
    """Adds up the wall and processor seconds of fits."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def fit(self, *args: object, **kwargs: object) -> object:
        """Stand in for ``Model.fit``."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            return FIT(*args, **{**kwargs, "verbose": 0})
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu


FIT = keras.Model.fit


def train(code: str, seed: int, test: tuple[Pixels, Pixels]) -> tuple[float, float, float]:
    """Run part 3 once; return wall and processor seconds and the test accuracy of its last network."""
    clock = Clock()
    keras.utils.set_random_seed(seed)
    names: dict[str, object] = {"keras": keras, "np": np, "layers": keras.layers}

    def fit(model: keras.Model, *args: object, **kwargs: object) -> object:
        return clock.fit(model, *args, **kwargs)

    keras.Model.fit = fit
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, "part 3", "exec"), names)  # noqa: S102 - a file of this repository, to be run as it is
    finally:
        keras.Model.fit = FIT
    net = names["net"]
    images, labels = test
    outputs = net.predict(images.astype("float32") / 255, batch_size=500, verbose=0)
    return clock.wall, clock.cpu, float((outputs.argmax(axis=1) == labels.ravel()).mean())


def usual_epoch(images: Pixels, labels: Pixels, steps: int) -> tuple[float, float]:
    """Time some steps of a network as students build it; return an epoch's wall and processor seconds."""
    layers = keras.layers
    pairs = [[layers.Conv2D(n, 2, activation="relu"), layers.Conv2D(n, 2, activation="relu")] for n in (98, 256)]
    net = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            *pairs[0],
            layers.MaxPooling2D(),
            *pairs[1],
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )
    net.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    few, named = images[: 32 * steps] / 255, labels[: 32 * steps]
    net.fit(few[:64], named[:64], verbose=0)  # traces the graph
    wall, cpu = time.perf_counter(), time.process_time()
    net.fit(few, named, verbose=0)
    share = EPOCH_STEPS / steps
    return (time.perf_counter() - wall) * share, (time.process_time() - cpu) * share


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "reference" / "big-data-final.py")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=40, help="of the network to compare with; 0: no comparison")
    arguments = parser.parse_args()
    folder = provide("cifar10")
    arrays = [np.load(folder / f"{name}.npy") for name in ("x_train", "y_train", "x_test", "y_test")]
    keras.datasets.cifar10.load_data = lambda: (tuple(arrays[:2]), tuple(arrays[2:]))
    print("| seed | wall s | processor s | test accuracy |\n|---|---|---|---|", flush=True)
    rows, usual = [], []
    for seed in range(arguments.seeds):
        rows.append(train(part_3(arguments.file), seed, (arrays[2], arrays[3])))
        print(f"| {seed} | {rows[-1][0]:.1f} | {rows[-1][1]:.1f} | {rows[-1][2]:.4f} |", flush=True)
        if arguments.steps:
            usual.append(usual_epoch(arrays[0], arrays[1], arguments.steps))
    passed = sum(accuracy >= GOAL for _, _, accuracy in rows)
    print(f"\n{passed} of {len(rows)} reach {GOAL:.0%}; the lowest is {min(row[2] for row in rows):.4f}")
    if usual:
        made = []
        for name, at in (("wall", 0), ("processor", 1)):
            mine, theirs = (statistics.median(row[at] for row in table) for table in (rows, usual))
            made.append(
                Row(
                    f"the reference's CIFAR-10 network, {name} s to {GOAL:.0%}",
                    mine,
                    "one usual epoch",
                    theirs,
                    target=0.5,
                )
            )
        publish("cifar10", made)


if __name__ == "__main__":
    main()
