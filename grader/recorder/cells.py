"""Runs the cells one after the other and records what became of each."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
import traceback
from typing import TYPE_CHECKING

from grader.evidence import CellError, CellRun
from grader.recorder import absent, figures, variables
from grader.recorder.capture import Capture, first_lines
from grader.recorder.commands import unwrap
from grader.recorder.places import cell_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.recorder.foreign import Foreign
    from grader.recorder.job import JobCell
    from grader.recorder.session import Session
    from grader.recorder.shell import Shell

MOST_MESSAGE = 4_000
MOST_SHOWN = 20_000
MOST_NAME = 200
RING_AGAIN = 5.0
"""Seconds until a cell that swallowed its interruption is interrupted once more."""


class OutOfTimeError(KeyboardInterrupt):
    """Raised inside a cell that is over its time; a student's ``except Exception`` lets it pass."""


class CellRunner:
    """Runs cells in a shell, each within its time."""

    def __init__(self, shell: Shell, session: Session) -> None:
        self._shell = shell
        self._session = session
        self._writer = session.writer
        self._job = session.job
        self._ends = time.monotonic() + session.job.seconds if session.job.seconds else None

    def run(self, cell: JobCell) -> CellRun:
        """Run ``cell`` and record it; its exceptions are data."""
        self._session.places.current = cell.number
        seconds = self._seconds()
        if seconds is not None and seconds <= 0:
            run = CellRun(cell=cell.number, ending="skipped")
        else:
            self._writer.cell(CellRun(cell=cell.number, ending="running"))
            run = self._run(cell, seconds)
            self._session.loops.close(self._session)
            self._session.unused.look(self._session)
            with self._session.careful("event files"):
                self._session.logs.update(cell.number)
        self._writer.cell(run)
        self._session.places.current = 0
        return run

    def close(self) -> None:
        """Record what the whole run leaves to be told."""
        self._session.unused.close(self._session)

    def _seconds(self) -> float | None:
        left = [self._ends - time.monotonic()] if self._ends is not None else []
        own = [self._job.seconds_per_cell] if self._job.seconds_per_cell else []
        return min(left + own, default=None)

    def _run(self, cell: JobCell, seconds: float | None) -> CellRun:
        started = time.monotonic()
        source, magic = unwrap(cell.source)
        out = Capture()
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(Capture()), _alarm(seconds):
                error = self._execute(source, cell.number, magic)
        except OutOfTimeError as late:  # rang while IPython itself was at work, before or after the student's code
            error = late
        return CellRun(
            cell=cell.number,
            ending=_ending(error),
            error=None if error is None or _is_quiet(error) else _describe(error, cell.number),
            stdout=out.text(),
            displayed=first_lines(self._shell.take_shown(), MOST_SHOWN),
            figures=figures.take_count(close_open=self._job.form == "notebook"),
            variables=variables.assigned(self._shell.transform_cell(source), self._shell.user_ns),
            seconds=round(time.monotonic() - started, 3),
        )

    def _execute(self, source: str, number: int, magic: str | None) -> BaseException | None:
        self._shell.name_cell(number)
        try:
            if magic:
                self._shell.commands.note(f"%%{magic}", "run")
            result = self._shell.run_cell(source, store_history=True, silent=False)
        finally:
            self._shell.name_cell(0)
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error


@contextlib.contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    """Raise ``OutOfTimeError`` in the main thread after ``seconds``, and again while that does not help."""
    if seconds is None:
        yield
        return

    def ring(_signal: int, _frame: Foreign) -> None:
        raise OutOfTimeError(f"stopped after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, RING_AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ending(error: BaseException | None) -> Foreign:
    if error is None or _is_quiet(error):
        return "completed"
    return "timed_out" if isinstance(error, OutOfTimeError) else "raised"


def _is_quiet(error: BaseException) -> bool:
    """Tell whether the cell ended itself without complaint: ``sys.exit()``, ``exit()``."""
    return isinstance(error, SystemExit) and error.code in (None, 0)


def _describe(error: BaseException, number: int) -> CellError:
    line = error.lineno if isinstance(error, SyntaxError) else None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == cell_file(number):
            line = frame.lineno
            break
    try:
        message = str(error)
    except Exception as inner:  # noqa: BLE001 - a student's __str__ may raise anything
        message = f"<{type(inner).__name__} while the message was made>"
    return CellError(
        type=type(error).__name__, message=message[:MOST_MESSAGE], line=line, absent=absent.blamed(error)[:MOST_NAME]
    )


def end_cell(code: Foreign = None) -> None:
    """Stand in for ``exit`` and ``quit``: end the cell that calls it."""
    sys.exit(code)
