"""What of the machine that graded stopped a cell, and what was the submission's own."""

from __future__ import annotations

import pytest
from works import Work, check

from grader.checks.base import Verdict
from grader.checks.fit import FitCheck
from grader.evidence import Cell, CellError, CellKind, CellRun, Evidence, Recording, Submission
from grader.obstacles import obstacles
from grader.parts import PartEvidence, Span

URL = "URL fetch failure on https://storage.example/vgg16.h5: None -- [Errno 1] Operation not permitted"

GONE = "[Errno 2] No such file or directory"
H5PY = (
    "[Errno 2] Unable to synchronously open file (unable to open file: name = 'w/my cnn.h5', errno = 2, "
    "error message = 'No such file or directory', flags = 0, o_flags = 0)"
)
KERAS = "File not found: filepath=best.model.keras. Please ensure the file is an accessible `.keras` zip file."
SAVED_MODEL = "SavedModel file does not exist at: models/cnn/{saved_model.pbtxt|saved_model.pb}"
CHECKPOINT = "Unsuccessful TensorSliceReader constructor: Failed to find any matching files for ckpt/cnn [Op:RestoreV2]"


def ran(*errors: CellError | None) -> dict[int, str]:
    """Return the obstacles of cells ``make_1``, ``make_2``, ... that ended so."""
    cells = [Cell(number=n, kind=CellKind.CODE, source=f"x{n} = make_{n}()") for n, _ in enumerate(errors, 1)]
    runs = [
        CellRun(cell=number, ending="raised" if error else "completed", error=error)
        for number, error in enumerate(errors, 1)
    ]
    return {number: what.en for number, what in obstacles(cells, runs).items()}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CellError(type="ModuleNotFoundError", message="No module named 'cv2'", absent="cv2"), "the package cv2"),
        (CellError(type="ValueError", message="no such optimizer", absent="tfa"), "the package tfa"),
        (CellError(type="ResourceExhaustedError", message="OOM when allocating"), "memory"),
        (CellError(type="MemoryError"), "memory"),
        (CellError(type="Exception", message=URL), "internet"),
        (CellError(type="URLError", message="<urlopen error [Errno 1] Operation not permitted>"), "internet"),
        (CellError(type="OSError", message="[Errno 28] No space left on device"), "disk"),
        (CellError(type="PermissionDeniedError", message="/content/logs; Read-only file system"), "/content/logs"),
        (CellError(type="PermissionError", message="[Errno 13] Permission denied: '/content'"), "/content"),
        (CellError(type="OSError", message="[Errno 30] Read-only file system: '/kaggle/x.png'"), "/kaggle/x.png"),
        (
            CellError(type="FileNotFoundError", message=f"{GONE}: '/content/drive/MyDrive/x.csv'"),
            "MyDrive/x.csv was not",
        ),
        (CellError(type="FileNotFoundError", message=f"{GONE}: 'cnn.weights.h5'"), "cnn.weights.h5 was not handed in"),
        (CellError(type="FileNotFoundError", message=H5PY), "w/my cnn.h5 was not handed in"),
        (CellError(type="ValueError", message=KERAS), "best.model.keras was not handed in"),
        (CellError(type="NotFoundError", message=CHECKPOINT), "ckpt/cnn was not handed in"),
        (CellError(type="OSError", message=SAVED_MODEL), "models/cnn was not handed in"),
    ],
)
def test_what_the_grader_has_not_is_an_obstacle(error: CellError, said: str) -> None:
    assert said in ran(error)[1]


@pytest.mark.parametrize(
    "error",
    [
        CellError(type="ValueError", message="shapes do not match"),
        CellError(type="NameError", message="name 'net' is not defined"),
        # A path below a package that is there, a name that it never had.
        CellError(type="ModuleNotFoundError", message="No module named 'tensorflow.kears'"),
        CellError(type="ImportError", message="cannot import name 'Dense3'"),
        # Data that the student did not hand in are the student's.
        CellError(type="FileNotFoundError", message="[Errno 2] No such file or directory: 'train.csv'"),
        CellError(type="FileNotFoundError", message=f"{GONE}: 'data/content/x.csv'"),
        # A file of weights that is there and is none.
        CellError(type="OSError", message="Unable to synchronously open file (file signature not found)"),
        # Where no student's own machine keeps files.
        CellError(type="PermissionError", message="[Errno 13] Permission denied: '/etc/shadow'"),
        CellError(type="OSError", message="[Errno 22] Invalid argument"),
    ],
)
def test_a_slip_is_none(error: CellError) -> None:
    assert ran(error) == {}


def test_a_name_that_a_stopped_cell_would_have_made_is_missed_for_the_same_reason() -> None:
    missing = CellError(type="ModuleNotFoundError", absent="cv2")
    follows = CellError(type="NameError", message="name 'x1' is not defined")
    own = CellError(type="NameError", message="name 'x' is not defined")

    assert set(ran(missing, follows, own)) == {1, 2}
    assert set(ran(None, follows, missing)) == {3}


@pytest.mark.parametrize(
    ("span", "error_line", "verdict"),
    [
        pytest.param(Span(1, 1, 9), 4, Verdict.UNDETERMINED, id="stopped within the part"),
        pytest.param(Span(1, 5, 9), 4, Verdict.UNDETERMINED, id="stopped above it"),
        pytest.param(Span(1, 1, 3), 4, Verdict.NOT_MET, id="stopped below it: the part was done"),
    ],
)
def test_what_was_not_reached_for_an_obstacle_waits_for_a_person(span: Span, error_line: int, verdict: Verdict) -> None:
    error = CellError(type="ModuleNotFoundError", absent="cv2", line=error_line)
    part = PartEvidence(id="1", evidence=_stopped(error), spans=(span,))

    found = check(FitCheck, data="fashion_mnist/train", epochs=10).examine(part)

    assert found.verdict is verdict
    assert ("cv2" in found.reason.en) == (verdict is Verdict.UNDETERMINED)


def test_what_was_done_in_spite_of_it_counts() -> None:
    work = Work()
    work.fit("1-1")

    assert check(FitCheck, data="fashion_mnist/train", epochs=10).examine(work.part()).verdict is Verdict.MET


def _stopped(error: CellError) -> Evidence:
    source = "\n".join(f"line_{number}" for number in range(1, 10))
    return Evidence(
        submission=Submission(
            name="a.py", form="script", digest="d", cells=(Cell(number=1, kind=CellKind.CODE, source=source),)
        ),
        recording=Recording(cells=(CellRun(cell=1, ending="raised", error=error),), complete=True),
    )
