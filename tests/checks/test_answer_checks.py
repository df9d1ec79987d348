"""The answer checks: a right answer, a wrong one, none, two, and one that no one can read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from pydantic import ValidationError
from words import part_of
from works import check

from grader.checks.answer import NumberAnswerCheck, ShapeAnswerCheck
from grader.checks.answer_choices import ChoicesAnswerCheck
from grader.checks.answer_truths import TruthAnswerCheck
from grader.checks.base import Criterion, Need, Verdict

SHAPE = check(ShapeAnswerCheck, shape=[127, 127, 5])
FLAT = check(ShapeAnswerCheck, shape=[9216], product=True)
NUMBER = check(NumberAnswerCheck, value=0.25, tolerance=0.01)
CHOICE = check(ChoicesAnswerCheck, options=["하영", "재인", "서연", "규빈"], correct=["하영", "재인"])
TRUTH = check(
    TruthAnswerCheck,
    statements=[
        {"keywords": ["선형변환"], "value": True},
        {"keywords": ["MSEloss"], "value": False},
        {"keywords": ["adam"], "value": False},
        {"keywords": ["DNN"], "value": False},
        {"keywords": ["칼라", "컬러"], "value": False},
    ],
)


@pytest.mark.parametrize(
    ("asked", "words", "verdict"),
    [
        (SHAPE, "answer: (1, 127, 127, 5)", Verdict.MET),
        (SHAPE, "answer: (127, 127, 3)", Verdict.NOT_MET),
        (SHAPE, "answer: (128, 128, 5)", Verdict.NOT_MET),
        (SHAPE, "answer: 127", Verdict.NOT_MET),
        (FLAT, "answer: 24*24*16", Verdict.MET),
        (FLAT, "answer: (24, 24, 16)", Verdict.NOT_MET),
        (FLAT, "answer: 9215", Verdict.NOT_MET),
        (NUMBER, "답: 0.255", Verdict.MET),
        (NUMBER, "답: 25 %", Verdict.MET),
        (NUMBER, "답: 0.27", Verdict.NOT_MET),
        (CHOICE, "answer: 재인, 하영", Verdict.MET),
        (CHOICE, "answer: 하영, 재인, 서연", Verdict.NOT_MET),
        (CHOICE, "answer: 하영", Verdict.NOT_MET),
        (CHOICE, "answer: 없음", Verdict.NOT_MET),
        (TRUTH, "T F F F F", Verdict.MET),
        (TRUTH, "F T T T T", Verdict.NOT_MET),
    ],
)
def test_right_and_wrong(asked: Criterion, words: str, verdict: Verdict) -> None:
    found = asked.examine(part_of(words))
    assert found.verdict is verdict
    assert found.words
    assert found.where


@pytest.mark.parametrize(("asked", "words"), [(SHAPE, "(127, 127, 5)"), (CHOICE, "하영, 재인"), (TRUTH, "T F F F F")])
def test_words_that_no_marker_gives_to_a_question_are_for_a_person_to_place(asked: Criterion, words: str) -> None:
    said = part_of(words)
    found = asked.examine(replace(said, passages=(), loose=said.passages))

    assert (found.verdict, found.words) == (Verdict.UNDETERMINED, words)
    assert asked.examine(part_of()).verdict is Verdict.NOT_MET
    assert asked.examine(replace(said, loose=part_of("(1, 2, 3)").passages)).verdict is Verdict.MET


@pytest.mark.parametrize("asked", [SHAPE, FLAT, NUMBER, CHOICE, TRUTH])
def test_none_two_and_an_unreadable_one(asked: Criterion) -> None:
    assert asked.examine(part_of("")).verdict is Verdict.NOT_MET
    unreadable = asked.examine(part_of("answer: 잘 모르겠습니다"))
    assert unreadable.pending == 1
    assert "모르겠습니다" in unreadable.reason.en


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (SHAPE, "답: (127,127,5)\n\n답: (126,126,5)"),
        (NUMBER, "답: 0.25\n\n답: 0.5"),
        (CHOICE, "답: 하영, 재인\n\n답: 하영"),
        (TRUTH, "TFFFF\n\nFFFFF"),
    ],
)
def test_two_different_answers_are_for_a_person(asked: Criterion, words: str) -> None:
    found = asked.examine(part_of(words))
    assert found.pending > 0
    assert found.earned < 1


def test_each_statement_is_a_share() -> None:
    found = TRUTH.examine(part_of("1. 참\n2. 참\n3. 모르겠다\n4. 거짓\n5. 거짓"))
    assert (found.earned, found.pending) == (Fraction(3, 5), Fraction(1, 5))
    assert "statement 2: you said true, which is not right" in found.reason.en
    assert "statement 3: could not read" in found.reason.en


def test_statements_without_an_answer_are_lost_one_by_one() -> None:
    found = TRUTH.examine(part_of("1. 참\n2. 거짓"))
    assert (found.earned, found.pending) == (Fraction(2, 5), Fraction(0))


@pytest.mark.parametrize(
    ("asked", "words", "key"),
    [
        (SHAPE, "answer: (1, 2, 3)", "(127, 127, 5)"),
        (NUMBER, "답: 7", "0.25"),
        (CHOICE, "answer: 서연", "하영, 재인"),
        (TRUTH, "1. 거짓", "1 T"),
    ],
)
def test_the_key_is_for_the_teacher(asked: Criterion, words: str, key: str) -> None:
    found = asked.examine(part_of(words))
    assert key in found.secret.en
    assert key not in found.reason.en
    assert key not in found.reason.ko


def test_partial_credit_for_choices_counts_each_option() -> None:
    asked = check(ChoicesAnswerCheck, options=["a", "b", "c", "d"], correct=["a", "b"], partial=True)
    assert asked.examine(part_of("answer: a, c")).earned == Fraction(1, 2)


def test_answers_need_nothing_trained() -> None:
    assert {asked.need for asked in (SHAPE, NUMBER, CHOICE, TRUTH)} == {Need.TEXT}


def test_a_key_that_is_no_option_is_told() -> None:
    with pytest.raises(ValidationError, match="not among the options"):
        check(ChoicesAnswerCheck, options=["a", "b"], correct=["c"])
