"""A few steps stand for a whole training, and none for none."""

from __future__ import annotations

import pytest
from works import Work, data, split

from grader.evidence import Fit
from grader.mutants.completing import completed
from grader.rubric import parse

RUBRIC = parse("""\
exam: A
parts:
  - id: "1-1"
    points: 2
    criteria: [{check: fit, points: 2, epochs: 20, validation: 0.2}]
""")


@pytest.mark.parametrize(
    ("more", "steps"),
    [
        ({}, 60),
        ({"steps_per_epoch": 2}, 40),
        ({"batch_size": 512}, 20),
        # Of a generator only the steps that were made are known.
        ({"data": data("").model_copy(update={"kind": "generator", "rows": None})}, 40),
        # What makes no step is not trained by more epochs.
        ({"steps": 0}, 0),
    ],
)
def test_a_few_steps_stand_for_as_many_as_the_epochs_have(more: dict[str, object], steps: int) -> None:
    work = Work()
    given = {
        "fidelity": "probe",
        "epochs": 20,
        "epochs_run": 1,
        "steps": 2,
        "batch_size": 32,
        "data": data("", rows=150),
    }
    work.fit("1-1", validation=split(), **{**given, **more})

    (fit,) = (event for event in completed(RUBRIC, work.evidence()).recording.events if isinstance(event, Fit))

    assert (fit.fidelity, fit.epochs_run, fit.steps) == ("full", 20, steps)
