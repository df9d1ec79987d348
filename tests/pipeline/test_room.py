"""Runs at once share the machine's memory: four big ones end as they would alone, and the machine lives."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from sandboxes import FakeSandbox, Quiet, cells_of, record, seal, setup_of

from grader.evidence import Ending
from grader.pipeline.grading import grade
from grader.pipeline.room import Room
from grader.recorder.job import JOB_FILE, Job
from grader.rubric import parse
from grader.sandbox.port import Outcome, Spec
from grader.store import Store

if TYPE_CHECKING:
    from pathlib import Path

GIB = 1 << 30
RUBRIC = """
exam: Small
parts:
  - id: "1"
    points: 2
    criteria: [{check: compile, points: 2, optimizer: adam}]
"""
MOST = 12
"""GiB that a run may use if there are so many."""


@dataclass
class Machine(FakeSandbox):
    """A fake machine of some GiB: a run takes what its code says, and is ended where that is more than its limit."""

    gib: float
    used: float = 0.0
    highest: float = 0.0
    runs: list[tuple[float, bool]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        del cancel
        job = Job.model_validate_json(spec.inputs[JOB_FILE])
        need = float(re.search(r"needs ([\d.]+)", job.cells[0].source)[1])  # type: ignore[index]
        limit = spec.limits.memory / GIB
        taken, fits = min(need, limit), need <= limit
        with self.lock:
            self.used += taken
            self.highest = max(self.highest, self.used)
            self.runs.append((need, fits))
        time.sleep(0.01)
        record(spec.results, *cells_of(job), ("end", {}))
        seal(spec.results, job)
        with self.lock:
            self.used -= taken
        ending = Ending.COMPLETED if fits else Ending.OUT_OF_MEMORY
        return Outcome(ending=ending, level="fake", peak_memory=int(taken * GIB))


def graded(
    folder: Path, machine: Machine, needs: list[float], jobs: int, store: Store | None = None
) -> dict[str, Ending]:
    paths = []
    for at, need in enumerate(needs):
        paths.append(folder / f"s{at:02d}.py")
        paths[-1].write_text(f"# 1\nx = 'needs {need}'\n")
    setup = setup_of(parse(RUBRIC), machine, memory=MOST * GIB)
    room = Room(int(machine.gib * GIB), MOST * GIB)
    found = grade(paths, setup, watch=Quiet(), jobs=jobs, room=room, store=store)  # type: ignore[arg-type]
    return {result.name: result.score.evidence.ending for result in found}


@pytest.mark.parametrize(
    ("needs", "gib", "jobs"),
    [
        ([10.0] * 4, 16.0, 4),
        ([1.0, 1.0, 10.0, 1.0, 1.0, 10.0, 1.0, 1.0, 1.0, 1.0], 16.0, 8),
        ([0.5] * 20, 2.0, 8),
        ([1.0] * 12 + [3.5] * 12, 16.0, 8),
        ([11.0] * 3, 12.0, 2),
    ],
    ids=["four big ones", "big ones among others", "a small machine", "it grows in mid-class", "just one fits"],
)
def test_no_class_uses_more_memory_than_there_is_and_all_come_to_their_end(
    tmp_path: Path, needs: list[float], gib: float, jobs: int
) -> None:
    machine = Machine(gib=gib)
    endings = graded(tmp_path, machine, needs, jobs)
    assert machine.highest <= gib
    assert set(endings.values()) == {Ending.COMPLETED}
    assert len(endings) == len(needs)


def at_once(room: Room, jobs: int) -> int:
    shares = []
    while len(shares) < jobs and (share := room.take(jobs)):
        shares.append(share)
    for share in shares:
        room.give_back(share, 0)
    return len(shares)


def learnt(room: Room, *gib: float) -> Room:
    for peak in gib:
        share = room.take(1)
        assert share is not None
        room.give_back(share, int(peak * GIB))
    return room


@pytest.mark.parametrize(
    ("peaks", "runs"),
    [
        # Of 4 GiB each, as nothing is known at first.
        ([], 4),
        ([0.8, 0.8], 4),
        ([0.8] * 3, 10),
        ([2.0] * 5, 5),
        # One big one does not make the others wait for each other: it is run again by itself.
        ([0.8] * 20 + [10.0], 10),
        ([0.8] * 20 + [10.0] * 5, 1),
        # A run that says it used next to nothing is not believed that the next one will.
        ([0.001] * 9, 10),
    ],
)
def test_what_the_class_has_needed_so_far_decides_how_many_fit(peaks: list[float], runs: int) -> None:
    assert at_once(learnt(Room(16 * GIB, MOST * GIB), *peaks), jobs=10) == runs


def test_a_big_one_is_run_twice_and_no_other_is(tmp_path: Path) -> None:
    machine = Machine(gib=16.0)
    graded(tmp_path, machine, [0.8] * 10 + [10.0] + [0.8] * 10, jobs=8)
    assert [need for need, fits in machine.runs if not fits] == [10.0]
    assert machine.runs[-1] == (10.0, True)
    assert len(machine.runs) == 22


def test_what_needs_more_than_the_rule_allows_ends_so(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "out", create=True)
    endings = graded(tmp_path, Machine(gib=64.0), [1.0, 20.0], 2, store)
    assert endings == {"s00.py": Ending.COMPLETED, "s01.py": Ending.OUT_OF_MEMORY}
    again = Machine(gib=64.0)
    graded(tmp_path, again, [1.0, 20.0], 2, store)
    assert again.runs == []
    store.close()


def test_what_only_this_machine_is_too_small_for_is_tried_again_on_a_larger_one(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "out", create=True)
    assert graded(tmp_path, Machine(gib=4.0), [1.0, 8.0], 2, store)["s01.py"] is Ending.OUT_OF_MEMORY
    larger = Machine(gib=16.0)
    assert graded(tmp_path, larger, [1.0, 8.0], 2, store)["s01.py"] is Ending.COMPLETED
    assert larger.runs == [(8.0, True)]
    store.close()


def test_this_machine_has_some_memory_to_share() -> None:
    room = Room.of_this_machine(MOST * GIB)
    assert 0 < room.most <= MOST * GIB
    assert room.take(1) == room.most
