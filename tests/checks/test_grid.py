"""The grid check: six networks, and how they were trained."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from checks.grids import COMBINATIONS, GRID, PART, grid, specs
from pydantic import ValidationError
from works import Work, check, data, split

from grader.checks.base import Verdict
from grader.checks.grid import GridCheck
from grader.evidence import Ending

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = check(GridCheck, **GRID, data="fashion_mnist/train", epochs=3, validation=0.2)


def replaced(old: str, new: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    return lambda layers: tuple(layer.replace(old, new) for layer in layers if layer.replace(old, new))


def test_all_six() -> None:
    found = ASKED.examine(grid().part(PART))
    assert (found.verdict, found.exhibit) == (Verdict.MET, None)


def test_in_any_order_with_other_networks_between() -> None:
    work = grid(reversed(COMBINATIONS))
    work.fit(PART, work.network())
    assert ASKED.examine(work.part(PART)).verdict is Verdict.MET


def test_one_combination_twice_counts_as_its_last_attempt() -> None:
    work = grid()
    work.fit(PART, work.network(specs(6, 16)), epochs=1, validation=split())
    # Alike as networks, the last one counts: it is the student's last word.
    assert ASKED.examine(work.part(PART)).earned == Fraction(35, 36)


@pytest.mark.parametrize(
    ("work", "share"),
    [
        (grid(COMBINATIONS[:5]), Fraction(5, 6)),
        (grid(COMBINATIONS[:1]), Fraction(1, 6)),
        # Half of a combination is its network, half what was asked of its training: a slip costs its own share.
        (grid(epochs=5), Fraction(5, 6)),
        (grid(validation=None), Fraction(5, 6)),
        (grid(validation=split(0.1)), Fraction(5, 6)),
        (grid(data=data("fashion_mnist/test")), Fraction(5, 6)),
        (grid(change=replaced("5x5", "3x3")), Fraction(7, 8)),
        (grid(change=replaced("dropout 0.2", "dropout 0.8")), Fraction(15, 16)),
        (grid(change=replaced("dropout 0.2", "")), Fraction(15, 16)),
    ],
)
def test_what_each_slip_costs(work: Work, share: Fraction) -> None:
    found = ASKED.examine(work.part(PART))
    assert (found.earned, found.pending) == (share, 0)
    assert found.reason.en


def test_a_slip_made_in_all_of_them_is_told_once_and_shown_side_by_side() -> None:
    found = ASKED.examine(grid(change=replaced("5x5", "3x3")).part(PART))
    assert found.reason.en.count("3×3") == 2
    assert "conv2d {n1} 3×3" in found.reason.en
    assert found.exhibit is not None


def test_a_slip_made_in_one_of_them_says_which() -> None:
    work = grid(COMBINATIONS[:5])
    work.fit(PART, work.network(specs(128, 256)), epochs=7, validation=split())
    assert "(n1=128, n2=256): asked for 3 epochs, found 7" in ASKED.examine(work.part(PART)).reason.en


def test_a_mistake_of_an_earlier_part_costs_there_only() -> None:
    carried = check(GridCheck, **GRID, epochs=3, carry_forward="2-1")
    change = replaced("dense 120", "dense 100")
    work = grid(change=change)
    work.fit("2-1", work.network(change(specs(6, 16))))
    assert carried.examine(work.part(PART)).verdict is Verdict.MET
    # Another mistake than the earlier one is a mistake of this part.
    other = grid(change=replaced("dense 120", "dense 90"))
    other.fit("2-1", other.network(change(specs(6, 16))))
    assert carried.examine(other.part(PART)).verdict is Verdict.PARTIAL


def test_other_sizes_than_those_asked_for_are_not_the_grid() -> None:
    found = ASKED.examine(grid(change=replaced(" 256 ", " 128 ")).part(PART))
    assert found.earned == Fraction(1, 2)


def test_nothing_is_not_met_and_a_cut_run_is_for_a_person() -> None:
    assert ASKED.examine(Work().parts(PART)[PART]).verdict is Verdict.NOT_MET
    work = grid(COMBINATIONS[:2])
    work.ending = Ending.TIMED_OUT
    work.runs[0] = work.runs[0].model_copy(update={"ending": "running"})
    found = ASKED.examine(work.part(PART))
    assert (found.earned, found.pending) == (Fraction(1, 3), Fraction(2, 3))


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"n1": [6]}, "hole {n2} has no values"),
        ({"n1": [6], "n2": [16], "n3": [1]}, "'n3' is no hole"),
        ({"n1": [6], "n2": []}, "'n2' has no values"),
        ({"n1": list(range(30)), "n2": list(range(30))}, "more than 200"),
    ],
)
def test_a_slip_in_the_rubric_is_told(values: dict[str, list[int]], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        check(GridCheck, layers=GRID["layers"], values=values)
