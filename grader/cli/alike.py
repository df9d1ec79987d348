"""``grade alike DIR``: which submissions are more alike than the assignment explains."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from grader.alike import alike
from grader.cli import output
from grader.report.clean import line
from grader.report.side_by_side import render
from grader.store import Store
from grader.submission import read

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Print the pairs, the most alike first, with the code that they share side by side."""
    known = [read(path) for path in arguments.starter]
    width = shutil.get_terminal_size((output.PLAIN_WIDTH, 24)).columns
    store = Store.open(arguments.folder)
    try:
        pairs = alike(store, known)
        output.note(f"{len(store)} submissions compared, {len(pairs)} pairs to look at")
        for pair in pairs[: arguments.most]:
            one, other = (store.read(name).submission for name in (pair.one, pair.other))
            sys.stdout.write(render(pair, one, other, width=width, encoding=sys.stdout.encoding or "utf-8") + "\n")
    finally:
        store.close()
    if len(pairs) > arguments.most:
        names = ", ".join(f"{line(pair.one)} and {line(pair.other)}" for pair in pairs[arguments.most :][:50])
        output.note(f"not shown (--most {len(pairs)} shows all): {names}")
    return 0
