"""Grades a class with a stand-in for the child, to be killed: python class_run.py CLASS OUT [SECONDS]."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sandboxes import FakeSandbox, Quiet, finished, setup_of

from grader.pipeline.grading import grade
from grader.pipeline.temporary import swept_tempdir
from grader.rubric import parse
from grader.store import Store

RUBRIC = """
exam: Small
parts:
  - id: "1"
    points: 2
    criteria: [{check: shape_answer, points: 2, shape: [9216], product: true}]
"""


def slowly(spec: object, job: object) -> object:
    time.sleep(float(sys.argv[3]) if len(sys.argv) > 3 else 0.02)
    return finished(spec, job)  # type: ignore[arg-type]


def main(folder: Path, out: Path) -> None:
    store = Store.open(out, create=True)
    with store.sole(), swept_tempdir():
        paths = sorted(folder.glob("*.py"))
        for result in grade(
            paths,
            setup_of(parse(RUBRIC), FakeSandbox(slowly)),
            watch=Quiet(),
            store=store,
            jobs=3,  # type: ignore[arg-type]
        ):
            sys.stdout.write(f"{result.name} {result.score.points} {'stored' if result.stored else 'run'}\n")
            sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
