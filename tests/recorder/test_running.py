"""What becomes of cells: their endings, output, values, and of a run that is stopped from outside."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from recordings import Ran, Recorder

CELLS = {
    1: "a = 1\nprint('seen')\na + 1",
    3: "b = [1, 2]\nraise ValueError('on purpose')",
    4: "1 +",
    5: "def f():\n    return 1 / 0\n\nf()",
    6: "display('shown')\n[a, b]",
    7: "import sys\nprint('to stderr', file=sys.stderr)\nsys.exit()",
    8: "for i in range(3):\n    print(i, end='\\r')\nprint()",
    9: "input('name? ')",
    10: """
        import os
        os.chdir('/')
        from tensorflow import keras
        (x, y), _ = keras.datasets.fashion_mnist.load_data()
        x.shape""",
    11: "from nosuchpackage import *",
    12: "tf.keras.datasets.imdb.load_data()",
    13: "import tensorflow as tf\ntf.keras.datasets.imdb.load_data()",
    14: "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.plot([2, 1])",
    15: "class Odd(Exception):\n    def __str__(self):\n        raise RuntimeError\nraise Odd",
    16: "quit()",
    17: "raise KeyboardInterrupt",
    18: "print('오버피팅 ✓')\n오버피팅 = '아니다'\n'한글'",
}


@pytest.fixture(scope="module")
def ran(recorder: Recorder) -> Ran:
    return recorder.run(CELLS)


def test_a_run_ends_by_itself_and_says_what_it_stood_on(ran: Ran) -> None:
    assert ran.recording.complete
    assert ran.recording.notes == ()
    assert {"python", "tensorflow", "keras"} <= set(ran.recording.versions)
    assert [run.cell for run in ran.recording.cells] == list(CELLS)


def test_what_is_done_in_functions_says_which_and_where(recorder: Recorder) -> None:
    model = "from tensorflow import keras\ndef make():\n    net = keras.Sequential()\n    net.compile('sgd', 'mse')"
    ran = recorder.run(
        {1: model, 2: "def main():\n    # 1-1\n    make()\n\nmain()", 3: "keras.Sequential().compile('sgd')"}
    )
    inside, plain = ran.recording.events

    assert (inside.cell, inside.line, inside.function) == (2, 5, "main.make")
    assert [(frame.cell, frame.first, frame.line) for frame in inside.frames] == [(2, 1, 3), (1, 2, 4)]
    assert plain.frames == ()


@pytest.mark.parametrize(
    ("cell", "error", "line"),
    [
        pytest.param(3, "ValueError", 2, id="raised by hand"),
        pytest.param(4, "SyntaxError", 1, id="not Python"),
        pytest.param(5, "ZeroDivisionError", 4, id="raised in a function: the cell's own line"),
        pytest.param(9, "EOFError", 1, id="nobody types"),
        pytest.param(11, "ModuleNotFoundError", 1, id="a package that is not there"),
        pytest.param(12, "NameError", 1, id="a name that is not there"),
        pytest.param(13, "DataNotProvidedError", 2, id="a data set that was not given"),
        pytest.param(15, "Odd", 4, id="an exception that cannot say what it is"),
        pytest.param(17, "KeyboardInterrupt", 1, id="interrupted by hand"),
    ],
)
def test_a_cell_that_raises_is_recorded_and_the_next_one_runs(ran: Ran, cell: int, error: str, line: int) -> None:
    run = ran.cell(cell)

    assert run.ending == "raised"
    assert run.error is not None
    assert (run.error.type, run.error.line) == (error, line)


@pytest.mark.parametrize("cell", [1, 6, 7, 8, 10, 14, 16, 18])
def test_a_cell_that_ends_itself_quietly_is_completed(ran: Ran, cell: int) -> None:
    assert ran.cell(cell).ending == "completed"


@pytest.mark.parametrize(
    ("cell", "stdout", "displayed"),
    [
        (1, "seen\n", ("2",)),
        (6, "", ("'shown'", "[1, [1, 2]]")),
        pytest.param(7, "", (), id="stderr is nobody's business"),
        pytest.param(8, "2\n", (), id="what a terminal shows in the end"),
        pytest.param(10, "", ("(600, 28, 28)",), id="the data stay where they were when a cell goes elsewhere"),
        (18, "오버피팅 ✓\n", ("'한글'",)),
    ],
)
def test_what_a_cell_shows_is_recorded(ran: Ran, cell: int, stdout: str, displayed: tuple[str, ...]) -> None:
    assert (ran.cell(cell).stdout, ran.cell(cell).displayed) == (stdout, displayed)


def test_small_values_are_recorded_even_where_the_cell_raised(ran: Ran) -> None:
    assert ran.cell(1).variables == {"a": "1"}
    assert ran.cell(3).variables == {"b": "[1, 2]"}
    assert ran.cell(18).variables == {"오버피팅": "'아니다'"}


def test_figures_are_counted_shown_or_not(ran: Ran) -> None:
    assert ran.cell(14).figures == 2


def test_a_missing_data_set_is_named_with_the_way_out(ran: Ran) -> None:
    error = ran.cell(13).error

    assert error is not None
    assert "keras.datasets.imdb is not provided" in error.message


def test_a_cell_has_its_time_and_the_next_one_its_own(recorder: Recorder) -> None:
    endless = "import time\nwhile True:\n    try:\n        time.sleep(0.01)\n    except Exception:\n        pass"

    ran = recorder.run(["n = 1", endless, "n + 1"], seconds_per_cell=1.0)

    assert [run.ending for run in ran.recording.cells] == ["completed", "timed_out", "completed"]
    assert ran.cell(3).displayed == ("2",)
    assert ran.recording.complete


def test_all_cells_share_one_time_and_the_rest_is_skipped(recorder: Recorder) -> None:
    ran = recorder.run(["n = 1", "import time\ntime.sleep(60)", "n + 1"], seconds=1.0)

    assert [run.ending for run in ran.recording.cells] == ["completed", "timed_out", "skipped"]
    assert ran.recording.complete


def test_a_fit_that_runs_out_of_time_keeps_its_epochs(recorder: Recorder) -> None:
    cells = [
        """
        import time, tensorflow as tf
        class Slow(tf.keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                time.sleep(0.2)
        net = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        net.compile('sgd', 'mse')
        """,
        "net.fit(tf.zeros((8, 2)), tf.zeros((8, 1)), epochs=10_000, verbose=0, callbacks=[Slow()])",
        "net.fit(tf.zeros((8, 2)), tf.zeros((8, 1)), epochs=1, verbose=0)",
    ]

    # Long enough for the second fit to begin and end on a machine that has other things to do.
    ran = recorder.run(cells, seconds_per_cell=15.0)

    late, next_one = ran.events("fit")
    assert late.ending == "interrupted"
    assert 0 < late.epochs_run == len(late.history["loss"]) < 10_000
    assert next_one.ending == "completed"


def test_a_run_that_is_killed_keeps_all_up_to_its_last_line(recorder: Recorder) -> None:
    cells = [
        "print('before')",
        """
        import tensorflow as tf
        net = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        net.compile('sgd', 'mse')
        net.fit(tf.zeros((8, 2)), tf.zeros((8, 1)), epochs=1_000_000, verbose=0)
        """,
        "print('after')",
    ]

    def kill_in_the_fit(process: int, folder: Path) -> None:
        recording = folder / "out" / "recording.jsonl"
        while not recording.exists() or recording.read_bytes().count(b'"epoch"') < 3:
            time.sleep(0.05)
        os.kill(process, signal.SIGKILL)

    ran = recorder.run(cells, started=kill_in_the_fit)

    assert not ran.recording.complete
    assert [(run.cell, run.ending) for run in ran.recording.cells] == [(1, "completed"), (2, "running")]
    fit = ran.only("fit")
    assert fit.ending == "running"
    assert fit.epochs_run == len(fit.history["loss"]) >= 3


@pytest.mark.parametrize("numbers", [(2, 1), (7, 3, 5)])
def test_cells_run_in_the_order_they_come_in_under_their_own_numbers(
    recorder: Recorder, numbers: tuple[int, ...]
) -> None:
    ran = recorder.run({number: f"print({number})" for number in numbers})

    assert [(run.cell, run.stdout) for run in ran.recording.cells] == [(number, f"{number}\n") for number in numbers]


def test_a_script_sees_what_python_gives_a_script(recorder: Recorder) -> None:
    cells = ["import sys, helper\nprint(__name__, sys.argv, helper.TWO)", "open(__file__)"]

    ran = recorder.run(cells, form="script", script="mine.py", files={"helper.py": "TWO = 2"})

    assert ran.cell(1).stdout == "__main__ ['mine.py'] 2\n"


def test_importing_the_recorder_imports_no_tensorflow() -> None:
    import subprocess
    import sys

    code = (
        "import sys, grader.recorder, grader.recorder.job; print('tensorflow' in sys.modules, grader.recorder.VERSION)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split()[0] == "False"
