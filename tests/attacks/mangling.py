"""Mangles what a run and a student hand over, and reads it as the grader does: it is read or refused, and no more.

    python tests/attacks/mangling.py [--count N] [--only KIND]... [--seed N]

Each kind has a process of its own with a limit on its memory. What is read must not end it, hang, or raise anything but
the error that its reader promises; a recording that is read must be scored, flagged and shown as well.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from mangled import bytes_of, values_of

from grader.artifacts import (
    ArtifactError,
    NetworkFile,
    network_name,
    predictions_name,
    read_network,
    read_predictions,
    read_weights,
    weights_name,
    write_network,
    write_predictions,
)
from grader.datasets.cache import provide
from grader.errors import SubmissionError
from grader.evaluation.rebuild import rebuild
from grader.evidence import Evidence
from grader.flags import flags_of
from grader.pipeline.run import Options, Setup, Tools, gather
from grader.rebuildable import clean_network
from grader.recorder.writer import Writer
from grader.recording_file import parse
from grader.report import data, terminal
from grader.report.html import render
from grader.rubric import parse as parse_rubric
from grader.sandbox.choice import choose
from grader.scoring import score
from grader.submission import open_submission

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

ROOT = Path(__file__).parents[2]
MEMORY = 3 << 30
"""Bytes of data that a kind's process may have; TensorFlow alone takes about one of them."""
SECONDS = 30
"""Of CPU time that reading one file may take; what takes longer is taken for hung."""


# ---------------------------------------------------------------------------------------------------------------- kinds


@dataclass
class Kind:
    """One kind of file: what draws mangled ones, and what reads them, raising the error that it promises."""

    drawn: SearchStrategy[Any]
    read: Callable[[Any], object]
    promised: type[Exception]


@cache
def exam() -> Any:
    """The exam whose sample submissions lie in the repository."""
    return parse_rubric((ROOT / "rubrics/big-data-final.yaml").read_text(encoding="utf-8"))


def recordings(folder: Path) -> Kind:
    """A real run's recording, line by line."""
    with open_submission(ROOT / "submissions/alice.py") as opened:
        tools = Tools(choose("none"), provide, lambda _: None)
        evidence = gather(opened, Setup(exam(), Options(fidelity="probe"), tools))
    with (folder / "whole").open("wb") as file:
        writer = Writer(file)
        writer.versions(evidence.recording.versions)
        for run in evidence.recording.cells:
            writer.cell(run)
        for network in evidence.recording.networks:
            writer.network(network)
        for event in evidence.recording.events:
            writer.event(event)
        for number, log in enumerate(evidence.recording.logs):
            writer.log(number, log)
        writer.end()
    whole = (folder / "whole").read_bytes()
    lines = whole.splitlines()

    def other(drawn: tuple[int, str]) -> bytes:
        number, line = drawn
        return b"\n".join([*lines[:number], line.encode("utf-8", "surrogatepass"), *lines[number + 1 :]])

    one_line = st.integers(0, len(lines) - 1).flatmap(lambda n: st.tuples(st.just(n), values_of(lines[n].decode())))

    def read(content: bytes) -> None:
        found = evidence.model_copy(update={"recording": parse(content.splitlines()), "flags": ()})
        shown(found.model_copy(update={"flags": tuple(flags_of(found))}))

    return Kind(bytes_of(whole) | one_line.map(other), read, SubmissionError)


def shown(evidence: Evidence) -> None:
    """Score a submission and write its reports."""
    graded = score(exam(), evidence)
    json.dumps(data.as_dict(graded), allow_nan=False)
    terminal.render(graded)
    render(graded).encode()


def notebooks(folder: Path) -> Kind:
    """Notebooks of the newest format and of the one before."""
    new = (ROOT / "submissions/bora.ipynb").read_text(encoding="utf-8")
    cells = [{**cell, "input": cell["source"], "language": "python"} for cell in json.loads(new)["cells"]]
    old = json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells, "metadata": {}}]}
    )
    file = folder / "mangled.ipynb"

    def read(content: bytes | str) -> None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        with open_submission(file) as opened:
            shown(Evidence(submission=opened.submission))

    drawn = [values_of(new), values_of(old), bytes_of(new.encode()), bytes_of(old.encode())]
    return Kind(st.one_of(drawn), read, SubmissionError)


def events(folder: Path) -> Kind:
    """TensorBoard's event files, with scalars and hyper-parameters; read where the run is."""
    import tensorflow as tf
    from tensorboard.plugins.hparams import api

    from grader.recorder.logs import Logs

    with tf.summary.create_file_writer(str(folder / "real")).as_default():
        api.hparams({"rate": 0.1, "kind": "adam", "flag": True})
        for step in range(20):
            tf.summary.scalar("loss", 1 / (step + 1), step)
    (real,) = (folder / "real").iterdir()

    def read(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as name, Path(name, "recording").open("w+b") as out:
            logs = Logs(Path(name), Writer(out))
            Path(name, real.name).write_bytes(content)
            logs.update(1)
            out.seek(0)
            found = parse(out.read().splitlines())
            if not any(log.scalars or log.sessions for log in found.logs):
                raise ArtifactError("nothing in it could be read")

    return Kind(bytes_of(real.read_bytes()), read, ArtifactError)


def network() -> Any:
    """A small network of built-in layers with weights of all kinds."""
    import keras

    layers = [
        keras.layers.Conv2D(2, 3),
        keras.layers.BatchNormalization(),
        keras.layers.Flatten(),
        keras.layers.Dense(3),
    ]
    return keras.Sequential([keras.Input((8, 8, 1)), *layers])


def kept(folder: Path) -> str:
    """Keep the network as a run does."""
    model = network()
    paths = tuple(weight.path for weight in model.weights)
    file = NetworkFile(kind="sequential", class_name="Sequential", config=model.get_config(), weights=paths)
    return write_network(folder, 0, file, model.get_weights())


def artifacts(folder: Path) -> Kind:
    """The networks, weights and predictions that a run keeps."""
    kept(folder)
    write_predictions(folder, 0, [[0.1, 0.9]] * 50)
    readers: dict[str, Callable[[Path, str], object]] = {
        network_name(0): lambda *file: clean_network(read_network(*file)),
        weights_name(0): read_weights,
        predictions_name(0): read_predictions,
    }
    wholes = {name: (folder / name).read_bytes() for name in readers}

    def read(drawn: tuple[str, bytes | str]) -> None:
        name, content = drawn
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        readers[name](folder, name)

    files = [st.tuples(st.just(name), bytes_of(whole)) for name, whole in wholes.items()]
    configs = st.tuples(st.just(network_name(0)), values_of(wholes[network_name(0)].decode()))
    return Kind(st.one_of(*files, configs), read, ArtifactError)


def handed(folder: Path) -> Kind:
    """Trained weights that a student hands in, in every form, put into the network that the code built."""
    import tensorflow as tf

    weights, model = kept(folder), network()
    model.save(folder / "a.keras")
    model.save(folder / "b.h5")
    model.save_weights(folder / "c.weights.h5")
    tf.train.Checkpoint(model).write(str(folder / "d"))
    wholes = {path.name: path.read_bytes() for path in folder.iterdir() if path.name[:2] in {"a.", "b.", "c.", "d."}}

    def read(drawn: tuple[str, bytes]) -> None:
        name, content = drawn
        (folder / name).write_bytes(content)
        try:
            rebuild(folder, weights, (8, 8, 1), folder / ("d.index" if name.startswith("d.") else name))
        finally:
            (folder / name).write_bytes(wholes[name])

    return Kind(
        st.one_of([st.tuples(st.just(name), bytes_of(whole)) for name, whole in wholes.items()]), read, ArtifactError
    )


KINDS = {"recordings": recordings, "notebooks": notebooks, "events": events, "artifacts": artifacts, "handed": handed}


# -------------------------------------------------------------------------------------------------------------- running


@dataclass
class Tally:
    """What became of a kind's files."""

    read: int = 0
    refused: int = 0
    longest: float = 0.0
    memory: int = field(default_factory=lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10)

    def __str__(self) -> str:
        """In one line."""
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10) - self.memory
        return (
            f"{self.read + self.refused:,} mangled: {self.read:,} read, {self.refused:,} refused; "
            f"the longest took {self.longest:.2f} s of CPU time, memory grew by {grown / 2**20:.0f} MiB"
        )


def hold(kind: Kind, count: int, number: int) -> Tally:
    """Read ``count`` mangled files; whatever is raised but the promised error comes out."""
    tally = Tally()

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(kind.drawn)
    def one(drawn: Any) -> None:
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            kind.read(drawn)
            tally.read += 1
        except kind.promised:
            tally.refused += 1
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            tally.longest = max(tally.longest, time.process_time() - started)

    one()
    return tally


def alone(name: str, count: int, number: int) -> int:
    """Try one kind in this process."""

    def hung(*_: object) -> None:
        raise BaseException(f"reading one took longer than {SECONDS} s")  # noqa: TRY002 - nothing may catch it

    signal.signal(signal.SIGPROF, hung)
    with tempfile.TemporaryDirectory(prefix="mangling-") as folder:
        kind = KINDS[name](Path(folder))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        sys.stdout.write(f"{name}: {hold(kind, count, number)}\n")
    return 0


def main() -> int:
    """Try all kinds, each in a process of its own, and say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1000, help="files of each kind")
    parser.add_argument("--only", action="append", choices=KINDS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--alone", choices=KINDS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        return alone(asked.alone, asked.count, asked.seed)
    options = ("--count", str(asked.count), "--seed", str(asked.seed))
    env = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    ended = [
        subprocess.run((sys.executable, __file__, "--alone", name, *options), env=env, check=False).returncode
        for name in asked.only or KINDS
    ]
    sys.stdout.write(f"{len(ended)} kinds, {sum(map(bool, ended))} not as expected\n")
    return int(any(ended))


if __name__ == "__main__":
    sys.exit(main())
