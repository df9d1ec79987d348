"""Was the network of a part evaluated on the data asked for, and the number shown?"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from grader.checks.absent import RunCheck, nothing_done
from grader.checks.answers import Answer, joined, no, yes
from grader.checks.base import Finding, not_met, partly, undetermined
from grader.checks.evaluated import Test, is_of, network_text, rows_answer
from grader.checks.rows import SplitName, dataset_of
from grader.checks.shown import is_shown, is_written
from grader.checks.training import trainings
from grader.evidence import Predict
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.checks.training import Training
    from grader.parts import PartEvidence

WORDS_TOLERANCE = 0.02
"""How far a number that stands only in words may be from the re-run's: a network trained again differs by as much."""

NOT_SHOWN = Fraction(1, 2)
"""The share for the right number, computed and kept to oneself."""


class EvaluateCheck(RunCheck):
    """A metric of the network that another part trained, computed by the student and shown."""

    check: Literal["evaluate"]
    network_of: str | None = Field(default=None, description="The part that trained the network; by default this one.")
    data: SplitName = Field(description="All of this split, and nothing else.")
    metric: str = Field(default="accuracy", description="'accuracy', 'loss', or another name that evaluate returns.")
    shown: bool = Field(default=True, description="The number must be printed, displayed or in the progress bar.")

    @property
    def refers(self) -> tuple[str, ...]:
        """The part that trained the network."""
        return (self.network_of,) if self.network_of else ()

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data set that is evaluated on."""
        return (dataset_of(self.data),)

    def judge(self, part: PartEvidence) -> Finding:
        """Look for an evaluation of the right network on the right rows; without one, tell about the nearest."""
        owner = part.others.get(self.network_of, part) if self.network_of else part
        tests: list[Test] = [*part.evaluations, *(p for p in part.predictions if p.accuracy is not None)]
        if not tests:
            return self._nothing(part)
        made = trainings(owner)
        if not made:
            return self._untrained(owner, part, tests)
        judged = [(self._answers(part, made, test), test) for test in tests]
        answers, test = max(judged, key=lambda pair: (_rank(pair[0]), pair[1].seq))
        return self._found(part, answers, test)

    def _nothing(self, part: PartEvidence) -> Finding:
        missing = Text(
            f"asked for an evaluation on {self.data}, found none",
            f"{self.data}에서의 평가가 필요하나 찾지 못함",
        )
        if part.predictions:
            own = Text(
                "the network only predicted: a person looks how the number was computed",
                "예측만 수행함: 수치 계산은 사람이 확인합니다",
            )
            return undetermined(missing.plus(own), part.where(part.predictions[-1]))
        return nothing_done(part, missing)

    def _untrained(self, owner: PartEvidence, part: PartEvidence, tests: Sequence[Test]) -> Finding:
        where = part.where(tests[-1])
        if owner.unreached:
            return undetermined(Text(f"part {owner.id} was not run", f"{owner.id}번이 실행되지 않음"), where)
        return not_met(
            Text(
                f"asked for the network trained in {owner.id}, which trained none",
                f"{owner.id}번에서 학습한 네트워크가 필요하나 학습한 것이 없음",
            ),
            where,
        )

    def _answers(self, part: PartEvidence, made: Sequence[Training], test: Test) -> tuple[Answer, ...]:
        return (self._network_answer(part, made, test), rows_answer(part, test, self.data), self._value_answer(test))

    def _network_answer(self, part: PartEvidence, made: Sequence[Training], test: Test) -> Answer:
        owner = self.network_of or part.id
        if any(is_of(part.evidence, training, test) for training in made):
            return yes(Text(f"the network of {owner}", f"{owner}번의 네트워크"))
        found = network_text(part, test)
        return no(
            Text(
                f"asked for the network as {owner} trained it, found {found.en}",
                f"요구: {owner}번에서 학습한 네트워크, 제출: {found.ko}",
            ),
        )

    def _value_answer(self, test: Test) -> Answer:
        if self._value(test) is not None:
            return yes(Text.same(""))
        named = test.values.keys() if not isinstance(test, Predict) else {"accuracy"}
        return no(
            Text(
                f"asked for {self.metric}, evaluate gave {', '.join(named) or 'nothing'}",
                f"요구: {self.metric}, evaluate의 결과: {', '.join(named) or '없음'}",
            ),
        )

    def _value(self, test: Test) -> float | None:
        if isinstance(test, Predict):
            return test.accuracy if self.metric == "accuracy" else None
        return test.values.get(self.metric)

    def _found(self, part: PartEvidence, answers: tuple[Answer, ...], test: Test) -> Finding:
        where = part.where(test)
        wrong = [answer.text for answer in answers if answer.right is False]
        if wrong:
            return not_met(joined(wrong), where)
        unclear = [answer.text for answer in answers if answer.right is None]
        if unclear:
            return undetermined(joined(unclear), where)
        value = self._value(test) or 0.0
        told = joined(answer.text for answer in answers).plus(Text.same(f"{self.metric} {value:.4f}"))
        if not self.shown or is_shown(part, value, after=test.cell):
            return Finding(Fraction(1), Fraction(0), told, where)
        if is_written(part, value, WORDS_TOLERANCE):
            only = Text(
                "the number stands in the words only: a person compares", "수치가 글에만 있어 사람이 비교합니다"
            )
            return undetermined(told.plus(only), where, earned=NOT_SHOWN)
        return partly(NOT_SHOWN, told.plus(Text("but it was not shown: print it", "그러나 출력하지 않음")), where)


def _rank(answers: tuple[Answer, ...]) -> tuple[int, int]:
    """Order evaluations by how near they are to what was asked: the fewest wrong, then the fewest unclear."""
    return -sum(answer.right is False for answer in answers), -sum(answer.right is None for answer in answers)
