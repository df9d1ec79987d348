from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import scores

from grader.evidence import Ending
from grader.report.data import as_dict, schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "report.schema.json"


@pytest.mark.parametrize("student", [False, True])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_report_keeps_to_its_schema(language: str, student: bool) -> None:
    jsonschema.validate(as_dict(scores.score(), language=language, student=student), schema())


def test_the_schema_refuses_what_is_no_report() -> None:
    wrong = as_dict(scores.score()) | {"points": "94"}

    with pytest.raises(jsonschema.ValidationError, match="'94' is not of type 'number'"):
        jsonschema.validate(wrong, schema())


def test_the_published_schema_is_the_one_that_is_made() -> None:
    assert json.loads(PUBLISHED.read_text("utf-8")) == schema()


def test_the_fields_of_the_interface_are_there() -> None:
    made = as_dict(scores.score())

    assert made["schema"] == "grader/report/1"
    assert (made["submission"], made["rubric"]) == ("김하나.ipynb", "Machine learning final")
    assert (made["points"], made["pending"], made["possible"]) == (36.0, 2.5, 42.5)
    assert (made["fidelity"], made["ending"]) == ("auto", "raised")
    assert made["flags"] == [{"kind": "claim", "message": scores.FLAG, "where": "cell 3"}]
    assert [part["id"] for part in made["parts"]] == ["1-1", "1-2", "1-3", "2"]
    assert made["measurements"][0]["value"] == 0.7265
    criterion = made["parts"][0]["criteria"][0]
    wanted = {"id": "1-1.architecture", "check": "architecture", "verdict": "partial", "points": 2.0, "possible": 4.0}
    assert wanted.items() <= criterion.items()
    assert criterion["where"] == "cell 2, line 3"


def _levels(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [report, *report["parts"], *(criterion for part in report["parts"] for criterion in part["criteria"])]


def test_points_pending_and_lost_make_up_what_is_possible_at_every_level() -> None:
    for level in _levels(as_dict(scores.score())):
        assert level["points"] + level["pending"] + level["lost"] == pytest.approx(level["possible"])


def test_a_student_sees_no_key_no_flag_and_nothing_of_the_machine() -> None:
    written = json.dumps(as_dict(scores.score(), student=True), ensure_ascii=False)

    assert scores.KEY not in written
    assert scores.FLAG not in written
    assert scores.MACHINE not in written
    assert "secret" not in written


def test_the_teacher_sees_them_all() -> None:
    written = json.dumps(as_dict(scores.score()), ensure_ascii=False)

    assert scores.KEY in written
    assert scores.FLAG in written
    assert scores.MACHINE in written


def test_places_are_the_same_in_every_language() -> None:
    made = as_dict(scores.score(), language="ko")

    assert made["parts"][0]["criteria"][0]["where"] == "cell 2, line 3"
    assert made["parts"][0]["criteria"][1]["reason"] == "요구대로 adam"


@pytest.mark.parametrize("ending", list(Ending))
def test_every_ending_has_its_word(ending: Ending) -> None:
    assert as_dict(scores.score(evidence=scores.some_evidence(ending=ending)))["ending"] == ending.value


def test_a_number_that_is_not_finite_becomes_null() -> None:
    from grader.checks.base import Curves, met
    from grader.values import Text

    found = scores.findings() | {"2.accuracy": met(Text.same("x"), exhibit=Curves((("loss", (float("nan"), 1.0)),)))}
    made = as_dict(scores.score(found=found))

    assert made["parts"][3]["criteria"][0]["exhibit"]["series"] == {"loss": [None, 1.0]}
    json.dumps(made, allow_nan=False)
