"""Evidence and a rubric to a score: a pure function."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from grader.attribution import attribute
from grader.checks.absent import NOT_STARTED
from grader.checks.base import Finding, undetermined
from grader.evidence import Evidence, Recording, Submission
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from grader.checks.base import Criterion, Verdict
    from grader.decisions import Decision
    from grader.evidence import Flag, Measurement
    from grader.parts import PartEvidence, Span
    from grader.rubric import Part, Rubric
    from grader.values import Shared

CENT = Decimal("0.01")
_NO_RECORD = Recording()


@dataclass(frozen=True)
class CriterionScore:
    """A criterion, what was found, and its points: earned + pending + lost = possible."""

    criterion: Criterion = field(hash=False)
    finding: Finding
    points: Decimal
    pending: Decimal
    decision: Decision | None = None
    """What a person decided; then the finding is theirs."""
    stale: bool = False
    """The person saw another finding than today's: worth a second look."""

    @property
    def possible(self) -> Decimal:
        """What it is worth."""
        return self.criterion.points

    @property
    def lost(self) -> Decimal:
        """What is neither earned nor pending."""
        return self.possible - self.points - self.pending

    @property
    def unchecked(self) -> Decimal:
        """What of the pending points this rubric cannot decide, its key being hidden."""
        return self.pending if self.finding.unchecked else Decimal(0)

    @property
    def verdict(self) -> Verdict:
        """The finding's verdict."""
        return self.finding.verdict

    def light(self, shared: Shared) -> CriterionScore:
        """Return it with its verdict, and the reason where points were lost."""
        found = self.finding
        bare = Finding(found.earned, found.pending, found.reason if self.lost else NOTHING, unchecked=found.unchecked)
        return shared(replace(self, finding=shared(bare)))


def _nowhere() -> None:
    return None


@dataclass(frozen=True)
class PartScore:
    """A part with its criteria's scores."""

    part: Part = field(hash=False)
    criteria: tuple[CriterionScore, ...]
    note: Text
    spans: tuple[Span, ...] = ()
    """Where the part stands in the submission."""
    look: Callable[[], PartEvidence | None] = field(default=_nowhere, compare=False, repr=False)
    """Gets ``work``."""

    @property
    def work(self) -> PartEvidence | None:
        """What of the evidence belongs to it; None in a score that was put together without evidence."""
        return self.look()

    @property
    def points(self) -> Decimal:
        """Points confirmed."""
        return sum((c.points for c in self.criteria), Decimal(0))

    @property
    def pending(self) -> Decimal:
        """Points that wait: for a person, or for the teacher's own rubric."""
        return sum((c.pending for c in self.criteria), Decimal(0))

    @property
    def unchecked(self) -> Decimal:
        """Those of the pending points that this rubric cannot decide."""
        return sum((c.unchecked for c in self.criteria), Decimal(0))

    @property
    def possible(self) -> Decimal:
        """What the part is worth."""
        return self.part.points

    def light(self, shared: Shared) -> PartScore:
        """Return it with what its criteria keep, without the work and where that stands."""
        criteria = tuple(criterion.light(shared) for criterion in self.criteria)
        return shared(replace(self, criteria=criteria, note=NOTHING, spans=(), look=_nowhere))


@dataclass(frozen=True, slots=True)
class Score:
    """A submission's score under a rubric."""

    rubric: Rubric
    known: Evidence
    """What is known of the submission; where ``fetch`` is given, without its text and the record of its run."""
    parts: tuple[PartScore, ...]
    fetch: Callable[[], Evidence] | None = field(default=None, compare=False, repr=False)

    @property
    def evidence(self) -> Evidence:
        """All that is known of the submission; it may have to be fetched."""
        return self.fetch() if self.fetch else self.known

    @property
    def points(self) -> Decimal:
        """Points confirmed."""
        return sum((p.points for p in self.parts), Decimal(0))

    @property
    def pending(self) -> Decimal:
        """Points that wait: for a person, or for the teacher's own rubric."""
        return sum((p.pending for p in self.parts), Decimal(0))

    @property
    def unchecked(self) -> Decimal:
        """Those of the pending points that this rubric cannot decide."""
        return sum((p.unchecked for p in self.parts), Decimal(0))

    @property
    def possible(self) -> Decimal:
        """What the exam is worth."""
        return self.rubric.possible

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """What the grader measured itself and criteria are judged by."""
        return tuple(measured for measured in self.known.measurements if not measured.aside)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What a person should look at."""
        return self.known.flags

    def light(self, shared: Shared) -> Score:
        """Return the score with no more than a class's tables need: points, reasons, flags and how the run ended.

        A page of its own shows more, and has to be made before.

        Args:
            shared: The class's: what was found in a thousand submissions is mostly the same.
        """
        parts = tuple(part.light(shared) for part in self.parts)
        of = self.known
        submission = Submission(name=of.submission.name, form=of.submission.form, cells=(), digest=of.submission.digest)
        known = Evidence(submission=submission, ending=of.ending, trouble=of.trouble, flags=of.flags)
        return replace(self, known=known, parts=parts, fetch=None)


@dataclass(frozen=True)
class Judged:
    """One part's findings by criterion, and where and how the part was found."""

    findings: Mapping[str, Finding]
    note: Text
    spans: tuple[Span, ...]
    look: Callable[[], PartEvidence | None]


def score(rubric: Rubric, evidence: Evidence, decisions: Sequence[Decision] = ()) -> Score:
    """Judge the evidence by the rubric: no I/O, no clock, the same answer every time.

    Args:
        rubric: The exam.
        evidence: One submission's.
        decisions: What persons decided about it, the oldest first; the last one on a criterion holds.
    """
    views = attribute(rubric, evidence)
    return tally(rubric, evidence, {part.id: judge(part, views[part.id]) for part in rubric.parts}, decisions)


def judge(part: Part, view: PartEvidence) -> Judged:
    """Examine all criteria of a part."""
    findings = {criterion.id: finding_of(criterion, view) for criterion in part.criteria}
    return Judged(findings, view.note, view.spans, lambda: view)


def tally(
    rubric: Rubric,
    known: Evidence,
    judged: Mapping[str, Judged],
    decisions: Sequence[Decision] = (),
    fetch: Callable[[], Evidence] | None = None,
) -> Score:
    """Weigh what was found in each part by the rubric's points, and let persons have the last word.

    Args:
        rubric: The exam.
        known: One submission's evidence, or what ``light`` leaves of it.
        judged: What was found, by part.
        decisions: As for ``score``.
        fetch: Gets the whole evidence where ``known`` is not all of it.
    """
    decided = {decision.criterion: decision for decision in decisions}
    parts = tuple(_score_part(part, judged[part.id], decided) for part in rubric.parts)
    return Score(rubric, known, parts, fetch)


def light(evidence: Evidence) -> Evidence:
    """Leave out a submission's text and the record of its run, which a class's tables do not show."""
    submission = evidence.submission.model_copy(update={"cells": ()})
    return evidence.model_copy(update={"submission": submission, "recording": _NO_RECORD})


def digest(finding: Finding) -> str:
    """Digest what a person looks at when deciding, so that a change of it is seen later."""
    seen = (finding.earned, finding.pending, finding.reason.en, finding.words, finding.exhibit)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def _score_part(part: Part, judged: Judged, decided: Mapping[str, Decision]) -> PartScore:
    criteria = (
        _decided(_weighed(criterion, judged.findings[criterion.id]), decided.get(criterion.id))
        for criterion in part.criteria
    )
    return PartScore(part, tuple(criteria), judged.note, judged.spans, judged.look)


def _decided(judged: CriterionScore, decision: Decision | None) -> CriterionScore:
    if decision is None:
        return judged
    finding = judged.finding
    stale = bool(decision.seen) and decision.seen != digest(finding)
    said = f": {decision.comment}" if decision.comment else ""
    reason = Text(f"{decision.who} decided{said}", f"{decision.who}의 판정{said}").plus(finding.reason)
    if stale:
        reason = Text("decided on other evidence than today's", "지금과 다른 증거를 보고 내린 판정").plus(reason)
    return replace(
        judged,
        finding=replace(finding, earned=decision.share, pending=Fraction(0), reason=reason),
        points=_share(judged.possible, decision.share),
        pending=Decimal(0),
        decision=decision,
        stale=stale,
    )


def _weighed(criterion: Criterion, finding: Finding) -> CriterionScore:
    points = _share(criterion.points, finding.earned)
    pending = (
        criterion.points - points
        if finding.earned + finding.pending == 1
        else _share(criterion.points, finding.pending)
    )
    return CriterionScore(criterion, finding, points, pending)


def finding_of(criterion: Criterion, view: PartEvidence) -> Finding:
    """Examine one criterion; where that cannot be done a person decides."""
    if not view.evidence.submission.digest:
        # It could not be read, or not be run by a fault of ours: what it is worth is unknown.
        why = Text.same(view.evidence.trouble)
        if not view.evidence.started:
            return undetermined(NOT_STARTED, secret=why)
        return undetermined(Text(f"not graded: {why.en}", f"채점하지 못함: {why.ko}"))
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
