"""Was the test loss of every combination of a grid computed and shown?"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from grader.checks.absent import nothing_done
from grader.checks.answers import Answer, joined
from grader.checks.base import Finding, Need
from grader.checks.combinations import Combination, GridCriterion, told
from grader.checks.losses import losses_of
from grader.checks.rows import SplitName, dataset_of
from grader.checks.shown import writes_numbers
from grader.values import Text

if TYPE_CHECKING:
    from grader.checks.losses import Loss
    from grader.parts import PartEvidence


class GridLossesCheck(GridCriterion):
    """Each combination's network evaluated on a split, its loss printed, displayed or logged.

    Each combination is an equal share of the points.
    """

    check: Literal["grid_losses"]
    data: SplitName = Field(description="All of this split, and nothing else.")
    metric: str = Field(default="loss", description="'loss', or another name that evaluate returns.")

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data set that is evaluated on."""
        return (dataset_of(self.data),)

    def need_of(self, part: PartEvidence) -> Need:
        """Losses that stand in the words only are held against real ones."""
        losses = losses_of(part, self.attempts(part), self.data, self.metric)
        hidden = any(loss.right is True and not loss.shown for loss in losses.values())
        return Need.CURVES if hidden and writes_numbers(part) else self.need

    def judge(self, part: PartEvidence) -> Finding:
        """Look for each combination's loss."""
        attempts = self.attempts(part)
        losses = losses_of(part, attempts, self.data, self.metric)
        if not attempts or not losses:
            return self._none(part)
        answers = {name: self._answer(part, losses.get(name), trained=name in attempts) for name in self.combinations}
        right = sum(answer.right is True for answer in answers.values())
        open_ = sum(answer.right is None for answer in answers.values())
        count = len(answers)
        where = part.where(max((loss.place for loss in losses.values()), key=lambda place: place.seq))
        values = "; ".join(f"({told(name)}) {loss.value:.4f}" for name, loss in losses.items())
        if right == count:
            text = Text(f"{self.metric} on {self.data}: {values}", f"{self.data}의 {self.metric}: {values}")
            return Finding(Fraction(1), Fraction(0), text, where)
        return Finding(Fraction(right, count), Fraction(open_, count), _lacking(answers), where)

    def _none(self, part: PartEvidence) -> Finding:
        missing = Text(
            f"asked for the {self.metric} of {len(self.combinations)} networks on {self.data}, found none; "
            f"evaluate each on it and print or log the number",
            f"네트워크 {len(self.combinations)}개의 {self.data} {self.metric}이(가) 필요하나 찾지 못함; "
            f"각각 평가하고 값을 출력하거나 기록하세요",
        )
        return nothing_done(part, missing)

    def _answer(self, part: PartEvidence, loss: Loss | None, *, trained: bool) -> Answer:
        if not trained:
            return Answer(right=False, text=Text("its network was not trained", "네트워크를 학습하지 않음"))
        if loss is None:
            return Answer(
                right=False,
                text=Text(
                    f"asked for its {self.metric} on {self.data}, it was not evaluated",
                    f"{self.data}에서의 {self.metric}이(가) 필요하나 평가하지 않음",
                ),
            )
        if loss.right is not True:
            return Answer(loss.right, loss.why or Text(f"not on {self.data}", f"{self.data}이(가) 아님"))
        if loss.shown:
            return Answer(right=True, text=Text.same(f"{loss.value:.4f}"))
        if loss.written or (loss.probed and writes_numbers(part)):
            return Answer(
                right=None,
                text=Text(
                    "the number stands in the words only: a person compares", "수치가 글에만 있어 사람이 비교합니다"
                ),
            )
        return Answer(
            right=False,
            text=Text(
                f"its {self.metric} was computed but not shown: print or log it",
                f"{self.metric}을(를) 계산했으나 출력하거나 기록하지 않음",
            ),
        )


def _lacking(answers: dict[Combination, Answer]) -> Text:
    found: dict[Text, list[str]] = {}
    for name, answer in answers.items():
        if answer.right is not True:
            found.setdefault(answer.text, []).append(f"({told(name)})")
    return joined(
        text if len(names) == len(answers) else Text(f"{'; '.join(names)}: {text.en}", f"{'; '.join(names)}: {text.ko}")
        for text, names in found.items()
    )
