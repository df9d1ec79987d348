"""Gradescope's ``results.json`` of one submission (the format of its autograder documentation)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from grader.checks.base import Verdict
from grader.export.graded import criteria, named, number, told
from grader.report import phrases
from grader.report.clean import clean
from grader.report.view import view
from grader.values import Text

if TYPE_CHECKING:
    from grader.report.view import CriterionView, PartView, View
    from grader.scoring import Score

MOST_OUTPUT = 4000


PARTIAL = Text(
    "The grader was stopped before it knew everything (time or memory). The points shown are sure, the rest is not "
    "decided: ask your teacher.",
    "채점이 도중에 중단되었습니다(시간 또는 메모리 부족). "
    "표시된 점수는 확정이고 나머지는 미정이니 교수자에게 문의하세요.",
)


def render(score: Score, *, language: str = "en", partial: bool = False) -> str:
    """Return the file's content; it holds what a student may read.

    The top-level score is given although each test has its own, as Gradescope then takes it and adds nothing up.

    Args:
        score: The score.
        language: "en" or "ko".
        partial: More may become known; if it does not, this is what the student reads.
    """
    seen = view(score, language=language, student=True)
    seconds = sum(run.seconds for run in score.evidence.recording.cells)
    made: dict[str, Any] = {
        "score": number(seen.tally.points),
        "execution_time": round(seconds, 2),
        "output": "\n".join([*([PARTIAL(language)] if partial else []), _output(seen)]),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"pending": number(seen.tally.pending), "possible": number(seen.tally.possible)},
        "tests": [_test(part, criterion, seen) for part, criterion in criteria(seen)],
    }
    return json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def failure(message: str) -> str:
    """Return the content where there is no score, and why."""
    made = {"score": 0, "output": clean(message), "output_format": "text", "stdout_visibility": "hidden"}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _output(seen: View) -> str:
    waiting = phrases.waiting(f"{seen.tally.pending:f}")(seen.language) if seen.tally.pending else ""
    return "\n".join(filter(None, (seen.exam, waiting, seen.ended, *seen.errors, seen.trouble)))


def _test(part: PartView, criterion: CriterionView, seen: View) -> dict[str, Any]:
    test: dict[str, Any] = {
        "number": criterion.id,
        "name": named(part, criterion),
        "score": number(criterion.tally.points),
        "max_score": number(criterion.tally.possible),
        "output": _told(criterion, seen),
        "tags": [part.id],
    }
    if criterion.verdict is not Verdict.UNDETERMINED:
        # Gradescope knows no third state: what waits for a person is shown without one.
        test["status"] = "passed" if criterion.verdict is Verdict.MET else "failed"
    return test


def _told(criterion: CriterionView, seen: View) -> str:
    verdict = phrases.VERDICTS[criterion.verdict](seen.language)
    return f"{verdict}: {told(criterion, MOST_OUTPUT)}"
