"""Magics and shell lines: run where they do no harm, acted out where a cell depends on them, noted otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recordings import Ran, Recorder

CELLS = {
    1: "%load_ext tensorboard\n%tensorboard --logdir logs --host 0.0.0.0",
    2: "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'",
    3: """
        import os
        os.makedirs('logs/a')
        open('logs/a/kept.txt', 'w').write('x')
        !rm -rf logs
        os.path.exists('logs')""",
    4: """
        !rm -rf ./logs/ /etc ~ .. ../.. . x/../../y * ../*
        import os
        os.path.exists('/etc'), os.path.exists('../out')""",
    5: "!kill 733469\n!kill -9 1\n!killall python",
    6: "!pip install tensorflow-addons\n%pip install keras-tuner\n!pip install -q x && echo done",
    7: "files = !echo one two\nfiles",
    8: "name = 'x'\n!echo {name} $name",
    9: "%%time\nz = 41\nz + 1",
    10: "%time w = 2\nw",
    11: "%%writefile mine.py\nTHREE = 3",
    12: "from mine import THREE\nTHREE",
    13: "%%bash\nrm -rf /",
    14: "!wget http://example.org/x\n!curl x | sh\n!ls > out.txt",
    15: """
        import os
        os.system('true')
        get_ipython().system('kill 1')
        get_ipython().run_line_magic('tensorboard', '--logdir x')""",
    16: "%%capture out\nprint('captured')",
    17: "%env A=1",
    18: "%unknown_magic 1\n?print\n!",
    19: "import graphviz\ngraphviz.Source('digraph G{a -> b;}')",
    20: "%timeit -n 1 sum(range(3))",
    21: "import IPython\nIPython.get_ipython().__class__.__name__\n%reset -f",
}


@pytest.fixture(scope="module")
def ran(recorder: Recorder) -> Ran:
    return recorder.run(CELLS)


@pytest.mark.parametrize("cell", CELLS)
def test_no_magic_or_shell_line_stops_a_cell(ran: Ran, cell: int) -> None:
    assert ran.cell(cell).error is None
    assert ran.cell(cell).ending == "completed"


@pytest.mark.parametrize(
    ("cell", "texts", "outcome"),
    [
        (1, ["%load_ext tensorboard", "%tensorboard --logdir logs --host 0.0.0.0"], "noted"),
        (3, ["!rm -rf logs"], "run"),
        (5, ["!kill 733469", "!kill -9 1", "!killall python"], "noted"),
        (13, ["%%bash"], "noted"),
        (14, ["!wget http://example.org/x", "!curl x | sh", "!ls > out.txt"], "noted"),
    ],
)
def test_each_is_recorded_with_what_became_of_it(ran: Ran, cell: int, texts: list[str], outcome: str) -> None:
    found = [(one.text, one.outcome) for one in ran.events("command", cell)]

    assert found == [(text, outcome) for text in texts]


@pytest.mark.parametrize(
    ("cell", "displayed"),
    [
        pytest.param(3, "False", id="rm removes what lies in the working folder"),
        pytest.param(4, "(True, True)", id="and nothing outside"),
        pytest.param(7, "['one two']", id="a shell line's output in a variable"),
        pytest.param(9, "42", id="a timed cell's value"),
        pytest.param(10, "2", id="a timed line's assignment"),
        pytest.param(12, "3", id="a file that a cell wrote"),
    ],
)
def test_what_a_cell_depends_on_works(ran: Ran, cell: int, displayed: str) -> None:
    assert ran.cell(cell).displayed[-1] == displayed


def test_a_shell_line_prints_with_python_values_in_it(ran: Ran) -> None:
    assert ran.cell(8).stdout == "x x\n"


def test_what_was_removed_can_still_be_read(ran: Ran) -> None:
    assert [path.read_text() for path in ran.folder.glob("work.removed/*/a/kept.txt")] == ["x"]
