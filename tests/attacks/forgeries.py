"""Grades submissions that forge results, and the same ones without what forges: nothing may be gained by it.

    python tests/attacks/forgeries.py [--only NAME]...    # prints the table of docs/security.md

A file of ``corpus/forging`` is a submission; what stands between ``# >>> forged`` and ``# <<< forged`` is the forger's.
Runs go to forks of one process that has imported TensorFlow, or to a sandbox.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.datasets import cache
from grader.errors import SandboxError
from grader.evidence import Ending
from grader.pipeline.run import Options, Setup, Tools, gather
from grader.rubric import parse
from grader.sandbox import collect
from grader.sandbox.port import Outcome
from grader.scoring import score
from grader.submission import open_submission

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from decimal import Decimal

    from grader.pipeline.run import Provide
    from grader.rubric import Rubric
    from grader.sandbox.port import Sandbox, Spec

CORPUS = Path(__file__).parent / "corpus" / "forging"
EXAM = """
exam: {ko: 위조, en: forging}
parts:
  - id: "1"
    title: {ko: 하나, en: one}
    points: 10
    criteria:
      - {check: architecture, points: 2, layers: [flatten, dense 20 relu, dense 10 softmax]}
      - {check: compile, points: 1, optimizer: adam}
      - {check: fit, points: 2, data: fashion_mnist/train, epochs: 3}
      - {check: evaluate, points: 3, data: fashion_mnist/test}
      - {check: summary, points: 2, params: 15910}
"""
REFERENCE = """
# %% [markdown]
# # 1
# %%
import tensorflow as tf
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
flatten, dense = tf.keras.layers.Flatten(input_shape=(28, 28)), tf.keras.layers.Dense(20, activation="relu")
model = tf.keras.Sequential([flatten, dense, tf.keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.summary()
model.fit(x_train / 255, y_train, batch_size=1000, epochs=3)
print(model.evaluate(x_test / 255, y_test))
"""
_SERVER = Path(__file__).parent.parent / "recorder_server.py"
_FORGERS = re.compile(r"^# >>> forged$.*?^# <<< forged$\n?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Forgery:
    """A submission that forges, what flags a person must find on it, and why it is known to gain, if it is."""

    name: str
    tries: str
    flags: frozenset[str]
    source: str
    known: str = ""

    @property
    def honest(self) -> str:
        """The same work without the forger's lines."""
        return _FORGERS.sub("", self.source)


@dataclass(frozen=True)
class Graded:
    """What a submission earned."""

    points: Decimal
    ending: Ending
    flags: frozenset[str]
    reasons: tuple[str, ...]


def corpus() -> tuple[Forgery, ...]:
    """Return all forgeries, by name."""
    return tuple(_read(file) for file in sorted(CORPUS.glob("*.py")))


def _read(file: Path) -> Forgery:
    source = file.read_text()
    said = dict(re.findall(r"^# (\w+): (.*)$", source, re.MULTILINE))
    return Forgery(file.stem, said["tries"], frozenset(said.get("flags", "").split()), source, said.get("known", ""))


class Forks:
    """A sandbox without walls that has TensorFlow imported already."""

    level = "none"

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, str(_SERVER), "3"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        )

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        """Run a recorder's job in a fork."""
        del cancel
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        with tempfile.TemporaryDirectory() as name:
            job = Path(name)
            for folder in ("work", "out", "data"):
                (job / folder).mkdir()
            for file, text in spec.inputs.items():
                (job / file).write_text(text)
            for bind in spec.binds:
                (job / bind.inside).symlink_to(bind.host)
            self._server.stdin.write(f"{job}\n")
            self._server.stdin.flush()
            while not (line := self._server.stdout.readline()).startswith("ended"):
                if not line:
                    raise SandboxError("the server of forks has died")
            for file in collect.listing(job / "out", 1000):
                collect.copy_file(job / "out", file, spec.results, 1 << 30)
        return Outcome(Ending.COMPLETED if line.split()[1] == "0" else Ending.RAISED, self.level)

    def close(self) -> None:
        """End the server."""
        self._server.kill()
        self._server.wait()


@contextmanager
def grading(rubric: Rubric, provide: Provide, sandbox: Sandbox) -> Iterator[Grade]:
    """Lend something that grades sources."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield Grade(Setup(rubric, Options(fidelity="full", threads=1), Tools(sandbox, provide, lambda _: None)), folder)


@dataclass(frozen=True)
class Grade:
    """Grades sources as the pipeline grades submissions."""

    setup: Setup
    folder: Path

    def __call__(self, source: str) -> Graded:
        """Grade one."""
        file = self.folder / "submission.py"
        file.write_text(source)
        with open_submission(file) as opened:
            evidence = gather(opened, self.setup)
        found = score(self.setup.rubric, evidence)
        reasons = tuple(
            f"{criterion.criterion.id}: {criterion.points} {criterion.finding.reason.en}"
            for part in found.parts
            for criterion in part.criteria
        )
        return Graded(found.points, evidence.ending, frozenset(flag.kind for flag in evidence.flags), reasons)


def row(forgery: Forgery, grade: Grade) -> str:
    """Return a forgery's row of the table: what it gains over honest work, and the flags that honest work has not."""
    honest, forged = grade(forgery.honest), grade(forgery.source)
    gains = "nothing" if forged.points <= honest.points else f"**{forged.points - honest.points} points**"
    return f"| {forgery.name} | {forgery.tries} | {gains} | {', '.join(sorted(forged.flags - honest.flags))} |\n"


def main() -> int:
    """Grade all forgeries and print what each gains."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", help="part of a forgery's name")
    only = parser.parse_args().only
    forks = Forks()
    rows = []
    with grading(parse(EXAM), cache.provide, forks) as grade:
        sys.stdout.write("| forgery | tries | gains | flags |\n| --- | --- | --- | --- |\n")
        for forgery in corpus():
            if not only or any(part in forgery.name for part in only):
                rows.append(row(forgery, grade))
                sys.stdout.write(rows[-1])
                sys.stdout.flush()
    forks.close()
    gained = sum("**" in one for one in rows)
    sys.stdout.write(f"{len(rows)} forgeries, {gained} gain something\n")
    return min(gained, 1)


if __name__ == "__main__":
    sys.exit(main())
