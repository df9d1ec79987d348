"""A run that is a fork of a process with TensorFlow gives what one gives that has imported it itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psutil
import pytest
from sandboxes import setup_of

from grader.pipeline.run import gather
from grader.pipeline.warming import warmed
from grader.recorder.engine import read_at_import
from grader.rubric import parse
from grader.sandbox.choice import choose
from grader.submission import open_submission

if TYPE_CHECKING:
    from pathlib import Path

    from grader.sandbox.port import Sandbox

RUBRIC = 'exam: Small\nparts: [{id: "1", points: 1, criteria: [{check: compile, points: 1, optimizer: adam}]}]\n'

SCRIPT = """
# 1.
import hashlib, os, random, sys, tempfile
import matplotlib
import numpy as np
import tensorflow as tf

def digest(*arrays):
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()

x = np.random.rand(200, 12)
y = np.random.randint(0, 3, 200)
model = tf.keras.Sequential([tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dropout(0.3),
                             tf.keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=16, validation_split=0.2, verbose=0)
print({name: [value.hex() for value in values] for name, values in history.history.items()})
print(digest(*model.get_weights()), digest(model.predict(x, verbose=0)), digest(x @ x.T))
print(random.random(), np.random.rand(), float(tf.random.uniform(())), hash("a word"))
print(sys.argv, sys.path[:2], os.getcwd(), tempfile.gettempdir(), matplotlib.get_backend(), matplotlib.get_cachedir())
"""


def printed(sandbox: Sandbox, script: Path) -> str:
    with open_submission(script) as opened:
        evidence = gather(opened, setup_of(parse(RUBRIC), sandbox))  # type: ignore[arg-type]  # a real one
    assert evidence.recording.complete
    assert [cell.error for cell in evidence.recording.cells if cell.error] == []
    return "".join(cell.stdout for cell in evidence.recording.cells)


def test_numbers_random_states_and_surroundings_are_a_fresh_process_s(tmp_path: Path) -> None:
    script = tmp_path / "a.py"
    script.write_text(SCRIPT)
    fresh = choose("auto")

    with warmed(fresh, pytest.fail, at_once=read_at_import(3, os.cpu_count())) as warm:
        forked = [printed(warm, script) for _ in range(2)]
        servers = [child for child in psutil.Process().children() if "grader.recorder.preload" in child.cmdline()]

    afresh = printed(fresh, script)
    assert len(servers) == 1
    assert len(afresh.splitlines()) == 4
    assert forked == [afresh, afresh]
