"""What the command line prints and writes; reports to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import json
import locale
import os
import shutil
import sys
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from grader.cohort import cohort
from grader.errors import UsageError
from grader.report.classroom import render as render_class
from grader.report.clean import line as cleaned
from grader.report.data import as_dict, number
from grader.report.terminal import render

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from grader.pipeline.grading import Result

BELOW = 1
PLAIN_WIDTH = 100
FEW = 5
"""Of more submissions than these only the class's report is printed; --html and --json have each one's."""
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


def report(results: Sequence[Result], arguments: argparse.Namespace) -> int:
    """Print and write the reports of what was graded; return the exit status."""
    results = sorted(results, key=lambda result: result.name)
    language = language_of(arguments)
    options: dict[str, Any] = {"language": language, "student": arguments.student}
    if str(arguments.json) != "-":
        _print(results, options)
    if arguments.json:
        _write_json(results, arguments.json, options)
    if arguments.csv:
        from grader.report.csv import render as render_csv  # noqa: PLC0415 - only where asked for

        write(arguments.csv, render_csv([result.score for result in results], **options), encoding="utf-8-sig")
    if arguments.html:
        _write_html(results, arguments.html, options)
    return _status(results, arguments.fail_under)


def _print(results: Sequence[Result], options: dict[str, Any]) -> None:
    stream = sys.stdout
    terminal = stream.isatty()
    width = shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns if terminal or "COLUMNS" in os.environ else PLAIN_WIDTH
    color = terminal and "NO_COLOR" not in os.environ
    encoding = stream.encoding or "utf-8"
    graded = [result.score for result in results if not result.error]
    reports = [render(score, width=width, color=color, encoding=encoding, **options) for score in graded[: FEW + 1]]
    if len(graded) > FEW:
        reports = []
    if len(results) > 1 and not options["student"]:
        whole = cohort([result.score for result in results])
        reports.append(
            render_class(whole, width=width, color=color, encoding=encoding, language=str(options["language"]))
        )
    stream.write("\n".join(reports))
    stream.flush()


def _write_json(results: Sequence[Result], file: Path, options: dict[str, Any]) -> None:
    found = [as_dict(result.score, **options) for result in results]
    text = json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if str(file) == "-":
        sys.stdout.buffer.write(text.encode())
    else:
        write(file, text)


def _write_html(results: Sequence[Result], target: Path, options: dict[str, Any]) -> None:
    """Write one page; of several submissions a page each and the class's, which only a teacher gets."""
    from grader.report import html  # noqa: PLC0415 - only where asked for

    if len(results) == 1:
        write(target, html.render(results[0].score, **options))
        return
    files = html.file_names(result.name for result in results)
    index = "" if options["student"] else html.INDEX
    for result in results:
        write(target / files[result.name], html.render(result.score, index=index, **options))
    if index:
        scores = [result.score for result in results]
        addresses = {name: quote(file) for name, file in files.items()}
        write(target / index, html.render_class(cohort(scores), addresses, language=options["language"]))


def write(file: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a whole text file or none."""
    write_bytes(file, text.encode(encoding))


def write_bytes(file: Path, content: bytes) -> None:
    """Write a whole file or none: what was there before stays until the new one is on the disk."""
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise UsageError(f"{file}: cannot be written ({error.strerror}); name a place that can") from error


def _status(results: Sequence[Result], fail_under: float | None) -> int:
    troubled = [result for result in results if result.error]
    for result in troubled:
        note(cleaned(result.error))
    if troubled:
        return max(result.status for result in troubled)
    low = [result for result in results if fail_under is not None and number(result.score.points) < fail_under]
    for result in low:
        note(f"{cleaned(result.name)}: {number(result.score.points):g} points, below the {fail_under:g} asked for")
    return BELOW if low else 0


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
            outcome += f", {number(found.pending):g} waiting for a person" if found.pending else ""
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
