"""A first question as students write it, graded in full, against the plain run of the same code.

    python benchmarks/question1.py [--batch 32] [--epochs 2,4,3] [--rounds 5]

A dense network on 60,000 images as float64 tensors of 0 to 255, one-hot labels: trained, trained with validation and
TensorBoard, and trained with early stopping. What both runs print of histories, evaluations and weights has to be equal
to the last digit. The exam asks for 10, 50 and 50 epochs; fewer show the same ratio less well, as starting counts more.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from running import Run, graded, plain
from table import Row, interleaved, publish

SCRIPT = """
import hashlib
import tensorflow as tf
tf.keras.utils.set_random_seed(43)

## 1.
# (1)
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
X = tf.constant(x_train.reshape(-1, 28, 28, 1), dtype=tf.float64)
y = tf.keras.utils.to_categorical(y_train)
XX = tf.constant(x_test.reshape(-1, 28, 28, 1), dtype=tf.float64)
yy = tf.keras.utils.to_categorical(y_test)

def show(net, history):
    print({{name: [value.hex() for value in values] for name, values in history.history.items()}})
    print(hashlib.sha256(b"".join(weight.tobytes() for weight in net.get_weights())).hexdigest())

net = tf.keras.Sequential()
net.add(tf.keras.layers.Flatten())
net.add(tf.keras.layers.Dense(20, activation='relu'))
net.add(tf.keras.layers.Dense(30, activation='relu'))
net.add(tf.keras.layers.Dense(10, activation='softmax'))
net.compile(optimizer='adam', loss=tf.losses.categorical_crossentropy, metrics=['accuracy'])
show(net, net.fit(X, y, epochs={first}, batch_size={batch}, verbose=0))

# (2)
print(net.evaluate(XX, yy, verbose=0))

# (3)
net = tf.keras.Sequential()
net.add(tf.keras.layers.Flatten())
net.add(tf.keras.layers.Dense(20, activation='relu'))
net.add(tf.keras.layers.Dense(30, activation='relu'))
net.add(tf.keras.layers.Dense(10, activation='softmax'))
net.compile(optimizer='adam', loss=tf.losses.categorical_crossentropy, metrics=['accuracy'])
cb1 = tf.keras.callbacks.TensorBoard('logs/a')
show(net, net.fit(X, y, epochs={second}, batch_size={batch}, validation_split=0.2, callbacks=[cb1], verbose=0))

# (4)
print(net.evaluate(XX, yy, verbose=0))

# (5)
net = tf.keras.Sequential()
net.add(tf.keras.layers.Flatten())
net.add(tf.keras.layers.Dense(20, activation='relu'))
net.add(tf.keras.layers.Dense(30, activation='relu'))
net.add(tf.keras.layers.Dense(10, activation='softmax'))
net.compile(optimizer='adam', loss=tf.losses.categorical_crossentropy, metrics=['accuracy'])
cb2 = tf.keras.callbacks.EarlyStopping(patience=3)
cb3 = tf.keras.callbacks.TensorBoard('logs/b')
show(net, net.fit(X, y, epochs={third}, batch_size={batch}, validation_split=0.2, callbacks=[cb3, cb2], verbose=0))
"""
AS_ASKED = "10,50,50"
TARGETS = {32: 0.35, 200: 0.6}
"""By batch size, for the epochs that the exam asks for."""
UNTOUCHED = 1.03


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", default="2,4,3")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--untouched", action="store_true", help="measure --no-accelerate, too")
    arguments = parser.parse_args()
    first, second, third = map(int, arguments.epochs.split(","))
    printed: set[str] = set()

    def timed(made: Run) -> float:
        printed.add(made.printed)
        return made.seconds

    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "question1.py"
        text = SCRIPT.format(first=first, second=second, third=third, batch=arguments.batch)
        script.write_text(text, encoding="utf-8")
        full = ("--fidelity", "full")
        actions = [lambda: timed(plain(script)), lambda: timed(graded(script, *full))]
        if arguments.untouched:
            actions.append(lambda: timed(graded(script, *full, "--no-accelerate")))
        base, fast, *untouched = interleaved(*actions, rounds=arguments.rounds)
    if len(printed) != 1:
        raise SystemExit("the runs came to other numbers:\n" + "\n".join(sorted(printed)))
    what = f"question 1, batches of {arguments.batch}, {first} + {second} + {third} epochs"
    against = "python script.py"
    target = TARGETS.get(arguments.batch) if arguments.epochs == AS_ASKED else None
    rows = [Row(f"{what}, graded in full", fast, against, base, target=target)]
    rows += [Row(f"{what}, --no-accelerate", one, against, base, target=UNTOUCHED) for one in untouched]
    publish(f"question1-{arguments.batch}{'-untouched' if arguments.untouched else ''}", rows)


if __name__ == "__main__":
    main()
