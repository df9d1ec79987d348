"""A score as one reader may see it: one language, hidden what is not theirs, every string clean.

Everything a renderer shows comes from here, so that "what does a student see?" and "can a submission's text do harm?"
have one answer each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from grader.checks.base import Alignment, Curves, Verdict
from grader.evidence import Ending
from grader.parts import locate
from grader.report import phrases, places
from grader.report.clean import clean, cut, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.evidence import Evidence, Example, Flag, Measurement
    from grader.parts import Span
    from grader.scoring import CriterionScore, PartScore, Score

MOST_WORDS = 2000
MOST_REASON = 4000
MOST_ERRORS = 10
MOST_ROWS = 400
MOST_NAME = 200


@dataclass(frozen=True)
class Tally:
    """Points of a criterion, a part, a section or all: points + pending + lost = possible."""

    points: Decimal
    pending: Decimal
    possible: Decimal
    unchecked: Decimal = Decimal(0)
    """Those of the pending points that this rubric cannot decide, its keys being hidden."""

    @property
    def waiting(self) -> Decimal:
        """Those that wait for a person."""
        return self.pending - self.unchecked

    @property
    def lost(self) -> Decimal:
        """What is neither earned nor pending."""
        return self.possible - self.points - self.pending

    @classmethod
    def of(cls, *tallies: Tally) -> Tally:
        """Add up."""
        return cls(
            sum((t.points for t in tallies), Decimal(0)),
            sum((t.pending for t in tallies), Decimal(0)),
            sum((t.possible for t in tallies), Decimal(0)),
            sum((t.unchecked for t in tallies), Decimal(0)),
        )


@dataclass(frozen=True)
class CriterionView:
    """A criterion and what was found. ``place`` is ``where`` in the reader's language."""

    id: str
    check: str
    title: str
    verdict: Verdict
    tally: Tally
    reason: str
    where: str
    place: str
    secret: str
    words: str
    exhibit: Curves | Alignment | None


@dataclass(frozen=True)
class MeasurementView:
    """A number that the grader measured; ``metric`` is Keras's name, ``label`` the reader's."""

    part: str | None
    metric: str
    label: str
    value: float
    low: float
    high: float
    rows: int
    dataset: str
    how: str
    in_sandbox: bool
    confusion: tuple[tuple[int, ...], ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class FlagView:
    """Something for a person to look at; a student sees that there is something, not what."""

    kind: str
    message: str
    where: str
    place: str


@dataclass(frozen=True)
class PartView:
    """A part and its criteria."""

    id: str
    title: str
    tally: Tally
    note: str
    criteria: tuple[CriterionView, ...]
    measurements: tuple[MeasurementView, ...]
    spans: tuple[Span, ...]

    @property
    def verdict(self) -> Verdict:
        """What its criteria come to."""
        if self.tally.waiting or any(c.verdict is Verdict.UNDETERMINED for c in self.criteria):
            return Verdict.UNDETERMINED
        if self.tally.unchecked:
            return Verdict.NOT_CHECKED
        if all(c.verdict is Verdict.MET for c in self.criteria):
            return Verdict.MET
        return Verdict.PARTIAL if self.tally.points else Verdict.NOT_MET


@dataclass(frozen=True)
class SectionView:
    """Parts under one heading; without a heading, ``id`` and ``title`` are empty."""

    id: str
    title: str
    parts: tuple[PartView, ...]

    @property
    def tally(self) -> Tally:
        """The parts' points together."""
        return Tally.of(*(part.tally for part in self.parts))


@dataclass(frozen=True)
class View:
    """A score, ready to be laid out."""

    language: str
    student: bool
    submission: str
    exam: str
    tally: Tally
    sections: tuple[SectionView, ...]
    measurements: tuple[MeasurementView, ...]
    flags: tuple[FlagView, ...]
    ending: Ending
    started: bool
    errors: tuple[str, ...]
    trouble: str
    fidelity: Literal["auto", "full", "probe"]
    sandbox: str

    @property
    def parts(self) -> tuple[PartView, ...]:
        """All parts in order."""
        return tuple(part for section in self.sections for part in section.parts)

    @property
    def waiting(self) -> tuple[CriterionView, ...]:
        """The criteria that a person has to decide."""
        return tuple(c for part in self.parts for c in part.criteria if c.verdict is Verdict.UNDETERMINED)

    @property
    def ended(self) -> str:
        """How the run ended, in a sentence; empty if it came to its end."""
        if not self.started:
            return phrases.NOT_STARTED(self.language)
        if self.ending is Ending.COMPLETED:
            return ""
        sentence = phrases.ENDINGS[self.ending](self.language)
        return sentence if self.ending is Ending.REJECTED else f"{sentence} {phrases.KEPT(self.language)}"


def view(score: Score, *, language: str = "en", student: bool = False) -> View:
    """Return what the reader may see of a score.

    Args:
        score: The score.
        language: "en" or "ko".
        student: The reader is the student: no keys, no flags' details, nothing about the grader's own machine.
    """
    evidence = score.evidence
    return View(
        language=language,
        student=student,
        submission=line(evidence.submission.name, MOST_NAME),
        exam=line(score.rubric.exam.text()(language)),
        tally=Tally(score.points, score.pending, score.possible, score.unchecked),
        sections=tuple(_sections(score, language, student)),
        measurements=tuple(_measurement(measured, language) for measured in score.measurements),
        flags=tuple(_flag(flag, language, student) for flag in score.flags),
        ending=evidence.ending,
        started=evidence.started,
        errors=tuple(_errors(evidence, language)),
        trouble=_trouble(evidence, language, student),
        fidelity=evidence.fidelity,
        sandbox=line(evidence.sandbox),
    )


def _sections(score: Score, language: str, student: bool) -> Iterator[SectionView]:
    titles = {section.id: section.title.text()(language) for section in score.rubric.sections}
    for name, parts in groupby(score.parts, key=lambda made: score.rubric.section_of(made.part)):
        yield SectionView(
            name, line(titles.get(name, "")), tuple(_part(part, score, language, student) for part in parts)
        )


def _part(made: PartScore, score: Score, language: str, student: bool) -> PartView:
    return PartView(
        id=made.part.id,
        title=line(made.part.title.text()(language)),
        tally=Tally(made.points, made.pending, made.possible, made.unchecked),
        note=line(made.note(language)),
        criteria=tuple(_criterion(criterion, language, student) for criterion in made.criteria),
        measurements=tuple(_measurement(m, language) for m in score.measurements if m.part == made.part.id),
        spans=made.spans,
    )


def _criterion(made: CriterionScore, language: str, student: bool) -> CriterionView:
    criterion, finding = made.criterion, made.finding
    check = str(getattr(criterion, "check", ""))
    title = criterion.title.text()(language) if criterion.title else ""
    where = line(finding.where, MOST_NAME)
    return CriterionView(
        id=criterion.id,
        check=check,
        title=line(title) or (phrases.CHECKS[check](language) if check in phrases.CHECKS else check),
        verdict=finding.verdict,
        tally=Tally(made.points, made.pending, made.possible, made.unchecked),
        reason=line(finding.reason(language), MOST_REASON),
        where=where,
        place=places.translate(where, language),
        secret="" if student else line(finding.secret(language), MOST_REASON),
        words=cut(clean(finding.words).strip(), MOST_WORDS),
        exhibit=_exhibit(finding.exhibit),
    )


def _exhibit(exhibit: Curves | Alignment | None) -> Curves | Alignment | None:
    if isinstance(exhibit, Curves):
        series = ((line(name, MOST_NAME), tuple(map(_finite, values))) for name, values in exhibit.series)
        return Curves(tuple(series), exhibit.mark)
    if isinstance(exhibit, Alignment):
        return Alignment(
            tuple((_layer(asked), _layer(found)) for asked, found in exhibit.rows[:MOST_ROWS]), exhibit.alike
        )
    return None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _layer(text: str | None) -> str | None:
    return None if text is None else line(text, MOST_NAME)


def _measurement(measured: Measurement, language: str) -> MeasurementView:
    metric = line(measured.metric, MOST_NAME)
    return MeasurementView(
        part=measured.part,
        metric=metric,
        label=phrases.METRICS[metric](language) if metric in phrases.METRICS else metric,
        value=measured.value,
        low=measured.low,
        high=measured.high,
        rows=measured.rows,
        dataset=line(measured.dataset),
        how=line(measured.how_ko if language == "ko" and measured.how_ko else measured.how),
        in_sandbox=measured.in_sandbox,
        confusion=measured.confusion,
        examples=measured.examples,
    )


def _flag(flag: Flag, language: str, student: bool) -> FlagView:
    kind = line(flag.kind, MOST_NAME)
    if student:
        return FlagView(kind, phrases.FLAG_HIDDEN(language), "", "")
    message = flag.message_ko if language == "ko" and flag.message_ko else flag.message
    where = line(flag.where, MOST_NAME)
    return FlagView(kind, line(message, MOST_REASON), where, places.translate(where, language))


def _errors(evidence: Evidence, language: str) -> Iterator[str]:
    raised = [(run.cell, run.error) for run in evidence.recording.cells if run.error]
    for cell, error in raised[:MOST_ERRORS]:
        place = places.translate(locate(evidence, cell, error.line), language)
        what = ": ".join(filter(None, (error.type, error.message)))
        yield f"{place}: {line(what, MOST_WORDS)}"
    if len(raised) > MOST_ERRORS:
        yield phrases.more(len(raised) - MOST_ERRORS)(language)


def _trouble(evidence: Evidence, language: str, student: bool) -> str:
    if not evidence.trouble:
        return ""
    return phrases.TROUBLE_HIDDEN(language) if student else line(evidence.trouble, MOST_REASON)
