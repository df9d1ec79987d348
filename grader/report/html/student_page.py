"""One submission's page."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.checks.base import Alignment, Curves, Verdict
from grader.checks.training import counted, trainings
from grader.parts import locate
from grader.report import phrases
from grader.report.clean import line
from grader.report.html import words
from grader.report.html.bars import Bar, bar
from grader.report.html.confusion import Confusion, confusion
from grader.report.html.curves import Chart, charts
from grader.report.html.engine import page
from grader.report.html.grids import Grid, grid
from grader.report.html.listing import Block, Remark, error_remark, listing, remark
from grader.report.html.networks import Drawing, drawing
from grader.report.places import translate
from grader.report.view import view

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.checks.training import Training
    from grader.evidence import EventLog, Evidence, Fit
    from grader.parts import PartEvidence
    from grader.report.view import CriterionView, PartView
    from grader.scoring import PartScore, Score

FEWEST_EPOCHS = 2
MOST_TRAININGS = 12
MOST_NAME = 60


@dataclass(frozen=True)
class CriterionPage:
    """A criterion as its page shows it; ``line`` is the anchor of the line that ``place`` names, if it is shown."""

    view: CriterionView
    line: str
    charts: tuple[Chart, ...]
    drawing: Drawing | None
    alignment: Alignment | None
    decided: str
    stale: bool


@dataclass(frozen=True)
class TrainingPage:
    """A training's curves."""

    title: str
    note: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class PartPage:
    """A part as its page shows it."""

    view: PartView
    bar: Bar
    criteria: tuple[CriterionPage, ...]
    blocks: tuple[Block, ...]
    training: TrainingPage | None
    others: tuple[TrainingPage, ...]
    grid: Grid | None
    confusions: tuple[Confusion | None, ...]
    """One a measurement."""
    probed: bool
    """It was trained for a few steps only."""

    @property
    def settled(self) -> bool:
        """Nothing in it needs to be looked at."""
        return self.view.verdict is Verdict.MET


def render(score: Score, *, language: str = "en", student: bool = False, index: str = "") -> str:
    """Return one submission's report as a page of its own.

    Args:
        score: The score.
        language: "en" or "ko".
        student: Leave out what only the teacher should read.
        index: Address of the class's page, to link to; empty if there is none.
    """
    seen = view(score, language=language, student=student)
    made = {part.part.id: part for part in score.parts}
    parts = {part.id: _part(part, made[part.id], score.evidence, language) for part in seen.parts}
    unplaced = [measured for measured in seen.measurements if measured.part not in parts]
    return page(
        "student.html.jinja",
        language=language,
        seen=seen,
        bar=bar(seen.tally),
        parts=parts,
        unplaced=unplaced,
        guide=_guide(language),
        index=index,
        interval=lambda low, high: phrases.between(f"{low:.3f}", f"{high:.3f}")(language),
        rows=lambda count: phrases.rows(count)(language),
        waiting=lambda points: phrases.waiting(points)(language),
        unchecked=lambda points: phrases.unchecked(points)(language),
        lost=lambda points: phrases.lost(points)(language),
    )


def _guide(language: str) -> list[tuple[str, str]]:
    return [(verdict.value, phrases.VERDICTS[verdict](language)) for verdict in Verdict]


def _part(part: PartView, made: PartScore, evidence: Evidence, language: str) -> PartPage:
    remarks = [remark(c, phrases.VERDICTS[c.verdict](language)) for c in part.criteria]
    remarks.extend(_errors(made, evidence))
    blocks = listing(part.id, made.spans, evidence.submission, remarks, language)
    anchors = _anchors(blocks)
    criteria = tuple(
        _criterion(one, scored.decision.who if scored.decision else "", scored.stale, anchors, language)
        for one, scored in zip(part.criteria, made.criteria, strict=True)
    )
    shown = {_drawn(c.view.exhibit) for c in criteria if isinstance(c.view.exhibit, Curves)}
    work = made.work
    main, others = _trainings(work, evidence, shown, language)
    found = grid(_own_logs(work)) if work else None
    if found is not None:
        # The map says more than the curves of so many short trainings; they stay to be opened.
        others = ((main,) if main else ()) + others
        main = None
    criteria, main = _together(criteria, main)
    confusions = tuple(confusion(measured, language) for measured in part.measurements)
    probed = work is not None and any(fit.fidelity == "probe" for fit in work.fits)
    return PartPage(part, bar(part.tally), criteria, blocks, main, others[:MOST_TRAININGS], found, confusions, probed)


def _own_logs(work: PartEvidence) -> list[EventLog]:
    """Leave out logs of another part's trainings that stand in the same cell."""
    trained = {event.seq for event in work.events}
    return [log for log in work.logs if log.fit is None or log.fit in trained]


def _together(
    criteria: tuple[CriterionPage, ...], main: TrainingPage | None
) -> tuple[tuple[CriterionPage, ...], TrainingPage | None]:
    """Put what is left of the training's curves beside those that a criterion shows of it already."""
    drawn = [one for one in criteria if one.charts]
    if main is None or len(drawn) != 1 or main.note:
        return criteria, main
    whole = replace(drawn[0], charts=(*drawn[0].charts, *main.charts))
    return tuple(whole if one is drawn[0] else one for one in criteria), None


def _errors(made: PartScore, evidence: Evidence) -> Iterator[tuple[str, Remark]]:
    cells = {span.cell: span for span in made.spans}
    for run in evidence.recording.cells:
        span = cells.get(run.cell)
        if run.error and span and span.holds(run.cell, run.error.line):
            yield locate(evidence, run.cell, run.error.line), error_remark(run.error.type, run.error.message)


def _anchors(blocks: Sequence[Block]) -> Mapping[str, str]:
    return {
        said.anchor: shown.anchor for block in blocks for shown in block.lines for said in shown.remarks if said.anchor
    }


def _criterion(seen: CriterionView, who: str, stale: bool, anchors: Mapping[str, str], language: str) -> CriterionPage:
    exhibit = seen.exhibit
    made: tuple[Chart, ...] = ()
    if isinstance(exhibit, Curves):
        count = max((len(values) for _, values in exhibit.series), default=0)
        note = phrases.epoch(exhibit.mark, count)(language) if exhibit.mark is not None else ""
        made = charts(dict(exhibit.series), language, mark=exhibit.mark, note=note)
    alignment = exhibit if isinstance(exhibit, Alignment) else None
    return CriterionPage(
        view=seen,
        line=anchors.get(seen.id, ""),
        charts=made,
        drawing=drawing(alignment) if alignment else None,
        alignment=alignment,
        decided=line(who, MOST_NAME),
        stale=stale,
    )


def _drawn(exhibit: object) -> frozenset[str]:
    """Name what a criterion's curves show, to not draw it twice."""
    return frozenset(name for name, _ in exhibit.series) if isinstance(exhibit, Curves) else frozenset()


def _trainings(
    work: PartEvidence | None, evidence: Evidence, shown: set[frozenset[str]], language: str
) -> tuple[TrainingPage | None, tuple[TrainingPage, ...]]:
    """Return the training that counts and the others; those without a curve are left out."""
    if work is None:
        return None, ()
    counting = counted(work)
    main, others = None, []
    for training in trainings(work):
        if any(fit.fidelity == "probe" for fit in training.fits):
            continue  # a few steps say nothing about how it learns
        series = {line(name, MOST_NAME): _finite(values) for name, values in training.history.items()}
        if training is counting or training == counting:
            series = {name: values for name, values in series.items() if not any(name in names for names in shown)}
        if max(map(len, series.values()), default=0) < FEWEST_EPOCHS:
            continue
        drawn = _training(training, series, evidence, language)
        if training == counting:
            main = drawn
        else:
            others.append(drawn)
    return main, tuple(others)


def _finite(values: Sequence[float | None]) -> tuple[float | None, ...]:
    return tuple(value if value is not None and math.isfinite(value) else None for value in values)


def _training(
    training: Training, series: Mapping[str, tuple[float | None, ...]], evidence: Evidence, language: str
) -> TrainingPage:
    first = training.first
    place = translate(locate(evidence, first.cell, first.line), language) if first.cell else ""
    note = _stopped(training, language)
    ran = max(map(len, series.values()))
    drawn = charts(series, language, mark=ran if note else None, note=phrases.EPOCH(language) + f" {ran}")
    return TrainingPage(words.fitted(place)(language), note, drawn)


def _stopped(training: Training, language: str) -> str:
    """Say that early stopping ended it, if it did."""
    last: Fit = training.last
    stops = [callback for callback in last.callbacks if callback.class_name == "EarlyStopping"]
    if not stops or last.epochs is None or not 0 < last.epochs_run < last.epochs or last.ending != "completed":
        return ""
    patience = stops[0].settings.get("patience")
    asked = training.epochs
    ran = sum(fit.epochs_run for fit in training.fits)
    return words.stopped(ran, asked, patience if isinstance(patience, int) else None)(language)
