"""The hparams check: TensorBoard's HParams sessions against the grid."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from checks.grids import COMBINATIONS, GRID, PART, grid

from grader.checks.base import Verdict
from grader.checks.hparams import HParamsCheck

if TYPE_CHECKING:
    from works import Work

ASKED = HParamsCheck(check="hparams", points=1, **GRID)
Session = dict[str, bool | float | str]


def logged(*sessions: Session) -> Work:
    work = grid(hparams=False)
    work.hparams(1, *sessions)
    return work


def named(first: str, second: str, **more: float | str) -> list[Session]:
    return [{first: float(n1), second: float(n2), **more} for n1, n2 in COMBINATIONS]


@pytest.mark.parametrize(
    "sessions",
    [
        named("n1", "n2"),
        named("N1", "n_2"),
        # Other names, told by their values.
        named("filters1", "filters2"),
        named("u", "d"),
        named("n1", "n2", optimizer="adam", n3=120.0, dropout=0.2),
        [{"n1": str(n1), "n2": str(n2)} for n1, n2 in COMBINATIONS],
        [*named("n1", "n2"), *named("n1", "n2")],
    ],
)
def test_all_six_however_they_are_called(sessions: list[Session]) -> None:
    assert ASKED.examine(logged(*sessions).part(PART)).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("sessions", "share"),
    [
        (named("n1", "n2")[:4], Fraction(4, 6)),
        # Always the same values.
        (named("n1", "n2")[:1] * 6, Fraction(1, 6)),
        # The two exchanged, under the exam's own names.
        (named("n2", "n1"), Fraction(0)),
        ([{"n1": float(n1)} for n1, _ in COMBINATIONS], Fraction(0)),
        ([{"lr": 0.1, "batch": 32.0}], Fraction(0)),
        ([{"n1": True, "n2": "many"}], Fraction(0)),
    ],
)
def test_wrong_and_missing_values_cost_their_share(sessions: list[Session], share: Fraction) -> None:
    found = ASKED.examine(logged(*sessions).part(PART))
    assert (found.earned, found.pending) == (share, 0)
    assert "not logged" in found.reason.en


def test_no_sessions_at_all_say_what_to_do() -> None:
    found = ASKED.examine(grid(hparams=False).part(PART))
    assert found.verdict is Verdict.NOT_MET
    assert "hp.hparams" in found.reason.en
