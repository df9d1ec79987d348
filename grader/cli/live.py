"""The live view of a class run on a terminal: how far it is, who is running, what came of the others."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text as Styled

from grader.checks.base import Verdict
from grader.report.clean import line as cleaned
from grader.report.data import number

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import RenderableType

    from grader.pipeline.grading import Result

LATEST = 8
MOST_RUNNING = 10
"""Lines of those that run, on a cluster of hundreds too: the screen's height is the reader's."""
ENOUGH = 3
"""Runs finished before a guess at the rest is worth anything."""
STYLES = {
    Verdict.MET: "green",
    Verdict.PARTIAL: "yellow",
    Verdict.NOT_MET: "red",
    Verdict.UNDETERMINED: "cyan",
    Verdict.NOT_CHECKED: "dim",
}


class LiveView:
    """Watches a class run; between ``with`` and its end the screen's last lines are the view's."""

    def __init__(self, total: int, jobs: int, *, console: Console | None = None) -> None:
        self._total = total
        self._jobs = max(1, jobs)
        self._running: dict[str, float] = {}
        self._seconds: list[float] = []
        self._done = 0
        self._stored = 0
        self._flags = 0
        self._troubled = 0
        self._begun = time.monotonic()
        self._verdicts: Counter[Verdict] = Counter()
        self._latest: list[str] = []
        self._live = Live(
            console=console or Console(stderr=True), get_renderable=self.view, refresh_per_second=4, transient=True
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def started(self, name: str) -> None:
        """Show a run among those that go on."""
        self._running[name] = time.monotonic()

    def finished(self, result: Result) -> None:
        """Count a result."""
        since = self._running.pop(result.name, time.monotonic())
        self._done += 1
        if result.stored:
            self._stored += 1
        else:
            self._seconds.append(time.monotonic() - since)
        found = result.score
        self._flags += len(found.flags)
        self._troubled += bool(result.error or found.known.trouble)
        self._verdicts.update(criterion.verdict for part in found.parts for criterion in part.criteria)
        what = "could not be graded" if result.error else f"{number(found.points):g} / {number(found.possible):g}"
        self._latest = [*self._latest, f"{cleaned(result.name)}  {what}"][-LATEST:]

    def view(self) -> RenderableType:
        """Return what the screen shows now."""
        latest = (Styled(text, "dim", no_wrap=True, overflow="ellipsis") for text in self._latest)
        return Group(self._bar(), *latest, *self._names_running(), self._counts())

    def _bar(self) -> Table:
        grid = Table.grid(padding=(0, 1))
        grid.add_row(
            ProgressBar(total=self._total, completed=self._done, width=30),
            f"{self._done} of {self._total}, {_clock(time.monotonic() - self._begun)}",
            Styled(self._left(), "dim"),
        )
        return grid

    def _left(self) -> str:
        """Guess the time left from the runs so far, spread over those that go on at once; none from too few."""
        if len(self._seconds) < ENOUGH:
            return ""
        mean = sum(self._seconds) / len(self._seconds)
        now = time.monotonic()
        spent = sum(min(mean, now - since) for since in list(self._running.values()))
        left = max(0.0, mean * (self._total - self._done) - spent) / self._jobs
        return f"about {_clock(left)} left, if the rest is like the {len(self._seconds)} run"

    def _names_running(self) -> list[Styled]:
        now = time.monotonic()
        running = sorted(self._running.items(), key=lambda item: item[1])
        lines = [f"▶ {_clock(now - since):>5}  {cleaned(name)}" for name, since in running[:MOST_RUNNING]]
        if len(running) > MOST_RUNNING:
            lines.append(f"  and {len(running) - MOST_RUNNING} more are running")
        return [Styled(text, no_wrap=True, overflow="ellipsis") for text in lines]

    def _counts(self) -> Styled:
        made = Styled()
        for verdict in Verdict:
            made.append(f"{verdict.value.replace('_', ' ')} {self._verdicts[verdict]}  ", STYLES[verdict])
        made.append(f"flags {self._flags}  ", "yellow" if self._flags else "dim")
        made.append(f"not gradable {self._troubled}", "red" if self._troubled else "dim")
        return made


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
