"""The numbers that docs/verdict-rules.md names are those that the checks use."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks import curves, interpretation

PAGE = " ".join((Path(__file__).parents[2] / "docs/verdict-rules.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    "said",
    [
        f"a rise of at least {curves.CLEAR_RISE:.0%}".replace("%", " %"),
        f"up to {100 * curves.NO_RISE:g} % the curve counts as falling",
    ],
)
def test_the_page_names_the_limits_of_curves(said: str) -> None:
    assert said in PAGE


def test_the_page_names_the_limits_of_comparisons() -> None:
    assert (interpretation.SAME, interpretation.DIFFERENT, curves.WINDOW_SHARE) == (0.01, 0.02, 0.1)
    assert "less than one percentage point apart may be called the same" in PAGE
    assert "wrong from two points on" in PAGE
    assert "averaged over a tenth of the epochs" in PAGE
