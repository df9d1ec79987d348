"""Every way in which students go wrong is tried once, and every mutant is a program."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from grader.evidence import Cell, CellKind, CellRun, Evidence, Recording, Submission
from grader.mutants.edits import apply
from grader.mutants.mutations import Homes, code_mutants, with_edits, word_mutants
from grader.mutants.words import NOT_OVERFITTED, OVERFITTED, Asked
from grader.parts import Span
from grader.rubric import Change

if TYPE_CHECKING:
    from grader.mutants.mutations import CodeMutant

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
    "a layer": ("Sequential([Flatten(), k.Dense(3)])", "without the layer Dense(3)", "Sequential([Flatten()])"),
    "the first layer": ("Sequential([Flatten(), Dense(3)])", "without the layer Flatten()", "Sequential([ Dense(3)])"),
    "a layer that is added": ("net.add(layers.Dense(3))", "without the layer Dense(3)", "pass"),
    "a layer that is called": ("x = layers.Dense(3)(x)", "without the layer Dense(3)", "x = x"),
    "a layer of a class": (
        "class N(Model):\n    def call(self, x):\n        return self.out(x)",
        "without self.out(x)",
        "class N(Model):\n    def call(self, x):\n        return x",
    ),
    "units in a variable": ("Dense(n)", "Dense n → n + 5", "Dense(n + 5)"),
    "an activation in second place": ('Dense(2, "relu")', "Dense relu → sigmoid", 'Dense(2, "sigmoid")'),
    "an activation that is a function": (
        "Dense(2, activation=tf.nn.relu)",
        "Dense relu → sigmoid",
        'Dense(2, activation="sigmoid")',
    ),
    "an activation that is a layer": ("layers.ReLU()", "ReLU → sigmoid", 'layers.Activation("sigmoid")'),
    "a window": ("MaxPool2D((2, 2))", "MaxPool2D window (2, 2) → 3", "MaxPool2D(3)"),
    "a window by default": ("MaxPool2D()", "MaxPool2D window 2 → 3", "MaxPool2D(pool_size=3)"),
    "a window beside other arguments": (
        'MaxPool2D(padding="same",)',
        "MaxPool2D window 2 → 3",
        'MaxPool2D(padding="same",pool_size=3)',
    ),
    "recurrent layers": ("layers.LSTM(8)", "LSTM → GRU", "layers.GRU(8)"),
    "optimizer": ('n.compile(optimizer="adam")', 'optimizer "adam" → "sgd"', 'n.compile(optimizer="sgd")'),
    "loss": ('n.compile("adam", "bce")', 'loss "bce" → "mse"', 'n.compile("adam", "mse")'),
    "metrics": ('n.compile(metrics=["accuracy"])', 'metrics ["accuracy"] → []', "n.compile(metrics=[])"),
    "epochs": ("n.fit(x, y, epochs=10)", "epochs 10 → 9", "n.fit(x, y, epochs=9)"),
    "one epoch": ("n.fit(x, y, epochs=1)", "epochs 1 → 2", "n.fit(x, y, epochs=2)"),
    "epochs in fourth place": ("n.fit(x, y, 32, 10)", "epochs 10 → 9", "n.fit(x, y, 32, 9)"),
    "epochs in a variable": ("n.fit(x, y, epochs=e)", "epochs e → (e) + 1", "n.fit(x, y, epochs=(e) + 1)"),
    "epochs in a loop": (
        "for _ in range(9):\n    n.train_on_batch(x, y)",
        "turns 9 → 8",
        "for _ in range(8):\n    n.train_on_batch(x, y)",
    ),
    "split": ("n.fit(x, y, validation_split=0.2)", "validation_split 0.2 → 0.4", "n.fit(x, y, validation_split=0.4)"),
    "no split": ("n.fit(x, y, validation_split=0.2)", "without validation_split", "n.fit(x, y)"),
    "callback": ("n.fit(x, y, callbacks=[a, b()])", "without the callback b()", "n.fit(x, y, callbacks=[a])"),
    "callbacks in a variable": ("n.fit(x, y, callbacks=some)", "without the callbacks some", "n.fit(x, y)"),
    "validation by hand": ("n.fit(x, y, validation_data=(a, b))", "without validation_data", "n.fit(x, y)"),
    "the test set": ("n.fit(x_train, y_train)", "fit on x_test, y_test", "n.fit(x_test, y_test)"),
    "the training set": (
        "n.evaluate(x_test, y_test)",
        "evaluate on x_train, y_train",
        "n.evaluate(x_train, y_train)",
    ),
    "half of the rows": ("n.fit(a, b)", "fit on half of a, b", "n.fit(a[: len(a) // 2], b[: len(b) // 2])"),
    "other rows": ("n.fit(a, b)", "fit on ones in the place of a", "n.fit(a * 0 + 1, b)"),
    "patience": ("EarlyStopping(patience=3)", "patience 3 → 5", "EarlyStopping(patience=5)"),
    "hparams": ('hp.hparams({"n": n})', "hparams n → 0", 'hp.hparams({"n": 0})'),
    "hparams of a callback": (
        'hp.KerasCallback(d, {"n": n})',
        "KerasCallback n → 0",
        'hp.KerasCallback(d, {"n": 0})',
    ),
    "a value of a product": (
        "for n in product([1, 2], [3]):\n    pass",
        "loop without 2",
        "for n in product([1], [3]):\n    pass",
    ),
    "a line behind a magic": (
        "%load_ext 한글\nx = Dropout(0.5)",
        "Dropout 0.5 → 0.1",
        "%load_ext 한글\nx = Dropout(0.1)",
    ),
    "a grid's value": ("for n in [1, 2, 3]:\n    pass", "loop without 3", "for n in [1, 2]:\n    pass"),
    "a call": ("n.summary()", "without n.summary()", "pass"),
    "the best": ("best = min(losses)", "min(losses) → max", "best = max(losses)"),
    "a comparison": ("a > b", "a > b turned round", "a < b"),
    "the cell": ("x = 1", "without the cell", ""),
    "text before it on the line": ('말 = "한글"; Dropout(0.5)', "Dropout 0.5 → 0.1", '말 = "한글"; Dropout(0.1)'),
}


KNOWN = "x_train = y_train = x_test = y_test = 0"


def submission_of(*sources: tuple[CellKind, str]) -> Submission:
    cells = tuple(Cell(number=n, kind=kind, source=source) for n, (kind, source) in enumerate(sources, 1))
    return Submission(name="r.py", form="script", cells=cells, digest="d")


def whole(*cells: int) -> Homes:
    """All lines of these cells belong to part 1."""
    return Homes({"1": [Span(cell, 1, 1000) for cell in cells]})


def mutants(source: str) -> list[CodeMutant]:
    return list(code_mutants(submission_of((CellKind.CODE, KNOWN), (CellKind.CODE, source)), whole(2)))


def sources_of(source: str) -> dict[str, str]:
    return {mutant.what: apply(source, mutant.edits) for mutant in mutants(source)}


@pytest.mark.parametrize("name", CODE)
def test_code_is_changed_in_one_place(name: str) -> None:
    source, what, expected = CODE[name]

    assert sources_of(source)[what] == expected


def test_the_numbers_of_an_own_function_are_changed() -> None:
    assert "net = build(6, 21)" in sources_of("def build(a, b):\n    pass\nnet = build(6, 16)")["build 16 → 21"]


def test_every_mutant_is_a_program_and_no_two_are_one() -> None:
    pieces = [source for source, _, _ in CODE.values() if "%" not in source]
    found = [apply("\n".join(pieces), mutant.edits) for mutant in mutants("\n".join(pieces))]

    assert len(found) == len(set(found))
    for source in found:
        ast.parse(source)


def test_every_kind_of_change_of_code_is_there() -> None:
    made = {mutant.change for source, _, _ in CODE.values() for mutant in mutants(source)}

    assert made == set(Change) - {Change.ANSWER, Change.THRESHOLD}


@pytest.mark.parametrize("source", ["Sequential([Input((3,))])", "f(20)", "x = 20", "Dense(True)", "Dense(*sizes)"])
def test_what_says_nothing_of_a_size_is_left_alone(source: str) -> None:
    assert not [what for what in sources_of(source) if "→" in what or "layer" in what]


def test_data_of_names_that_nobody_sets_are_not_fed() -> None:
    assert "fit on val_test, y_test" not in sources_of("n.fit(val_train, y_train)")


def test_each_mutant_has_its_line() -> None:
    assert [(one.what, one.line) for one in mutants("a = Dropout(0.5)\n\nb = Dropout(0.2)")] == [
        ("Dropout 0.5 → 0.1", 1),
        ("Dropout 0.2 → 0.8", 3),
        ("without the cell", 0),
    ]


def test_code_of_no_part_is_left_alone_line_by_line() -> None:
    submission = submission_of((CellKind.CODE, "a = Dropout(0.5)\nb = Dropout(0.2)"))

    found = [one.what for one in code_mutants(submission, Homes({"1": [Span(1, 2, 2)], "2": [Span(1, 3, 3)]}))]

    # Nor is a cell left out that more than one part stands in.
    assert found == ["Dropout 0.2 → 0.8"]


def test_several_changes_of_one_cell_are_made_at_once() -> None:
    submission = submission_of((CellKind.CODE, "f(1)\ng(2)\nh(3)"))
    calls = [one for one in code_mutants(submission, whole(1)) if one.change is Change.CALL]

    changed = with_edits(submission, {1: (*calls[2].edits, *calls[0].edits)})

    assert changed.cells[0].source == "pass\ng(2)\npass"


OPTIONS = Asked(("하영", "재인", "서연"), words=True)
LETTERS = Asked(("A", "B"), words=True)
WORDS = {
    "an option less": (OPTIONS, "답: 하영, 재인", "without the option 재인", "답: 하영"),
    "the first option less": (OPTIONS, "답: 하영, 재인", "without the option 하영", "답: 재인"),
    "an option more": (OPTIONS, "답: 하영, 재인", "with the option 서연", "답: 하영, 재인, 서연"),
    "an option in a letter": (LETTERS, "Answer: A", "with the option B", "Answer: A, B"),
    "a truth turned round": (OPTIONS, "1. 참", "1. 참 → 거짓", "1. 거짓"),
    "a truth in one letter": (OPTIONS, "2) F", "2) F → T", "2) T"),
    "a truth in a bullet": (OPTIONS, "- **거짓**", "- **거짓** → 참", "- **참**"),
    "a number": (OPTIONS, "답: 9216", "9216 → 9217 in “답: 9216”", "답: 9217"),
    "no words": (OPTIONS, "## 3\n답: 3", "without the words", "## 3"),
    "overfitting": (
        OPTIONS,
        "오버피팅이다.",
        f"“{NOT_OVERFITTED}” in the place of “오버피팅이다.”",
        NOT_OVERFITTED,
    ),
    "no overfitting": (
        OPTIONS,
        "It does not overfit.",
        f"“{OVERFITTED}” in the place of “It does not overfit.”",
        OVERFITTED,
    ),
    "a comparison": (OPTIONS, "더 높다", "“더 낮다” in the place of “더 높다”", "더 낮다"),
}


def worded(source: str, asked: Asked, kind: CellKind = CellKind.MARKDOWN, stdout: str = "") -> dict[str, Evidence]:
    recording = Recording(cells=(CellRun(cell=1, ending="completed", stdout=stdout),))
    evidence = Evidence(submission=submission_of((kind, source)), recording=recording)
    return {one.what: one.evidence(evidence) for one in word_mutants(evidence, whole(1), {"1": asked})}


@pytest.mark.parametrize("name", WORDS)
def test_an_answer_is_changed_in_one_place(name: str) -> None:
    asked, source, what, expected = WORDS[name]

    assert worded(source, asked)[what].submission.cells[0].source == expected


@pytest.mark.parametrize("source", ["## 1-1", "(1)", "**문제 1**"])
def test_what_only_says_which_part_it_is_has_no_mutants(source: str) -> None:
    assert worded(source, OPTIONS) == {}


def test_printed_answers_are_changed_without_a_run() -> None:
    found = worded("print(9216)", OPTIONS, CellKind.CODE, stdout="answer: 9216\n")

    changed = found["printed: 9216 → 9217 in “answer: 9216”"]
    assert changed.recording.cells[0].stdout == "answer: 9217\n"


def test_answers_in_comments_are_changed_without_a_run() -> None:
    found = worded("x = 1\n# 답: 하영, 재인", OPTIONS, CellKind.CODE)

    assert found["without the option 재인"].submission.cells[0].source == "x = 1\n# 답: 하영"


def test_comments_and_prints_of_parts_that_want_no_words_are_left_alone() -> None:
    assert worded("# step 1", Asked(), CellKind.CODE, stdout="loss 0.5") == {}
