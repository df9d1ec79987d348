"""What the reporter action of GitHub Classroom reads: one step output, ``result``, base64 of JSON.

The service was retired in August 2026 and the action is still served. Its traps, and what is done about them:

- It adds the scores of the tests up as floating-point numbers: they are chosen so that the sum is the exact total.
- A payload without tests makes it fail, an empty list gives NaN: there is always one.
- It prints the message of a test only if its status is "error", and ``test_code`` always: the reason stands there.
- It prints what it is given into a workflow's log, which obeys commands: no text here can be one.
- Its table counts passed tests and not points; the total that counts is the one in its notice.
"""

from __future__ import annotations

import base64
import json
import math
from typing import TYPE_CHECKING, Any

from grader.checks.base import Verdict
from grader.export.graded import criteria, named, number, told
from grader.report.view import view

if TYPE_CHECKING:
    from grader.report.view import CriterionView, PartView
    from grader.scoring import Score

MOST_REASON = 500
_STATUS = {
    Verdict.MET: "pass",
    Verdict.PARTIAL: "fail",
    Verdict.NOT_MET: "fail",
    Verdict.UNDETERMINED: "error",
    Verdict.NOT_CHECKED: "error",
}


def result(score: Score, *, language: str = "en") -> str:
    """Return the value of the step's output ``result``: one line of base64."""
    return base64.b64encode(render(score, language=language).encode()).decode()


def render(score: Score, *, language: str = "en") -> str:
    """Return the payload as JSON; it holds what a student may read."""
    seen = view(score, language=language, student=True)
    tests = [_test(part, criterion) for part, criterion in criteria(seen)]
    for test, exact in zip(tests, summing([float(t["score"]) for t in tests], float(seen.tally.points)), strict=True):
        test["score"] = int(exact) if exact.is_integer() else exact
    verdicts = {criterion.verdict for _, criterion in criteria(seen)}
    nothing = not score.known.submission.digest
    status = "error" if nothing else "pass" if verdicts <= {Verdict.MET} else "fail"
    payload = {"version": 1, "status": status, "max_score": number(seen.tally.possible), "tests": tests}
    return json.dumps(payload, ensure_ascii=False, allow_nan=False)


def summing(scores: list[float], total: float) -> list[float]:
    """Return the scores, one of them moved by as little as makes their floating-point sum the total.

    Args:
        scores: In the order in which they will be added up, from 0.
        total: What they come to exactly.
    """
    made = list(scores)
    candidates = sorted((at for at, score in enumerate(made) if score), key=lambda at: -at)
    for at in candidates:
        for _ in range(64):
            found = _added(made)
            if found == total:
                return made
            made[at] = math.nextafter(made[at], math.inf if found < total else -math.inf)
        made[at] = scores[at]
    return made


def _added(scores: list[float]) -> float:
    total = 0.0
    for score in scores:
        total += score
    return total


def _test(part: PartView, criterion: CriterionView) -> dict[str, Any]:
    said = harmless(told(criterion, MOST_REASON))
    return {
        "name": harmless(named(part, criterion)),
        "status": _STATUS[criterion.verdict],
        "score": number(criterion.tally.points),
        "message": said,
        "test_code": said,
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }


def harmless(text: str) -> str:
    """Return one line in which no runner finds a workflow command, in neither of their two spellings."""
    return " ".join(text.split()).replace("::", ": :").replace("##[", "# #[")
