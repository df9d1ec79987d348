"""Every way in which students go wrong is tried once, and every mutant is a program."""

from __future__ import annotations

import ast

import pytest

from grader.evidence import Cell, CellKind, Submission
from grader.mutants import mutants_of

CODE = {
    "units": ("layers.Dense(20)", "Dense 20 → 25", "layers.Dense(25)"),
    "units by name": ("layers.Dense(units=20)", "Dense 20 → 25", "layers.Dense(units=25)"),
    "filters": ("Conv2D(6, (5, 5))", "Conv2D 6 → 11", "Conv2D(11, (5, 5))"),
    "kernel": ("Conv2D(6, (5, 5))", "Conv2D kernel (5, 5) → (2, 2)", "Conv2D(6, (2, 2))"),
    "kernel as a number": ("Conv2D(6, 5)", "Conv2D kernel 5 → 2", "Conv2D(6, 2)"),
    "activation": ('Dense(2, activation="relu")', "Dense relu → sigmoid", 'Dense(2, activation="sigmoid")'),
    "a convolution's activation": (
        'Conv2D(6, 5, activation="relu")',
        "Conv2D relu → tanh",
        'Conv2D(6, 5, activation="tanh")',
    ),
    "pool": ("layers.MaxPooling2D()", "MaxPooling2D → AveragePooling2D", "layers.AveragePooling2D(2)"),
    "dropout": ("Dropout(0.2)", "Dropout 0.2 → 0.8", "Dropout(0.8)"),
    "a layer": (
        "Sequential([Flatten(), Dense(3)])",
        "without layer Dense(3)",
        "Sequential([Flatten()])",
    ),
    "the first layer": ("Sequential([Flatten(), Dense(3)])", "without layer Flatten()", "Sequential([ Dense(3)])"),
    "optimizer": ('n.compile(optimizer="adam")', 'optimizer "adam" → "sgd"', 'n.compile(optimizer="sgd")'),
    "loss": ('n.compile("adam", "bce")', 'loss "bce" → "mse"', 'n.compile("adam", "mse")'),
    "metrics": ('n.compile(metrics=["accuracy"])', 'metrics ["accuracy"] → []', "n.compile(metrics=[])"),
    "epochs": ("n.fit(x, y, epochs=10)", "epochs 10 → 9", "n.fit(x, y, epochs=9)"),
    "one epoch": ("n.fit(x, y, epochs=1)", "epochs 1 → 2", "n.fit(x, y, epochs=2)"),
    "split": ("n.fit(x, y, validation_split=0.2)", "validation_split 0.2 → 0.4", "n.fit(x, y, validation_split=0.4)"),
    "no split": ("n.fit(x, y, validation_split=0.2)", "without validation_split", "n.fit(x, y)"),
    "callback": ("n.fit(x, y, callbacks=[a, b()])", "without callback b()", "n.fit(x, y, callbacks=[a])"),
    "the test set": ("n.fit(x_train, y_train)", "fit on x_test, y_test", "n.fit(x_test, y_test)"),
    "the training set": (
        "n.evaluate(x_test, y_test)",
        "evaluate on x_train, y_train",
        "n.evaluate(x_train, y_train)",
    ),
    "half of the rows": ("n.fit(a, b)", "fit on half of a, b", "n.fit(a[: len(a) // 2], b[: len(b) // 2])"),
    "patience": ("EarlyStopping(patience=3)", "patience 3 → 5", "EarlyStopping(patience=5)"),
    "hparams": ('hp.hparams({"n": n})', "hparams n → 0", 'hp.hparams({"n": 0})'),
    "a grid's value": ("for n in [1, 2, 3]:\n    pass", "loop without 3", "for n in [1, 2]:\n    pass"),
    "a call": ("n.summary()", "without n.summary()", "pass"),
    "the best": ("best = min(losses)", "min(losses) → max", "best = max(losses)"),
    "a comparison": ("a > b", "a > b turned round", "a < b"),
    "the cell": ("x = 1", "without the cell", ""),
    "text before it on the line": ('말 = "한글"; Dropout(0.5)', "Dropout 0.5 → 0.1", '말 = "한글"; Dropout(0.1)'),
}


def mutants(source: str, kind: CellKind = CellKind.CODE, options: tuple[tuple[str, ...], ...] = ()) -> dict[str, str]:
    cell = Cell(number=1, kind=kind, source=source)
    submission = Submission(name="r.py", form="script", cells=(cell,), digest="d")
    return {mutant.what: mutant.source for mutant in mutants_of(submission, {1: "1"}, options)}


@pytest.mark.parametrize("name", CODE)
def test_code_is_changed_in_one_place(name: str) -> None:
    source, what, expected = CODE[name]

    assert mutants(source)[what] == expected


def test_the_numbers_of_an_own_function_are_changed() -> None:
    assert "net = build(6, 21)" in mutants("def build(a, b):\n    pass\nnet = build(6, 16)")["build 16 → 21"]


def test_every_mutant_is_a_program_and_no_two_are_one() -> None:
    found = list(mutants("\n".join(source for source, _, _ in CODE.values())).values())

    assert len(found) == len(set(found))
    for source in found:
        ast.parse(source)


@pytest.mark.parametrize("source", ["Dense(n)", "Sequential([Input((3,))])", "f(20)", "x = 20", "Dense(True)"])
def test_what_says_nothing_of_a_size_is_left_alone(source: str) -> None:
    assert not [what for what in mutants(source) if "→" in what or "layer" in what]


WORDS = {
    "an option less": ("답: 하영, 재인", "without the option 재인", "답: 하영"),
    "the first option less": ("답: 하영, 재인", "without the option 하영", "답: 재인"),
    "an option more": ("답: 하영, 재인", "with the option 서연", "답: 하영, 재인, 서연"),
    "a truth turned round": ("1. 참", "1. 참 → 거짓", "1. 거짓"),
    "a truth in one letter": ("2) F", "2) F → T", "2) T"),
    "a number": ("답: 9216", "9216 → 9217", "답: 9217"),
    "no words": ("## 3\n답: 3", "without the words", "## 3"),
}


@pytest.mark.parametrize("name", WORDS)
def test_an_answer_is_changed_in_one_place(name: str) -> None:
    source, what, expected = WORDS[name]

    assert mutants(source, CellKind.MARKDOWN, (("하영", "재인", "서연"),))[what] == expected


def test_headings_alone_have_no_mutants() -> None:
    assert mutants("## 1-1", CellKind.MARKDOWN) == {}


def test_cells_of_no_part_are_left_alone() -> None:
    cell = Cell(number=1, kind=CellKind.CODE, source="Dense(20)")

    assert mutants_of(Submission(name="r", form="script", cells=(cell,), digest="d"), {}) == []
