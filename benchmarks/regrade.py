"""What it costs to score stored evidence again: ``python benchmarks/regrade.py [STORE]``, a folder that --out wrote.

Without one the sample submissions are graded first. They stand for a class: they are stored, each with a line
of its own, under 10, 100 and 1,000 names, as ``grade --out`` leaves them. Then a threshold, a key and a weight are
changed, and all are scored again. Whoever starts a process meanwhile ends the benchmark: no student's code is run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from running import GRADE, RUBRIC
from table import Row, publish, seconds

from grader.pipeline.rescoring import Rescorer
from grader.rubric import parse
from grader.store import Store

SAMPLES = Path(__file__).parents[1] / "submissions"
SIZES = (10, 100, 1000)
ROUNDS = 5
CHANGES = (
    ("at_least: 0.70", "at_least: 0.7{}"),
    ("shape: [127, 127, 5]", "shape: [12{}, 127, 5]"),
    ("        points: 3\n        layers", "        points: 3.0\n        title: {{en: changed {}}}\n        layers"),
)


def changed(number: int) -> str:
    """Return the rubric with another threshold, key and weight; no two alike."""
    text = RUBRIC.read_text(encoding="utf-8")
    for old, new in CHANGES:
        if old not in text:
            raise SystemExit(f"{RUBRIC.name} has no {old!r} any more: expected it, to change it")
        text = text.replace(old, new.format(number), 1)
    # Two points wander from one criterion of part 1-1 to the other.
    return text.replace("points: 3.0", "points: 2.5", 1).replace(
        "{check: compile, points: 1,", "{check: compile, points: 1.5,", 1
    )


def fill(folder: Path, source: Path, size: int) -> None:
    """Store a class of so many, as a graded one is stored."""
    known = [evidence for _, evidence in Store.open(source)]
    store, before = Store.open(folder, create=True), Rescorer(parse(RUBRIC.read_text(encoding="utf-8")))
    for number in range(size):
        evidence = known[number % len(known)]
        name = f"student{number:04d}.py"
        first, *rest = evidence.submission.cells
        cells = (first.model_copy(update={"source": f"{first.source}\n# {name}"}), *rest)
        submission = evidence.submission.model_copy(update={"name": name, "cells": cells})
        store.save(name, "key", evidence.model_copy(update={"submission": submission}))
        before.one(store, name)
    store.close()


def no_process(event: str, _arguments: object) -> None:
    """End a benchmark that starts anything."""
    if event in {"subprocess.Popen", "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system"}:
        raise SystemExit(f"{event}: a regrade started a process")


def regrade(folder: Path, size: int, number: int) -> float:
    """Return the milliseconds that a submission took, the rubric's and the store's opening included."""
    since = time.perf_counter()
    store = Store.open(folder)
    points = {score.points for _, score in Rescorer(parse(changed(number))).all(store)}
    store.close()
    if not points:
        raise SystemExit("nothing was scored")
    return (time.perf_counter() - since) / size * 1000


def main(source: Path) -> None:
    """Measure."""
    per: dict[int, list[float]] = {size: [] for size in SIZES}
    with tempfile.TemporaryDirectory() as name:
        for size in SIZES:
            fill(Path(name, str(size)), source, size)
        sys.addaudithook(no_process)
        for number in range(ROUNDS):
            for size in SIZES:
                per[size].append(regrade(Path(name, str(size)), size, number))
    medians = {size: sorted(found)[ROUNDS // 2] for size, found in per.items()}
    publish(
        "regrade",
        [
            Row("regrade, each of 1,000", medians[1000], "the most it may take", 2.0, unit="ms", target=1),
            Row("regrade, each of 1,000", medians[1000], "each of 10", medians[10], unit="ms"),
            Row("regrade, each of 1,000", medians[1000], "each of 100", medians[100], unit="ms"),
        ],
    )


def graded(folder: Path) -> Path:
    """Grade the sample submissions, as far as their structure goes."""
    samples = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".md")
    command = (GRADE, *map(str, samples), "--rubric", str(RUBRIC), "--fidelity", "probe", "--out", str(folder))
    seconds(command)
    return folder


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else graded(Path(made)))
