"""Lines belong to the part that the markers above them name, however students write these."""

from __future__ import annotations

import pytest
from markers.cases import CASES, EXAM

from grader.evidence import Cell, CellKind
from grader.markers import part_spans


def cell_of(number: int, written: str) -> Cell:
    kind = CellKind.MARKDOWN if written.startswith("md:") else CellKind.CODE
    return Cell(number=number, kind=kind, source=written.removeprefix("md:"))


def parts_of_lines(cells: list[Cell], ids: tuple[str, ...] = EXAM) -> list[list[str]]:
    owner = {
        (span.cell, line): name for name, span in part_spans(cells, ids) for line in range(span.first, span.last + 1)
    }
    return [
        [owner.get((cell.number, line), ".") for line in range(1, cell.source.rstrip("\n").count("\n") + 2)]
        for cell in cells
    ]


@pytest.mark.parametrize("name", CASES)
def test_line_belongs_to_the_part_marked_above_it(name: str) -> None:
    cells = [cell_of(number, written) for number, (written, _) in enumerate(CASES[name], 1)]

    found = parts_of_lines(cells)

    assert [" ".join(parts) if len(set(parts)) > 1 else parts[0] for parts in found] == [p for _, p in CASES[name]]


@pytest.mark.parametrize(
    ("ids", "marks"),
    [
        (("1", "2", "3"), ("# 1.", "# 2.", "# 3.")),
        (("1", "2", "3"), ("(1)", "(2)", "(3)")),
        (("1", "2", "3"), ("1)", "2)", "3)")),
        (("1", "2", "3"), ("문제 1", "문제 2", "문제 3")),
        (("Q1", "Q2", "Q3"), ("## Q1", "## Q2", "## Q3")),
        (("Q1", "Q2", "Q3"), ("1번", "2번", "3번")),
        (("1a", "1b", "2a"), ("### 1a", "### 1b", "### 2a")),
        (("1a", "1b", "2a"), ("1(a)", "1(b)", "2(a)")),
        (("1.1", "1.2", "2.1"), ("## 1.1", "## 1.2", "## 2.1")),
        (("1.1", "1.2", "2.1"), ("1-(1)", "1-(2)", "2-(1)")),
        (("part1", "part2", "part3"), ("# Part 1", "# Part 2", "# Part 3")),
        (("A", "B", "C"), ("## A.", "## B.", "## C.")),
    ],
)
def test_ids_of_any_form_are_found(ids: tuple[str, ...], marks: tuple[str, ...]) -> None:
    cells = [cell_of(number, f"md:{mark}") for number, mark in enumerate(marks, 1)]

    assert parts_of_lines(cells, ids) == [[name] for name in ids]


def test_rounds_in_a_function_are_counted_past_nine() -> None:
    ids = tuple(f"1-{number}" for number in range(1, 12))
    source = "def problem_1():\n" + "".join(f"    # ({number})\n" for number in range(1, 12)) + "    pass"

    assert parts_of_lines([cell_of(1, source)], ids) == [[".", *ids, "1-11"]]


def test_nothing_is_marked_in_an_empty_submission() -> None:
    assert part_spans((), EXAM) == ()
