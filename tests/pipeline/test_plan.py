"""How far each cell is trained, decided from the rubric and the text before anything runs."""

from __future__ import annotations

import json

import pytest
from checks.grids import GRID, PART, grid

from grader.evidence import Cell, CellKind, Evidence, Fit, Recording, Submission
from grader.pipeline.plan import fuller, make_plan
from grader.rubric import parse

RUBRIC = parse("""
exam: Small
parts:
  - id: "1"
    points: 2
    criteria: [{check: architecture, points: 2, layers: [dense 10 softmax]}]
  - id: "2"
    points: 2
    criteria: [{check: fit, points: 2, data: fashion_mnist/train, epochs: 3}]
  - id: "3"
    points: 2
    criteria: [{check: accuracy, points: 2, data: cifar10/test, at_least: 0.7}]
  - id: "4"
    points: 2
    criteria: [{check: evaluate, points: 2, network_of: "2", data: fashion_mnist/test}]
""")


def submission(*cells: str) -> Submission:
    numbered = tuple(Cell(number=at, kind=CellKind.CODE, source=text) for at, text in enumerate(cells, start=1))
    return Submission(name="a.py", form="script", cells=numbered, digest="d")


MARKED = submission("import keras", "# 1.\nnet1.fit(x, y)", "# 2.\nnet2.fit(x, y)", "# 3.\nnet3.fit(x, y)")


def test_only_what_a_threshold_or_a_curve_asks_for_is_trained_in_full() -> None:
    plan = make_plan(RUBRIC, MARKED, "auto")
    assert plan.cells == {2: "probe", 3: "probe"}
    # Cell 1 belongs to no part: whatever it trains may be anything's.
    assert plan.default == "full"


def test_the_weights_that_a_threshold_needs_are_kept() -> None:
    assert make_plan(RUBRIC, MARKED, "auto").keep == ("cifar10",)


@pytest.mark.parametrize("fidelity", ["full", "probe"])
def test_a_fidelity_asked_for_by_name_holds_for_every_cell(fidelity: str) -> None:
    plan = make_plan(RUBRIC, MARKED, fidelity)  # type: ignore[arg-type]
    assert (plan.default, plan.cells) == (fidelity, {})


def test_a_cell_of_two_parts_is_trained_as_the_more_demanding_one_needs() -> None:
    both = submission("# 1.\nnet1.fit(x, y)\n# 3.\nnet3.fit(x, y)")
    assert make_plan(RUBRIC, both, "auto").cells == {}


def test_without_any_marker_everything_is_trained() -> None:
    assert make_plan(RUBRIC, submission("net.fit(x, y)", "net.fit(x, y)"), "auto").cells == {}


def probed(cell: int) -> Evidence:
    fit = Fit(seq=1, cell=cell, line=2, model=0, network=0, fidelity="probe")
    return Evidence(submission=MARKED, recording=Recording(events=(fit,), complete=True))


def test_a_probed_training_that_nothing_needs_is_not_run_again() -> None:
    plan = make_plan(RUBRIC, MARKED, "auto")
    assert fuller(plan, RUBRIC, probed(2)) is None


def test_what_was_asked_to_be_probed_is_never_trained_further() -> None:
    assert fuller(make_plan(RUBRIC, MARKED, "probe"), RUBRIC, probed(4)) is None


GRIDS = parse(f"""
exam: Grid
parts:
  - id: "1"
    points: 1
    criteria: [{{check: grid_best, points: 1, data: fashion_mnist/test, {json.dumps(GRID)[1:]}]
""")


@pytest.mark.parametrize(
    ("source", "said", "cells"),
    [
        pytest.param('print(f"best: n1={n1}, n2={n2}")', "best: n1=128, n2=256", None, id="found, and right"),
        # By its accuracy, perhaps: in full both may agree.
        pytest.param('print(f"best: n1={n1}, n2={n2}")', "best: n1=6, n2=16", {}, id="found by other numbers"),
        pytest.param('print("best: n1=128, n2=16")', "best: n1=128, n2=16", {}, id="written down"),
    ],
)
def test_a_grid_is_trained_in_full_if_what_is_called_its_best_hangs_on_it(
    source: str, said: str, cells: dict[int, str] | None
) -> None:
    work = grid(fidelity="probe")
    work.cells[0] = work.cells[0].model_copy(update={"source": "# 문제 1\nfor n1, n2 in combinations: ..."})
    work.cell(PART, source, stdout=said)
    evidence = work.evidence()
    plan = make_plan(GRIDS, evidence.submission, "auto")
    more = fuller(plan, GRIDS, evidence)

    assert plan.cells[1] == "probe"
    assert (more if more is None else {cell: how for cell, how in more.cells.items() if cell == 1}) == cells
