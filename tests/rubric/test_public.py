"""The rubric for students is a valid one that says what is asked, and no key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.checks import CHECKS
from grader.rubric import dump, parse, public

ROOT = Path(__file__).parents[2]
OWN_TESTS = 'def test_secret_thing(part):\n    assert part.note == "PLUGH"\n'
KEYS = {
    "shape_answer": (
        "{check: shape_answer, points: 1, shape: [9216], product: true, given: [[24, 24]]}",
        ("9216", "product"),
    ),
    "number_answer": ("{check: number_answer, points: 1, value: 0.8813, tolerance: 0.0471}", ("0.8813", "0.0471")),
    "choices_answer": (
        "{check: choices_answer, points: 1, options: [xyzzy, plugh], correct: [xyzzy], partial: true}",
        ("correct: [", "- xyzzy\n    - "),
    ),
    "truth_answer": (
        "{check: truth_answer, points: 1, statements: [{keywords: [a], value: true}, {keywords: [b], value: false}]}",
        ("true", "false"),
    ),
    "pytest": ("{check: pytest, points: 1, file: own.py, tests: [test_secret_thing]}", ("PLUGH", "secret_thing")),
}
NO_KEY = frozenset(
    [
        *("accuracy", "architecture", "callbacks", "compile", "evaluate", "fit", "grid", "grid_best", "grid_losses"),
        *("hparams", "interpretation", "shapes", "summary"),
    ]
)
"""Checks whose fields are what is asked: a student's report says them in its reasons."""


def of(criterion: str) -> str:
    return f"exam: x\nparts:\n  - id: '1'\n    points: 1\n    criteria:\n      - {criterion}\n"


def test_every_check_either_has_a_key_that_is_hidden_or_has_none() -> None:
    """A new check belongs into one of the two."""
    assert KEYS.keys() | NO_KEY == CHECKS.keys()


@pytest.mark.parametrize("check", KEYS)
def test_a_key_is_hidden_and_the_rest_is_a_rubric_still(check: str) -> None:
    criterion, secrets = KEYS[check]
    rubric = parse(of(criterion), read=lambda name: (name, OWN_TESTS))
    text = dump(public(rubric))

    assert not rubric.is_public
    assert public(rubric).is_public
    assert parse(text) == public(rubric)
    assert not [secret for secret in secrets if secret in text]
    assert "hidden" in text


def test_the_real_exam_keeps_its_parts_points_titles_and_ids() -> None:
    rubric = parse((ROOT / "rubrics/big-data-final.yaml").read_text(encoding="utf-8"))
    seen = parse(dump(public(rubric)))

    assert [(p.id, p.points, p.title) for p in seen.parts] == [(p.id, p.points, p.title) for p in rubric.parts]
    assert [c.id for c in seen.criteria] == [c.id for c in rubric.criteria]
    assert [c.id for c in seen.criteria if c.hidden] == [
        *("4-1.shape_answer", "4-2.shape_answer", "4-3.answer", "4-4.answer", "4-5.answer"),
    ]
    unchanged = [c for c in rubric.criteria if not public(rubric).part(c.id.partition(".")[0]).id.startswith("4")]
    assert all(c in seen.criteria for c in unchanged)


@pytest.mark.parametrize("file", ["rubrics/big-data-final.yaml", "tests/exams/midterm.yaml"])
def test_a_rubric_written_out_is_the_same_rubric(file: str) -> None:
    rubric = parse((ROOT / file).read_text(encoding="utf-8"))

    assert parse(dump(rubric)) == rubric
    assert dump(parse(dump(rubric))) == dump(rubric)


def test_a_rubric_without_keys_is_for_students_as_it_is() -> None:
    rubric = parse(of("{check: fit, points: 1, epochs: 3}"))

    assert public(rubric) == rubric
    assert not public(rubric).is_public


@pytest.mark.parametrize(
    ("options", "question", "seen"),
    [
        ("[c, d, a, b]", "", ["a", "b", "c", "d"]),
        ("[a, b, c, d]", "", ["a", "b", "c", "d"]),
        ("['10', '9', '2']", "", ["10", "2", "9"]),
        ("[하영, 재인, 서연]", "재인: 맞다\n서연: 아니다\n하영: 글쎄", ["재인", "서연", "하영"]),
        ("[하영, 재인, 서연]", "재인이 옳은가?", ["서연", "재인", "하영"]),
    ],
    ids=["right ones first", "sorted", "numbers", "as the question has them", "the question has not all of them"],
)
def test_the_order_of_options_is_the_questions_or_tells_nothing(options: str, question: str, seen: list[str]) -> None:
    """A teacher may write the right ones first."""
    first = options.strip("[]").split(",")[0]
    asked = json.dumps(question)
    check = f"{{check: choices_answer, points: 1, options: {options}, correct: [{first}], question: {asked}}}"
    criterion = parse(dump(public(parse(of(check))))).criteria[0]

    assert list(criterion.model_dump()["options"]) == seen
