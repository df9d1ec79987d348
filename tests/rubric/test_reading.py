"""What a rubric's YAML may look like."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from grader.cli.rubrics import load
from grader.errors import UsageError
from grader.rubric import parse

if TYPE_CHECKING:
    from pathlib import Path

RUBRIC = """\
exam: {ko: 기말, en: Final}
parts:
  - id: "1"
    points: 0.5
    criteria:
      - {check: architecture, points: 0.4, layers: &net [flatten, dense 10 softmax]}
      - {check: architecture, id: again, points: 0.1, layers: *net}
"""


def test_an_anchor_stands_for_what_it_names() -> None:
    first, second = parse(RUBRIC).criteria

    assert first.layers == second.layers == ("flatten", "dense 10 softmax")


def test_points_are_exact() -> None:
    assert Decimal("0.5") == parse(RUBRIC).possible


def test_one_title_stands_for_both_languages() -> None:
    rubric = parse(RUBRIC.replace("{ko: 기말, en: Final}", "Final"))

    assert (rubric.exam.ko, rubric.exam.en) == ("Final", "Final")


def test_the_same_field_in_two_places_has_two_lines() -> None:
    spread = RUBRIC.replace("*net", "\n         *net").replace("dense 10 softmax", "dense 10 softmx")

    with pytest.raises(Exception, match=r"(?s)yaml:6: parts\[0\].criteria\[0\].layers\[1\].*criteria\[1\].layers\[1\]"):
        parse(spread)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_no_fault(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(RUBRIC, encoding=encoding)

    assert load(file).exam.ko == "기말"


def test_another_encoding_is_told_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(RUBRIC, encoding="cp949")

    with pytest.raises(UsageError, match=r"r\.yaml: expected UTF-8, found byte \d+ that is none; save it as UTF-8"):
        load(file)
