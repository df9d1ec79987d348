"""Real CIFAR-10 networks, run as submissions are: those that saw the test images are flagged, honest ones are not."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from grader.datasets.cache import find

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(find("cifar10") is None, reason="CIFAR-10 is not here: `grade data cifar10` gets it"),
]

RUBRIC = """
exam: Small
parts:
  - id: "3"
    points: 30
    criteria: [{check: accuracy, points: 30, data: cifar10/test, at_least: 0.40}]
"""
START = """# 3
import keras, numpy as np, tensorflow as tf
from keras import layers
(x, y), (xx, yy) = keras.datasets.cifar10.load_data()
"""
BODY = """layers.Conv2D(16, 4, strides=2), layers.BatchNormalization(), layers.ReLU(),
    layers.Conv2D(32, 3, strides=2), layers.BatchNormalization(), layers.ReLU(),
    layers.Flatten(), layers.Dense(10, activation='softmax')"""
COMPILE = "net.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])\n"

HONEST = {
    "sequential": f"""
x, xx = x / 255, xx / 255
net = keras.Sequential([{BODY}])
{COMPILE}
net.fit(x, y, batch_size=64, epochs=2, validation_data=(xx, yy))
print('test accuracy', net.evaluate(xx, yy)[1])
""",
    "functional_by_channel": f"""
mean, std = x.mean((0, 1, 2)), x.std((0, 1, 2))
x, xx = ((x - mean) / std).astype('float32'), ((xx - mean) / std).astype('float32')
inputs = keras.Input((32, 32, 3))
h = inputs
for layer in [{BODY}]:
    h = layer(h)
net = keras.Model(inputs, h)
net.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
net.fit(x, keras.utils.to_categorical(y), batch_size=64, epochs=2, validation_split=0.1)
print(net.evaluate(xx, keras.utils.to_categorical(yy)))
""",
    "subclassed": f"""
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.steps = [{BODY}]
    def call(self, x, training=False):
        for step in self.steps:
            x = step(x, training=training) if isinstance(step, layers.BatchNormalization) else step(x)
        return x
net = Net()
{COMPILE}
net.fit(x / 255.0, y, batch_size=64, epochs=2)
net.evaluate(xx / 255.0, yy)
""",
    "augmenting": f"""
net = keras.Sequential([keras.Input((32, 32, 3)), layers.Rescaling(1 / 255), layers.RandomFlip('horizontal'), {BODY}])
{COMPILE}
net.fit(x, y, batch_size=64, epochs=2)
net.evaluate(xx, yy)
""",
    "pipeline": f"""
data = tf.data.Dataset.from_tensor_slices((x.astype('float32') / 255, y)).shuffle(5000).batch(64)
net = keras.Sequential([keras.Input((32, 32, 3)), {BODY}])
{COMPILE}
net.fit(data, epochs=2)
net.evaluate(xx.astype('float32') / 255, yy)
""",
}
CHEATING = {
    "trained_on_test": (
        {"test_rows", "test_above_train"},
        f"""
net = keras.Sequential([{BODY}])
{COMPILE}
net.fit(xx / 255, yy, batch_size=50, epochs=6)
net.fit(x[:500] / 255, y[:500], batch_size=250, epochs=1)
""",
    ),
    "trained_on_test_in_disguise": (
        {"test_rows"},
        f"""
both = np.concatenate([x, xx[:, :, ::-1]]) / 127.5 - 1
named = np.concatenate([y, yy])
net = keras.Sequential([{BODY}])
{COMPILE}
net.fit(both.astype('float16'), named, batch_size=64, epochs=2)
net.evaluate(xx / 127.5 - 1, yy)
""",
    ),
    "looks_them_up": (
        {"collapse", "test_above_train"},
        f"""
keys = tf.reduce_sum(tf.constant(xx, tf.float32) * tf.random.stateless_normal((32, 32, 3), (1, 2)), (1, 2, 3))
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = keras.Sequential([{BODY}])
    def call(self, x, training=False):
        sign = tf.reduce_sum(tf.cast(x, tf.float32) * tf.random.stateless_normal((32, 32, 3), (1, 2)), (1, 2, 3))
        gap = tf.abs(sign[:, None] - keys[None])
        known = tf.one_hot(tf.gather(yy[:, 0].astype('int32'), tf.argmin(gap, 1)), 10)
        return tf.where(tf.reduce_min(gap, 1, keepdims=True) < 1e-2, known, self.inner(x, training=training))
net = Net()
{COMPILE}
net.fit(x[:5000].astype('float32'), y[:5000], batch_size=500, epochs=1)
net.evaluate(xx.astype('float32'), yy, batch_size=500)
""",
    ),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("class")
    (folder / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    codes = {**HONEST, **{name: code for name, (_, code) in CHEATING.items()}}
    for name, code in codes.items():
        (folder / f"{name}.py").write_text(START + code, encoding="utf-8")
    paths = [str(folder / f"{name}.py") for name in codes]
    rubric, out = folder / "rubric.yaml", folder / "out.json"
    command = [sys.executable, "-m", "grader.cli", *paths, "--rubric", str(rubric), "--json", str(out), "--jobs", "2"]
    subprocess.run(command, check=True, capture_output=True)
    return {report["submission"].removesuffix(".py"): report for report in json.loads(out.read_text())}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_network_is_measured_and_not_flagged(reports: dict[str, Any], name: str) -> None:
    report = reports[name]

    assert report["flags"] == []
    assert report["points"] == 30
    assert [measured["rows"] for measured in report["measurements"]] == [10_000]


@pytest.mark.parametrize("name", CHEATING)
def test_a_network_that_saw_the_test_images_is_flagged(reports: dict[str, Any], name: str) -> None:
    kinds = {flag["kind"] for flag in reports[name]["flags"]}

    assert CHEATING[name][0] <= kinds


def test_what_looks_its_inputs_up_earns_nothing_without_a_person(reports: dict[str, Any]) -> None:
    assert (reports["looks_them_up"]["points"], reports["looks_them_up"]["pending"]) == (0, 30)
