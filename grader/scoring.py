"""Evidence and a rubric to a score: a pure function."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from grader.attribution import attribute
from grader.checks.base import undetermined
from grader.values import Text

if TYPE_CHECKING:
    from fractions import Fraction

    from grader.checks.base import Criterion, Finding, Verdict
    from grader.evidence import Evidence, Flag, Measurement
    from grader.parts import PartEvidence, Span
    from grader.rubric import Part, Rubric

CENT = Decimal("0.01")


@dataclass(frozen=True)
class CriterionScore:
    """A criterion, what was found, and its points: earned + pending + lost = possible."""

    criterion: Criterion
    finding: Finding
    points: Decimal
    pending: Decimal

    @property
    def possible(self) -> Decimal:
        """What it is worth."""
        return self.criterion.points

    @property
    def lost(self) -> Decimal:
        """What is neither earned nor pending."""
        return self.possible - self.points - self.pending

    @property
    def verdict(self) -> Verdict:
        """The finding's verdict."""
        return self.finding.verdict


@dataclass(frozen=True)
class PartScore:
    """A part with its criteria's scores."""

    part: Part
    criteria: tuple[CriterionScore, ...]
    note: Text
    spans: tuple[Span, ...] = ()
    """Where the part stands in the submission."""

    @property
    def points(self) -> Decimal:
        """Points confirmed."""
        return sum((c.points for c in self.criteria), Decimal(0))

    @property
    def pending(self) -> Decimal:
        """Points that wait for a person."""
        return sum((c.pending for c in self.criteria), Decimal(0))

    @property
    def possible(self) -> Decimal:
        """What the part is worth."""
        return self.part.points


@dataclass(frozen=True)
class Score:
    """A submission's score under a rubric."""

    rubric: Rubric
    evidence: Evidence
    parts: tuple[PartScore, ...]

    @property
    def points(self) -> Decimal:
        """Points confirmed."""
        return sum((p.points for p in self.parts), Decimal(0))

    @property
    def pending(self) -> Decimal:
        """Points that wait for a person."""
        return sum((p.pending for p in self.parts), Decimal(0))

    @property
    def possible(self) -> Decimal:
        """What the exam is worth."""
        return self.rubric.possible

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """What the grader measured itself."""
        return self.evidence.measurements

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What a person should look at."""
        return self.evidence.flags


def score(rubric: Rubric, evidence: Evidence) -> Score:
    """Judge the evidence by the rubric: no I/O, no clock, the same answer every time."""
    views = attribute(rubric, evidence)
    return Score(rubric, evidence, tuple(_score_part(part, views[part.id]) for part in rubric.parts))


def _score_part(part: Part, view: PartEvidence) -> PartScore:
    return PartScore(
        part, tuple(_score_criterion(criterion, view) for criterion in part.criteria), view.note, view.spans
    )


def _score_criterion(criterion: Criterion, view: PartEvidence) -> CriterionScore:
    finding = _examine(criterion, view)
    points = _share(criterion.points, finding.earned)
    pending = (
        criterion.points - points
        if finding.earned + finding.pending == 1
        else _share(criterion.points, finding.pending)
    )
    return CriterionScore(criterion, finding, points, pending)


def _examine(criterion: Criterion, view: PartEvidence) -> Finding:
    if not view.evidence.submission.digest:
        # It could not be read, or not be run by a fault of ours: what it is worth is unknown.
        why = view.evidence.trouble
        return undetermined(Text(f"not graded: {why}", f"채점하지 못함: {why}"))
    try:
        return criterion.examine(view)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one check must cost no student a point
        kind = f"{type(error).__name__}: {error}"
        return undetermined(
            Text(
                f"the grader's own check failed ({kind}); a person decides, please report it",
                f"채점기 자체의 오류입니다 ({kind}); 사람이 판정합니다",
            )
        )


def _share(points: Decimal, share: Fraction) -> Decimal:
    exact = points * share.numerator / share.denominator
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)
