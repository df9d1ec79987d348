"""A rubric is tried on its reference: what catches which mutant, and what nothing catches."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.evidence import (
    Cell,
    CellError,
    CellKind,
    CellRun,
    Evidence,
    Fit,
    Layer,
    Measurement,
    Network,
    Recording,
    Submission,
)
from grader.mutants import Outcome, as_dict, render, try_rubric
from grader.mutants.outcomes import told_apart
from grader.mutants.splicing import REMEMBER, RESET
from grader.pipeline.run import Options, Setup
from grader.rubric import parse
from grader.submission import OpenedSubmission

if TYPE_CHECKING:
    from grader.mutants import Trial

RUBRIC = """\
exam: Small
parts:
  - id: "1"
    points: 2
    criteria:
      - {check: number_answer, points: 2, value: 20}
  - id: "2"
    points: 2
    criteria:
      - {check: choices_answer, points: 2, options: [하영, 재인, 서연], correct: [하영, 재인]}
"""
REFERENCE = (
    ("code", "def units(n):\n    return n * 2"),
    ("markdown", "## 1"),
    ("code", "print('answer:', units(10))"),
    ("markdown", "## 2\n답: 하영, 재인"),
)


@dataclass
class Runs:
    """Runs plain Python in this process, a cell at a time, in the place of the sandbox and its recorder.

    ``fit()`` in a cell records a training; ``die()`` ends the run there and then.
    """

    cells: list[int] = field(default_factory=list)
    measured: float = 0.9

    def __call__(self, opened: OpenedSubmission, setup: Setup) -> Evidence:
        names: dict[str, Any] = {}
        common: dict[str, Any] = {}
        runs: list[CellRun] = []
        events: list[Fit] = []

        def die() -> None:
            raise KeyboardInterrupt

        for cell in opened.submission.cells:
            out, error = io.StringIO(), None
            names |= {"die": die, "fit": lambda number=cell.number: events.append(fitted(len(events), number))}
            try:
                if cell.source == REMEMBER:
                    common = dict(names)
                elif cell.source == RESET:
                    names = dict(common)
                elif cell.kind is CellKind.CODE:
                    with contextlib.redirect_stdout(out):
                        exec(cell.source, names)  # noqa: S102 - the test's own cells
            except KeyboardInterrupt:
                break
            except Exception as raised:  # noqa: BLE001 - as the recorder does
                error = CellError(type=type(raised).__name__, message=str(raised), line=1)
            ending: Any = "raised" if error else "completed"
            runs.append(CellRun(cell=cell.number, ending=ending, error=error, stdout=out.getvalue()))
        self.cells.append(len(runs))
        networks = tuple(
            Network(id=n, model=n, kind="sequential", class_name="Sequential", layers=()) for n, _ in enumerate(events)
        )
        recording = Recording(cells=tuple(runs), events=tuple(events), networks=networks, complete=True)
        evidence = Evidence(submission=opened.submission, recording=recording)
        return evidence if setup.options.fidelity == "probe" else self._with_measurements(evidence)

    def _with_measurements(self, evidence: Evidence) -> Evidence:
        value = self.measured
        found = tuple(
            Measurement(network=n, value=value, dataset="cifar10/test", rows=9, low=value, high=value, how="fake")
            for n, _ in enumerate(evidence.recording.networks)
        )
        return evidence.model_copy(update={"measurements": found})


def fitted(number: int, cell: int) -> Fit:
    return Fit(seq=number, cell=cell, model=number, network=number, epochs=1, epochs_run=1)


def opened_of(reference: tuple[tuple[str, str], ...]) -> OpenedSubmission:
    cells = tuple(Cell(number=n, kind=CellKind(kind), source=text) for n, (kind, text) in enumerate(reference, 1))
    submission = Submission(name="reference.ipynb", form="notebook", cells=cells, digest="d")
    return OpenedSubmission(submission, Path(), "reference.ipynb")


def tried(reference: tuple[tuple[str, str], ...] = REFERENCE, rubric: str = RUBRIC, **options: Any) -> Trial:
    runs = options.pop("runs", None) or Runs()
    setup = Setup(parse(rubric), Options(), tools=None, gather=runs)  # type: ignore[arg-type]
    return try_rubric(opened_of(reference), setup, **options)


def evidence_of(network: Network) -> Evidence:
    submission = Submission(name="s.py", form="script", cells=(), digest="d")
    return Evidence(submission=submission, recording=Recording(networks=(network,), complete=True))


def became(trial: Trial, what: str) -> Outcome:
    return next(one.outcome for one in trial.tried if one.mutant.what == what)


def test_the_reference_earns_everything_and_a_blank_sheet_nothing() -> None:
    trial = tried()

    assert trial.reference is not None
    assert (trial.reference.points, trial.blank.points) == (4, 0)
    assert trial.passed


def test_every_mutant_is_caught_by_the_criterion_of_its_part() -> None:
    trial = tried()
    caught = {one.mutant.what: [name for name, _ in one.caught] for one in trial.tried}

    assert caught["units 10 → 15"] == ["1.number_answer"]
    assert caught["printed: 20 → 21 in “answer: 20”"] == ["1.number_answer"]
    assert caught["without the option 재인"] == ["2.choices_answer"]
    assert trial.untouched == ()


def test_a_mutant_that_nothing_catches_is_a_hole_and_the_check_is_not_passed() -> None:
    trial = tried((*REFERENCE, ("code", "print('n', units(3))")))

    assert {"units 3 → 8", "without print('n', units(3))", "without the cell"} == {
        one.mutant.what for one in trial.of(Outcome.HOLE)
    }
    assert not trial.passed


def test_what_the_rubric_leaves_open_is_no_hole() -> None:
    free = RUBRIC.replace('- id: "2"\n', '- id: "2"\n    free: [units, call, cell]\n')
    trial = tried((*REFERENCE, ("code", "print('n', units(3))")), free)

    assert {one.mutant.what for one in trial.of(Outcome.FREE)} == {
        "units 3 → 8",
        "without print('n', units(3))",
        "without the cell",
    }
    assert trial.passed


def test_what_is_free_and_caught_all_the_same_is_caught() -> None:
    assert became(tried(rubric=RUBRIC.replace('"1"\n', '"1"\n    free: [units]\n')), "units 10 → 15") is Outcome.CAUGHT


def test_a_mutant_that_does_the_same_is_no_hole() -> None:
    trial = tried((*REFERENCE, ("code", "m = max(2, 2)")), RUBRIC)

    assert became(trial, "max(2, 2) → min") is Outcome.SAME


def test_weights_that_came_out_otherwise_are_no_difference_and_another_layer_is_one() -> None:
    one, trained_elsewhere, wider = (
        Network(
            id=0, model=0, kind="sequential", class_name="Sequential", layers=layers, weights="0.npz", weights_digest=w
        )
        for layers, w in (((), "5f2a"), ((), "c01d"), ((Layer(class_name="Dense", name="dense"),), "5f2a"))
    )

    assert not told_apart(evidence_of(one), evidence_of(trained_elsewhere))
    assert told_apart(evidence_of(one), evidence_of(wider))


def test_what_is_told_twice_is_asked_for_if_a_criterion_misses_both() -> None:
    twice = "print('answer:', units(10))\nprint('so the answer is', units(10))\nprint('done')"
    trial = tried((*REFERENCE[:2], ("code", twice), REFERENCE[3]))

    assert became(trial, "without print('answer:', units(10))") is Outcome.TWICE
    assert became(trial, "without print('so the answer is', units(10))") is Outcome.TWICE
    assert became(trial, "without print('done')") is Outcome.HOLE
    assert became(trial, "units 10 → 15") is Outcome.CAUGHT


def test_a_line_without_which_nothing_is_lost_is_no_answer() -> None:
    told = "print('answer:', units(10))\nprint('on day 3')"
    trial = tried((*REFERENCE[:2], ("code", told), REFERENCE[3]))

    assert not [one for one in trial.tried if "day 3”" in one.mutant.what]
    assert became(trial, "without print('on day 3')") is Outcome.HOLE


def test_an_exception_is_told() -> None:
    trial = tried((*REFERENCE[:2], ("code", "n = units(10)"), ("code", "print('answer:', n)"), REFERENCE[3]))

    (one,) = [one for one in trial.tried if one.mutant.what == "without the cell" and one.mutant.cell == 3]
    assert (one.outcome, one.error) == (Outcome.CAUGHT, "NameError")


def test_a_run_that_is_cut_off_leaves_only_its_own_mutant_unknown() -> None:
    deadly = "print('answer:', units(10))\nif units(10) > 25:\n    die()"
    trial = tried((*REFERENCE[:2], ("code", deadly), REFERENCE[3]))

    cut = {one.mutant.what for one in trial.of(Outcome.CUT_OFF)}
    assert cut == {"units(10) > 25 turned round", "units 10 → 15"}
    assert became(trial, "without the cell") is Outcome.CAUGHT


@pytest.mark.parametrize("in_full", [True, False])
def test_a_wrong_reference_is_told_before_any_mutant_is_tried(in_full: bool) -> None:
    runs = Runs()
    trial = tried((*REFERENCE[:3], ("markdown", "## 2\n답: 하영")), runs=runs, in_full=in_full)
    text = render(trial)

    assert not trial.passed
    assert trial.tried == ()
    assert len(runs.cells) == 1
    assert ": 2 of 4; expected 4" in text
    assert "2.choices_answer: not_met" in text
    assert "No mutants were tried" in text


def test_a_reference_that_raises_is_told_with_the_place() -> None:
    text = render(tried((*REFERENCE[:2], ("code", "print(undefined)"), REFERENCE[3])))

    assert "cell 3, line 1: NameError: name 'undefined' is not defined" in text


def test_a_rubric_that_pays_for_a_blank_sheet_is_not_passed() -> None:
    trial = tried((REFERENCE[0], ("markdown", "## 1\n## answer: 20"), REFERENCE[2], REFERENCE[3]))

    assert trial.full
    assert not trial.passed
    assert "blank submission: 2 of 4; expected 0" in render(trial)


THRESHOLD = """\
exam: Measured
parts:
  - id: "1"
    points: 5
    criteria: [{check: accuracy, points: 5, data: cifar10/test, at_least: 0.7}]
"""


def test_a_part_that_is_only_measured_is_tried_by_its_threshold_and_not_trained_again() -> None:
    runs = Runs()
    trial = tried((("markdown", "## 1"), ("code", "fit()\nn = min(1, 2)")), THRESHOLD, runs=runs)

    assert became(trial, "min(1, 2) → max") is Outcome.MEASURED
    assert became(trial, "measured accuracy 0.750 → 0.699") is Outcome.CAUGHT
    assert became(trial, "without the cell") is Outcome.CAUGHT
    # In full, a few steps; then the reference and the mutant without the cell, each after a reset.
    assert runs.cells == [2, 2, 5]
    assert trial.passed


def test_the_table_fits_on_60_columns_and_names_place_and_criterion() -> None:
    lines = render(tried(), width=60).splitlines()

    assert "blank submission: 0 of 4" in lines
    row = next(n for n, line in enumerate(lines) if line.startswith("  cell 3, line 1") and "units 10 → 15" in line)
    assert lines[row + 1].strip() == "→ 1.number_answer"
    assert "holes, mutants that no criterion catches: none" in lines
    assert max(map(len, lines)) <= 60


def test_the_table_can_be_shown_in_any_encoding() -> None:
    assert render(tried(), encoding="ascii").isascii()


def test_a_trial_as_data_says_the_same() -> None:
    trial = tried((*REFERENCE, ("code", "n = units(3)")))
    data = as_dict(trial.rubric, trial, seconds=1.23)

    assert (data["schema"], data["passed"], data["seconds"]) == ("grader/rubric-check/1", True, 1.2)
    assert data["counts"]["caught"] == len(trial.of(Outcome.CAUGHT))
    assert data["counts"]["same"] == 2
    units = next(one for one in data["mutants"] if one["what"] == "units 10 → 15")
    assert units == {
        "part": "1",
        "change": "units",
        "what": "units 10 → 15",
        "where": "cell 3, line 1",
        "outcome": "caught",
        "caught_by": [{"criterion": "1.number_answer", "verdict": "not_met"}],
        "raises": "",
    }


@pytest.mark.parametrize("count", [1, 26])
@pytest.mark.parametrize("jobs", [1, 2])
def test_mutants_are_run_together(count: int, jobs: int) -> None:
    answers = "\n".join(f"print('answer:', units({10 + n}) - {2 * n})" for n in range(count))
    trial = tried((REFERENCE[0], REFERENCE[1], ("code", answers), REFERENCE[3]), jobs=jobs)
    code = [one for one in trial.tried if one.mutant.cell == 3 and one.mutant.line]

    assert len(code) == 2 * count
    assert not trial.of(Outcome.CUT_OFF)
