"""What every benchmark here shares: rows, repeated measurements, the table as Markdown and JSON."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 5
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """One comparison, both sides measured in the same run, interleaved; seconds (or MiB) are medians."""

    what: str
    value: float
    against: str
    base: float
    unit: str = "s"
    target: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the base."""
        return self.value / self.base if self.base else float("nan")

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """Read a row that ``publish`` wrote."""
        return cls(**{name: value for name, value in data.items() if name != "ratio"})


def seconds(command: Sequence[str], **more: object) -> float:
    """Return the wall time of a command that must succeed."""
    since = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, **more)  # type: ignore[call-overload]
    return time.perf_counter() - since


def interleaved(*actions: Callable[[], float], rounds: int = ROUNDS) -> list[float]:
    """Return the median of each action over rounds in which all take their turn, so that noise hits all alike.

    Each round is told on standard error: what a benchmark of an hour had measured is not lost when it is ended.
    """
    found: list[list[float]] = [[] for _ in actions]
    for number in range(1, rounds + 1):
        for one, action in zip(found, actions, strict=True):
            one.append(action())
        print(f"round {number} of {rounds}:", *(f"{one[-1]:.3g}" for one in found), file=sys.stderr, flush=True)
    return [statistics.median(one) for one in found]


def table(rows: Sequence[Row]) -> str:
    """Return rows as a table in Markdown."""
    lines = ["| what | median | against | median | ratio | target |", "|---|---|---|---|---|---|"]
    for row in rows:
        target = f"≤ {row.target:g}" if row.target is not None else ""
        values = (f"{row.value:.3g} {row.unit}", row.against, f"{row.base:.3g} {row.unit}", f"{row.ratio:.2f}", target)
        lines.append(f"| {row.what} | {' | '.join(values)} |")
    return "\n".join(lines)


def publish(name: str, rows: Sequence[Row]) -> None:
    """Print the table and keep it as Markdown and JSON."""
    text = table(rows)
    print(f"\n## {name}\n\n{text}", flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text + "\n", encoding="utf-8")
    data = [{**asdict(row), "ratio": row.ratio} for row in rows]
    (RESULTS / f"{name}.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
