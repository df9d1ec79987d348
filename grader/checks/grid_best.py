"""Is the combination that the student calls the best the one with the smallest of the student's own losses?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from grader.checks.absent import nothing_done
from grader.checks.base import Finding, Need, Verdict, met, not_met, undetermined
from grader.checks.combinations import Combination, GridCriterion, told
from grader.checks.losses import losses_of
from grader.checks.rows import SplitName, dataset_of
from grader.checks.shown import is_literal
from grader.reading.combinations import read_best
from grader.reading.reconcile import State
from grader.values import Text

if TYPE_CHECKING:
    from grader.checks.losses import Loss
    from grader.parts import PartEvidence
    from grader.reading.sentences import Claim

MARGIN = 0.1
"""How far above the smallest loss, as a share of it, another run's may be: short trainings vary by as much."""

_FEW_STEPS = Text(
    "the networks were trained for a few steps only: a person compares",
    "몇 단계만 학습하여 사람이 비교합니다",
)


class GridBestCheck(GridCriterion):
    """The best combination: stated, or plain to see where every loss is shown."""

    check: Literal["grid_best"]
    data: SplitName = Field(description="The rows whose loss decides.")
    metric: str = Field(default="loss", description="'loss': the smallest is best; of 'accuracy' the largest is.")
    stated: Literal["optional", "required"] = Field(
        default="required", description="'optional': it need not be stated where every combination's loss is shown."
    )
    question: str | tuple[str, ...] = Field(
        default=(), description="The question's text, which students may have kept in their copy; need not be given."
    )

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data set that is evaluated on."""
        return (dataset_of(self.data),)

    @property
    def wants_words(self) -> bool:
        """Where the best must be stated."""
        return self.stated == "required"

    @property
    def need(self) -> Need:
        """A best that was written down before needs the real losses."""
        return Need.CURVES

    def need_of(self, part: PartEvidence) -> Need:
        """A best that was written down needs the real losses.

        One that the run's own code found may be right by the run's own losses, however short the trainings; where it
        is not, the real ones may say otherwise: code may find it by other numbers than this metric.
        """
        claim, best = self._read(part)
        if claim.state is State.NOTHING or best is None:
            return Need.STRUCTURE
        if not _computed(part, claim):
            return Need.CURVES
        return Need.CURVES if self.judge(part).verdict is Verdict.UNDETERMINED else Need.STRUCTURE

    def judge(self, part: PartEvidence) -> Finding:
        """Compare the stated combination with the losses."""
        losses = losses_of(part, self.attempts(part), self.data, self.metric)
        claim, best = self._read(part)
        if claim.state is State.NOTHING:
            return self._unstated(part, losses)
        found = self._stated(part, claim, best, losses)
        if found.verdict is Verdict.NOT_MET and _computed(part, claim) and any(loss.probed for loss in losses.values()):
            return undetermined(found.reason.plus(_FEW_STEPS), found.where, words=found.words)
        return found

    def _stated(
        self, part: PartEvidence, claim: Claim, best: dict[str, float] | None, losses: dict[Combination, Loss]
    ) -> Finding:
        where, words = part.where(claim.passage), claim.quoted
        if best is None:
            unclear = Text(
                f"different combinations are called the best: {words}; a person decides",
                f"최적이라고 한 조합이 여럿임: {words}; 사람이 판정합니다",
            )
            return undetermined(unclear, where, words=words)
        stated = tuple(best.items())
        if stated not in self.combinations:
            wrong = Text(
                f"{told(stated)} is none of the combinations asked for", f"{told(stated)}은(는) 요구한 조합이 아님"
            )
            return not_met(wrong, where, words=words)
        if stated not in losses:
            return self._without_loss(part, claim, stated, losses)
        return self._compared(part, claim, stated, losses)

    def _read(self, part: PartEvidence) -> tuple[Claim, dict[str, float] | None]:
        asked = (self.question,) if isinstance(self.question, str) else self.question
        return read_best(part, self.values, asked)

    def _unstated(self, part: PartEvidence, losses: dict[Combination, Loss]) -> Finding:
        visible = [name for name in self.combinations if name in losses and losses[name].shown and losses[name].right]
        if self.stated == "optional" and len(visible) == len(self.combinations):
            best = self._best(losses)
            text = Text(
                f"every {self.metric} is shown; the best is {told(best)}",
                f"모든 {self.metric}을(를) 출력함; 최적은 {told(best)}",
            )
            return met(text, part.where(losses[best].place))
        ask = Text(
            f"asked for the combination with the best {self.metric} on {self.data}, found none stated",
            f"{self.data}의 {self.metric}이(가) 가장 좋은 조합을 밝혀야 하나 찾지 못함",
        )
        if self.stated == "optional":
            shown = f"{len(visible)} of {len(self.combinations)}"
            ask = ask.plus(
                Text(
                    f"{shown} losses shown: show all of them or state the best",
                    f"{len(self.combinations)}개 중 {len(visible)}개의 값만 보임: 모두 보이거나 최적 조합을 쓰세요",
                )
            )
        return nothing_done(part, ask)

    def _without_loss(
        self, part: PartEvidence, claim: Claim, stated: Combination, losses: dict[Combination, Loss]
    ) -> Finding:
        """A best without a loss of its own: nothing to hold it against."""
        where, words = part.where(claim.passage), claim.quoted
        if losses:
            found = Text(
                f"you said {told(stated)}, whose {self.metric} was not computed; a person decides",
                f"{told(stated)}의 {self.metric}을(를) 계산하지 않음; 사람이 판정합니다",
            )
            return undetermined(found, where, words=words)
        nothing = nothing_done(
            part,
            Text(
                f"you said {told(stated)}, but no combination's {self.metric} was computed",
                f"{told(stated)}(이)라고 썼으나 어느 조합의 {self.metric}도 계산하지 않음",
            ),
        )
        return not_met(nothing.reason, nothing.where or where, words=words)

    def _compared(
        self, part: PartEvidence, claim: Claim, stated: Combination, losses: dict[Combination, Loss]
    ) -> Finding:
        where, words = part.where(claim.passage), claim.quoted
        best = self._best(losses)
        own, least = losses[stated].value, losses[best].value
        said = Text(
            f"you said {told(stated)} ({self.metric} {own:.4f})", f"{told(stated)}(이)라고 함 ({self.metric} {own:.4f})"
        )
        computed = _computed(part, claim)
        if not computed and any(loss.probed for loss in losses.values()):
            return undetermined(said.plus(_FEW_STEPS), where, words=words)
        if stated == best or own == least:
            return met(said.plus(Text("the best of your own", "직접 얻은 값 중 최적")), where, words=words)
        other = Text(f"{told(best)} has {least:.4f}", f"{told(best)}은(는) {least:.4f}")
        if not computed and abs(own - least) <= MARGIN * abs(least):
            near = Text(
                "so near that another run may turn them round: a person decides",
                "차이가 작아 다른 실행에서는 바뀔 수 있음: 사람이 판정합니다",
            )
            return undetermined(said.plus(other).plus(near), where, words=words)
        return not_met(said.plus(other), where, words=words)

    def _best(self, losses: dict[Combination, Loss]) -> Combination:
        sign = -1 if "acc" in self.metric else 1
        return min(losses, key=lambda name: sign * losses[name].value)


def _computed(part: PartEvidence, claim: Claim) -> bool:
    """Tell whether the run put the words together: they were shown, and no string of the code holds them whole."""
    return claim.computed and not any(is_literal(part, words) for words in claim.words)
