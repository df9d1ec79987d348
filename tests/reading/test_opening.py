"""A part's own letter in front of its answer."""

from __future__ import annotations

import pytest

from grader.evidence import Cell, CellKind, Evidence, Submission
from grader.parts import Origin, PartEvidence, Passage, Span
from grader.reading.choices import read_choices
from grader.reading.numbers import read_number
from grader.reading.opening import spoken
from grader.reading.reconcile import State

EVIDENCE = Evidence(
    submission=Submission(
        name="a.py", form="script", cells=(Cell(number=1, kind=CellKind.CODE, source=""),), digest="0"
    )
)


def part(name: str, *lines: str) -> PartEvidence:
    passages = tuple(Passage(1, number, Origin.COMMENT, line) for number, line in enumerate(lines, 1))
    return PartEvidence(id=name, evidence=EVIDENCE, spans=(Span(1, 1, len(lines)),), passages=passages)


@pytest.mark.parametrize(
    ("name", "line", "rest"),
    [
        ("3d", "(d) B, C", "B, C"),
        ("3d", "d) B, C", "B, C"),
        ("3d", "D. B, C", "B, C"),
        ("3-d", "3 (d) B, C", "B, C"),
        ("3d", "Q3(d): B, C", ": B, C"),
        ("2-가", "(가) B", "B"),
        ("4-3", "**Q4.3** B, C", "B, C"),
        ("4-3", "4.3 B, C", "B, C"),
        ("4-3", "4-(3) : B", "B"),
        # What follows is another part's, or the number is the answer.
        ("4-3", "4.2 B", "4.2 B"),
        ("4-3", "4.3", "4.3"),
        # Another letter, a word, a lone option: nothing that opens the part.
        ("3d", "(c) B, C", "(c) B, C"),
        ("3d", "d", "d"),
        ("3d", "dropout: B", "dropout: B"),
        ("3-4", "(4) B", "(4) B"),
        ("bid", "d) B", "d) B"),
    ],
)
def test_the_letter_that_opens_the_part_is_taken_off(name: str, line: str, rest: str) -> None:
    assert [passage.text for passage in spoken(part(name, line))] == [rest]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("# ## 2", []),
        ("## 2", []),
        ("# Part 2", []),
        ("# 문제 2", []),
        ("# 2번", []),
        ("# ---- 2 ----", []),
        ("# **Q2**", []),
        # Another part's, a marker with an answer, and a number that nothing makes a heading.
        ("# Part 3", ["Part 3"]),
        ("# Part 2: 9216", ["Part 2: 9216"]),
        ("# 2.5", ["2.5"]),
        ("x = 1  # Part 2", ["Part 2"]),
    ],
)
def test_a_line_that_is_the_parts_marker_and_no_more_says_nothing(line: str, kept: list[str]) -> None:
    cell = Cell(number=1, kind=CellKind.CODE, source=line)
    evidence = EVIDENCE.model_copy(update={"submission": EVIDENCE.submission.model_copy(update={"cells": (cell,)})})
    passage = Passage(1, 1, Origin.COMMENT, line.partition("#")[2].lstrip("#").strip())
    found = spoken(PartEvidence(id="2", evidence=evidence, spans=(Span(1, 1, 1),), passages=(passage,)))

    assert [one.text for one in found] == kept


def test_a_marker_is_no_answer_where_nothing_else_is_said() -> None:
    assert read_number(part("2", "Part 2")).state is State.NOTHING


def test_further_down_it_may_be_an_option() -> None:
    assert [passage.text for passage in spoken(part("3d", "(d) which?", "(d) B"))] == ["which?", "(d) B"]


def test_an_option_of_the_same_name_is_not_chosen_by_it() -> None:
    assert read_choices(part("3d", "(d) B, C"), ["A", "B", "C", "D"]).value == {"B", "C"}
    assert read_choices(part("3d", "(d) D"), ["A", "B", "C", "D"]).value == {"D"}
