"""``grade review DIR``: a person decides what the grader left open."""

from __future__ import annotations

import getpass
import shutil
import sys
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from grader.cli import output, rubrics
from grader.errors import UsageError
from grader.pipeline.review import from_sheet, to_sheet, waiting
from grader.pipeline.sheets import decoded
from grader.report.terminal import render_criterion
from grader.store import Store

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from grader.pipeline.review import Item
    from grader.rubric import Rubric

HELP = "points to give, Enter to leave it open, q to stop"


def run(arguments: argparse.Namespace) -> int:
    """Export, import or ask; return the exit status."""
    rubric = rubrics.deciding(arguments, [arguments.folder])
    store = Store.open(arguments.folder)
    try:
        with store.sole():
            if arguments.export_review:
                return _export(store, rubric, arguments.export_review)
            if arguments.import_review:
                return _import(store, rubric, arguments.import_review)
            return _ask_all(store, rubric, arguments)
    finally:
        store.close()


def _export(store: Store, rubric: Rubric, file: Path) -> int:
    items = list(waiting(store, rubric))
    output.write(file, to_sheet(items))
    output.note(f"{file}: {len(items)} to decide; fill in points, comment and who, then --import-review it")
    return 0


def _import(store: Store, rubric: Rubric, file: Path) -> int:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"review sheet {file}: cannot be read ({error.strerror}); check the path") from error
    decisions = from_sheet(decoded(content, f"review sheet {file}"), store, rubric, when=_now())
    for name, decision in decisions:
        store.decide(name, decision)
    stored = "1 decision" if len(decisions) == 1 else f"{len(decisions)} decisions"
    output.note(f"{file}: {stored} stored")
    return 0


def _ask_all(store: Store, rubric: Rubric, arguments: argparse.Namespace) -> int:
    items = list(waiting(store, rubric))
    if not items:
        output.note("nothing waits for a person")
        return 0
    who = arguments.who or getpass.getuser()
    language = output.language_of(arguments)
    for position, item in enumerate(items, start=1):
        sys.stdout.write(f"\n[{position}/{len(items)}] {_shown(item, language)}")
        answer = _ask(item)
        if answer is None:
            output.note(f"stopped; {len(items) - position + 1} still wait")
            return 0
        if answer:
            points, comment = answer
            store.decide(item.name, item.decide(points, comment, who, _now()))
    return 0


def _shown(item: Item, language: str) -> str:
    width = shutil.get_terminal_size((output.PLAIN_WIDTH, 24)).columns
    encoding = sys.stdout.encoding or "utf-8"
    return render_criterion(item.score, item.criterion.criterion.id, width=width, language=language, encoding=encoding)


def _ask(item: Item) -> tuple[Decimal, str] | tuple[()] | None:
    """Return points and comment, () to leave it open, None to stop."""
    while True:
        try:
            answer = input(f"0 to {item.criterion.possible:f} ({HELP}): ").strip()
            if answer in {"q", "Q"}:
                return None
            if not answer:
                return ()
            points = Decimal(answer)
            if 0 <= points <= item.criterion.possible:
                return points, input("comment (optional): ").strip()
        except InvalidOperation:
            pass
        except EOFError:
            return None
        output.note(f"expected a number from 0 to {item.criterion.possible:f}, found {answer!r}")


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
