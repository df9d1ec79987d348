"""The shapes check: output shapes layer by layer."""

from __future__ import annotations

from fractions import Fraction

from works import CONVOLUTIONAL, Work, check

from grader.checks.base import Verdict
from grader.checks.shapes import ShapesCheck

RIGHT = [(24, 24, 6), (12, 12, 6), (8, 8, 16), (4, 4, 16), (256,), (120,), (120,), (10,)]


def trained() -> Work:
    work = Work()
    work.fit("2-1", work.network(CONVOLUTIONAL))
    return work


def test_right_shapes() -> None:
    assert check(ShapesCheck, shapes=RIGHT).examine(trained().part("2-1")).verdict is Verdict.MET


def test_a_wrong_one_costs_all_or_its_share() -> None:
    wrong = [(26, 26, 6), *RIGHT[1:]]
    assert check(ShapesCheck, shapes=wrong).examine(trained().part("2-1")).verdict is Verdict.NOT_MET
    assert check(ShapesCheck, shapes=wrong, partial=True).examine(trained().part("2-1")).earned == Fraction(7, 8)


def test_shapes_that_are_not_known_are_for_a_person() -> None:
    work = trained()
    layers = tuple(layer.model_copy(update={"output_shape": None}) for layer in work.networks[0].layers)
    work.networks[0] = work.networks[0].model_copy(update={"layers": layers})
    assert check(ShapesCheck, shapes=RIGHT).examine(work.part("2-1")).verdict is Verdict.UNDETERMINED


def test_nothing_is_not_met() -> None:
    assert check(ShapesCheck, shapes=RIGHT).examine(Work().parts("2-1")["2-1"]).verdict is Verdict.NOT_MET
