"""The highest memory of a submission's run against the plain run of the same code: ``python benchmarks/memory.py``.

This exam's own idiom keeps whole data sets as float64 tensors and trains on them: question 1 on Fashion-MNIST,
question 3 on CIFAR-10, whose float64 images alone take 1.2 GB. How long is trained does not matter here, and the
network of question 3 is a small one. Memory is what was resident at most, as the kernel and the run's keeper saw it; a
run that is a fork has of its libraries' files only the pages that it uses.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import question1
import running
from table import Row, interleaved, publish

MIB = 1 << 20
TARGET = 1.1

QUESTION_3 = """
import tensorflow as tf

## 3.
# (1)
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
X = tf.constant(x_train.reshape(-1, 32, 32, 3), dtype=tf.float64)
y = tf.keras.utils.to_categorical(y_train)
XX = tf.constant(x_test.reshape(-1, 32, 32, 3), dtype=tf.float64)
yy = tf.keras.utils.to_categorical(y_test)
net = tf.keras.Sequential()
net.add(tf.keras.layers.Conv2D(4, (5, 5), activation='relu'))
net.add(tf.keras.layers.MaxPool2D(4, 4))
net.add(tf.keras.layers.Flatten())
net.add(tf.keras.layers.Dense(10, activation='softmax'))
net.compile(optimizer='adam', loss=tf.losses.categorical_crossentropy, metrics=['accuracy'])
net.fit(X, y, epochs=1, batch_size=200, validation_split=0.2, verbose=0)
print(net.evaluate(XX, yy, verbose=0))
"""


def plain(script: Path) -> float:
    """Return the highest memory in MiB of ``python script.py``."""
    with tempfile.TemporaryDirectory() as folder:  # its logs are left there
        process = subprocess.Popen(
            (sys.executable, running.__file__, str(script)), stdout=subprocess.DEVNULL, cwd=folder
        )
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{script.name}: wait status {status}")
    return used.ru_maxrss / 1024


def graded(script: Path) -> float:
    """Return the highest memory in MiB of the script's contained run."""
    return running.graded(script, "--fidelity", "full").memory / MIB


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    questions = {1: question1.SCRIPT.format(first=1, second=1, third=1, batch=200), 3: QUESTION_3}
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for number, text in questions.items():
            script = Path(name) / f"question{number}.py"
            script.write_text(text, encoding="utf-8")
            base, contained = interleaved(partial(plain, script), partial(graded, script), rounds=arguments.rounds)
            what = f"highest memory, question {number} in float64, graded in full"
            rows.append(Row(what, contained, "python script.py", base, unit="MiB", target=TARGET))
    publish("memory", rows)


if __name__ == "__main__":
    main()
