"""The reports of what is graded, made as the results come: of each, only what a class's tables need is kept."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from grader.cli import output
from grader.cohort import cohort
from grader.report import html
from grader.report.classroom import render as render_class
from grader.report.clean import line as cleaned
from grader.report.csv import render as render_csv
from grader.report.data import as_dict, number
from grader.report.terminal import render
from grader.values import Shared

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from grader.pipeline.grading import Result

BELOW = 1
FEW = 5
"""Of more submissions than these only the class's report is printed; --html and --json have each one's."""


class Reports:
    """Takes every result of a command, then writes and prints what its arguments ask for."""

    def __init__(self, arguments: argparse.Namespace, names: Sequence[str]) -> None:
        """Expect results of these names, in any order."""
        self.results: list[Result] = []
        self._arguments = arguments
        self._several = len(names) > 1
        self._language = output.language_of(arguments)
        self._options: dict[str, Any] = {"language": self._language, "student": arguments.student}
        self._screen = _Screen()
        self._texts: list[tuple[str, str]] = []
        self._pages = html.file_names(sorted(names)) if arguments.html and self._several else {}
        self._data = _Pieces()
        self._shared = Shared()

    def take(self, result: Result) -> None:
        """Write what only this result's full score can tell; keep the rest."""
        arguments, score = self._arguments, result.score
        if not result.error and len(self._texts) <= FEW and str(arguments.json) != "-":
            self._texts.append((result.name, render(score, **self._screen.options, **self._options)))
        if arguments.json:
            self._data.add(result.name, as_dict(score, **self._options))
        if self._pages:
            index = "" if arguments.student else html.INDEX
            page = html.render(score, index=index, **self._options)
            output.write(arguments.html / self._pages[result.name], page)
        self.results.append(replace(result, score=score.light(self._shared)) if self._several else result)

    def finish(self) -> int:
        """Print and write the reports of all that was taken; return the exit status."""
        arguments = self._arguments
        self.results.sort(key=lambda result: result.name)
        if str(arguments.json) != "-":
            self._print()
        if arguments.json:
            self._write_json(arguments.json)
        if arguments.csv:
            scores = [result.score for result in self.results]
            output.write(arguments.csv, render_csv(scores, **self._options), encoding="utf-8-sig")
        if arguments.html:
            self._write_html(arguments.html)
        return self._status(arguments.fail_under)

    def _print(self) -> None:
        reports = [text for _, text in sorted(self._texts)] if len(self._texts) <= FEW else []
        if len(self.results) > 1 and not self._options["student"]:
            whole = cohort([result.score for result in self.results])
            reports.append(render_class(whole, **self._screen.options, language=self._language))
        sys.stdout.write("\n".join(reports))
        sys.stdout.flush()

    def _write_json(self, file: Path) -> None:
        pieces = self._data.whole(several=len(self.results) != 1)
        if str(file) == "-":
            sys.stdout.buffer.writelines(pieces)
        else:
            output.write_bytes(file, pieces)

    def _write_html(self, target: Path) -> None:
        """Write the one page; of several submissions the class's, which only a teacher gets."""
        if not self._several:
            for result in self.results:
                output.write(target, html.render(result.score, **self._options))
        elif not self._options["student"]:
            scores = [result.score for result in self.results]
            addresses = {result.name: quote(self._pages[result.name]) for result in self.results}
            page = html.render_class(cohort(scores), addresses, language=self._language)
            output.write(target / html.INDEX, page)

    def _status(self, fail_under: float | None) -> int:
        troubled = [result for result in self.results if result.error]
        for result in troubled:
            output.note(cleaned(result.error))
        if troubled:
            return max(result.status for result in troubled)
        low = [r for r in self.results if fail_under is not None and number(r.score.points) < fail_under]
        for result in low:
            points = number(result.score.points)
            output.note(f"{cleaned(result.name)}: {points:g} points, below the {fail_under:g} asked for")
        return BELOW if low else 0


class _Screen:
    """What reports are printed on."""

    def __init__(self) -> None:
        terminal = sys.stdout.isatty()
        width = output.PLAIN_WIDTH
        if terminal or "COLUMNS" in os.environ:
            width = shutil.get_terminal_size((output.PLAIN_WIDTH, 24)).columns
        self.options: dict[str, Any] = {
            "width": width,
            "color": terminal and "NO_COLOR" not in os.environ,
            "encoding": sys.stdout.encoding or "utf-8",
        }


class _Pieces:
    """Each submission's report as JSON, on the disk until all are there and can be put in order."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this does
        self._places: dict[str, tuple[int, int]] = {}

    def add(self, name: str, report: dict[str, Any]) -> None:
        """Keep a report."""
        piece = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False).encode()
        self._places[name] = self._file.tell(), len(piece)
        self._file.write(piece)

    def whole(self, *, several: bool) -> Iterator[bytes]:
        """Yield the one report, or a list of them by name, piece by piece."""
        if several:
            yield b"[\n"
        for at, (_, (start, length)) in enumerate(sorted(self._places.items())):
            if at:
                yield b",\n"
            self._file.seek(start)
            yield self._file.read(length)
        yield b"\n]\n" if several else b"\n"
