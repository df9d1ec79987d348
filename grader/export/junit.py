"""JUnit XML, a test suite a submission, as CI systems and Artemis read it.

JUnit knows no partial credit: a criterion partly met is a failure that says so, and the points stand in properties of
the suite, as the schema of Jenkins's xUnit plugin (the family that pytest calls xunit2) knows none of a test case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from grader.checks.base import Verdict
from grader.export.graded import amount, criteria, told
from grader.report import phrases
from grader.report.view import view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.export.graded import Graded
    from grader.report.view import CriterionView, PartView, Tally, View

MOST_MESSAGE = 1000
MOST_TEXT = 8000
FAILED = (Verdict.PARTIAL, Verdict.NOT_MET)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(graded: Sequence[Graded], *, language: str = "en", student: bool = True) -> str:
    """Return the document.

    Args:
        graded: A suite each.
        language: "en" or "ko".
        student: Leave out what only the teacher should read.
    """
    root = ET.Element("testsuites", name="grader")
    for one in graded:
        _suite(root, view(one.score, language=language, student=student))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, seen: View) -> None:
    all_ = criteria(seen)
    suite = ET.SubElement(
        root,
        "testsuite",
        name=_legal(seen.submission),
        tests=str(len(all_)),
        failures=str(sum(criterion.verdict in FAILED for _, criterion in all_)),
        errors="0",
        skipped=str(sum(criterion.verdict is Verdict.UNDETERMINED for _, criterion in all_)),
        time="0",
    )
    holder = ET.SubElement(suite, "properties")
    _properties(holder, "", seen.tally)
    for part, criterion in all_:
        _properties(holder, f"{criterion.id}.", criterion.tally)
        _case(suite, part, criterion, seen)


def _case(suite: ET.Element, part: PartView, criterion: CriterionView, seen: View) -> None:
    title = " ".join(filter(None, (part.title, criterion.title if len(part.criteria) > 1 else "")))
    case = ET.SubElement(suite, "testcase", classname=_legal(part.id), name=_legal(title or criterion.id), time="0")
    verdict = phrases.VERDICTS[criterion.verdict](seen.language)
    message = _legal(f"{verdict}: {told(criterion, MOST_MESSAGE)}")
    if criterion.verdict in FAILED:
        failure = ET.SubElement(case, "failure", message=message)
        failure.text = _legal("\n".join(filter(None, (told(criterion, MOST_TEXT), criterion.words, criterion.secret))))
    elif criterion.verdict is Verdict.UNDETERMINED:
        ET.SubElement(case, "skipped", message=message)


def _properties(holder: ET.Element, prefix: str, tally: Tally) -> None:
    for name, points in (("points", tally.points), ("pending", tally.pending), ("max_points", tally.possible)):
        ET.SubElement(holder, "property", name=_legal(prefix + name), value=amount(points))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
