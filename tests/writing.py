"""How a student of the class of sixty writes: the same exam, solved in each one's own words and ways."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

Cells = list[tuple[str, str]]
Spec = tuple[tuple[object, ...], ...]
"""Layers: ("dense", 16, "relu"), ("dropout", 0.3)."""

STARTER = """import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
"""
"""What everyone was given."""

SCALES = (
    "x_train = x_train / 255.0\nx_test = x_test / 255.0",
    "x_train, x_test = (a.astype('float32') / 255 for a in (x_train, x_test))",
    (
        "def scaled(images):\n    return np.asarray(images, dtype='float32') / np.float32(255)\n\n"
        "x_train = scaled(x_train)\nx_test = scaled(x_test)"
    ),
    "top = x_train.max()\nx_train = np.divide(x_train, top)\nx_test = np.divide(x_test, top)",
    "x_train, x_test = [tf.cast(images, tf.float32).numpy() * (1 / 255) for images in (x_train, x_test)]",
)
LOOKS = (
    "print(x_train.shape, x_test.shape)\nprint(np.unique(y_train, return_counts=True))",
    "for label in range(10):\n    chosen = x_train[y_train == label]\n    print(label, len(chosen), chosen.mean())",
    (
        "names = 'shirt trouser pullover dress coat sandal blouse sneaker bag boot'.split()\n"
        "print({name: int((y_train == at).sum()) for at, name in enumerate(names)})"
    ),
    (
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(2, 5)\n"
        "for axis, image in zip(axes.ravel(), x_train):\n    axis.imshow(image)\n    axis.axis('off')\nplt.show()"
    ),
    "assert x_train.ndim == 3\nprint('pixels', x_train.min(), '..', x_train.max())\nprint('rows', x_train.shape[0])",
    "import matplotlib.pyplot as plt\nplt.hist(y_train, bins=10, rwidth=0.8)\nplt.title('labels')\nplt.show()",
    "",
)
AFTER = (
    (
        "guess = net3.predict(x_test[:200], verbose=0).argmax(axis=-1)\n"
        "table = np.zeros((10, 10), dtype=int)\nfor truth, said in zip(y_test[:200], guess):\n"
        "    table[truth, said] += 1\nprint(table)"
    ),
    "loss, accuracy = net3.evaluate(x_test, y_test, verbose=0)\nprint(f'{loss:.3f} {accuracy:.1%}')",
    (
        "result = dict(zip(net3.metrics_names, net3.evaluate(x_test, y_test, batch_size=1000, verbose=0)))\n"
        "for key in sorted(result):\n    print(key, '=', result[key])"
    ),
    (
        "wrong = np.flatnonzero(net3.predict(x_test[:500], verbose=0).argmax(1) != y_test[:500])\n"
        "print('wrong ones:', wrong[:10], 'of', len(wrong))"
    ),
    (
        "import matplotlib.pyplot as plt\nplt.plot(history2.history['loss'], 'o-', label='train')\n"
        "plt.xlabel('epoch')\nplt.legend()\nplt.show()"
    ),
    "best = max(history2.history.items(), key=lambda pair: len(pair[0]))\nprint('longest name', best[0], best[1][-1])",
    "weights = sum(int(np.prod(w.shape)) for w in net3.weights)\nprint('so many numbers are learned:', weights)",
)
WIDTHS = ((64,), (100,), (48, 24), (80, 40), (128,), (96, 32))
REMARKS = ("# let us see", "# this took a while", "# as in the lecture", "# not sure about this", "# ok")


@dataclass
class Author:
    """A way of writing: a style for networks, and habits drawn once."""

    chance: Random
    style: str
    habits: dict[str, int] = field(default_factory=dict)

    def exam(self, *, mistake: str, harm: str) -> Cells:
        """Solve the exam, with one mistake in it or code that does harm at the head of part 2."""
        units = 32 if mistake == "units" else 16
        cells: Cells = [("code", STARTER), ("code", self.chance.choice(SCALES))]
        if look := self.chance.choice(LOOKS):
            cells.append(("code", look))
        cells.append(("markdown", "## Part 1"))
        cells += self.network(1, (("dense", units, "relu"), ("dense", 10, "softmax")), epochs=5)
        cells.append(("markdown", "## Part 2"))
        if harm:
            cells.append(("code", harm))
        more = {} if mistake == "validation" else {"validation_split": 0.2}
        second: Spec = (("dense", 24, "tanh"), ("dropout", 0.3), ("dense", 10, "softmax"))
        cells += self.network(2, second, epochs=4, **more)
        cells.append(("markdown", "## Part 3"))
        widths = self.chance.choice(WIDTHS)
        own: Spec = (*(("dense", width, "relu") for width in widths), ("dense", 10, "softmax"))
        optimizer = "keras.optimizers.SGD(1e-9)" if mistake == "accuracy" else ""
        cells += self.network(3, own, epochs=1, optimizer=optimizer, batch_size=500)
        cells += [("code", after) for after in self.chance.sample(AFTER, 2)]
        shape, choice = ("9200", "A, D") if mistake == "answers" else ("9216", "B, C")
        cells.append(("markdown", f"## Part 4-1\n\nanswer: {shape}\n\n## Part 4-2\n\nanswer: {choice}"))
        return cells

    def network(self, part: int, spec: Spec, *, optimizer: str = "", **fit: object) -> Cells:
        """Build, compile and fit a network."""
        build = getattr(self, f"_{self.style}")(part, spec)
        chosen = optimizer or self.chance.choice(
            ("'adam'", "keras.optimizers.Adam()", "tf.keras.optimizers.Adam(1e-3)")
        )
        return self._joined(build, self._compiled(part, chosen), self._fitted(part, fit))

    def _joined(self, *steps: str) -> Cells:
        if self.chance.random() < 0.5:
            return [("code", "\n".join(steps))]
        return [("code", step) for step in steps]

    def _compiled(self, part: int, optimizer: str) -> str:
        if self.style == "logits":
            loss = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
        else:
            loss = self.chance.choice(
                ("'sparse_categorical_crossentropy'", "keras.losses.SparseCategoricalCrossentropy()")
            )
        return self.chance.choice(
            (
                f"net{part}.compile(optimizer={optimizer}, loss={loss}, metrics=['accuracy'])",
                f"net{part}.compile(loss={loss},\n    optimizer={optimizer},\n    metrics=['accuracy'])",
                f"how = dict(optimizer={optimizer}, loss={loss})\nnet{part}.compile(metrics=['accuracy'], **how)",
                f"opt = {optimizer}\ncost = {loss}\nnet{part}.compile(opt, cost, metrics=['accuracy'])",
            )
        )

    def _fitted(self, part: int, fit: dict[str, object]) -> str:
        given = ", ".join(f"{name}={value}" for name, value in fit.items())
        head = self.chance.choice((*REMARKS, "", ""))
        call = self.chance.choice(
            (
                f"history{part} = net{part}.fit(x_train, y_train, {given}, verbose=2)",
                f"history{part} = net{part}.fit(x=x_train, y=y_train, {given})",
                f"settings{part} = dict({given})\nhistory{part} = net{part}.fit(x_train, y_train, **settings{part})",
                f"history{part} = net{part}.fit(\n    x_train,\n    y_train,\n    {given},\n    shuffle=True,\n)",
            )
        )
        tail = self.chance.choice(
            (
                f"print(history{part}.history['loss'][-1])",
                f"net{part}.summary()",
                f"print({{k: round(v[-1], 3) for k, v in history{part}.history.items()}})",
                f"for epoch, value in enumerate(history{part}.history['loss']):\n    print(epoch, value)",
                "",
            )
        )
        return "\n".join(filter(None, (head, call, tail)))

    def _layers(self, spec: Spec) -> list[str]:
        return [
            f"layers.Dropout({one[1]})" if one[0] == "dropout" else f"layers.Dense({one[1]}, activation='{one[2]}')"
            for one in spec
        ]

    def _listed(self, part: int, spec: Spec) -> str:
        lines = ",\n".join(f"    {one}" for one in ("keras.Input((28, 28))", "layers.Flatten()", *self._layers(spec)))
        return f"net{part} = keras.Sequential([\n{lines},\n])"

    def _added(self, part: int, spec: Spec) -> str:
        lines = [f"net{part} = keras.models.Sequential()", f"net{part}.add(layers.Flatten())"]
        return "\n".join((*lines, *(f"net{part}.add({one})" for one in self._layers(spec))))

    def _function(self, part: int, spec: Spec) -> str:
        body = "\n".join((f"seq = {self._named_list(spec)}", "return keras.Sequential([layers.Flatten(), *seq])"))
        return f"def make_net{part}():\n{textwrap.indent(body, '    ')}\n\nnet{part} = make_net{part}()"

    def _named_list(self, spec: Spec) -> str:
        return f"[{', '.join(self._layers(spec))}]"

    def _functional(self, part: int, spec: Spec) -> str:
        lines = [f"inputs{part} = keras.Input(shape=(28, 28))", f"h = layers.Flatten()(inputs{part})"]
        lines += [f"h = {one}(h)" for one in self._layers(spec)]
        return "\n".join((*lines, f"net{part} = keras.Model(inputs{part}, h)"))

    def _subclassed(self, part: int, spec: Spec) -> str:
        made = [f"        self.layer{at} = {one}" for at, one in enumerate(self._layers(spec))]
        calls = [f"        h = self.layer{at}(h)" for at in range(len(spec))]
        return "\n".join(
            (
                f"class Net{part}(keras.Model):",
                "    def __init__(self):",
                "        super().__init__()",
                "        self.flatten = layers.Flatten()",
                *made,
                "",
                "    def call(self, inputs):",
                "        h = self.flatten(inputs)",
                *calls,
                "        return h",
                "",
                f"net{part} = Net{part}()",
            )
        )

    def _separate(self, part: int, spec: Spec) -> str:
        lines = [f"net{part} = keras.Sequential([keras.Input((28, 28)), layers.Flatten()])"]
        for one in spec:
            if one[0] == "dropout":
                lines.append(f"net{part}.add(layers.Dropout(rate={one[1]}))")
            else:
                lines += [f"net{part}.add(layers.Dense({one[1]}))", f"net{part}.add(layers.Activation('{one[2]}'))"]
        return "\n".join(lines)

    def _input_shape(self, part: int, spec: Spec) -> str:
        lines = ", ".join(("layers.Flatten(input_shape=(28, 28))", *self._layers(spec)))
        return f"net{part} = tf.keras.models.Sequential([{lines}])"

    def _logits(self, part: int, spec: Spec) -> str:
        *hidden, last = self._layers(spec)
        lines = ["layers.Flatten()", *hidden, last.replace(", activation='softmax'", "")]
        return f"stack = [{', '.join(lines)}]\nnet{part} = keras.Sequential(stack)"
