"""``grade rubric check|schema``."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from grader.rubric import Rubric

UNSOUND = 1


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says."""
    return {"check": _check, "schema": _schema}[arguments.verb](arguments)


def _check(arguments: argparse.Namespace) -> int:
    from grader.cli.rubrics import load  # noqa: PLC0415 - the schema needs no rubric

    rubric = load(arguments.file)
    print(  # noqa: T201 - the shell prints
        f"{arguments.file}: valid; {len(rubric.parts)} parts, {len(rubric.criteria)} criteria, "
        f"{rubric.possible} points; data: {', '.join(rubric.datasets) or 'none'}",
        flush=True,
    )
    reference = _reference(arguments)
    if reference is None or arguments.text_only:
        return 0
    return _try(rubric, reference, arguments)


def _reference(arguments: argparse.Namespace) -> Path | None:
    """Return the reference solution: the one named, else the file of the rubric's name in the folder beside."""
    if arguments.reference is not None:
        if not arguments.reference.exists():
            raise UsageError(f"--reference {arguments.reference}: there is no such file; check the path")
        return Path(arguments.reference)
    beside: Path = arguments.file.resolve().parent.parent / "reference"
    known = (beside / f"{arguments.file.stem}{end}" for end in (".py", ".ipynb"))
    return next((file for file in known if file.is_file()), None)


def _try(rubric: Rubric, reference: Path, arguments: argparse.Namespace) -> int:
    from grader.cli import output  # noqa: PLC0415 - only where something is run
    from grader.datasets.cache import provide  # noqa: PLC0415 - as above
    from grader.mutants import render, try_rubric  # noqa: PLC0415 - as above
    from grader.pipeline.run import Options, Setup, Tools  # noqa: PLC0415 - as above
    from grader.sandbox.choice import choose  # noqa: PLC0415 - as above
    from grader.submission import open_submission  # noqa: PLC0415 - as above

    started = time.monotonic()
    tools = Tools(choose("auto"), lambda name: provide(name, progress=output.DataProgress(name)), output.note)
    with open_submission(reference) as opened:
        trial = try_rubric(opened, Setup(rubric, Options(), tools), in_full=not arguments.quick, say=output.note)
    print(render(trial), end="")  # noqa: T201 - the shell prints
    print(f"took {time.monotonic() - started:.0f} s")  # noqa: T201 - as above
    return 0 if trial.sound else UNSOUND


def _schema(arguments: argparse.Namespace) -> int:
    from grader.rubric import schema  # noqa: PLC0415 - as above

    del arguments
    print(json.dumps(schema(), ensure_ascii=False, indent=2))  # noqa: T201 - as above
    return 0
