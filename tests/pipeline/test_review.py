"""Decisions by a person: what waits is shown, what is decided stays."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from grader.errors import UsageError
from grader.evidence import Cell, CellKind, Evidence, Submission
from grader.pipeline.rescoring import Rescorer
from grader.pipeline.review import from_sheet, to_sheet, waiting
from grader.pipeline.sheets import decoded
from grader.rubric import parse
from grader.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from grader.rubric import Rubric
    from grader.scoring import CriterionScore

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


def sheet_of(store: Store, rubric: Rubric, **answers: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(filled(store, rubric, **answers))))


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


QUIRKS = {
    "as it was": written,
    "a byte order mark": lambda rows: "\ufeff" + written(rows),
    "semicolons": lambda rows: written(rows, ";"),
    "tabs": lambda rows: written(rows, "\t"),
    "Excel's line for the separator": lambda rows: "sep=;\r\n" + written(rows, ";"),
    "empty rows between and after": lambda rows: written([rows[0], [""] * 5, *rows[1:], [""] * 11, []]),
    "columns in another order": lambda rows: written([row[::-1] for row in rows]),
    "a column of one's own": lambda rows: written([[*row, "noch was"] for row in rows]),
    "headings touched": lambda rows: written([[f" {cell.title()} " for cell in rows[0]], *rows[1:]]),
    "columns that nobody needs taken out": lambda rows: written([[row[0], row[1], *row[7:]] for row in rows]),
    "the same row twice": lambda rows: written([*rows, *rows[1:]]),
}


@pytest.mark.parametrize("quirk", QUIRKS)
def test_what_spreadsheets_do_to_a_sheet_changes_no_decision(store: Store, rubric: Rubric, quirk: str) -> None:
    rows = sheet_of(store, rubric, points="1.5", who="Lee", comment="zwei; Sätze,\nzwei Zeilen")
    ((name, decision),) = from_sheet(QUIRKS[quirk](rows), store, rubric, when=WHEN)
    assert (name, decision.points, decision.comment) == ("=두.ipynb", Decimal("1.5"), "zwei; Sätze,\nzwei Zeilen")
    store.decide(name, decision)
    assert list(waiting(store, rubric)) == []


def test_rows_taken_out_decide_nothing_and_take_nothing_back(store: Store, rubric: Rubric) -> None:
    store.decide(*from_sheet(filled(store, rubric, points="2", who="Lee"), store, rubric, when=WHEN)[0])
    assert from_sheet("submission,criterion,points,who", store, rubric, when=WHEN) == ()
    assert len(store.decisions("=두.ipynb")) == 1


def test_two_different_decisions_on_one_criterion_are_a_fault(store: Store, rubric: Rubric) -> None:
    rows = sheet_of(store, rubric, points="1", who="Lee")
    second = [{"1": "2"}.get(cell, cell) if at == 7 else cell for at, cell in enumerate(rows[1])]
    with pytest.raises(UsageError, match=r"line 3: .* decided twice, with other points"):
        from_sheet(written([*rows, second]), store, rubric, when=WHEN)


def test_no_digest_is_a_number_to_a_spreadsheet(store: Store, rubric: Rubric) -> None:
    assert all(row[-1].startswith("#") for row in sheet_of(store, rubric)[1:])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_a_sheet_is_read_in_the_encodings_that_spreadsheets_save(encoding: str) -> None:
    assert decoded("제출물,점수".encode(encoding), "sheet.csv") == "제출물,점수"


def test_a_decision_survives_a_regrade_a_re_run_and_a_change_of_the_rubric(store: Store, rubric: Rubric) -> None:
    ((name, decision),) = from_sheet(filled(store, rubric, points="1", who="Lee"), store, rubric, when=WHEN)
    store.decide(name, decision)

    def criterion(by: Rubric) -> CriterionScore:
        return dict(Rescorer(by).all(store))[name].parts[0].criteria[0]

    # A regrade, twice: from the evidence, and from what was read of it.
    for _ in range(2):
        found = criterion(rubric)
        assert (found.points, found.pending, found.stale) == (1, 0, False)
    # A re-run that finds the same.
    store.save(name, "another run", evidence_of(name, "답: 9216\n\n답: 9217"))
    assert (criterion(rubric).points, criterion(rubric).stale) == (1, False)
    # Another worth: the share of it that was given holds.
    worth_four = parse(RUBRIC.replace("points: 2", "points: 4"))
    assert (criterion(worth_four).points, criterion(worth_four).stale) == (2, False)
    # Another criterion in the part, and another key: what the person saw is no longer what is found.
    other_key = parse(RUBRIC.replace("[9216]", "[9217]"))
    assert criterion(other_key).points == 1
    # A re-run that finds something else: the decision holds, is marked, and waits once more.
    store.save(name, "a third run", evidence_of(name, "답: 9216"))
    found = criterion(rubric)
    assert (found.points, found.pending, found.stale) == (1, 0, True)
    assert [item.name for item in waiting(store, rubric)] == [name]
    # Back at what the person saw, nothing is stale.
    store.save(name, "a fourth run", evidence_of(name, "답: 9216\n\n답: 9217"))
    assert not criterion(rubric).stale


def test_a_spreadsheet_takes_no_name_for_a_formula(store: Store, rubric: Rubric) -> None:
    assert "'=두.ipynb" in to_sheet(list(waiting(store, rubric)))
