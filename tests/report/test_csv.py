from __future__ import annotations

import csv

import pytest
import scores

from grader.report.csv import BOM, defused, render


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_a_row_has_the_points_of_each_part_and_the_verdict_of_each_criterion() -> None:
    (row,) = _table(render([scores.score()]))

    assert row["submission"] == "김하나.ipynb"
    assert (row["points"], row["pending"], row["lost"], row["possible"]) == ("36.0", "2.5", "4.0", "42.5")
    assert (row["1-1"], row["1-2"], row["1-3"], row["2"]) == ("4.0", "2.0", "0.0", "30.0")
    assert (row["1-1.architecture"], row["1-2.words"], row["2.accuracy"]) == ("partial", "undetermined", "met")
    assert (row["ending"], row["flags"]) == ("raised", "1")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),  # some spreadsheets trim before they look
        ("＝1", "'＝1"),  # full-width, which some take as well
        ("김하나", "김하나"),
        ("a=1", "a=1"),
        ("", ""),
        (-1.5, -1.5),  # a number is no formula
    ],
)
def test_no_entry_is_a_formula(written: str | float, kept: str | float) -> None:
    assert defused(written) == kept


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "a,b", 'say "hi"', "two\nlines", "한,글"])
def test_a_hostile_name_stays_in_its_cell(name: str) -> None:
    rows = _table(render([scores.score(evidence=scores.some_evidence(name=name)), scores.score()]))

    assert len(rows) == 2
    assert not rows[0]["submission"].startswith("=")
    assert rows[0]["points"] == "36.0"


def test_the_byte_order_mark_is_there_only_if_asked_for() -> None:
    assert render([scores.score()], bom=True) == BOM + render([scores.score()])


def test_no_submission_makes_a_table_of_its_header() -> None:
    assert render([]) == "submission,points,pending,lost,possible,ending,flags\r\n"
