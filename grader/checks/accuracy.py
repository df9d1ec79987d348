"""Does the network reach the accuracy, as the grader itself measures it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from grader.checks.absent import RunCheck, advice_of, nothing_done, unless, unless_cut
from grader.checks.base import Finding, Need, met, not_met, undetermined
from grader.checks.rows import SplitName, dataset_of
from grader.checks.training import counted
from grader.flags.measured import collapses, knows_test
from grader.values import Text

if TYPE_CHECKING:
    from grader.evidence import Measurement
    from grader.parts import PartEvidence


@dataclass(frozen=True)
class Measured:
    """The accuracy that counts, its interval, where it was trained, and what cut the part off if anything did."""

    value: float
    rows: int
    low: float
    high: float
    where: str
    cut: Text


class AccuracyCheck(RunCheck):
    """A threshold on the accuracy of the part's network, measured by the grader on real data."""

    check: Literal["accuracy"]
    data: SplitName
    at_least: float = Field(ge=0, le=1, description="0.70 is 70 %.")

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data set that is measured on."""
        return (dataset_of(self.data),)

    @property
    def need(self) -> Need:
        """A threshold needs the whole training."""
        return Need.METRIC

    key: ClassVar[frozenset[str]] = frozenset({"at_least"})
    seen: ClassVar[Any] = Measured | Finding

    def examine(self, part: PartEvidence) -> Finding:
        """Compare the grader's own measurement with the threshold; what the student printed plays no role."""
        return self.conclude(self.read(part))

    def judge(self, part: PartEvidence) -> Finding:
        """Answer as if the run had come to its end."""
        seen = self._look(part)
        return seen if isinstance(seen, Finding) else self._compare(seen)

    def read(self, part: PartEvidence) -> Measured | Finding:
        """Find the measurement; where there is none, why."""
        seen = self._look(part)
        return unless_cut(part, seen) if isinstance(seen, Finding) else seen

    def conclude(self, seen: Measured | Finding) -> Finding:
        """Compare what was measured with the threshold."""
        return seen if isinstance(seen, Finding) else unless(seen.cut, self._compare(seen))

    def _look(self, part: PartEvidence) -> Measured | Finding:
        training = counted(part)
        if training is None:
            return nothing_done(part)
        where = part.where(training.last)
        measured = self._measurement(part, training.last.model)
        if measured is None:
            secret = Text.same(part.evidence.trouble)
            return undetermined(self._why_not(part, training.last.model), where, secret=secret)
        doubts = (
            [flag for sign in (knows_test, collapses) for flag in sign(part.evidence)] if measured.in_sandbox else []
        )
        if doubts:
            # The student's own code made these predictions: it may have looked the images up.
            return undetermined(Text(doubts[0].message, doubts[0].message_ko), where)
        return Measured(measured.value, measured.rows, measured.low, measured.high, where, advice_of(part))

    def _compare(self, measured: Measured) -> Finding:
        passed = measured.value >= self.at_least
        relation = ("≥" if passed else "<", "이상" if passed else "미만")
        reason = Text(
            f"{measured.value:.4f} measured on {measured.rows:,} images of {self.data} "
            f"({measured.low:.3f} to {measured.high:.3f}) {relation[0]} {self.at_least:.2f}",
            f"{self.data} {measured.rows:,}장에서 측정한 정확도 {measured.value:.4f} "
            f"({measured.low:.3f}~{measured.high:.3f}), 기준 {self.at_least:.2f} {relation[1]}",
        )
        return met(reason, measured.where) if passed else not_met(reason, measured.where)

    def _measurement(self, part: PartEvidence, model: int) -> Measurement | None:
        found = [
            measurement
            for measurement in part.evidence.measurements
            if not measurement.aside
            and measurement.dataset == self.data
            and measurement.metric == "accuracy"
            and part.network(measurement.network).model == model
        ]
        return found[-1] if found else None

    def _why_not(self, part: PartEvidence, model: int) -> Text:
        reasons = [
            missing.reason
            for missing in part.evidence.unmeasured
            if missing.dataset == self.data and part.network(missing.network).model == model
        ]
        ours = "by a trouble of the grader's own" if part.evidence.trouble else "its weights were not kept"
        why = reasons[-1] if reasons else ours
        return Text(f"the accuracy could not be measured: {why}", f"정확도를 측정하지 못함: {why}")
