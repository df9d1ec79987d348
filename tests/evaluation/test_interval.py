"""Wilson's interval against numbers of others."""

from __future__ import annotations

import pytest

from grader.evaluation import wilson


@pytest.mark.parametrize(
    ("correct", "rows", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(correct: int, rows: int, low: float, high: float) -> None:
    assert wilson(correct, rows) == pytest.approx((low, high), abs=5e-5)


def test_nothing_measured_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_interval_holds_the_share_even_at_the_ends() -> None:
    for correct in (0, 1, 50, 99, 100):
        low, high = wilson(correct, 100)
        assert low <= correct / 100 <= high
