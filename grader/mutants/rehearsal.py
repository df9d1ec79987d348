"""Runs changed references for a few tiny steps: only the cells that a change can reach, many in one process.

What a mutant does instead of the reference is seen in its recording. So that nothing but the change makes a difference,
it is compared with the unchanged cells run in the same way.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from grader.checks.evaluate import EvaluateCheck
from grader.mutants.slicing import Slicer
from grader.mutants.splicing import Batch, splice
from grader.rubric import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from grader.evidence import Evidence, Recording, Submission
    from grader.mutants.slicing import Slice
    from grader.pipeline.run import Setup
    from grader.rubric import Rubric
    from grader.submission import OpenedSubmission

ROWS = 8
"""Rows of a step: what is compared is what networks are and were asked to do, not what they learn."""

CELL_S = 120.0
"""A change can make a loop endless."""

TOGETHER = 24
"""Runs of one process: they share TensorFlow's import and the data."""


@dataclass(frozen=True)
class Take:
    """A changed reference and the cells of it that are to be run."""

    submission: Submission
    cells: Slice


class Rehearsal:
    """A reference run for a few steps, and what becomes of changed ones.

    Attributes:
        base: The evidence of the reference itself.
    """

    def __init__(self, opened: OpenedSubmission, setup: Setup, *, jobs: int, say: Callable[[str], None]) -> None:
        self._opened = opened
        self._jobs = jobs
        self._say = say
        threads = max(1, (os.cpu_count() or 1) // jobs)
        options = replace(setup.options, fidelity="probe", probe_rows=ROWS, cell_limit=CELL_S, threads=threads)
        self._setup = replace(setup, rubric=_data_only(setup.rubric), options=options)
        self.base = self._setup.gather(opened, self._setup)

    def slicer(self, parts: Container[int]) -> Slicer:
        """Return what tells the cells that a change reaches.

        Args:
            parts: The cells that belong to a part.
        """
        return Slicer(self.base.submission, parts)

    def run(self, takes: Sequence[Take], slicer: Slicer) -> dict[Take, Evidence | None]:
        """Return the evidence of each changed reference; None where its run was cut off.

        The unchanged reference is among ``takes`` where it is wanted in the same way.
        """
        done: dict[Take, Evidence | None] = {}
        waiting = list(dict.fromkeys(takes))
        with ThreadPoolExecutor(self._jobs) as pool:
            while waiting:
                groups = list(self._groups(waiting))
                for group, shares in zip(
                    groups, pool.map(lambda some: self._shares(some, slicer), groups), strict=True
                ):
                    # A run that ended early ended with the first change that has not come to its end; the rest go on.
                    ended = shares.index(None) if None in shares else len(group) - 1
                    for take, share in list(zip(group, shares, strict=True))[: ended + 1]:
                        done[take] = splice(self.base, take.submission, share) if share else None
                    self._say(f"mutants: {len(done)} of {len(takes)} runs")
                waiting = [take for take in waiting if take not in done]
        return done

    def _groups(self, takes: Sequence[Take]) -> Iterator[Sequence[Take]]:
        """Divide the runs so that the jobs have about the same to do."""
        seconds = Counter({run.cell: run.seconds for run in self.base.recording.cells})
        costs = [sum(seconds[cell] for cell in take.cells) + 1.0 for take in takes]
        share, group, spent = sum(costs) / self._jobs, list[Take](), 0.0
        for take, cost in zip(takes, costs, strict=True):
            if group and (spent + cost > share or len(group) >= TOGETHER):
                yield group
                group, spent = [], 0.0
            group.append(take)
            spent += cost
        if group:
            yield group

    def _shares(self, takes: Sequence[Take], slicer: Slicer) -> list[Recording | None]:
        batch = Batch(slicer.common)
        for take in takes:
            batch.add(take.submission, take.cells)
        opened = replace(self._opened, submission=batch.submission(self.base.submission))
        recording = self._setup.gather(opened, self._setup).recording
        return [batch.share(recording, turn) for turn in range(len(takes))]


def _data_only(rubric: Rubric) -> Rubric:
    """Return a rubric that speaks of the same data sets and has nothing measured or tested."""
    checks = tuple(EvaluateCheck(check="evaluate", points=Decimal(0), data=f"{name}/test") for name in rubric.datasets)
    return rubric.model_copy(update={"parts": (Part(id="0", points=Decimal(0), criteria=checks),)})
