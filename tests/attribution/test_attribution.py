"""Each thing that a submission does is given to the part that it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attribution.acting import act
from attribution.cases import COMMENTS, FUNCTIONS, MARKED
from attribution.loose_cases import NO_MARKERS, ODD, ORDER, OTHER_IDS

from grader.attribution import attribute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.evidence import Event, Evidence
    from grader.parts import PartEvidence


CASES = {
    f"{group}: {name}": case
    for group, cases in (
        ("marked", MARKED),
        ("in code", COMMENTS),
        ("functions", FUNCTIONS),
        ("order", ORDER),
        ("no markers", NO_MARKERS),
        ("odd", ODD),
        ("other ids", OTHER_IDS),
    )
    for name, case in cases.items()
}


def place_of(event: Event, evidence: Evidence) -> int:
    if evidence.submission.form == "notebook":
        return event.cell
    return evidence.submission.cells[event.cell - 1].first_line + (event.line or 1) - 1


def told(views: Mapping[str, PartEvidence], evidence: Evidence) -> dict[str, str]:
    found = {
        name: " ".join(f"{event.kind}@{place_of(event, evidence)}" for event in view.events)
        for name, view in views.items()
    }
    return {name: text for name, text in found.items() if text}


@pytest.mark.parametrize("name", CASES)
def test_part_gets_what_answers_it(name: str) -> None:
    case = CASES[name]
    evidence = act(case.work)

    assert told(attribute(case.rubric, evidence), evidence) == case.expected
