"""Each thing that a submission does is given to the part that it answers."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from attribution.acting import act
from attribution.cases import COMMENTS, FUNCTIONS, MARKED
from attribution.exams import SECTIONS
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


CUT_SHORT = {
    "markers inside main()": """
        def main():
            # 1-1
            net = dnn()
            fit(net)
            # 1-2
            evaluate(net)
            # 1-3
            1 / 0
        main()
        """,
    "functions named after parts": """
        def q1_1():
            net = dnn()
            fit(net)
            evaluate(net)
            return net
        def q1_2(net):
            evaluate(net)
            1 / 0
        def q1_3():
            fit(dnn(), epochs=50, validation=0.2)
        def main():
            q1_2(q1_1())
            q1_3()
        main()
        """,
}


def stopped(name: str) -> Mapping[str, PartEvidence]:
    evidence = act(textwrap.dedent(CUT_SHORT[name]).lstrip())
    (run,) = evidence.recording.cells
    recording = evidence.recording.model_copy(update={"cells": (run.model_copy(update={"ending": "timed_out"}),)})
    return attribute(SECTIONS, evidence.model_copy(update={"recording": recording}))


@pytest.mark.parametrize("name", CUT_SHORT)
def test_a_part_inside_a_function_that_a_stopped_run_did_not_come_to_is_unreached(name: str) -> None:
    assert stopped(name)["1-3"].unreached


def test_a_part_inside_a_function_that_went_on_is_done() -> None:
    views = stopped("markers inside main()")

    assert [views[name].unreached for name in ("1-1", "1-2", "1-3")] == [False, True, True]
