"""What it costs to score stored evidence again: python benchmarks/regrade.py STORE, a folder that --out wrote.

The store's first submission stands for a class: it is stored under 10, 100 and 1,000 names.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from table import Row, publish

from grader.rubric import parse
from grader.scoring import score
from grader.store import Store

RUBRICS = Path(__file__).parents[1] / "rubrics"
SIZES = (10, 100, 1000)


def read(name: str, _from: str = "") -> tuple[str, str]:
    """Return a rubric's name and text."""
    return name, (RUBRICS / name).read_text(encoding="utf-8")


def main(source: Path) -> None:
    """Measure."""
    _, evidence = next(iter(Store.open(source)))
    text = read("big-data-final.yaml")[1]
    changed = parse(text.replace("at_least: 0.70", "at_least: 0.72").replace("[127, 127, 5]", "[126, 126, 5]"))
    per = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            store = Store.open(Path(folder), create=True)
            for number in range(size):
                store.save(f"student{number:04d}.py", "key", evidence)
            since = time.perf_counter()
            scores = [score(changed, found, store.decisions(name)) for name, found in store]
            per[size] = (time.perf_counter() - since) / size * 1000
            print(f"{size} submissions: {per[size]:.2f} ms each, {scores[0].points} points")
            store.close()
    publish(
        "regrade",
        [
            Row("regrade, a submission of 1,000", per[1000], "the target of 2 ms", 2.0, unit="ms", target=1),
            Row("regrade, a submission of 1,000", per[1000], "a submission of 10", per[10], unit="ms"),
        ],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
