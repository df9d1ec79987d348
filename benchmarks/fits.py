"""What one more ``fit`` costs in a submission: scripts of 1, 10 and 50 trainings, graded with ``--fidelity probe``."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from running import graded
from table import Row, interleaved, publish

SIZES = (1, 10, 50)
ROUNDS = 3
SCRIPT = """\
import numpy as np
import tensorflow as tf
x, y = np.random.rand(640, 28, 28).astype("float32"), np.random.randint(0, 10, 640)
# 1-(1)
for number in range({count}):
    net = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10, activation="softmax")])
    net.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    net.fit(x, y, epochs=2, verbose=0)
"""


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        scripts = []
        for count in SIZES:
            scripts.append(Path(folder) / f"fits{count}.py")
            scripts[-1].write_text(SCRIPT.format(count=count), encoding="utf-8")
        found = interleaved(*(partial(_seconds, script) for script in scripts), rounds=ROUNDS)
    took = dict(zip(SIZES, found, strict=True))
    early, late = ((took[b] - took[a]) / (b - a) for a, b in ((1, 10), (10, 50)))
    publish(
        "fits",
        [
            Row("one more fit, of 50", late, "one more fit, of 10", early),
            Row("a submission of 50 fits", took[50], "of 1 fit", took[1]),
        ],
    )


def _seconds(script: Path) -> float:
    return graded(script, "--fidelity", "probe").seconds


if __name__ == "__main__":
    main()
