"""The interpretation check: words against the student's own curve, and against the student's own two numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from pydantic import ValidationError
from works import Work, check, split

from grader.checks.base import Curves, Need, Verdict
from grader.checks.curves import trend
from grader.checks.interpretation import InterpretationCheck
from grader.evidence import Ending

WORDS = check(InterpretationCheck, claim="overfitting")
COMPARED = check(InterpretationCheck, claim="comparison", of=["1-2", "1-4"])

EPOCHS = 50
FALLING = tuple(0.35 + 0.6 * math.exp(-epoch / 4) - 0.001 * epoch for epoch in range(EPOCHS))
RISING = tuple(loss + 0.004 * max(0, epoch - 15) for epoch, loss in enumerate(FALLING))
FLAT = tuple(0.35 + 0.6 * math.exp(-epoch / 4) for epoch in range(EPOCHS))
BORDER = tuple(loss + 0.0006 * max(0, epoch - 30) for epoch, loss in enumerate(FLAT))
# Up and down by a few hundredths from epoch to epoch, with no rise behind it.
NOISY = tuple(loss + 0.01 * ((epoch * 7) % 5 - 2) for epoch, loss in enumerate(FALLING))
SPIKE = (*FALLING[:30], 0.9, *FALLING[31:])


def told(curve: tuple[float | None, ...], *words: str, **fit: object) -> Work:
    work = Work()
    history = {"loss": FALLING, "val_loss": curve} if curve else {"loss": FALLING}
    work.fit("1-3", epochs=EPOCHS, validation=split(), history=history, **fit)
    for text in words:
        work.say("1-3", text)
    return work


@pytest.mark.parametrize(
    ("curve", "rises"),
    [
        (FALLING, False),
        (FLAT, False),
        (NOISY, False),
        (SPIKE, False),
        (RISING, True),
        (tuple(loss + 0.01 * ((epoch * 7) % 5 - 2) for epoch, loss in enumerate(RISING)), True),
        ((0.5, 0.4, 0.35, 0.34, 0.36, 0.4, 0.45, 0.5), True),
        ((0.5, 0.4, 0.35, 0.34, 0.33, 0.32, 0.31, 0.3), False),
        # It rises from the start: it never fell far, and it is not right all the same.
        (tuple(0.3 + 0.01 * epoch for epoch in range(20)), True),
        (BORDER, None),
    ],
)
def test_a_curve_that_falls_and_then_rises(curve: tuple[float, ...], rises: bool | None) -> None:
    found = trend(curve)
    assert found is not None
    assert found.rises is rises


def test_a_few_epochs_are_no_curve() -> None:
    assert trend((0.5, 0.4, 0.45)) is None
    assert trend((0.5, 0.4, None, 0.4, 0.3, 0.2)).rises is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("curve", "words", "verdict"),
    [
        (FALLING, "오버피팅은 아니다.", Verdict.MET),
        (FALLING, "오버피팅이다.", Verdict.NOT_MET),
        (RISING, "오버피팅이다.", Verdict.MET),
        (RISING, "오버피팅은 아니다.", Verdict.NOT_MET),
        (RISING, "There is no overfitting.", Verdict.NOT_MET),
        (RISING, "오버피팅이 의심된다.", Verdict.MET),
        # Words that leave it open are wrong only to a person.
        (FALLING, "오버피팅이 의심된다.", Verdict.UNDETERMINED),
        (BORDER, "오버피팅이다.", Verdict.UNDETERMINED),
        (BORDER, "오버피팅은 아니다.", Verdict.UNDETERMINED),
        (FALLING, "val_loss가 계속 감소한다.", Verdict.UNDETERMINED),
        (FALLING, "오버피팅인지 모르겠다.", Verdict.UNDETERMINED),
        ((), "오버피팅은 아니다.", Verdict.UNDETERMINED),
    ],
)
def test_words_against_the_curve(curve: tuple[float, ...], words: str, verdict: Verdict) -> None:
    found = WORDS.examine(told(curve, words).part("1-3"))
    assert found.verdict is verdict
    assert found.words == words
    assert isinstance(found.exhibit, Curves)


def test_no_words() -> None:
    found = WORDS.examine(told(FALLING).part("1-3"))
    assert found.verdict is Verdict.NOT_MET
    assert "write whether it is overfitting" in found.reason.en


def test_a_probe_says_nothing_of_curves() -> None:
    found = WORDS.examine(told(RISING, "오버피팅은 아니다.", fidelity="probe").part("1-3"))
    assert found.verdict is Verdict.UNDETERMINED


def test_words_about_no_training() -> None:
    work = Work()
    work.say("1-3", "오버피팅은 아니다.")
    assert WORDS.examine(work.part("1-3")).verdict is Verdict.NOT_MET
    work.ending = Ending.TIMED_OUT
    work.cell("1-3", "net.fit(x, y)", run=False)
    assert WORDS.examine(work.part("1-3")).verdict is Verdict.UNDETERMINED


def compared(first: float, second: float, words: str, *, printed: bool = False, **fit: object) -> Work:
    work = Work()
    work.evaluate("1-2", work.fit("1-1"), accuracy=first)
    work.evaluate("1-4", work.fit("1-3", epochs=50, **fit), accuracy=second)
    if printed:
        work.cell("1-4", "print(f'...')", stdout=words)
    elif words:
        work.say("1-4", words)
    return work


@pytest.mark.parametrize(
    ("first", "second", "words", "verdict"),
    [
        (0.84, 0.87, "정확도가 높아졌다.", Verdict.MET),
        (0.84, 0.87, "정확도가 낮아졌다.", Verdict.NOT_MET),
        (0.84, 0.87, "거의 같다.", Verdict.NOT_MET),
        (0.87, 0.84, "The accuracy is lower than in (2).", Verdict.MET),
        (0.87, 0.84, "It improved.", Verdict.NOT_MET),
        (0.86, 0.865, "거의 같다.", Verdict.MET),
        (0.86, 0.865, "조금 높아졌다.", Verdict.MET),
        # Another run of the student's own may have had it the other way round.
        (0.865, 0.86, "높아졌다.", Verdict.UNDETERMINED),
        (0.84, 0.87, "정확도는 0.87이다.", Verdict.UNDETERMINED),
        (0.84, 0.87, "", Verdict.NOT_MET),
    ],
)
def test_words_against_two_numbers(first: float, second: float, words: str, verdict: Verdict) -> None:
    assert COMPARED.examine(compared(first, second, words).part("1-4")).verdict is verdict


def test_what_the_code_put_together_is_held_to_the_last_digit() -> None:
    work = compared(0.865, 0.86, "정확도 0.8600은 (2)의 0.8650보다 높다.", printed=True)
    assert COMPARED.examine(work.part("1-4")).verdict is Verdict.NOT_MET


def test_one_number_is_no_comparison() -> None:
    work = Work()
    work.evaluate("1-4", work.fit("1-3"))
    work.say("1-4", "높아졌다")
    assert COMPARED.examine(work.parts("1-2", "1-4")["1-4"]).verdict is Verdict.UNDETERMINED


def test_a_probe_says_nothing_of_numbers() -> None:
    work = compared(0.3, 0.1, "높아졌다", fidelity="probe")
    assert COMPARED.examine(work.part("1-4")).verdict is Verdict.UNDETERMINED


def test_nothing_needs_training_where_nothing_is_written() -> None:
    assert WORDS.need_of(Work().parts("1-3")["1-3"]) is Need.TEXT
    assert WORDS.need_of(told(FALLING, "오버피팅").part("1-3")) is Need.CURVES


def test_words_of_an_attempt_that_was_done_again_are_superseded() -> None:
    work = told(FALLING, "오버피팅이 아니다.")
    work.say("1-4", "그 사이의 문항")
    work.fit("1-3", epochs=EPOCHS, validation=split(), history={"loss": FALLING, "val_loss": RISING})
    work.say("1-3", "오버피팅이다.")
    assert WORDS.examine(work.parts("1-3", "1-4")["1-3"]).verdict is Verdict.MET


def test_words_far_from_the_only_attempt_are_its_own() -> None:
    work = told(RISING)
    work.say("1-4", "그 사이의 문항")
    work.say("1-3", "오버피팅이다.")
    assert WORDS.examine(work.parts("1-3", "1-4")["1-3"]).verdict is Verdict.MET


@pytest.mark.parametrize(("by_content", "verdict"), [(True, Verdict.UNDETERMINED), (False, Verdict.NOT_MET)])
def test_words_that_no_marker_gives_to_any_part_may_be_about_this_one(by_content: bool, verdict: Verdict) -> None:
    work = told(RISING)
    work.say("1-5", "오버피팅이다.")
    views = {name: replace(view, by_content=by_content) for name, view in work.parts("1-3", "1-5").items()}
    assert WORDS.examine(replace(views["1-3"], others=views)).verdict is verdict


def test_a_slip_in_the_rubric_is_told() -> None:
    with pytest.raises(ValidationError, match="needs the two parts"):
        check(InterpretationCheck, claim="comparison", of=["1-2"])
    with pytest.raises(ValidationError, match="remove 'of'"):
        check(InterpretationCheck, claim="overfitting", of=["1-2", "1-4"])
