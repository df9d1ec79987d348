"""The pytest check: what became of an instructor's own test functions."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest
from pydantic import ValidationError
from works import Work, check

from grader.checks.base import Need, Verdict
from grader.checks.own_tests import PytestCheck
from grader.evidence import Trial, Trials

SOURCE = '''
def test_batch(part):
    """The batch size is 32."""
    assert part.fits[-1].batch_size == 32

def test_epochs(part):
    assert part.fits[-1].epochs == 10

class TestMore:
    def test_in(self): ...
'''
ASKED = check(PytestCheck, file="tests_1.py", source=SOURCE)
DIGEST = hashlib.sha256(SOURCE.encode()).hexdigest()
NAMES = ("test_batch", "test_epochs", "TestMore::test_in")


def ran(*outcomes: str, fidelity: str = "full", part: str = "1-1", trouble: str = "") -> Work:
    work = Work()
    work.fit("1-1", fidelity=fidelity)
    named = zip(NAMES, outcomes, strict=False)
    trials = tuple(Trial(name=name, outcome=outcome, message=f"{outcome}!") for name, outcome in named)
    work.trials.append(Trials(part=part, digest=DIGEST, outcomes=trials, trouble=trouble))
    return work


@pytest.mark.parametrize(
    ("outcomes", "earned", "pending"),
    [
        (("passed", "passed", "passed"), Fraction(1), Fraction(0)),
        (("passed", "failed", "passed"), Fraction(2, 3), Fraction(0)),
        (("failed", "failed", "failed"), Fraction(0), Fraction(0)),
        # A test that was skipped, broke down or did not run says nothing of the student.
        (("passed", "skipped", "error"), Fraction(1, 3), Fraction(2, 3)),
        (("passed", "passed"), Fraction(2, 3), Fraction(1, 3)),
    ],
)
def test_each_function_is_a_share(outcomes: tuple[str, ...], earned: Fraction, pending: Fraction) -> None:
    found = ASKED.examine(ran(*outcomes).part())
    assert (found.earned, found.pending) == (earned, pending)


def test_the_assertions_words_are_the_reason() -> None:
    assert "test_epochs: not so: failed!" in ASKED.examine(ran("passed", "failed", "passed").part()).reason.en


def test_parameters_of_one_function_stand_together() -> None:
    asked = check(PytestCheck, file="t.py", source=SOURCE, tests=["test_batch"])
    work = ran()
    some = (Trial(name="test_batch[1]", outcome="passed"), Trial(name="test_batch[2]", outcome="failed"))
    work.trials[0] = work.trials[0].model_copy(update={"outcomes": some})
    assert asked.examine(work.part()).verdict is Verdict.NOT_MET


def test_what_was_not_run_is_for_a_person() -> None:
    assert ASKED.examine(ran("passed", part="1-2").part()).verdict is Verdict.UNDETERMINED
    assert ASKED.examine(ran(trouble="no pytest").part()).verdict is Verdict.UNDETERMINED


def test_a_failure_after_a_few_steps_is_for_a_person() -> None:
    work = ran("passed", "failed", "passed", fidelity="probe")
    assert ASKED.examine(work.part()).verdict is Verdict.UNDETERMINED
    structure = check(PytestCheck, file="t.py", source=SOURCE, training="structure")
    assert structure.examine(work.part()).verdict is Verdict.PARTIAL


def test_the_instructor_says_how_far_to_train() -> None:
    assert check(PytestCheck, file="t.py", source=SOURCE, training="none").need is Need.TEXT
    assert ASKED.need is Need.CURVES


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"file": "t.py"}, "was not read"),
        ({"file": "t.py", "source": "def ("}, "is not Python"),
        ({"file": "t.py", "source": "x = 1"}, "holds no function"),
        ({"file": "t.py", "source": SOURCE, "tests": ["test_batsh"]}, "not in 't.py'"),
        ({"file": "/etc/t.py", "source": SOURCE}, "pattern"),
    ],
)
def test_a_slip_in_the_rubric_is_told(fields: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        check(PytestCheck, **fields)
