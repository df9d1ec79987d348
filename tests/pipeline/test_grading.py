"""From paths to results: what is run, what is not run again, and whose trouble is whose."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from sandboxes import FakeSandbox, Quiet, Refuses, cells_of, record, setup_of

from grader.evidence import Ending
from grader.pipeline.grading import grade
from grader.rubric import parse
from grader.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from grader.pipeline.grading import Result
    from grader.pipeline.run import Setup
    from grader.recorder.job import Job
    from grader.rubric import Rubric
    from grader.sandbox.port import Spec

RUBRIC = """
exam: Small
parts:
  - id: "1"
    points: 2
    criteria: [{check: shape_answer, points: 2, shape: [9216], product: true}]
  - id: "2"
    points: 3
    criteria: [{check: compile, points: 3, optimizer: adam}]
"""


@pytest.fixture
def rubric() -> Rubric:
    return parse(RUBRIC)


def handed_in(folder: Path, **sources: str) -> list[Path]:
    paths = []
    for name, source in sources.items():
        paths.append(folder / f"{name}.py")
        paths[-1].write_text(source)
    return paths


def results_of(paths: list[Path], setup: Setup, **more: object) -> dict[str, Result]:
    return {result.name: result for result in grade(paths, setup, watch=Quiet(), **more)}  # type: ignore[arg-type]


ANSWERED = "# 1.\n# 답: 9216\n# 2.\nx = 1\n"


def test_a_submission_is_run_once_and_scored(tmp_path: Path, rubric: Rubric) -> None:
    sandbox = FakeSandbox()
    found = results_of(handed_in(tmp_path, a=ANSWERED), setup_of(rubric, sandbox))["a.py"]
    assert len(sandbox.jobs) == 1
    assert (found.score.parts[0].points, found.score.parts[1].points) == (2, 0)
    assert found.score.evidence.ending is Ending.COMPLETED


def test_where_there_is_no_code_nothing_is_started(tmp_path: Path, rubric: Rubric) -> None:
    sandbox = FakeSandbox()
    paths = handed_in(tmp_path, a="# %% [markdown]\n# ## 1.\n# 답: 9216\n")
    found = results_of(paths, setup_of(rubric, sandbox))["a.py"]
    assert sandbox.jobs == []
    assert found.score.points == 2


def test_a_sandbox_that_cannot_start_costs_nothing(tmp_path: Path, rubric: Rubric) -> None:
    found = results_of(handed_in(tmp_path, a=ANSWERED), setup_of(rubric, Refuses()))["a.py"].score
    assert (found.points, found.pending) == (2, 3)
    assert "no more processes" in found.evidence.trouble


def crash_at_start(_spec: Spec, _job: Job) -> Ending:
    return Ending.RAISED


def cut_off(spec: Spec, job: Job) -> Ending:
    record(spec.results, *cells_of(job, "running"))
    return Ending.TIMED_OUT


def garbage(spec: Spec, _job: Job) -> Ending:
    (spec.results / "recording.jsonl").write_bytes(b'{"record": "cell"\n\xff\xfe\n[1, 2\n')
    return Ending.COMPLETED


def forged(spec: Spec, job: Job) -> Ending:
    record(spec.results, ("measurement", {"value": 1.0}), *cells_of(job), ("end", {}))
    return Ending.COMPLETED


@pytest.mark.parametrize(
    ("act", "ending", "pending"),
    [
        (crash_at_start, Ending.KILLED, 3),
        (cut_off, Ending.TIMED_OUT, 3),
        (garbage, Ending.KILLED, 3),
        (forged, Ending.COMPLETED, 0),
    ],
)
def test_how_a_run_ended_decides_what_waits(
    tmp_path: Path, rubric: Rubric, act: object, ending: Ending, pending: int
) -> None:
    setup = setup_of(rubric, FakeSandbox(act))  # type: ignore[arg-type]
    found = results_of(handed_in(tmp_path, a=ANSWERED), setup)["a.py"].score
    assert found.evidence.ending is ending
    # What was written needs no run: it is earned however the run ended.
    assert (found.points, found.pending) == (2, pending)
    assert found.measurements == ()


def test_one_that_cannot_be_read_stops_no_other(tmp_path: Path, rubric: Rubric) -> None:
    paths = handed_in(tmp_path, a=ANSWERED, c=ANSWERED)
    (tmp_path / "b.ipynb").write_text("no JSON")
    found = results_of([*paths, tmp_path / "b.ipynb", tmp_path / "gone.py"], setup_of(rubric, FakeSandbox()))
    assert {name: bool(result.error) for name, result in found.items()} == {
        "a.py": False,
        "c.py": False,
        "b.ipynb": True,
        "gone.py": True,
    }
    assert found["b.ipynb"].score.pending == 5
    assert found["b.ipynb"].score.evidence.ending is Ending.REJECTED


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path, rubric: Rubric) -> None:
    for folder in ("kim", "lee"):
        (tmp_path / folder).mkdir()
    paths = [*handed_in(tmp_path / "kim", exam=ANSWERED), *handed_in(tmp_path / "lee", exam="x = 2\n")]
    found = results_of(paths, setup_of(rubric, FakeSandbox()))
    assert {name: int(result.score.points) for name, result in found.items()} == {"kim/exam.py": 2, "lee/exam.py": 0}


def test_several_at_once_share_the_cores(tmp_path: Path, rubric: Rubric) -> None:
    sandbox = FakeSandbox()
    paths = handed_in(tmp_path, a="x = 1\n", b="x = 2\n", c="x = 3\n")
    assert len(results_of(paths, setup_of(rubric, sandbox), jobs=2)) == 3
    assert {job.threads for job in sandbox.jobs} == {max(1, (os.cpu_count() or 1) // 2)}


class TestWithAStore:
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        made = Store.open(tmp_path / "out", create=True)
        yield made
        made.close()

    def test_the_same_work_is_not_run_again(self, tmp_path: Path, rubric: Rubric, store: Store) -> None:
        sandbox = FakeSandbox()
        paths = handed_in(tmp_path, a=ANSWERED)
        first = results_of(paths, setup_of(rubric, sandbox), store=store)["a.py"]
        again = results_of(paths, setup_of(rubric, sandbox), store=store)["a.py"]
        assert len(sandbox.jobs) == 1
        assert (first.stored, again.stored) == (False, True)
        assert first.score.parts == again.score.parts
        assert first.score.evidence == again.score.evidence

    def test_other_points_and_keys_need_no_run(self, tmp_path: Path, rubric: Rubric, store: Store) -> None:
        sandbox = FakeSandbox()
        paths = handed_in(tmp_path, a=ANSWERED)
        results_of(paths, setup_of(rubric, sandbox), store=store)
        changed = parse(RUBRIC.replace("9216", "9217").replace("points: 2", "points: 4"))
        found = results_of(paths, setup_of(changed, sandbox), store=store)["a.py"]
        assert found.score.possible == 7
        assert found.score.parts[0].points == 0
        assert len(sandbox.jobs) == 1

    def test_changed_work_is_run_again(self, tmp_path: Path, rubric: Rubric, store: Store) -> None:
        sandbox = FakeSandbox()
        results_of(handed_in(tmp_path, a=ANSWERED), setup_of(rubric, sandbox), store=store)
        results_of(handed_in(tmp_path, a=ANSWERED + "y = 2\n"), setup_of(rubric, sandbox), store=store)
        assert len(sandbox.jobs) == 2
        assert len(store) == 1

    def test_what_the_grader_could_not_do_is_tried_again(self, tmp_path: Path, rubric: Rubric, store: Store) -> None:
        paths = handed_in(tmp_path, a=ANSWERED)
        results_of(paths, setup_of(rubric, Refuses()), store=store)
        found = results_of(paths, setup_of(rubric, sandbox := FakeSandbox()), store=store)["a.py"]
        assert len(sandbox.jobs) == 1
        assert found.score.pending == 0

    def test_what_cannot_be_read_is_in_the_class_too(self, tmp_path: Path, rubric: Rubric, store: Store) -> None:
        (tmp_path / "b.ipynb").write_text("no JSON")
        results_of([tmp_path / "b.ipynb"], setup_of(rubric, FakeSandbox()), store=store)
        assert [(name, evidence.ending) for name, evidence in store] == [("b.ipynb", Ending.REJECTED)]


def test_after_a_stop_nothing_new_is_started(tmp_path: Path, rubric: Rubric) -> None:
    sandbox = FakeSandbox()
    setup = setup_of(rubric, sandbox)
    paths = handed_in(tmp_path, a="x = 1\n", b="x = 2\n", c="x = 3\n")
    found = grade(paths, setup, watch=Quiet())
    next(found)
    setup.tools.interrupt.stop.set()
    assert len(list(found)) <= 1
    assert len(sandbox.jobs) <= 2


def test_leaving_the_iterator_ends_what_runs(tmp_path: Path, rubric: Rubric) -> None:
    setup = setup_of(rubric, FakeSandbox())
    found = grade(handed_in(tmp_path, a="x = 1\n", b="x = 2\n"), setup, watch=Quiet())
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert setup.tools.interrupt.cancel.is_set()


def test_a_fault_of_ours_in_one_submission_stops_no_other(tmp_path: Path, rubric: Rubric) -> None:
    def faulty(spec: Spec, job: Job) -> Ending:
        if "boom" in job.cells[0].source:
            raise ZeroDivisionError("ours")
        record(spec.results, *cells_of(job), ("end", {}))
        return Ending.COMPLETED

    paths = handed_in(tmp_path, a=ANSWERED, b="boom = 1\n", c=ANSWERED)
    found = results_of(paths, setup_of(rubric, FakeSandbox(faulty)))
    assert {name: result.status for name, result in found.items()} == {"a.py": 0, "b.py": 3, "c.py": 0}
    assert (found["b.py"].score.points, found["b.py"].score.pending) == (0, 5)
    assert "please report it" in found["b.py"].error
