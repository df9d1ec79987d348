from __future__ import annotations

import base64
import csv
import io
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import classes
import demonstration
import jsonschema
import pytest
import scores

from grader.export import classroom, classroom50, gradescope, junit, nbgrader, xlsx
from grader.export.graded import Graded

parsed = ET.fromstring
if TYPE_CHECKING:
    from grader.scoring import Score


def of(score: Score, name: str = "x.py") -> Graded:
    return Graded(name, "x", (), score)


SCORES = {
    "all kinds": scores.score,
    "whole exam": demonstration.score,
    "hostile": lambda: demonstration.score("::error::x\n##[error]y\x1b]0;z\x07,\"';=1+1<b>&\ud800"),
    "of a class": lambda: classes.a_class()[3].score,
}
every_score = pytest.mark.parametrize("kind", SCORES)


# --------------------------------------------------------------------------------------------------------- gradescope

GRADESCOPE = {
    "score": (int, float),
    "execution_time": (int, float),
    "output": str,
    "output_format": str,
    "test_output_format": str,
    "test_name_format": str,
    "visibility": str,
    "stdout_visibility": str,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
GRADESCOPE_TEST = {
    "score": (int, float),
    "max_score": (int, float),
    "status": str,
    "name": str,
    "name_format": str,
    "number": str,
    "output": str,
    "output_format": str,
    "tags": list,
    "visibility": str,
    "extra_data": dict,
}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"visible", "hidden", "after_due_date", "after_published"}


@every_score
def test_gradescope_gets_only_fields_it_knows_with_values_it_allows(kind: str) -> None:
    made = json.loads(gradescope.render(SCORES[kind]()))

    assert made.keys() <= GRADESCOPE.keys()
    assert all(isinstance(value, GRADESCOPE[name]) for name, value in made.items())
    assert made["stdout_visibility"] in VISIBILITIES >= {made["visibility"]}
    assert {made["output_format"], made["test_output_format"], made["test_name_format"]} <= FORMATS
    for test in made["tests"]:
        assert test.keys() <= GRADESCOPE_TEST.keys()
        assert all(isinstance(value, GRADESCOPE_TEST[name]) for name, value in test.items())
        assert test.get("status", "passed") in {"passed", "failed"}
        assert "visibility" not in test  # one hidden test would hide the total from the student


def test_gradescope_shows_what_waits_for_a_person_as_neither_passed_nor_failed() -> None:
    tests = {test["number"]: test for test in json.loads(gradescope.render(scores.score()))["tests"]}

    assert "status" not in tests["1-2.words"]
    assert tests["1-1.compile"]["status"] == "passed"
    assert tests["1-3.choice"]["status"] == "failed"


def test_what_students_see_holds_no_key() -> None:
    shown = gradescope.render(scores.score()) + classroom.render(scores.score()) + classroom50.render(scores.score())

    assert scores.KEY not in shown
    assert scores.FLAG not in shown
    assert scores.MACHINE not in shown


# ---------------------------------------------------------------------------------------------------------- classroom


def reported(payload: dict[str, Any]) -> str:
    """Say what the reporter's notice says: the scores added up from 0, printed as JavaScript prints numbers."""
    total = 0.0
    for test in payload["tests"]:
        total += test["score"]
    return f"Points {total:g}/{payload['max_score']}" if total == round(total, 2) else f"Points {total!r}"


@every_score
def test_the_reporter_finds_every_field_it_reads(kind: str) -> None:
    score = SCORES[kind]()
    payload = json.loads(base64.b64decode(classroom.result(score), validate=True))

    assert payload["status"] in {"pass", "fail", "error"}
    assert payload["tests"]
    for test in payload["tests"]:
        assert test["status"] in {"pass", "fail", "error"}
        assert isinstance(test["line_no"], int)
        assert {"name", "message", "test_code", "score"} <= test.keys()
        assert "::" not in test["name"] + test["test_code"] + test["message"]
        assert "##[" not in test["name"] + test["test_code"] + test["message"]
        assert len((test["name"] + test["test_code"]).splitlines()) == 1
    assert reported(payload) == f"Points {float(score.points):g}/{float(score.possible):g}"


@pytest.mark.parametrize(
    "exact",
    [
        ["0.1", "0.2"],
        ["0.4"] * 5,
        ["2.33", "4.67", "0", "1.01", "0.07", "29.99"],
        ["0"],
        [],
        [f"{n / 100:.2f}" for n in range(1, 100)],
        ["1000", "0.01", "0.07", "0.29"],
    ],
)
def test_scores_add_up_to_the_total_in_floating_point(exact: list[str]) -> None:
    total = float(sum(map(Decimal, exact), Decimal(0)))
    made = classroom.summing(list(map(float, exact)), total)

    assert classroom._added(made) == total
    assert all(abs(one - float(other)) < 1e-9 for one, other in zip(made, exact, strict=True))


def test_a_submission_that_could_not_be_graded_is_an_error_with_tests() -> None:
    known = scores.some_evidence()
    none = known.model_copy(update={"submission": known.submission.model_copy(update={"digest": ""})})
    payload = json.loads(classroom.render(scores.score(evidence=none)))

    assert payload["status"] == "error"
    assert payload["tests"]


# -------------------------------------------------------------------------------------------------------- classroom 50

INTEGER = {"type": "integer", "minimum": 0}
TEXT = {"type": "string", "minLength": 1}
RESULT_V1 = {  # the rules of Classroom 50's schema, as its documentation gives them
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release"),
        *("review", "datetime", "score", "max-score", "tests"),
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        "assignment_type": {"enum": ["individual", "group", "team"]},
        "submission": {"type": "string", "pattern": "^submit/"},
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        **dict.fromkeys(("classroom", "assignment", "owner", "commit", "release", "review", "graded_at"), TEXT),
        "submitted_by": {"type": "object"},
        "score": INTEGER,
        "max-score": INTEGER,
        "tests": {
            "type": "array",
            "maxItems": 100,
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": TEXT,
                    "passed": {"type": "boolean"},
                    "score": INTEGER,
                    "max-score": INTEGER,
                    "output": {"type": "string", "maxLength": 2000},
                },
            },
        },
    },
}


@every_score
def test_classroom_50_gets_integers_and_no_key_it_does_not_know(kind: str) -> None:
    score = SCORES[kind]()
    made = json.loads(classroom50.render(score))

    jsonschema.validate(made, RESULT_V1)
    assert made["score"] <= made["max-score"]
    assert all(test["score"] <= test["max-score"] for test in made["tests"])
    assert made["score"] == sum(test["score"] for test in made["tests"]) == score.points * 100
    assert made["max-score"] == sum(test["max-score"] for test in made["tests"])


def test_the_identity_of_a_submission_is_the_runners() -> None:
    identity = classroom50.Identity(classroom="c", owner="학생", submission="submit/7", when="2026-06-20T01:02:03Z")
    made = json.loads(classroom50.render(scores.score(), identity))

    jsonschema.validate(made, RESULT_V1)
    assert (made["owner"], made["submission"], made["datetime"]) == ("학생", "submit/7", "2026-06-20T01:02:03Z")


# -------------------------------------------------------------------------------------------------------------- junit


@every_score
def test_junit_has_the_elements_and_attributes_of_xunit2(kind: str) -> None:
    score = SCORES[kind]()
    root = parsed(junit.render([of(score)]))
    (suite,) = root
    cases = suite.findall("testcase")

    assert root.tag == "testsuites"
    assert set(suite.keys()) <= {"name", "tests", "errors", "failures", "skipped", "time", "timestamp", "hostname"}
    assert int(suite.get("tests", "")) == len(cases) == sum(len(part.criteria) for part in score.parts)
    assert int(suite.get("failures", "")) == len(suite.findall(".//failure"))
    assert int(suite.get("skipped", "")) == len(suite.findall(".//skipped"))
    for case in cases:
        assert set(case.keys()) == {"classname", "name", "time"}
        assert [child.tag for child in case] in ([], ["failure"], ["skipped"])
    points = {p.get("name", ""): Decimal(p.get("value", "")) for p in suite.findall("properties/property")}
    assert points.pop("points") == score.points
    assert sum(value for name, value in points.items() if name.endswith(".points")) == score.points


def test_junit_holds_no_character_that_xml_forbids() -> None:
    shown = junit.render([of(scores.score("\x08\x00\x1b[2K\ufffe\ud800 50%|███|"))])

    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", shown)
    parsed(shown)


# ----------------------------------------------------------------------------------------------------------- nbgrader


def test_nbgrader_reads_names_with_commas_and_quotes_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(nbgrader.render(classes.a_class(), assignment="final"))))

    assert list(rows[0]) == list(nbgrader.COLUMNS)
    assert (rows[1]["last_name"], rows[1]["first_name"]) == ("O'Brien", '"Pat"')
    assert rows[1]["email"] == "pat@example.ac.kr"
    assert rows[3]["last_name"] == "Jörg"
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    assert {row["assignment"] for row in rows} == {"final"}


# --------------------------------------------------------------------------------------------------------------- xlsx


def test_a_workbook_holds_numbers_as_numbers_and_never_a_formula() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(classes.a_class(), language="ko")))
    points, criteria = book.worksheets

    assert [cell.value for cell in points[1]][:5] == ["제출물", "학생", "합계", "사람의 확인 대기", "만점"]
    assert points["B4"].value == "=cmd|' /C calc'!A0"
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    assert [points.cell(row, 3).value for row in range(2, 7)] == [float(one.score.points) for one in classes.a_class()]
    assert criteria.max_row == 1 + sum(len(p.criteria) for one in classes.a_class() for p in one.score.parts)


def test_a_workbook_bears_any_text() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    content = xlsx.render([of(demonstration.score("\x00\x1b[1m\ud800\uffff" + "x" * 40_000))], student=True)

    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[1].max_row > 5


def test_a_workbook_without_openpyxl_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)

    with pytest.raises(Exception, match=re.escape("pip install 'grader[xlsx]'")):
        xlsx.render([])
