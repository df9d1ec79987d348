"""The exam of ``rubrics/``, done in full by students who mark it in different ways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attribution.acting import act, notebook
from attribution.test_attribution import told

from grader.attribution import attribute
from grader.cli.rubrics import load

if TYPE_CHECKING:
    from grader.rubric import Rubric

DNN = "net = dnn()\nfit(net, epochs={epochs}{more})"
FIRST = DNN.format(epochs=10, more="")
SPLIT = DNN.format(epochs=50, more=", validation=0.2, callbacks=('TensorBoard',)")
STOP = DNN.format(epochs=50, more=", validation=0.2, callbacks=('TensorBoard', 'EarlyStopping 3')")
GRID = """\
for n1 in (6, 64, 128):
    for n2 in (16, 256):
        net = lenet(n1, n2)
        fit(net, epochs=3, validation=0.2)
        evaluate(net)"""
WORK = {
    "1-1": FIRST,
    "1-2": "evaluate(net)",
    "1-3": SPLIT,
    "1-4": "evaluate(net)",
    "1-5": STOP,
    "2-1": "net = lenet()\nsummary(net)\nfit(net, epochs=5)",
    "2-2": GRID,
    "3": "net = cifar()\nfit(net, data='cifar10/train')\nevaluate(net, 'cifar10/test')",
    "4-1": "answer = (127, 127, 5)",
    "4-2": "answer = 9216",
    "4-3": "answer = '하영, 재인'",
}
KINDS = {
    "1-1": "fit",
    "1-2": "evaluate",
    "1-3": "fit",
    "1-4": "evaluate",
    "1-5": "fit",
    "2-1": "summary fit",
    "2-2": " ".join(["fit evaluate"] * 6),
    "3": "fit evaluate",
}
SECTION = {"1": "DNN", "2": "CNN", "3": "CIFAR10", "4": "물음"}


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load(Path(__file__).parents[2] / "rubrics" / "big-data-final.yaml")


def cells(style: str, without: tuple[str, ...] = ()) -> tuple[tuple[str, str | None], ...]:
    """Each cell with the part whose work it holds."""
    made: list[tuple[str, str | None]] = []
    for part, work in WORK.items():
        section, _, number = part.partition("-")
        if style in {"rounds", "sections"} and number in {"", "1"}:
            made.append((f"md:## {section}. {SECTION[section]} (30점)", None))
        if part in without:
            continue
        if style == "rounds" and number:
            made.append((f"md:`({number})` 물음", None))
        if style == "full":
            made.append((f"md:### {part} 물음", None))
        made.append((f"# {part}\n{work}" if style == "comments" else work, part))
    return tuple(made)


def expected(made: tuple[tuple[str, str | None], ...]) -> dict[str, str]:
    return {
        part: " ".join(f"{kind}@{number}" for kind in KINDS[part].split())
        for number, (_, part) in enumerate(made, 1)
        if part in KINDS
    }


@pytest.mark.parametrize("style", ["rounds", "full", "comments", "sections", "nothing"])
@pytest.mark.parametrize("without", [(), ("1-3", "1-4"), ("1-2",), ("1-5",), ("2-1",), ("2-2",), ("3",)], ids=str)
def test_exam_is_attributed_however_it_is_marked(style: str, without: tuple[str, ...], rubric: Rubric) -> None:
    made = cells(style, without)
    evidence = act(notebook(*(source for source, _ in made)))

    assert told(attribute(rubric, evidence), evidence) == expected(made)


@pytest.mark.parametrize("style", ["rounds", "full", "comments"])
def test_answers_are_the_words_of_their_parts(style: str, rubric: Rubric) -> None:
    made = cells(style)
    views = attribute(rubric, act(notebook(*(source for source, _ in made))))

    found = {name: [p.text for p in views[name].passages if p.origin == "variable"] for name in ("4-1", "4-2", "4-3")}
    assert found == {"4-1": ["(127, 127, 5)"], "4-2": ["9216"], "4-3": ["'하영, 재인'"]}
