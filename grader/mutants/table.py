"""A trial as text, for terminals of 60 columns and more."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from itertools import chain, groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from grader.mutants.outcomes import Outcome
from grader.report.clean import line as cleaned
from grader.report.glyphs import points
from grader.report.printing import console_of, printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from grader.mutants.outcomes import Trial, Tried
    from grader.scoring import Score

MOST_WORDS = 120
MOST_CRITERIA = 3

TOLD = {
    Outcome.HOLE: "HOLE: no criterion catches it",
    Outcome.FREE: "free: the rubric leaves it open",
    Outcome.SAME: "does the same in a few steps",
    Outcome.CUT_OFF: "not known: its run was cut off",
}
COUNTED = {
    Outcome.CAUGHT: "caught",
    Outcome.TWICE: "told twice in the reference, caught once both are gone",
    Outcome.HOLE: "not caught: holes",
    Outcome.FREE: "not caught, but left open by the rubric (free)",
    Outcome.SAME: "did just what the reference does",
    Outcome.CUT_OFF: "cut off, so not known",
    Outcome.MEASURED: "not tried: only the measured number counts there",
}


def render(trial: Trial, *, width: int = 100, encoding: str = "utf-8") -> str:
    """Write reference, blank, each mutant with what caught it, then the holes and the criteria that none touches."""
    parts = chain(_scores(trial), _mutants(trial), _summary(trial))
    return printed(console_of(width, color=False), parts, encoding)


def _scores(trial: Trial) -> Iterator[RenderableType]:
    if trial.reference is not None:
        yield from _score("reference", trial.reference, trial, full=True)
    elif trial.base is not None:
        yield from _score("reference, a few steps", trial.base, trial, full=True)
    yield from _score("blank submission", trial.blank, trial, full=False)


def _score(what: str, score: Score, trial: Trial, *, full: bool) -> Iterator[RenderableType]:
    wanted = score.possible if full else Decimal(0)
    sound = score.points == wanted and not score.pending
    pending = f", {points(score.pending)} waiting for a person" if score.pending else ""
    expected = "" if sound else f"; expected {points(wanted)}"
    yield Styled(f"{what}: {points(score.points)} of {points(score.possible)}{pending}{expected}")
    if full and not sound:
        errors = [(run.cell, run.error) for run in score.evidence.recording.cells if run.error]
        for cell, error in errors:
            yield _under(f"{trial.place(cell, error.line or 0)}: {error.type}: {error.message}")
        if score.evidence.trouble:
            yield _under(score.evidence.trouble)
    for line in (line for part in score.parts for line in part.criteria):
        if (line.lost or line.pending) if full else (line.points or line.pending):
            yield _under(f"{line.criterion.id}: {line.verdict.value}: {line.finding.reason.en}")


def _mutants(trial: Trial) -> Iterator[RenderableType]:
    for part, members in groupby(trial.tried, key=lambda one: one.mutant.part):
        some = list(members)
        rows = [one for one in some if one.outcome is not Outcome.MEASURED]
        yield Styled(f"\npart {part}")
        yield Padding(_rows(trial, rows), (0, 0, 0, 2))
        if len(rows) < len(some):
            yield _under(f"{len(some) - len(rows)} other changes: {COUNTED[Outcome.MEASURED]}")


def _rows(trial: Trial, some: Sequence[Tried]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for one in some:
        table.add_row(_place(trial, one), Styled(_what(one)))
        table.add_row("", Padding(Styled(f"→ {told(one)}"), (0, 0, 0, 2)))
    return table


def _place(trial: Trial, one: Tried) -> Styled:
    return Styled(trial.place(one.mutant.cell, one.mutant.line))


def _what(one: Tried) -> str:
    return textwrap.shorten(cleaned(one.mutant.what), MOST_WORDS, placeholder=" …")


def _under(text: str) -> RenderableType:
    return Padding(Styled(cleaned(text)), (0, 0, 0, 2))


def told(one: Tried) -> str:
    """Say what became of a mutant."""
    if one.outcome not in (Outcome.CAUGHT, Outcome.TWICE):
        return TOLD[one.outcome]
    names = [f"{name} (a person looks)" if verdict == "undetermined" else name for name, verdict in one.caught]
    more = f" and {len(names) - MOST_CRITERIA} more" if len(names) > MOST_CRITERIA else ""
    error = f"; raises {one.error}" if one.error else ""
    twice = "; the reference tells it twice" if one.outcome is Outcome.TWICE else ""
    return f"{', '.join(names[:MOST_CRITERIA])}{more}{error}{twice}"


def _summary(trial: Trial) -> Iterator[RenderableType]:
    if not trial.full:
        yield Styled(
            "\nNo mutants were tried: the reference must earn everything first. Mend it, or the criteria above."
        )
        return
    yield Styled(f"\n{len(trial.tried)} mutants of the reference")
    for outcome, words in COUNTED.items():
        if count := len(trial.of(outcome)):
            raising = sum(bool(one.error) for one in trial.of(outcome))
            yield Styled(f"{count:5}  {words}{f', {raising} of them by an exception' if raising else ''}")
    holes = trial.of(Outcome.HOLE)
    yield Styled(f"holes, mutants that no criterion catches: {len(holes) or 'none'}")
    for one in holes:
        place = ", ".join(filter(None, (f"part {one.mutant.part}", _place(trial, one).plain)))
        yield _under(f"{place}: {_what(one)} ({one.mutant.change.value})")
    yield Styled(f"criteria that no mutant touches: {', '.join(trial.untouched) or 'none'}")
    if trial.unseen:
        yield Styled(f"met only by the full training, so tried on words alone: {', '.join(trial.unseen)}")
