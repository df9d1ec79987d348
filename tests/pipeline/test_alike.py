"""Which submissions are more alike than the assignment explains, and which are not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import sixty

from grader.alike import alike
from grader.evidence import Cell, CellKind, Evidence, StoredOutput, Submission
from grader.submission import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.alike import Pair

STARTER = """
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
"""
HANA = """
def build(width, rate):
    model = keras.Sequential([layers.Flatten(), layers.Dense(width, activation="relu"), layers.Dropout(rate)])
    model.add(layers.Dense(10, activation="softmax"))
    return model

scores = {}
for width in [20, 40, 80]:
    for rate in (0.1, 0.2):
        model = build(width, rate)
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        history = model.fit(x_train, y_train, epochs=3, validation_split=0.2, verbose=0)
        scores[width, rate] = min(history.history["val_loss"])
best = min(scores, key=scores.get)
print("best", best, scores[best])
"""
SENA = """
inputs = keras.Input((28, 28))
hidden = layers.Flatten()(inputs)
for units in (32, 16):
    hidden = layers.Dense(units)(hidden)
    hidden = layers.ReLU()(hidden)
net = keras.Model(inputs, layers.Dense(10)(hidden))
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
net.compile(optimizer=keras.optimizers.Adam(1e-3), loss=loss, metrics=["acc"])
stopper = keras.callbacks.EarlyStopping(patience=2)
net.fit(x_train, y_train, validation_data=(x_test, y_test), callbacks=[stopper], epochs=5)
net.evaluate(x_test, y_test)
"""


def compared(klass: dict[str, Evidence], known: Iterable[Submission] = ()) -> tuple[Pair, ...]:
    return alike(klass.items(), known)


def evidence_of(*cells: str, printed: str = "") -> Evidence:
    outputs = (StoredOutput(kind="stdout", text=printed),) if printed else ()
    numbered = tuple(
        Cell(number=at, kind=CellKind.CODE, source=source, outputs=outputs) for at, source in enumerate(cells, start=1)
    )
    return Evidence(submission=Submission(name="x", form="notebook", cells=numbered, digest="d"))


def renamed(source: str) -> str:
    for at, name in enumerate(("build", "width", "rate", "model", "scores", "history", "best")):
        source = re.sub(rf"\b{name}\b", f"v{at}", source)
    return source.replace("0.2", "0.25").replace('"best"', '"my favourite"')


def test_own_work_over_the_same_starter_is_no_sign() -> None:
    assert (
        compared(
            {"hana": evidence_of(STARTER, HANA), "sena": evidence_of(STARTER, SENA)}, [evidence_of(STARTER).submission]
        )
        == ()
    )


def test_renaming_changing_numbers_and_comments_hide_nothing() -> None:
    copy = "# all my own work\n" + renamed(HANA)
    (pair,) = compared(
        {"hana": evidence_of(STARTER, HANA), "duri": evidence_of(STARTER, copy)}, [evidence_of(STARTER).submission]
    )
    assert (pair.one, pair.other) == ("duri", "hana")
    assert pair.share > 0.9
    assert sum(place.cell == 2 for place, _ in pair.places) > len(pair.places) * 0.8


def test_moving_the_code_about_hides_little() -> None:
    head, tail = HANA.split("scores = {}")
    moved = evidence_of(STARTER, "scores = {}" + tail, "print('pause')", head)
    (pair,) = compared({"hana": evidence_of(STARTER, HANA), "duri": moved}, [evidence_of(STARTER).submission])
    assert pair.share > 0.7


def test_what_much_of_the_class_wrote_is_the_assignments() -> None:
    class_of_ten = {f"s{number}": evidence_of(STARTER, HANA) for number in range(10)}
    assert compared(class_of_ten) == ()


def test_numbers_printed_alike_to_the_last_digit_are_a_sign_whatever_the_code() -> None:
    log = "".join(f"Epoch {n}: loss: 0.{n}7312 - val_loss: 0.{n}9155\n" for n in range(1, 7))
    (pair,) = compared({"hana": evidence_of(HANA, printed=log), "sena": evidence_of(SENA, printed=log)})
    assert pair.outputs >= 5
    other = log.replace("12", "21")
    assert compared({"hana": evidence_of(HANA, printed=log), "sena": evidence_of(SENA, printed=other)}) == ()


def honest_class() -> dict[str, Evidence]:
    """Sixty who share the starter and the standard answers of a small exam, each in a way of writing of their own."""
    return {f"s{number:02d}": evidence_of(*(source for _, source in sixty.work(number)[0])) for number in range(60)}


def reordered(evidence: Evidence) -> list[str]:
    cells = [cell.source for cell in evidence.submission.cells]
    middle = len(cells) // 2
    return [*cells[:2], *cells[middle:], *cells[2:middle]]


def disguised(source: str) -> str:
    for old, new in (("net", "my_model_"), ("history", "log"), ("how", "kw"), ("opt", "o"), ("inputs", "first")):
        source = re.sub(rf"\b{old}(\d?)\b", rf"{new}\1", source)
    return source.replace("'", '"')


def test_two_copies_in_a_class_of_sixty_come_first_and_none_of_the_honest_is_accused() -> None:
    klass = honest_class()
    assert compared(klass) == ()
    klass["copy of s30"] = evidence_of(*map(disguised, reordered(klass["s30"])))
    klass["copy of s52"] = evidence_of(*map(disguised, reordered(klass["s52"])))
    found = compared(klass)
    assert {(pair.one, pair.other) for pair in found} == {("copy of s30", "s30"), ("copy of s52", "s52")}
    assert all(pair.share > 0.9 for pair in found)


def test_the_samples_of_the_real_exam_are_nobodys_copies() -> None:
    folder = Path(__file__).parents[2]
    known = [read(folder / "reference" / "big-data-final.py")]
    samples = [path for path in (folder / "submissions").iterdir() if path.suffix in {".py", ".ipynb"}]
    klass = {path.name: Evidence(submission=read(path)) for path in samples}
    assert len(klass) > 5
    assert compared(klass, known) == ()


def test_short_blank_and_broken_submissions_are_compared_without_trouble() -> None:
    odd = {
        "blank": evidence_of(""),
        "magic": evidence_of("%matplotlib inline\n!ls"),
        "broken": evidence_of("def (:\n'"),
        "hana": evidence_of(HANA),
    }
    assert compared(odd) == ()
