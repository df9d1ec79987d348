"""Decisions by a person: what waits is shown, what is decided stays."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from grader.errors import UsageError
from grader.evidence import Cell, CellKind, Evidence, Submission
from grader.pipeline.review import from_sheet, to_sheet, waiting
from grader.rubric import parse
from grader.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from grader.rubric import Rubric

RUBRIC = """
exam: Small
parts:
  - id: "1"
    points: 2
    criteria: [{check: shape_answer, points: 2, shape: [9216], product: true}]
"""
WHEN = "2026-06-20T10:00:00+09:00"


def evidence_of(name: str, answer: str) -> Evidence:
    cell = Cell(number=1, kind=CellKind.MARKDOWN, source=f"# 1.\n{answer}")
    return Evidence(submission=Submission(name=name, form="notebook", cells=(cell,), digest="d"))


@pytest.fixture
def rubric() -> Rubric:
    return parse(RUBRIC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path, create=True)
    made.save("good.ipynb", "1", evidence_of("good.ipynb", "답: 9216"))
    made.save("=두.ipynb", "1", evidence_of("=두.ipynb", "답: 9216\n\n답: 9217"))
    yield made
    made.close()


def filled(store: Store, rubric: Rubric, **answers: str) -> str:
    rows = list(csv.DictReader(io.StringIO(to_sheet(list(waiting(store, rubric))).removeprefix("\ufeff"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows({**row, **answers} for row in rows)
    return out.getvalue()


def test_only_what_is_undetermined_waits(store: Store, rubric: Rubric) -> None:
    assert [(item.name, item.criterion.criterion.id) for item in waiting(store, rubric)] == [
        ("=두.ipynb", "1.shape_answer")
    ]


def test_a_sheet_goes_out_and_comes_back_as_decisions(store: Store, rubric: Rubric) -> None:
    sheet = filled(store, rubric, points="1,5", who="Prof. Lee", comment="=1+1 is what they meant")
    ((name, decision),) = from_sheet(sheet, store, rubric, when=WHEN)
    assert (name, decision.points, decision.possible, decision.who) == ("=두.ipynb", Decimal("1.5"), 2, "Prof. Lee")
    store.decide(name, decision)
    assert list(waiting(store, rubric)) == []


def test_a_decision_waits_again_once_the_evidence_changed(store: Store, rubric: Rubric) -> None:
    ((name, decision),) = from_sheet(filled(store, rubric, points="2", who="Lee"), store, rubric, when=WHEN)
    store.decide(name, decision)
    store.save(name, "2", evidence_of(name, "답: 12\n\n답: 13"))
    (item,) = waiting(store, rubric)
    assert item.score.points == 2
    store.decide(name, item.decide(Decimal(0), "", "Lee", WHEN))
    assert list(waiting(store, rubric)) == []


def test_rows_left_empty_decide_nothing(store: Store, rubric: Rubric) -> None:
    assert from_sheet(filled(store, rubric), store, rubric, when=WHEN) == ()


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"points": "3", "who": "Lee"}, "a number from 0 to 2, found '3'"),
        ({"points": "-1", "who": "Lee"}, "a number from 0 to 2"),
        ({"points": "two", "who": "Lee"}, "found 'two'"),
        ({"points": "NaN", "who": "Lee"}, "a number from 0 to 2"),
        ({"points": "1"}, "who decided"),
        ({"points": "1", "who": "Lee", "submission": "x.py"}, "no submission 'x.py'"),
        ({"points": "1", "who": "Lee", "criterion": "7"}, "no criterion '7'"),
    ],
)
def test_a_faulty_row_is_named_and_nothing_is_taken(
    store: Store, rubric: Rubric, answers: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match="nothing was taken") as raised:
        from_sheet(filled(store, rubric, **answers), store, rubric, when=WHEN)
    assert "line 2" in str(raised.value)
    assert message in str(raised.value)


def test_a_spreadsheet_takes_no_name_for_a_formula(store: Store, rubric: Rubric) -> None:
    assert "'=두.ipynb" in to_sheet(list(waiting(store, rubric)))
