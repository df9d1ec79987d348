"""An exam of sections with parts, and one without, whose headings all are of one style."""

from __future__ import annotations

import pytest
from markers.cases import EXAM
from markers.test_part_spans import cell_of, parts_of_lines

ROMAN = {"1": "Ⅰ", "2": "Ⅱ", "3": "Ⅲ", "4": "Ⅳ"}
LETTER = dict(zip("12345", "abcde", strict=True))
SYLLABLE = dict(zip("12345", "가나다라마", strict=True))
CIRCLE = dict(zip("12345", "①②③④⑤", strict=True))

# The heading of a section, if any; that of a part; that of the section that is a part itself, unless it is the first.
STYLES = [
    ("## {s}. DNN", "({n})", ""),
    ("# {s} DNN", "## ({n})", ""),
    ("## {r}. DNN", "### {n})", ""),
    ("# Part {r}", "### Q{n}", ""),
    ("# {s}. DNN", "{c}", ""),
    ("# {s}. DNN", "{k}.", ""),
    ("## Problem {s}", "({a})", ""),
    ("## Section {s}", "### Task {n}", ""),
    ("## 대문제 {s}", "### 소문제 {n}", ""),
    ("## Task {s}", "### Subtask {s}.{n}", ""),
    ("", "**{s}-{n}**", "# 문제 {s}"),
    ("", "# {s}번 문제 ({n})", "# {s}번 문제"),
    ("", "# {s}번-{n}", "# {s}번"),
    ("", "## {s}번 - {n})", "## {s}번"),
    ("", "### {s}.{n})", "### {s})"),
    ("", "### {s}_{n}", "### {s}"),
    ("", "({s}-{n})", "({s})"),
    ("", "[{s}-{n}]", "[{s}]"),
    ("", "<{s}-{n}>", "<{s}>"),
    ("", "## ({s}번) - ({n})", "## ({s}번)"),
    ("", "Q{s}({a})", "Q{s}"),
    ("", "## {s}{a}", "## {s}"),
    ("", "## {s}-{k}", "## {s}"),
    ("", "## Exercise {s}, part {n}", "## Exercise {s}"),
    ("", "## {r}-{n}", "## {r}"),
    ("", "## 답안 {s}-{n}", "## 답안 {s}"),
    ("", "## Answer {s}-{n}", "## Answer {s}"),
    ("", "**#{s}-{n}**", "**#{s}**"),
    ("", "## P{s}-{n}", "## P{s}"),
]


@pytest.mark.parametrize(("section", "part", "alone"), STYLES)
def test_every_part_is_found_by_headings_of_one_style(section: str, part: str, alone: str) -> None:
    written: list[str] = []
    expected: dict[int, str] = {}
    for number, name in enumerate(EXAM):
        s, _, n = name.partition("-")
        names = {"s": s, "n": n, "r": ROMAN[s]}
        names |= {"a": LETTER.get(n, ""), "k": SYLLABLE.get(n, ""), "c": CIRCLE.get(n, "")}
        if section and (number == 0 or not EXAM[number - 1].startswith(s)):
            written.append("md:" + section.format_map(names))
        if n or alone:
            written.append("md:" + (part if n else alone).format_map(names))
        written.append("net.fit(x)")
        expected[len(written) - 1] = name

    found = parts_of_lines([cell_of(number, text) for number, text in enumerate(written, 1)])

    assert {index: found[index][0] for index in expected} == expected


@pytest.mark.parametrize("text", ["(3)", "[3]", "### 답 3"])
def test_a_lone_number_inside_a_part_that_goes_on_is_no_section(text: str) -> None:
    cells = [cell_of(n, t) for n, t in enumerate(["md:# 1-1", "x", f"md:값은\n{text}", "y", "md:# 1-2", "z"], 1)]

    assert [parts[0] for parts in parts_of_lines(cells)] == ["1-1", "1-1", "1-1", "1-1", "1-2", "1-2"]
