"""Classroom 50's ``result.json`` (schema classroom50/result/v1): integers, and no key that the schema does not name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from grader.export.graded import criteria, named, passed, told
from grader.report.view import Tally, view

if TYPE_CHECKING:
    from decimal import Decimal

    from grader.scoring import Score

SCHEMA = "classroom50/result/v1"
SCALE = 100
"""Scores are hundredths of a point, as the schema knows integers only and points have two decimals."""

MOST_TESTS = 100
MOST_OUTPUT = 2000


@dataclass(frozen=True)
class Identity:
    """Which submission it is: what the runner gives an autograder in its environment, and stamps on the result.

    No text may be empty; without a runner, the result is one of this machine.
    ``when`` is the commit's time, so that grading again does not change it: "2026-06-20T10:00:00Z".
    """

    classroom: str = "local"
    assignment: str = "local"
    kind: Literal["individual", "group", "team"] = "individual"
    owner: str = "local"
    submission: str = "submit/local"
    commit: str = "local"
    release: str = "local"
    review: str = "local"
    when: str = "1970-01-01T00:00:00Z"


def render(score: Score, identity: Identity | None = None, *, language: str = "en") -> str:
    """Return the file's content; it holds what a student may read."""
    known = identity or Identity()
    seen = view(score, language=language, student=True)
    tests = [
        _test(named(part, criterion), criterion.tally, passed(criterion.verdict), told(criterion, MOST_OUTPUT))
        for part, criterion in criteria(seen)
    ]
    if len(tests) > MOST_TESTS:
        tests = [_test(f"{part.id} {part.title}", part.tally, passed(part.verdict), part.note) for part in seen.parts]
    made: dict[str, Any] = {
        "schema": SCHEMA,
        "classroom": known.classroom,
        "assignment": known.assignment,
        "assignment_type": known.kind,
        "owner": known.owner,
        "submission": known.submission,
        "commit": known.commit,
        "release": known.release,
        "review": known.review,
        "datetime": known.when,
        "score": hundredths(seen.tally.points),
        "max-score": hundredths(seen.tally.possible),
        "tests": tests,
    }
    return json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def hundredths(points: Decimal) -> int:
    """Return points as a whole number of hundredths; they have no more decimals than two."""
    return int(points * SCALE)


def _test(name: str, tally: Tally, met: bool, said: str) -> dict[str, Any]:
    return {
        "test-name": name,
        "passed": met,
        "score": hundredths(tally.points),
        "max-score": hundredths(tally.possible),
        "output": said,
    }
