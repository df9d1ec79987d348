"""What ``grade PATH...`` does once it has a sandbox: find the submissions, run, judge, report."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from grader.cli import output, rubrics
from grader.cli.live import LiveView
from grader.cli.reports import Reports
from grader.datasets.cache import provide
from grader.errors import UsageError
from grader.pipeline.discover import counting, discover, passed_over
from grader.pipeline.download import unpacked
from grader.pipeline.grading import default_jobs, grade, names_of
from grader.pipeline.measuring import measuring
from grader.pipeline.room import Room
from grader.pipeline.roster import missing, read_roster
from grader.pipeline.run import Options, Setup, Tools
from grader.pipeline.temporary import swept_tempdir
from grader.store import Store
from grader.submission.folder import shown

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from grader.evidence import Evidence
    from grader.pipeline.grading import Watch
    from grader.pipeline.roster import Student
    from grader.pipeline.run import Interrupt
    from grader.rubric import Rubric
    from grader.sandbox.port import Sandbox

MOST_LEFT = 10
"""Names that are listed of what is not graded."""


def graded(arguments: argparse.Namespace, sandbox: Sandbox) -> Reports:
    """Grade everything named, in a sandbox."""
    if arguments.jobs is not None and arguments.jobs < 1:
        raise UsageError(f"--jobs {arguments.jobs}: expected 1 or more")
    roster = _roster(arguments.roster) if arguments.roster else ()
    rubric = rubrics.chosen(arguments, arguments.paths)
    with swept_tempdir() as temporary:
        folders = unpacked(arguments.paths, temporary)
        found = discover(folders)
        kept, others = counting(found, arguments.attempts)
        for other in others:
            output.note(
                f"{_named(other.path)}: not graded, another attempt of {other.named.student} counts (--attempts)"
            )
        for student in missing(roster, [one.named for one in found]):
            output.note(f"{' '.join(filter(None, (student.name, *student.ids)))}: handed in nothing")
        if left := passed_over(folders, found):
            names = ", ".join(map(_named, left[:MOST_LEFT]))
            more = f" and {len(left) - MOST_LEFT} more" if len(left) > MOST_LEFT else ""
            output.note(f"not graded: {names}{more}; expected scripts, notebooks, zips, or folders that hold one")
        counted, superseded = tuple(one.path for one in kept), tuple(one.path for one in others)
        return each(arguments, sandbox, rubric, counted, superseded=superseded)


def _named(path: Path) -> str:
    return f"{shown(path)}/" if path.is_dir() else shown(path)


def _roster(file: Path) -> tuple[Student, ...]:
    try:
        return read_roster(file.read_bytes(), str(file))
    except OSError as error:
        raise UsageError(f"roster {file}: cannot be read ({error.strerror}); check the path") from error


def each(  # noqa: PLR0913 - each is a choice of its own
    arguments: argparse.Namespace,
    sandbox: Sandbox,
    rubric: Rubric,
    paths: tuple[Path, ...],
    *,
    superseded: tuple[Path, ...] = (),
    so_far: Callable[[Evidence], None] = lambda _evidence: None,
) -> Reports:
    """Grade submissions.

    Args:
        arguments: The command line's.
        sandbox: Where they are run.
        rubric: By which they are graded.
        paths: A file or folder each.
        superseded: Others of the same students; what is stored of them is dropped.
        so_far: Is told what is known of a submission before its networks are measured.
    """
    options = _options(arguments)
    if sandbox.level != "bubblewrap":
        output.note(
            f"sandbox: {sandbox.level}; submissions are contained less well than they could be, see docs/security.md"
        )
    jobs = arguments.jobs or default_jobs()
    room: Room | None = Room.of_this_machine(options.memory)
    reports = Reports(arguments, tuple(names_of(paths).values()))
    with ExitStack() as stack:
        tools = Tools(
            sandbox,
            lambda name: provide(name, progress=output.DataProgress(name)),
            output.note,
            so_far=so_far,
            measure=measuring(sandbox),
        )
        setup = Setup(rubric, options, tools)
        if arguments.scheduler:
            from grader.pipeline.cluster import connected  # noqa: PLC0415 - only where asked for

            cluster = stack.enter_context(connected(arguments.scheduler, arguments.sandbox))
            setup, jobs, room = replace(setup, gather=cluster), arguments.jobs or cluster.slots, None
        store = stack.enter_context(_opened(arguments.out)) if arguments.out else None
        if store is not None:
            # An earlier command may have graded them: a class's reports have each student once.
            for name in set(names_of(superseded).values()) - set(names_of(paths).values()):
                store.forget(name)
        stack.enter_context(interruptible(tools.interrupt, several=len(paths) > 1))
        watch = stack.enter_context(_watch(len(paths), jobs))
        for result in grade(paths, setup, watch=watch, store=store, jobs=jobs, room=room):
            reports.take(result)
    if len(reports.results) < len(paths):
        _stop(reports, len(paths), arguments.out)
    return reports


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        fidelity=arguments.fidelity,
        budget=arguments.budget,
        cell_limit=arguments.cell_limit or Options.cell_limit,
        keras=arguments.keras,
        accelerate=arguments.accelerate,
    )


def _stop(reports: Reports, asked: int, out: Path | None) -> NoReturn:
    """Report what was graded before Ctrl-C, say how to go on, and end as Ctrl-C does."""
    kept = f"; they are kept, and the same command goes on with the rest ({out})" if out else ""
    output.note(f"stopped: {len(reports.results)} of {asked} graded{kept}")
    reports.finish()
    raise KeyboardInterrupt


@contextmanager
def _opened(folder: Path) -> Iterator[Store]:
    store = Store.open(folder, create=True)
    try:
        with store.sole():
            yield store
    finally:
        store.close()


def _watch(total: int, jobs: int) -> AbstractContextManager[Watch]:
    """Return a live view for a class on a terminal, else a line an event."""
    if total > 1 and sys.stderr.isatty():
        return LiveView(total, jobs)
    return nullcontext(output.Lines(total))


@contextmanager
def interruptible(interrupt: Interrupt, *, several: bool) -> Iterator[None]:
    """Let the first Ctrl-C finish the runs that go on, where there are several, and the second one end them."""

    def stop(_number: int, _frame: object) -> None:
        if not several or interrupt.stop.is_set():
            raise KeyboardInterrupt
        interrupt.stop.set()
        output.note("stopping once the running ones are done; Ctrl-C again ends them now")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
