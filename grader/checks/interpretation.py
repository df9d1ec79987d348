"""Do a student's words agree with the student's own curves, or with the student's own two numbers?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from grader.checks.absent import RunCheck, nothing_done
from grader.checks.answer import UNPLACED
from grader.checks.base import Curves, Finding, Need, met, not_met, undetermined
from grader.checks.curves import Trend, trend
from grader.checks.numbers import epochs_of, figure_of
from grader.checks.shown import is_literal
from grader.checks.training import counted
from grader.parts import together
from grader.reading.comparisons import names_of, read_comparison
from grader.reading.overfitting import read_overfitting
from grader.reading.reconcile import State
from grader.values import Text

if TYPE_CHECKING:
    from grader.checks.training import Training
    from grader.parts import PartEvidence, Passage
    from grader.reading.sentences import Claim

SAME = 0.01
"""Two metrics that differ by less may be called the same, and a network trained again may turn them round."""

DIFFERENT = 0.02
"""From this difference on words to the contrary are wrong, and "the same" is."""

_PERSON = Text("a person reads it", "사람이 읽습니다")
_PROBED = Text("trained for a few steps only", "몇 단계만 학습함")


class InterpretationCheck(RunCheck):
    """What is claimed in words, held against the student's own numbers."""

    check: Literal["interpretation"]
    claim: Literal["overfitting", "comparison"] = Field(
        description="'overfitting': is it, by the validation loss? 'comparison': how do two parts' metrics compare?"
    )
    of: tuple[str, ...] = Field(default=(), description="For 'comparison': the two parts, the earlier one first.")
    metric: str = Field(default="accuracy", description="For 'comparison': what evaluate calls the number.")
    question: str | tuple[str, ...] = Field(
        default=(), description="The question's text, which students may have kept in their copy; need not be given."
    )

    @model_validator(mode="after")
    def _two_parts(self) -> Self:
        if self.claim == "comparison" and len(self.of) != 2:  # noqa: PLR2004 - a comparison is of two
            raise ValueError("claim 'comparison' needs the two parts that are compared: of: [first, second]")
        if self.claim == "overfitting" and self.of:
            raise ValueError("claim 'overfitting' is about the part's own training; remove 'of'")
        return self

    @property
    def refers(self) -> tuple[str, ...]:
        """The parts whose numbers are compared."""
        return self.of

    @property
    def wants_words(self) -> bool:
        """An interpretation is words."""
        return True

    @property
    def need(self) -> Need:
        """Words about curves and numbers need the real ones."""
        return Need.CURVES

    def need_of(self, part: PartEvidence) -> Need:
        """Nothing needs training for words where there is neither code nor word."""
        return Need.TEXT if part.blank and not part.spans else Need.CURVES

    def judge(self, part: PartEvidence) -> Finding:
        """Read the claim and compare it."""
        claim = self._read(_of_last_attempt(part))
        if claim.state is State.NOTHING:
            claim = self._read(part)
        if claim.state is State.NOTHING and part.by_content:
            stray = self._read(replace(part, passages=_around(part)))
            if stray.state in (State.FOUND, State.CONFLICT):
                return undetermined(UNPLACED, part.where(stray.passage), words=stray.quoted)
        return _overfitting(part, claim) if self.claim == "overfitting" else self._comparison(part, claim)

    def _read(self, part: PartEvidence) -> Claim:
        asked = (self.question,) if isinstance(self.question, str) else self.question
        if self.claim == "overfitting":
            return read_overfitting(part, asked)
        named = names_of(self.of, {name: epochs_of(part, name) for name in self.of})
        return read_comparison(part, named, loss=self.metric == "loss", question=asked)

    def _comparison(self, part: PartEvidence, claim: Claim) -> Finding:
        figures = [figure_of(part.others.get(name), self.metric) for name in self.of]
        numbers = Text.same(
            ", ".join(
                f"{name}: {figure.value:.4f}" if figure else f"{name}: -"
                for name, figure in zip(self.of, figures, strict=True)
            )
        )
        where, words = part.where(claim.passage), claim.quoted
        if claim.state is State.NOTHING:
            return nothing_done(
                part,
                Text(
                    f"asked for a comparison with {self.of[0]} in words, found none; "
                    f"write which {self.metric} is higher",
                    f"{self.of[0]}번과의 비교를 글로 써야 하나 찾지 못함; 어느 쪽의 {self.metric}이(가) 높은지 쓰세요",
                ),
            )
        if claim.value is None:
            return undetermined(_unclear(claim).plus(numbers), where, words=words)
        first, second = figures
        if first is None or second is None:
            missing = Text("one of the two numbers is not there", "두 수치 가운데 하나가 없음")
            return undetermined(missing.plus(numbers).plus(_PERSON), where, words=words)
        if first.test.weights and first.test.weights == second.test.weights:
            one = Text("both numbers are of one and the same network", "두 수치가 같은 네트워크의 것임")
            return undetermined(one.plus(numbers).plus(_PERSON), where, words=words)
        if first.probed or second.probed:
            return undetermined(_PROBED.plus(_PERSON), where, words=words)
        return _compared(part, claim, second.value - first.value, numbers)


def _of_last_attempt(part: PartEvidence) -> PartEvidence:
    """Leave only the words of the attempt that counts where a part was done again: those of others are superseded."""
    attempts = [
        spans
        for spans in together(part.spans)
        if any(span.holds(event.cell, event.line) for event in part.events for span in spans)
    ]
    training = counted(part)
    last = training.last if training else part.events[-1] if part.events else None
    counts = [spans for spans in attempts if last and any(span.holds(last.cell, last.line) for span in spans)]
    others = [span for spans in attempts if spans not in counts for span in spans] if counts else []
    words = tuple(p for p in part.passages if not any(span.holds(p.cell, p.line) for span in others))
    return replace(part, passages=words)


def _around(part: PartEvidence) -> tuple[Passage, ...]:
    """Collect the words of the other parts that no marker claims: any of them may be about this one."""
    return tuple(passage for other in part.others.values() if other.by_content for passage in other.passages)


def _compared(part: PartEvidence, claim: Claim, difference: float, numbers: Text) -> Finding:
    where, words = part.where(claim.passage), claim.quoted
    said = {1: Text("higher", "높음"), -1: Text("lower", "낮음"), 0: Text("the same", "같음")}[claim.value or 0]
    told = Text(f"you said {said.en}", f"‘{said.ko}’(이)라고 씀").plus(numbers)
    agrees = abs(difference) < SAME if claim.value == 0 else difference * (claim.value or 0) > 0
    if agrees:
        return met(told, where, words=words)
    computed = claim.computed and not any(is_literal(part, line) for line in claim.words)
    if computed or abs(difference) >= DIFFERENT:
        return not_met(told.plus(Text("the numbers say otherwise", "수치와 맞지 않음")), where, words=words)
    near = Text(
        "the numbers say otherwise, but by so little that another run may agree: a person decides",
        "수치와 맞지 않으나 차이가 작아 다른 실행에서는 맞을 수 있음: 사람이 판정합니다",
    )
    return undetermined(told.plus(near), where, words=words)


def _overfitting(part: PartEvidence, claim: Claim) -> Finding:
    if claim.state is State.NOTHING:
        missing = Text(
            "asked for an interpretation in words, found none; write whether it is overfitting",
            "결과의 해석을 글로 써야 하나 찾지 못함; 오버피팅인지 쓰세요",
        )
        return nothing_done(part, missing)
    training = counted(part)
    where, words = part.where(claim.passage), claim.quoted
    if training is None:
        return _untrained(part, where, words)
    if any(fit.fidelity == "probe" for fit in training.fits):
        return undetermined(_PROBED.plus(_PERSON), where, words=words)
    return _against_curve(part, claim, training)


def _against_curve(part: PartEvidence, claim: Claim, training: Training) -> Finding:
    where, words = part.where(claim.passage), claim.quoted
    curve, shown = _curve(training)
    told = _told(curve) if curve else Text("there is no validation loss", "검증 손실이 없음")
    if claim.value is None:
        return undetermined(_unclear(claim).plus(told), where, words=words, exhibit=shown)
    said = Text(*(_OVERFITTING if claim.value else _NOT_OVERFITTING)).plus(told)
    if (doubt := _doubt(claim, curve)) is not None:
        return undetermined(said.plus(doubt), where, words=words, exhibit=shown)
    if curve is None or curve.rises == bool(claim.value):
        return met(said, where, words=words, exhibit=shown)
    return not_met(said.plus(_otherwise(curve)), where, words=words, exhibit=shown)


def _doubt(claim: Claim, curve: Trend | None) -> Text | None:
    """Say why a person decides: the curve lies on the border, or words that leave it open lean the other way."""
    if curve is None or curve.rises is None:
        return Text(
            "the curve does not settle it: a person compares words and curve",
            "곡선이 경계에 있어 사람이 글과 곡선을 비교합니다",
        )
    if claim.hedged and curve.rises != bool(claim.value):
        return Text(
            "the words leave it open and lean the other way: a person decides", "글이 단정하지 않음: 사람이 판정합니다"
        )
    return None


_OVERFITTING = ("you said overfitting", "‘오버피팅’이라고 씀")
_NOT_OVERFITTING = ("you said not overfitting", "‘오버피팅이 아님’이라고 씀")


def _untrained(part: PartEvidence, where: str, words: str) -> Finding:
    found = nothing_done(
        part,
        Text(
            "the words are about a training that is not there: no network was trained for this part",
            "이 문항에서 학습한 네트워크가 없어 글의 근거가 없음",
        ),
    )
    return not_met(found.reason, found.where or where, words=words)


def _curve(training: Training) -> tuple[Trend | None, Curves | None]:
    history = training.history
    series = tuple((name, history[name]) for name in ("loss", "val_loss") if name in history)
    found = trend(history.get("val_loss", ()))
    return found, Curves(series, found.lowest if found else None) if series else None


def _told(curve: Trend) -> Text:
    return Text(
        f"val_loss is lowest at epoch {curve.lowest} of {curve.epochs} ({curve.minimum:.4f}), "
        f"the last is {curve.last:.4f}",
        f"val_loss는 {curve.epochs}에폭 중 {curve.lowest}에서 최소 ({curve.minimum:.4f}), 마지막 {curve.last:.4f}",
    )


def _otherwise(curve: Trend) -> Text:
    if curve.rises:
        return Text("it falls and then rises: overfitting", "감소한 뒤 증가하므로 오버피팅임")
    return Text("it does not rise again: no overfitting", "다시 증가하지 않으므로 오버피팅이 아님")


def _unclear(claim: Claim) -> Text:
    if claim.state is State.CONFLICT:
        return Text(
            f"the words say both: {claim.quoted}; a person decides",
            f"글이 서로 다른 말을 함: {claim.quoted}; 사람이 판정합니다",
        )
    return Text(
        f"no clear claim in: {claim.quoted}; a person reads it",
        f"다음 글의 뜻이 분명하지 않음: {claim.quoted}; 사람이 읽습니다",
    )
