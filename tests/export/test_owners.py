"""What other systems make of our exports, by their own rules: nothing but the class's points, and all of them."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import classes
import demonstration
import jsonschema
import pytest
import scores
from export.owners import into_canvas, into_moodle, published

from grader.export import canvas, classroom50, junit, moodle, nbgrader

EXACT = [f"{one.score.points:.2f}" for one in classes.a_class()]
ENGLISH = {
    "identifier": "Identifier",
    "grade": "Grade",
    "modified": "Last modified (grade)",
    "feedback": "Feedback comments",
}


def test_canvas_takes_the_points_and_makes_up_no_assignment() -> None:
    course = {"11": "Homework", "12": "기말고사"}
    before = into_canvas(classes.CANVAS, course)
    after = into_canvas(canvas.fill(classes.CANVAS.encode(), classes.a_class(), file="", assignment="12").text, course)
    filled = [after.scores[f"{number}/12"] for number in ("101", "102", "103", "104", "105")]
    others = {name: score for name, score in after.scores.items() if not name.endswith("/12")}

    assert filled == EXACT
    assert after.created == before.created == []
    assert others == {name: score for name, score in before.scores.items() if not name.endswith("/12")}
    assert after.scores["106/12"] == before.scores["106/12"] == "12.00"  # handed in nothing here
    assert after.scores["102/11"] == "EX"


def test_moodle_takes_the_points_and_the_feedback() -> None:
    filled = moodle.fill(classes.worksheet().encode(), classes.a_class(), file="").text
    made = into_moodle(filled, ENGLISH, Decimal(classes.POSSIBLE))

    assert [made.scores[str(at)] for at in range(1, 6)] == EXACT
    assert "6" not in made.scores  # handed in nothing
    assert all(made.feedback[str(at)] for at in range(1, 6))
    assert not any(text.startswith(("=", "+", "-", "@")) for text in made.feedback.values())


@pytest.mark.parametrize(
    "score",
    [*(one.score for one in classes.a_class()), scores.score(), demonstration.score("::error::\x00\ud800")],
    ids=range(7),
)
def test_classroom_50s_own_schema_takes_the_result(score: object) -> None:
    schema = json.loads(published("result-v1.schema.json").read_text(encoding="utf-8"))
    made = json.loads(classroom50.render(score))  # type: ignore[arg-type]

    jsonschema.validate(made, schema, cls=jsonschema.Draft202012Validator)


def test_the_junit_schema_of_jenkins_takes_the_class() -> None:
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(published("junit-10.xsd"))

    for student in (True, False):
        for language in ("en", "ko"):
            schema.validate(junit.render(classes.a_class(), language=language, student=student))
    schema.validate(junit.render([]))


def test_nbgraders_own_table_has_our_columns() -> None:
    theirs = published("grades.csv").read_text(encoding="utf-8").splitlines()[0]

    assert nbgrader.render(classes.a_class()).splitlines()[0] == theirs


def test_what_reads_nbgraders_table_gets_each_student_in_a_row_of_their_own() -> None:
    """With the reader that nbgrader itself uses for tables: csv.DictReader."""
    rows = list(csv.DictReader(io.StringIO(nbgrader.render(classes.a_class()))))

    assert [f"{Decimal(row['score']):.2f}" for row in rows] == EXACT
    assert rows[0]["student_id"] == "20260001"
    assert all(None not in row and None not in row.values() for row in rows)
    assert {row["max_score"] for row in rows} == {classes.POSSIBLE}
