"""One run, from the job to the recording's last line."""

from __future__ import annotations

import builtins
import platform
import random
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.datasets.fingerprints import describe
from grader.recorder import absent, compat, guard, hooks, serve
from grader.recorder.cells import CellRunner, end_cell
from grader.recorder.commands import Commands
from grader.recorder.contents import Contents
from grader.recorder.data import Describer
from grader.recorder.engine import load_engine
from grader.recorder.functions import Namer
from grader.recorder.job import OUT_FOLDER, RECORDING_FILE
from grader.recorder.keeping import Keeper
from grader.recorder.layers import LayerDescriber
from grader.recorder.logs import Logs
from grader.recorder.places import Places
from grader.recorder.session import Session
from grader.recorder.shell import make_shell
from grader.recorder.snapshots import Snapshots
from grader.recorder.writer import Writer
from grader.seal import Seal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.recorder.engine import Engine
    from grader.recorder.job import Job

SEED = 0
"""What a run is seeded with before the first cell, so that a submission without seeds gives the same numbers twice."""

PACKAGES = ("tensorflow", "keras", "tf_keras", "numpy", "tensorboard", "ipython")


def run(job: Job, folder: Path) -> None:
    """Run ``job`` in the current folder and write the recording to ``folder/out/``."""
    out = folder.resolve() / OUT_FOLDER
    out.mkdir(parents=True, exist_ok=True)
    seal = Seal(job.key)
    job = job.model_copy(update={"key": ""})
    # Appending: what another program adds to the file then stays between the lines, for a reader to see.
    with (out / RECORDING_FILE).open("ab") as file:
        writer = Writer(file, seal)
        writer.versions(_versions())
        runner = _prepare(job, writer, out)
        for cell in job.cells:
            runner.run(cell)
        runner.close()
        writer.end()


def _prepare(job: Job, writer: Writer, out: Path) -> CellRunner:
    """Load TensorFlow, hook it, and make the shell that the cells run in."""
    work = Path.cwd()
    engine = load_engine(job)
    places = Places(tuple(cell.number for cell in job.cells), work)
    folders = _folders(job)
    session = make_session(job, engine, writer, places, out, folders)
    hooks.install(session)
    compat.install(engine)
    serve.install(engine, folders)
    absent.install(places)
    shell = make_shell(_namespace(job, work))
    shell.commands = Commands(shell, session, work)
    _seed(engine)
    guard.install(session, out)
    return CellRunner(shell, session)


def make_session(  # noqa: PLR0913, PLR0917 - what a session consists of
    job: Job, engine: Engine, writer: Writer, places: Places, out: Path, folders: Mapping[str, Path]
) -> Session:
    """Put together what the hooks share."""
    namer = Namer(engine)
    contents = Contents(engine, LayerDescriber(engine, namer))
    keeper = Keeper(engine, out, job.keep, folders)
    return Session(
        job=job,
        engine=engine,
        writer=writer,
        places=places,
        contents=contents,
        snapshots=Snapshots(writer, contents, keeper),
        describe=Describer(describe, folders),
        namer=namer,
        keeper=keeper,
        logs=Logs(Path.cwd(), writer),
    )


def _folders(job: Job) -> dict[str, Path]:
    """Return where each data set lies, whatever folder the student's code changes to later."""
    return {name: Path(folder).resolve() for name, folder in job.data.items()}


def _namespace(job: Job, work: Path) -> dict[str, Any]:
    """Return what a cell finds among its globals; for a script also what Python gives a script."""
    builtins.exit = builtins.quit = end_cell  # type: ignore[assignment]  # the site module's own are Quitters
    builtins.input = _no_input
    sys.path.insert(0, str(work))
    names: dict[str, Any] = {"exit": end_cell, "quit": end_cell}
    if job.form == "script":
        sys.argv = [job.script]
        names["__file__"] = str(work / job.script)
    else:
        sys.argv = ["ipykernel_launcher.py"]
    return names


def _no_input(prompt: object = "", /) -> str:
    raise EOFError(f"input({prompt!r}): there is nobody to type while a submission is graded")


def _seed(engine: Engine) -> None:
    random.seed(SEED)
    engine.keras.utils.set_random_seed(SEED)


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
