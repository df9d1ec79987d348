"""A class's scores together: its numbers, what each criterion tells apart, and the printed report."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from scores import findings, some_evidence
from scores import score as a_score

from grader.cohort import cohort
from grader.evidence import Ending, Evidence, Submission
from grader.report.classroom import render
from grader.scoring import score
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.cohort import Cohort
    from grader.scoring import Score


def one(name: str, shares: Sequence[Fraction | int], reason: str = "asked for 20, found 30") -> Score:
    """A score with the given shares of its six criteria earned."""
    found = {
        criterion: replace(finding, earned=Fraction(share), pending=Fraction(0), reason=Text.same(reason))
        for (criterion, finding), share in zip(findings().items(), shares, strict=True)
    }
    return a_score(evidence=some_evidence(name="").model_copy(update={"submission": named(name)}), found=found)


def named(name: str) -> Submission:
    return some_evidence().submission.model_copy(update={"name": name})


@pytest.fixture
def klass() -> Cohort:
    half = Fraction(1, 2)
    return cohort(
        [
            one("가.py", [1, 1, 1, 1, 1, 1]),
            one("나.py", [1, 1, 1, 1, 0, 1]),
            one("다.py", [half, 1, 1, 1, 1, 0], "asked for 20, found 31"),
            one("라.py", [0, 1, 0, 0, 1, 0]),
        ]
    )


def test_a_large_class_is_one_table_with_its_widest_entries_anywhere() -> None:
    # Rows are laid out a hundred at a time.
    names = [f"{number:03d}.py" for number in range(250)]
    names[240] = "김하늘과 이바다와 박구름의 제출물.ipynb"
    text = render(cohort([one(name, [1, 1, 1, 1, 1, 1]) for name in names]))
    rows = [next(row for row in text.splitlines() if row.startswith(name)) for name in names]

    assert [row.split()[-1] for row in rows] == ["42.5"] * 250
    assert len({cell_len(row) for row in rows}) == 1
    assert text.count("submission ") == 1


def test_mean_median_and_spread_are_of_confirmed_points(klass: Cohort) -> None:
    # Of 42.5: all; all but 2; all but 2 and 30; 2 (compile) and 2 (choice).
    assert klass.points == (42.5, 40.5, 10.5, 4.0)
    assert klass.mean == pytest.approx(24.375)
    assert klass.median == pytest.approx(25.5)
    assert klass.spread == pytest.approx(19.968, abs=1e-3)


def test_every_submission_falls_in_one_bin_the_full_score_in_the_last(klass: Cohort) -> None:
    assert klass.histogram == (1, 0, 1, 0, 0, 0, 0, 0, 0, 2)


def test_a_criterion_tells_strong_from_weak_or_does_not(klass: Cohort) -> None:
    items = {item.criterion: item for item in klass.items}
    assert items["1-1.architecture"].difficulty == pytest.approx(0.625)
    assert items["2.accuracy"].discrimination == pytest.approx(4.25 / 41.1875**0.5)
    # Everyone has it: it tells nobody apart.
    assert items["1-1.compile"].discrimination is None
    assert (items["1-3.choice"].discrimination or 0) < 0


def test_reasons_that_differ_only_in_a_number_are_one_reason(klass: Cohort) -> None:
    (reason,) = next(item for item in klass.items if item.criterion == "1-1.architecture").reasons
    assert reason.names == ("다.py", "라.py")


def test_what_could_not_be_read_is_listed_and_counts_in_no_mean(klass: Cohort) -> None:
    broken = Evidence(
        submission=Submission(name="마.ipynb", form="script", cells=(), digest=""),
        ending=Ending.REJECTED,
        trouble="마.ipynb: expected JSON",
    )
    both = cohort([*klass.scores, score(klass.scores[0].rubric, broken)])
    assert both.mean == klass.mean
    assert "마.ipynb  expected JSON" in render(both)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [60, 100])
def test_no_line_is_wider_than_the_screen(klass: Cohort, language: str, width: int) -> None:
    for line in render(klass, width=width, language=language).splitlines():
        assert cell_len(line) <= width


def test_the_report_names_students_numbers_criteria_and_reasons(klass: Cohort) -> None:
    text = render(klass)
    for fact in ("가.py", "mean 24.4", "1-1.architecture", "+0.66", "2× asked for 20, found 31", "(다.py, 라.py)"):
        assert fact in text


def test_hostile_names_and_reasons_cannot_reach_the_terminal() -> None:
    evil = "\x1b[31m나쁜\n이름.py"
    text = render(cohort([one(evil, [0] * 6, "\x1b]0;x\x07 lost")]))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_an_empty_class_is_no_error() -> None:
    assert "no submission" in render(cohort([]))
    assert cohort([]).mean is None


def test_points_add_up_to_decimals(klass: Cohort) -> None:
    assert sum((score.points for score in klass.scores), Decimal(0)) == Decimal("97.5")


def test_the_bars_of_an_exam_of_few_points_have_edges_of_their_own(klass: Cohort) -> None:
    # 42.5 points in ten bars: rounded to whole points, two bars would seem to begin alike.
    edges = [row.split()[0] for row in render(klass).splitlines() if re.match(r" *[\d.]+ – ", row)]

    assert edges[:3] == ["0", "4.25", "8.5"]
    assert len(edges) == len(set(edges)) == len(klass.histogram)
