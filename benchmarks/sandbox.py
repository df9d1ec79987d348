"""What containing a submission costs: the same honest work graded at each level of the sandbox, against none.

    python benchmarks/sandbox.py [--rounds 3]

Question 1 as students write it (``question1.py``), trained in full and as far as its structure shows; and a run that
does nothing. What is printed and the whole report, each point and measured number, have to be the same at every level.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from question1 import SCRIPT
from running import Run, graded
from table import Row, interleaved, publish

from grader.sandbox.choice import LEVELS, choose, unavailable
from grader.sandbox.port import Spec
from grader.sandbox.python import INTERPRETER

if TYPE_CHECKING:
    from grader.sandbox.port import Sandbox

EPOCHS = {"first": 2, "second": 4, "third": 3}
FIDELITIES = {"probe": "question 1, its structure", "full": "question 1, 2 + 4 + 3 epochs in full"}
AGAINST = "--sandbox none"
EMPTY_ROUNDS = 20


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    walled = [level for level in LEVELS[:-1] if not unavailable(level)]
    levels = (*walled, LEVELS[-1])
    empty = (partial(_empty, choose(level)) for level in levels)
    rows = _rows("a run that does nothing", walled, interleaved(*empty, rounds=EMPTY_ROUNDS))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "question1.py"
        script.write_text(SCRIPT.format(batch=32, **EPOCHS), encoding="utf-8")
        for fidelity, what in (
            ("probe", "question 1, its structure"),
            ("full", "question 1, 2 + 4 + 3 epochs in full"),
        ):
            found: set[str] = set()
            actions = (partial(_graded, script, fidelity, level, found) for level in levels)
            rows += _rows(what, walled, interleaved(*actions, rounds=rounds))
            if len(found) != 1:
                raise SystemExit("the levels came to other reports:\n" + "\n".join(sorted(found)))
    publish("sandbox", rows)


def _rows(what: str, walled: list[str], seconds: list[float]) -> list[Row]:
    *values, base = seconds
    return [Row(f"{what}, {level}", value, AGAINST, base) for level, value in zip(walled, values, strict=True)]


def _empty(sandbox: Sandbox) -> float:
    with tempfile.TemporaryDirectory() as results:
        since = time.perf_counter()
        sandbox.run(Spec((INTERPRETER, "-S", "-c", ""), Path(results)))
        return time.perf_counter() - since


def _graded(script: Path, fidelity: str, level: str, found: set[str]) -> float:
    done = graded(script, "--fidelity", fidelity, "--sandbox", level)
    found.add(_told(done, level))
    return done.seconds


def _told(done: Run, level: str) -> str:
    """Return all that was found, less the level's name."""
    report = dict(done.report)
    if report.pop("sandbox") != level:
        raise SystemExit(f"the run was not held by {level}")
    return json.dumps(report, sort_keys=True, ensure_ascii=False) + done.printed


if __name__ == "__main__":
    main()
