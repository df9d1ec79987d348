"""The pytest plugin that gives an instructor's tests the evidence, inside the sandbox, and writes their outcomes.

Fixtures: ``evidence`` (all that is known), ``part`` (what of it belongs to the part, see ``grader.parts``), ``parts``
(every part by id), ``submission``, ``recording``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from grader.evidence import Evidence, Recording, Submission
from grader.parts import Origin, PartEvidence, Passage, Span
from grader.pipeline.testing import INPUT, OUTPUT

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

LONGEST_MESSAGE = 500

_outcomes: list[dict[str, str]] = []


@pytest.fixture(scope="session")
def handed_in() -> dict[str, Any]:
    """What the grader handed in: evidence, parts, and which part is being judged."""
    found: dict[str, Any] = json.loads(Path(os.environ[INPUT]).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def evidence(handed_in: dict[str, Any]) -> Evidence:
    """All that is known about the submission."""
    return Evidence.model_validate(handed_in["evidence"])


@pytest.fixture(scope="session")
def parts(handed_in: dict[str, Any], evidence: Evidence) -> Mapping[str, PartEvidence]:
    """Every part of the exam by its id."""
    made: dict[str, PartEvidence] = {}
    for name, held in handed_in["parts"].items():
        sequence = set(held["events"])
        made[name] = PartEvidence(
            id=name,
            evidence=evidence,
            spans=tuple(Span(**span) for span in held["spans"]),
            events=tuple(event for event in evidence.recording.events if event.seq in sequence),
            passages=tuple(Passage(**{**one, "origin": Origin(one["origin"])}) for one in held["passages"]),
            logs=tuple(evidence.recording.logs[index] for index in held["logs"]),
            others=MappingProxyType(made),
        )
    return made


@pytest.fixture(scope="session")
def part(handed_in: dict[str, Any], parts: Mapping[str, PartEvidence]) -> PartEvidence:
    """The part that is being judged."""
    return parts[handed_in["part"]]


@pytest.fixture(scope="session")
def submission(evidence: Evidence) -> Submission:
    """The student's work as written."""
    return evidence.submission


@pytest.fixture(scope="session")
def recording(evidence: Evidence) -> Recording:
    """What the run recorded."""
    return evidence.recording


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note a test's outcome: of its own call, or of what went wrong before it."""
    report = yield
    if report.when == "call" or (report.when == "setup" and not report.passed):
        told = "" if report.passed else _message(report, call)
        outcome: str = report.outcome
        # A fixture that failed or a clock that ran out says nothing of the student.
        if report.failed and (report.when == "setup" or "Timeout" in told[:20]):
            outcome = "error"
        description = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip().partition("\n")[0]
        name = item.nodeid.partition("::")[2]
        _outcomes.append({"name": name, "outcome": outcome, "message": told, "description": description})
    return report


def pytest_sessionfinish() -> None:
    """Write the outcomes."""
    Path(os.environ[OUTPUT]).write_text(json.dumps({"outcomes": _outcomes}), encoding="utf-8")


def _message(report: pytest.TestReport, call: pytest.CallInfo[None]) -> str:
    if report.skipped and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")[:LONGEST_MESSAGE]
    if call.excinfo is None:
        return ""
    text = str(call.excinfo.value).strip()
    # Pytest's own explanation follows the instructor's words on the next lines.
    words = text.partition("\n")[0] if text else ""
    kind = call.excinfo.typename
    return (words if kind in ("AssertionError", "Failed") and words else f"{kind}: {words}")[:LONGEST_MESSAGE]
