from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from xml.etree import ElementTree as ET

import classes
import pytest

from grader.export import canvas, classroom, classroom50, gradescope, junit, moodle, nbgrader, xlsx
from grader.report.csv import render as table
from grader.report.data import as_dict

parsed = ET.fromstring


def _column(text: str, name: str, delimiter: str = ",") -> list[Decimal]:
    read = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    return [Decimal(row[name]) for row in read if (row[name] or "").replace(".", "").isdigit()]


def totals() -> dict[str, list[Decimal]]:
    graded = classes.a_class()
    scores = [one.score for one in graded]
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(graded))).worksheets[0]
    suites = parsed(junit.render(graded))
    gradebook = canvas.fill(classes.CANVAS.encode(), graded, file="", assignment="12").text
    worksheet = moodle.fill(classes.worksheet().encode(), graded, file="").text
    payloads = [json.loads(classroom.render(score)) for score in scores]
    return {
        "canvas": _column(gradebook, "기말고사 (12)")[1:6],
        "moodle": _column(worksheet, "Grade"),
        "nbgrader": _column(nbgrader.render(graded), "score"),
        "csv": _column(table(scores), "points"),
        "json": [Decimal(str(as_dict(score)["points"])) for score in scores],
        "gradescope": [Decimal(str(json.loads(gradescope.render(score))["score"])) for score in scores],
        "gradescope's tests": [
            sum((Decimal(str(test["score"])) for test in json.loads(gradescope.render(score))["tests"]), Decimal(0))
            for score in scores
        ],
        "classroom": [Decimal(str(round(sum(t["score"] for t in made["tests"]), 10))) for made in payloads],
        "classroom50": [Decimal(json.loads(classroom50.render(score))["score"]) / 100 for score in scores],
        "junit": [Decimal(suite.find("properties/property").get("value")) for suite in suites],
        "xlsx": [Decimal(str(sheet.cell(row, 3).value)) for row in range(2, 2 + len(graded))],
    }


def test_every_format_gives_every_student_the_same_points() -> None:
    exact = [one.score.points for one in classes.a_class()]

    assert {name: found for name, found in totals().items() if found != exact} == {}
