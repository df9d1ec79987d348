"""What the command line prints and writes; reports to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import locale
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.report.clean import line as cleaned
from grader.report.data import number

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from grader.pipeline.grading import Result

PLAIN_WIDTH = 100
PRINTING = threading.Lock()


def note(text: str) -> None:
    """Tell the user something by the way."""
    with PRINTING:
        print(f"grade: {text}", file=sys.stderr, flush=True)  # noqa: T201 - the shell prints


def language_of(arguments: argparse.Namespace) -> str:
    """Return the language asked for, else the locale's: "ko" or "en"."""
    if arguments.lang:
        return str(arguments.lang)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ko" if value.startswith("ko") else "en"
    return "ko" if (locale.getlocale()[0] or "").startswith("ko") else "en"


def write(file: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a whole text file or none."""
    write_bytes(file, [text.encode(encoding)])


def write_bytes(file: Path, pieces: Iterable[bytes]) -> None:
    """Write a whole file or none: what was there before stays until the new one is on the disk.

    Args:
        file: Its folder is made where it is not there.
        pieces: Of its content; taken one by one, as that of a large class would not fit into memory.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as out:
            out.writelines(pieces)
        part.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise UsageError(f"{file}: cannot be written ({error.strerror}); name a place that can") from error


class Lines:
    """Tells what goes on, a line an event."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._since: dict[str, float] = {}

    def started(self, name: str) -> None:
        """Say that a run begins."""
        self._since[name] = time.monotonic()
        note(f"{cleaned(name)}: running")

    def finished(self, result: Result) -> None:
        """Say what came of it."""
        self._done += 1
        took = time.monotonic() - self._since.get(result.name, time.monotonic())
        how = "from the store" if result.stored else f"{took:.0f} s"
        if result.error:
            outcome = "could not be graded"
        else:
            found = result.score
            outcome = f"{number(found.points):g} of {number(found.possible):g}"
            waiting = found.pending - found.unchecked
            outcome += f", {number(waiting):g} waiting for a person" if waiting else ""
            outcome += f", {number(found.unchecked):g} not checked here" if found.unchecked else ""
        note(f"{cleaned(result.name)}: {outcome} ({self._done} of {self._total}, {how})")


class DataProgress:
    """Shows a data set's way here: a bar on a terminal, a line a step elsewhere."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bar = sys.stderr.isatty()
        self._shown = -1

    def stage(self, text: str) -> None:
        """Say what is being done."""
        self._shown = -1
        note(f"data {self._name}: {text}")

    def advance(self, done: int, total: int | None) -> None:
        """Say how far it is, in steps of a percent."""
        if not self._bar or not total:
            return
        percent = min(100, 100 * done // total)
        if percent != self._shown:
            self._shown = percent
            filled = percent * 30 // 100
            end = "\n" if percent == 100 else ""  # noqa: PLR2004 - a percentage
            with PRINTING:
                print(f"\r  {'█' * filled}{'·' * (30 - filled)} {percent:3d} %", end=end, file=sys.stderr, flush=True)  # noqa: T201
