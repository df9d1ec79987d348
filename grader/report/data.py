"""The report as data: what ``--json`` writes, and the JSON Schema of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from grader.checks.base import Alignment, Curves, Verdict
from grader.evidence import Ending
from grader.report.view import CriterionView, FlagView, MeasurementView, PartView, Tally, View, view
from grader.values import Value

if TYPE_CHECKING:
    from decimal import Decimal

    from pydantic.main import IncEx

    from grader.scoring import Score

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SECRETS: IncEx = {"parts": {"__all__": {"criteria": {"__all__": {"secret"}}}}}
"""What a student's report has no field for; ``View`` has emptied it already."""


class Pointed(Value):
    """What has points: points + pending + lost = possible."""

    points: float = Field(ge=0, description="Confirmed.")
    pending: float = Field(
        ge=0, description="Waiting for a person, or, where the verdict is not_checked, for the teacher's own rubric."
    )
    lost: float = Field(ge=0, description="Neither confirmed nor waiting.")
    possible: float = Field(ge=0)


class Named(Value):
    """What the rubric gives an id and a title."""

    id: str
    title: str


class Heading(Value):
    """What a report is of."""

    schema_: Literal["grader/report/1"] = Field(alias="schema")
    submission: str
    rubric: str = Field(description="The exam's name.")


class CurvesData(Value):
    """Numbers by epoch."""

    kind: Literal["curves"] = "curves"
    series: dict[str, list[float | None]]
    mark: int | None = Field(description="An epoch, from 1, worth pointing at.")


class LayerPair(Value):
    """A layer that was asked for beside the one that was found."""

    asked: str | None
    found: str | None
    same: bool


class AlignmentData(Value):
    """Two networks, layer by layer."""

    kind: Literal["alignment"] = "alignment"
    rows: list[LayerPair]


class CriterionData(Pointed, Named):
    """A criterion and what was found."""

    check: str
    verdict: Verdict
    reason: str
    where: str = Field(description="'cell 12, line 3' of a notebook, 'line 57' of a script; '' if nowhere.")
    words: str = Field(description="The student's own words that were judged.")
    secret: str | None = Field(default=None, description="For the teacher alone; absent from a student's report.")
    exhibit: CurvesData | AlignmentData | None = None


class PartData(Pointed, Named):
    """A part of the exam."""

    verdict: Verdict
    note: str = Field(description="How the part was found, where that is worth a word.")
    criteria: list[CriterionData]


class MeasurementData(Value):
    """A number that the grader computed itself."""

    part: str | None
    metric: str
    value: float
    low: float = Field(description="Wilson interval, 95 %.")
    high: float
    rows: int
    dataset: str
    how: str


class FlagData(Value):
    """Something for a person to look at; a student's report says only that there is something."""

    kind: str
    message: str
    where: str


class ReportData(Pointed, Heading):
    """One submission's report."""

    language: str
    fidelity: Literal["auto", "full", "probe"]
    sandbox: str
    ending: Ending
    errors: list[str] = Field(description="Exceptions that cells ended with.")
    trouble: str = Field(description="What the grader itself could not do.")
    flags: list[FlagData]
    parts: list[PartData]
    measurements: list[MeasurementData]


def as_dict(score: Score, *, language: str = "en", student: bool = False) -> dict[str, Any]:
    """Return the report of one submission as JSON values, by the schema that ``schema`` describes.

    Args:
        score: The score.
        language: "en" or "ko": of reasons and titles; keys and verdicts are the same in all.
        student: Leave out what only the teacher should read.
    """
    report = _report(view(score, language=language, student=student))
    return report.model_dump(mode="json", by_alias=True, exclude=SECRETS if student else None)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of one report."""
    made = ReportData.model_json_schema(by_alias=True, mode="serialization")
    made["$schema"] = DIALECT
    return made


def number(points: Decimal) -> float:
    """Return points as a JSON number; points have two decimals, which a float shows unchanged."""
    return float(points)


def _points(tally: Tally) -> dict[str, float]:
    return {
        "points": number(tally.points),
        "pending": number(tally.pending),
        "lost": number(tally.lost),
        "possible": number(tally.possible),
    }


def _report(seen: View) -> ReportData:
    return ReportData(
        schema="grader/report/1",
        submission=seen.submission,
        rubric=seen.exam,
        **_points(seen.tally),
        language=seen.language,
        fidelity=seen.fidelity,
        sandbox=seen.sandbox,
        ending=seen.ending,
        errors=list(seen.errors),
        trouble=seen.trouble,
        flags=[_flag(flag) for flag in seen.flags],
        parts=[_part(part) for part in seen.parts],
        measurements=[_measurement(measured) for measured in seen.measurements],
    )


def _part(part: PartView) -> PartData:
    return PartData(
        id=part.id,
        title=part.title,
        verdict=part.verdict,
        **_points(part.tally),
        note=part.note,
        criteria=[_criterion(criterion) for criterion in part.criteria],
    )


def _criterion(criterion: CriterionView) -> CriterionData:
    return CriterionData(
        id=criterion.id,
        check=criterion.check,
        title=criterion.title,
        verdict=criterion.verdict,
        **_points(criterion.tally),
        reason=criterion.reason,
        where=criterion.where,
        words=criterion.words,
        secret=criterion.secret,
        exhibit=_exhibit(criterion.exhibit),
    )


def _exhibit(exhibit: Curves | Alignment | None) -> CurvesData | AlignmentData | None:
    if isinstance(exhibit, Curves):
        return CurvesData(series={name: list(values) for name, values in exhibit.series}, mark=exhibit.mark)
    if isinstance(exhibit, Alignment):
        pairs = [
            LayerPair(asked=asked, found=found, same=exhibit.same(row))
            for row, (asked, found) in enumerate(exhibit.rows)
        ]
        return AlignmentData(rows=pairs)
    return None


def _measurement(measured: MeasurementView) -> MeasurementData:
    return MeasurementData(
        part=measured.part,
        metric=measured.metric,
        value=measured.value,
        low=measured.low,
        high=measured.high,
        rows=measured.rows,
        dataset=measured.dataset,
        how=measured.how,
    )


def _flag(flag: FlagView) -> FlagData:
    return FlagData(kind=flag.kind, message=flag.message, where=flag.where)
