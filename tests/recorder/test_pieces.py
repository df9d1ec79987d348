"""What of the recorder needs no TensorFlow: output as a person sees it, plain values, magics, short fits."""

from __future__ import annotations

import enum
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.recorder.capture import Capture
from grader.recorder.commands import unwrap
from grader.recorder.plain import plain
from grader.recorder.shortening import lengthen, short_evaluation, short_fit
from grader.recorder.variables import assigned


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (["a\n", "b"], "a\nb"),
        pytest.param(["1/2\r", "2/2\n"], "2/2\n", id="a progress bar's last state"),
        pytest.param(["1/2", "\r2/2", "\n"], "2/2\n", id="whichever way it is cut"),
        pytest.param(["\x1b[31mred\x1b[0m\n"], "red\n", id="colours"),
        pytest.param(["1\x08\x08\x08 5\n"], "1 5\n", id="Keras 2's bar"),
        (["오버피팅\n"], "오버피팅\n"),
        ([], ""),
    ],
)
def test_output_is_kept_as_a_person_would_see_it(written: list[str], seen: str) -> None:
    capture = Capture()

    for text in written:
        capture.write(text)

    assert capture.text() == seen


def test_a_flood_of_output_keeps_its_beginning_and_end() -> None:
    capture = Capture(1_000)

    for number in range(10_000):
        capture.write(f"{number}\n")

    text = capture.text()
    assert text.startswith("0\n1\n")
    assert text.endswith("9999\n")
    assert "characters left out" in text
    assert len(text) < 1_200


class _Colour(enum.IntEnum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (float("nan"), None),
        (np.arange(3), [0, 1, 2]),
        ({1: (2, {3})}, {"1": [2, [3]]}),
        (len, "len"),
        (object(), "<object>"),
        (np.zeros(10_000), "<array (10000,)>"),
        (_Colour.RED, 1),
        (10**400, 10**400),
    ],
)
def test_values_become_plain(value: Any, expected: Any) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("source", "code", "magic"),
    [
        ("%%time\nx = 1", "\nx = 1", "time"),
        ("%%time x = 1", "x = 1", "time x = 1"),
        ("\n%%capture out\nx", "\n\nx", "capture out"),
        ("%%bash\nls", "%%bash\nls", None),
        ("%time x", "%time x", None),
        ("x = 1", "x = 1", None),
        ("", "", None),
        ("%%", "%%", None),
    ],
)
def test_cell_magics_that_wrap_python_are_taken_off(source: str, code: str, magic: str | None) -> None:
    assert unwrap(source) == (code, magic)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a = 1", {"a": "1"}),
        ("a, b = 1, 'x'", {"a": "1", "b": "'x'"}),
        ("for i in range(3):\n    a = i", {"i": "2", "a": "1"}),
        ("losses[1, 2] = 0.5", {"losses": "{(1, 2): 0.5}"}),
        ("a.append(1)", {"a": "1"}),
        ("def f():\n    b = 2", {}),
        ("big = 1", {}),
        ("_hidden = 1", {}),
        ("odd = 1", {}),
        ("a =", {}),
    ],
)
def test_small_values_that_a_cell_assigns_are_found(code: str, expected: dict[str, str]) -> None:
    namespace = {
        "a": 1,
        "b": "x",
        "i": 2,
        "losses": {(1, 2): 0.5},
        "big": np.zeros(1000),
        "_hidden": 1,
        "odd": object(),
    }

    assert assigned(code, namespace) == expected


FIT = {"x": None, "epochs": 50, "batch_size": 10_000, "initial_epoch": 0, "validation_split": 0.2}


@pytest.mark.parametrize(
    ("given", "arrays", "changed"),
    [
        (FIT, True, {"epochs": 1, "steps_per_epoch": 2, "batch_size": 256, "validation_steps": 1}),
        ({**FIT, "initial_epoch": 10}, True, {"epochs": 11}),
        ({**FIT, "epochs": 0}, True, {"epochs": 0}),
        ({**FIT, "batch_size": None}, True, {"batch_size": 32}),
        ({**FIT, "steps_per_epoch": 1}, False, {"steps_per_epoch": 1, "batch_size": 10_000}),
    ],
)
def test_a_fit_is_cut_short(given: dict[str, Any], arrays: bool, changed: dict[str, Any]) -> None:
    short = short_fit(given, arrays=arrays, most=256)

    assert {name: short[name] for name in changed} == changed


def test_an_evaluation_is_cut_short() -> None:
    given = {"batch_size": None, "steps": None}

    assert short_evaluation(given, arrays=True, most=256) == {"batch_size": 32, "steps": 2}
    assert short_evaluation(given, arrays=True, most=8) == {"batch_size": 8, "steps": 2}
    assert short_evaluation({"steps": 1}, arrays=False, most=8) == {"steps": 1}


def test_a_short_history_is_made_as_long_as_was_asked() -> None:
    history = SimpleNamespace(epoch=[2], history={"loss": [0.5], "val_loss": [0.7]})

    lengthen(history, {"epochs": 5, "initial_epoch": 2})

    assert (history.epoch, history.history) == ([2, 3, 4], {"loss": [0.5] * 3, "val_loss": [0.7] * 3})
