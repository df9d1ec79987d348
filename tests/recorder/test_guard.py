"""What the recorder writes is out of a submission's reach by Python's own means, and who reaches for it is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from grader.recorder.job import RECORDING_FILE
from grader.recording_file import parse
from grader.seal import Unsealed

if TYPE_CHECKING:
    from recordings import Ran, Recorder

REACHING = {
    1: "open('../out/recording.jsonl', 'a')",
    2: "import os\nos.truncate('../out/recording.jsonl', 0)",
    3: "import os\nos.rename('../out/recording.jsonl', 'mine')",
    4: "import os\nos.listdir('../out')",
    5: "import os\nos.symlink('../out', 'link')\nopen('link/recording.jsonl')",
    6: "import pathlib\npathlib.Path('../out/x').write_text('x')",
    7: "exec(compile(\"open('../out/recording.jsonl', 'w')\", 'elsewhere', 'exec'))",
    8: "open('/proc/self/mem', 'r+b')",
}
NOTED_ONLY = {
    11: "import gc\nlen(gc.get_objects())",
    12: "import sys\nsys._getframe(0).f_lineno",
    13: "import inspect\ninspect.currentframe().f_lineno",
}
HONEST = {
    21: "open('mine.txt', 'w').write('x')\nopen('mine.txt').read()",
    22: """
        import os
        os.makedirs('out')
        open('out/recording.jsonl', 'w').close()
        os.listdir('out'), os.rename('out', 'o')""",
    23: "import tempfile\ntempfile.TemporaryFile().close()",
    24: """
        import collections, logging, warnings
        collections.namedtuple('A', 'b')
        logging.warning('x')
        warnings.warn('y')""",
    25: "import subprocess\nsubprocess.run(['true'], check=True)",
    26: """
        import keras, numpy as np
        net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        net.compile('adam', 'mse')
        net.fit(np.zeros((8, 4)), np.zeros((8, 2)), verbose=0, callbacks=[keras.callbacks.TensorBoard('logs')])
        net.save('net.keras')
        keras.models.load_model('net.keras').predict(np.zeros((1, 4)), verbose=0)""",
    27: "print('to', end=' ', file=open('/dev/stdout', 'w'))\nopen('/proc/cpuinfo').read()[:0]",
}
KEY = "0f" * 16
ADDING = "echo 'what a program adds' >> ../out/recording.jsonl"
EMPTYING = "echo 'what takes the place of all lines' > ../out/recording.jsonl"


@pytest.fixture(scope="module")
def ran(recorder: Recorder) -> Ran:
    return recorder.run({**REACHING, **NOTED_ONLY, **HONEST})


@pytest.mark.parametrize("cell", REACHING)
def test_what_reaches_for_the_recording_is_refused_and_noted(ran: Ran, cell: int) -> None:
    error = ran.cell(cell).error

    assert error is not None
    assert error.type == "PermissionError"
    assert [event.what for event in ran.events("suspicion", cell)] == ["searched_grader"]


@pytest.mark.parametrize("cell", NOTED_ONLY)
def test_who_looks_at_all_objects_or_up_the_stack_is_noted(ran: Ran, cell: int) -> None:
    assert ran.cell(cell).error is None
    assert {event.what for event in ran.events("suspicion", cell)} == {"searched_grader"}


@pytest.mark.parametrize("cell", HONEST)
def test_honest_work_is_neither_refused_nor_noted(ran: Ran, cell: int) -> None:
    assert ran.cell(cell).error is None
    assert ran.events("suspicion", cell) == []


def test_the_recording_is_whole(ran: Ran) -> None:
    assert ran.recording.complete
    assert ran.recording.notes == ()


@pytest.mark.parametrize(("program", "foreign", "missing"), [(ADDING, 1, 0), (EMPTYING, 1, 2)])
def test_what_a_program_writes_into_the_recording_stays_for_a_reader_to_see(
    recorder: Recorder, program: str, foreign: int, missing: int
) -> None:
    ran = recorder.run([f"import subprocess\nsubprocess.run({program!r}, shell=True)", "1"], key=KEY)

    lines = Unsealed((ran.out / RECORDING_FILE).read_bytes().splitlines(), KEY)
    assert parse(lines).complete
    assert (lines.foreign, lines.missing) == (foreign, missing)
