"""``grade PATH...``: run, judge, report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.cli import output, rubrics
from grader.datasets.cache import provide
from grader.errors import UsageError
from grader.pipeline.discover import counting, discover
from grader.pipeline.grading import default_jobs, grade
from grader.pipeline.run import Options, Setup, Tools
from grader.pipeline.roster import missing, read_roster
from grader.sandbox.choice import choose
from grader.store import Store

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from grader.pipeline.grading import Result
    from grader.pipeline.roster import Student
    from grader.rubric import Rubric


def run(arguments: argparse.Namespace) -> int:
    """Grade everything named and return the exit status."""
    if arguments.jobs is not None and arguments.jobs < 1:
        raise UsageError(f"--jobs {arguments.jobs}: expected 1 or more")
    roster = _roster(arguments.roster) if arguments.roster else ()
    found = discover(arguments.paths)
    kept, others = counting(found, arguments.attempts)
    for other in others:
        output.note(f"{other.path}: not graded, another attempt of {other.named.student} counts (--attempts)")
    for student in missing(roster, [one.named for one in found]):
        output.note(f"{' '.join(filter(None, (student.name, *student.ids)))}: handed in nothing")
    paths = tuple(one.path for one in kept)
    rubric = rubrics.load(arguments.rubric or rubrics.default(paths))
    results = _all(arguments, paths, rubric)
    return output.report(results, arguments)


def _roster(file: Path) -> tuple[Student, ...]:
    try:
        return read_roster(file.read_bytes(), str(file))
    except OSError as error:
        raise UsageError(f"roster {file}: cannot be read ({error.strerror}); check the path") from error


def _all(arguments: argparse.Namespace, paths: tuple[Path, ...], rubric: Rubric) -> list[Result]:
    options = Options(
        fidelity=arguments.fidelity,
        budget=arguments.budget,
        cell_limit=arguments.cell_limit or Options.cell_limit,
        keras=arguments.keras,
        accelerate=arguments.accelerate,
    )
    sandbox = choose(arguments.sandbox)
    if sandbox.level != "bubblewrap":
        output.note(
            f"sandbox: {sandbox.level}; submissions are contained less well than they could be, see docs/security.md"
        )
    tools = Tools(sandbox, lambda name: provide(name, progress=output.DataProgress(name)), output.note)
    setup = Setup(rubric, options, tools)
    watch = output.Lines(total=len(paths))
    jobs = arguments.jobs or default_jobs()
    if arguments.out is None:
        return list(grade(paths, setup, watch=watch, jobs=jobs))
    store = Store.open(arguments.out, create=True)
    try:
        with store.sole():
            return list(grade(paths, setup, watch=watch, store=store, jobs=jobs))
    finally:
        store.close()
