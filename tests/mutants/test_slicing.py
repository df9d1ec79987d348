"""A change's cells are those that it can reach, and what these need."""

from __future__ import annotations

import pytest

from grader.evidence import Cell, CellKind, Submission
from grader.mutants.names import names_of
from grader.mutants.slicing import Slicer

TAKES = {
    "x = y": {"y"},
    "x = 1\nprint(x)": set(),
    "x = x + 1": {"x"},
    "print(x)\nx = 1": {"x"},
    "def f(a):\n    b = a\n    return b + c": {"c"},
    "c = 1\ndef f():\n    return c": set(),
    "for i in items:\n    print(i)": {"items"},
    "import numpy as np\nnp.zeros(n)": {"n"},
    "f = lambda v: v + w": {"w"},
    "class A(B):\n    def call(self, x):\n        return x + k": {"B", "k"},
    "(a, b), _ = load()": {"load"},
    "x /= y": {"x", "y"},
    "%time f(x)\nprint(y)": {"y"},
    "not python (": set(),
}


@pytest.mark.parametrize("source", TAKES)
def test_a_cell_takes_the_names_that_it_does_not_set_before(source: str) -> None:
    assert names_of(source).takes == TAKES[source]


CELLS = (
    "import keras\ndata = 1",  # 1
    "def build():\n    return keras.Sequential()\nfirst = build()\nfirst.fit(data)",  # 2
    "score = first.evaluate(data)",  # 3
    "second = build()\nsecond.fit(data)",  # 4
    "print(score)",  # 5
    "other = 5",  # 6
    "keras.backend.floatx()\nscore = data",  # 7
)
REACHED = {2: (2, 3, 4, 5), 4: (2, 3, 4, 5), 6: (6,), 7: (7,)}


@pytest.mark.parametrize("changed", REACHED)
def test_a_change_reaches_what_uses_its_names_and_what_shares_theirs(changed: int) -> None:
    cells = tuple(Cell(number=n, kind=CellKind.CODE, source=source) for n, source in enumerate(CELLS, 1))
    submission = Submission(name="r", form="notebook", cells=cells, digest="d")

    assert Slicer(submission, {2, 3, 4, 5, 6, 7}).of(changed) == REACHED[changed]


def test_cells_before_the_first_part_are_run_once_unless_a_part_writes_into_what_they_made() -> None:
    sources = ("import keras", "x = load()", "y = load()", "x /= 255", "use(x)")
    cells = tuple(Cell(number=n, kind=CellKind.CODE, source=source) for n, source in enumerate(sources, 1))
    slicer = Slicer(Submission(name="r", form="notebook", cells=cells, digest="d"), {4, 5})

    assert [cell.number for cell in slicer.common] == [1, 3]
    assert slicer.of(5) == (2, 4, 5)
