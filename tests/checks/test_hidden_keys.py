"""Where the key is hidden a student learns whether an answer is there and can be read, and not whether it is right."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from words import part_of

from grader.checks.answer import NumberAnswerCheck, ShapeAnswerCheck
from grader.checks.answer_choices import ChoicesAnswerCheck
from grader.checks.answer_truths import TruthAnswerCheck
from grader.checks.base import Need, Verdict
from grader.checks.own_tests import PytestCheck

if TYPE_CHECKING:
    from grader.checks.base import Criterion

SHAPE = ShapeAnswerCheck(points=2, shape=(127, 127, 5)).public()
FLAT = ShapeAnswerCheck(points=2, shape=(9216,), product=True).public()
NUMBER = NumberAnswerCheck(points=2, value=0.5, tolerance=0.1).public()
CHOICES = ChoicesAnswerCheck(points=2, options=("하영", "재인", "서연"), correct={"하영"}, partial=True).public()
STATEMENTS = [{"keywords": ("bias",), "value": True}, {"keywords": ("pooling",), "value": False}]
TRUTHS = TruthAnswerCheck(points=2, statements=STATEMENTS).public()
TESTS = PytestCheck(check="pytest", points=2, file="own.py", source="def test_it(): ...", training="metric").public()

CASES = [
    (SHAPE, "답: (None, 127, 127, 5)", Verdict.NOT_CHECKED),
    (SHAPE, "답: 3, 4", Verdict.NOT_CHECKED),
    (SHAPE, "", Verdict.NOT_MET),
    (SHAPE, "답: 모르겠습니다", Verdict.UNDETERMINED),
    (FLAT, "답: 24*24*16 = 9216", Verdict.NOT_CHECKED),
    (NUMBER, "답: 0.5", Verdict.NOT_CHECKED),
    (NUMBER, "답: 7", Verdict.NOT_CHECKED),
    (NUMBER, "", Verdict.NOT_MET),
    (CHOICES, "답: 하영", Verdict.NOT_CHECKED),
    (CHOICES, "답: 서연, 재인", Verdict.NOT_CHECKED),
    (CHOICES, "", Verdict.NOT_MET),
    (CHOICES, "답: 아무도 아닌 것 같은데 잘 모르겠음", Verdict.UNDETERMINED),
    (TRUTHS, "1. 참\n2. 거짓", Verdict.NOT_CHECKED),
    (TRUTHS, "1. 거짓\n2. 참", Verdict.NOT_CHECKED),
    (TRUTHS, "", Verdict.NOT_MET),
    (TESTS, "anything", Verdict.NOT_CHECKED),
]


@pytest.mark.parametrize(("check", "words", "verdict"), CASES)
def test_verdicts_without_a_key(check: Criterion, words: str, verdict: Verdict) -> None:
    finding = check.examine(part_of(*([words] if words else [])))

    assert finding.verdict is verdict, finding.reason
    assert not finding.secret.en
    assert finding.earned == 0


@pytest.mark.parametrize(("words", "told"), [("답: 서연, 재인", "you said 서연, 재인:"), ("O X O", "you said O X O:")])
def test_how_options_were_read_is_told_and_marks_alone_as_they_stand(words: str, told: str) -> None:
    """Marks go by the exam's order, and the rubric for students may have another."""
    reason = CHOICES.examine(part_of(words)).reason.en

    assert reason.startswith(told), reason


@pytest.mark.parametrize("right", [True, False])
def test_right_and_wrong_answers_are_told_the_same(right: bool) -> None:
    """Else a student could try answers out until one is right."""
    findings = [
        check.examine(part_of(one if right else other)).reason.en.replace(one if right else other, "ANSWER")
        for check, one, other in ((SHAPE, "(127, 127, 5)", "(126, 126, 5)"), (NUMBER, "0.55", "3.14"))
    ]

    assert findings == ["you said ANSWER: whether it is right is not checked here"] * 2


def test_a_missing_statement_is_lost_and_the_others_are_not_checked() -> None:
    finding = TRUTHS.examine(part_of("pooling에 대한 설명: 거짓"))

    assert (finding.verdict, finding.earned, finding.pending) == (Verdict.NOT_CHECKED, 0, Fraction(1, 2))


def test_nothing_is_trained_for_tests_that_are_not_run() -> None:
    assert TESTS.need is Need.TEXT
