"""One submission's evidence: run it contained, collect what it recorded, measure what it trained."""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from grader.errors import DataError, SandboxError
from grader.evaluation import measure
from grader.evidence import CellKind, Ending, Evidence, Recording
from grader.flags import flags_of
from grader.pipeline.measuring import Material, measure_parts, not_measured
from grader.pipeline.plan import Fidelity, Plan, fuller, make_plan
from grader.pipeline.testing import run_tests
from grader.recorder.engine import read_at_import
from grader.recorder.job import JOB_FILE, RECORDING_FILE, Job, JobCell
from grader.recording_file import parse
from grader.report.clean import clean, line
from grader.sandbox.collect import read_file
from grader.sandbox.port import Bind, Limits, Outcome, Sandbox, Spec
from grader.sandbox.python import INTERPRETER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from grader.evidence import Flag
    from grader.pipeline.measuring import Measure
    from grader.rubric import Rubric
    from grader.submission import OpenedSubmission

HOUR = 3600.0
GRACE_S = 60.0
"""After its time a run is interrupted from inside, so that it can say what it has; after this more it is killed."""

MOST_RECORDING = 256 * 1024 * 1024


@dataclass(frozen=True)
class Options:
    """How submissions are run."""

    fidelity: Fidelity = "auto"
    budget: float | None = None
    """Seconds for one submission's run; None is three hours."""
    cell_limit: float = HOUR
    probe_rows: int = 256
    """Rows of a probe's step; a larger batch is cut."""
    keras: Literal[2, 3] = 3
    accelerate: bool = True
    threads: int | None = None
    memory: int = 12 << 30

    @property
    def seconds(self) -> float:
        """Seconds for one run."""
        return self.budget or 3 * HOUR


class Provide(Protocol):
    """Gets a data set: the folder of its arrays, or ``DataError``."""

    def __call__(self, name: str) -> Path:
        """Return the folder of a data set."""
        ...


@dataclass(frozen=True)
class Interrupt:
    """How a user ends a run of many.

    Attributes:
        stop: Once set, no further run is started; those that go on are finished.
        cancel: Once set, those that go on are ended.
    """

    stop: threading.Event = field(default_factory=threading.Event)
    cancel: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Tools:
    """What a run needs of the outside world."""

    sandbox: Sandbox
    provide: Provide
    say: Callable[[str], None]
    interrupt: Interrupt = field(default_factory=Interrupt)
    so_far: Callable[[Evidence], None] = lambda _evidence: None
    """Is told what a run recorded before its networks are measured."""
    measure: Measure = measure
    """Measures them."""


@dataclass(frozen=True)
class Setup:
    """By which rubric, how far, with what and where submissions are graded."""

    rubric: Rubric
    options: Options
    tools: Tools
    gather: Gather = field(default_factory=lambda: gather)


class Gather(Protocol):
    """Gets all that is known about a submission: here, or on a cluster."""

    def __call__(self, opened: OpenedSubmission, setup: Setup) -> Evidence:
        """Return a submission's evidence."""
        ...


def gather(opened: OpenedSubmission, setup: Setup) -> Evidence:
    """Run a submission as far as the rubric needs and return all that is known about it."""
    rubric, fidelity = setup.rubric, setup.options.fidelity
    folders, trouble = _folders(setup)
    plan = make_plan(rubric, opened.submission, fidelity)
    evidence = _attempt(opened, plan, setup, folders)
    unused: tuple[Flag, ...] = ()
    if fidelity == "auto" and (more := fuller(plan, rubric, evidence)):
        unused = tuple(not_measured(evidence)) if plan.handed else ()
        evidence = _attempt(opened, more, setup, folders)
    said = "; ".join(filter(None, (*trouble, evidence.trouble, *_absent(evidence))))
    evidence = _with(evidence, trouble=said, fidelity=fidelity, flags=(*unused, *flags_of(evidence)))
    return _with(evidence, trials=run_tests(rubric, evidence, setup.tools.sandbox))


def _absent(evidence: Evidence) -> Iterator[str]:
    """Name the packages that cells were stopped for, so that what stands in the store for now is run again."""
    packages = {run.error.absent for run in evidence.recording.cells if run.error is not None and run.error.absent}
    for package in sorted(packages):
        yield f"{package} is neither installed here nor handed in: pip install it beside the grader, and grade again"


def _folders(setup: Setup) -> tuple[dict[str, Path], list[str]]:
    """Get the data sets that the rubric speaks of; one that is not to be had leaves its parts undetermined."""
    folders, trouble = {}, []
    for name in setup.rubric.datasets:
        try:
            folders[name] = setup.tools.provide(name)
        except DataError as error:
            trouble.append(str(error))
    return folders, trouble


def _attempt(opened: OpenedSubmission, plan: Plan, setup: Setup, folders: Mapping[str, Path]) -> Evidence:
    tools = setup.tools
    if not any(cell.kind is CellKind.CODE and cell.source.strip() for cell in opened.submission.cells):
        # Nothing to run is not worth starting TensorFlow for.
        return Evidence(submission=opened.submission, recording=Recording(complete=True), sandbox=tools.sandbox.level)
    with tempfile.TemporaryDirectory(prefix="grader-") as name:
        results = Path(name)
        try:
            key = secrets.token_hex(32)
            spec = _spec(opened, plan, setup.options, folders, results, key)
            outcome = tools.sandbox.run(spec, cancel=tools.interrupt.cancel)
        except SandboxError as error:
            return Evidence(
                submission=opened.submission,
                ending=Ending.KILLED,
                sandbox=tools.sandbox.level,
                trouble=str(error),
                started=False,
            )
        evidence = _collect(opened, outcome, results, key)
        if not evidence.started:
            tools.say(f"{line(opened.submission.name)}: {line(evidence.trouble)}; it said:\n{clean(outcome.output)}")
        tools.so_far(evidence)
        material = Material(results, tuple(opened.folder / name for name in plan.handed))
        try:
            measurements, unmeasured = measure_parts(setup.rubric, evidence, material, folders, measure=tools.measure)
        except Exception as error:  # noqa: BLE001 - hours of a run are not lost to a fault of the grader's
            kind = f"{type(error).__name__}: {error}"
            return _with(
                evidence, trouble=f"the grader's own measuring failed ({kind}); please report it, and run again"
            )
    return _with(evidence, measurements=measurements, unmeasured=unmeasured)


def _spec(  # noqa: PLR0913, PLR0917 - what a run consists of
    opened: OpenedSubmission, plan: Plan, options: Options, folders: Mapping[str, Path], results: Path, key: str
) -> Spec:
    submission = opened.submission
    threads = options.threads or os.cpu_count()
    job = Job(
        cells=tuple(
            JobCell(number=cell.number, source=cell.source, first_line=cell.first_line)
            for cell in submission.cells
            if cell.kind is CellKind.CODE
        ),
        form=submission.form,
        fidelity=plan.default,
        cell_fidelity=dict(plan.cells),
        probe_rows=options.probe_rows,
        keep=plan.keep,
        keep_probed=bool(plan.handed),
        data={name: f"../data/{name}" for name in folders},
        keras=options.keras,
        seconds_per_cell=min(options.cell_limit, options.seconds),
        seconds=options.seconds,
        accelerate=options.accelerate,
        threads=threads,
        key=key,
    )
    return Spec(
        argv=(INTERPRETER, "-m", "grader.recorder", "{job}"),
        results=results,
        inputs={JOB_FILE: job.model_dump_json()},
        files={name: opened.folder / name for name in submission.files},
        binds=tuple(Bind(folder, f"data/{name}") for name, folder in folders.items()),
        env=read_at_import(options.keras, threads),
        limits=Limits(
            wall=options.seconds + GRACE_S,
            cpu=(options.seconds + GRACE_S) * (os.cpu_count() or 1),
            memory=options.memory,
        ),
    )


def _collect(opened: OpenedSubmission, outcome: Outcome, results: Path, key: str) -> Evidence:
    """Read what the run recorded; how it ended is the sandbox's word, not the run's."""
    try:
        content = read_file(results, RECORDING_FILE, MOST_RECORDING)
    except OSError:
        content = b""
    recording = parse(content.splitlines(), key=key)
    return Evidence(
        submission=opened.submission,
        recording=recording,
        ending=_ending(outcome.ending, recording),
        sandbox=outcome.level,
        peak_memory=outcome.peak_memory,
        trouble="" if content else _nothing_recorded(outcome),
        started=bool(content) or outcome.ending in (Ending.TIMED_OUT, Ending.OUT_OF_MEMORY),
    )


def _nothing_recorded(outcome: Outcome) -> str:
    last_words = outcome.output.strip().rpartition("\n")[2]
    return f"the run recorded nothing ({outcome.why}): {last_words}"


def _ending(ending: Ending, recording: Recording) -> Ending:
    """Refine the sandbox's word by what the cells did: a cell that raised or ran out of time did not end the run."""
    if ending not in (Ending.COMPLETED, Ending.RAISED):
        return ending
    endings = {run.ending for run in recording.cells}
    if "timed_out" in endings:
        return Ending.TIMED_OUT
    if not recording.complete:
        # The recorder never reached its end: the process left by a way of its own, or never came so far.
        return Ending.KILLED
    return Ending.RAISED if "raised" in endings else Ending.COMPLETED


def _with(evidence: Evidence, **changes: object) -> Evidence:
    """Return the evidence with some fields replaced, validated as at the first time."""
    return Evidence.model_validate({**{name: getattr(evidence, name) for name in Evidence.model_fields}, **changes})


__all__ = ["Interrupt", "Options", "Provide", "Setup", "Tools", "gather"]
