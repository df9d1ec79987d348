"""A trial as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.mutants.trial import Trial
    from grader.scoring import Score

WIDTH = 62


def render(trial: Trial) -> str:
    """Write the reference's score, the blank's, each mutant with what caught it, the holes, the untouched criteria."""
    return "\n".join(_lines(trial)) + "\n"


def _lines(trial: Trial) -> Iterator[str]:
    if trial.reference is not None:
        yield from _score("reference", trial.reference, full=True)
    yield from _score("reference, a few steps", trial.base, full=True)
    yield from _score("blank", trial.blank, full=False)
    yield ""
    caught = sum(bool(one.caught) for one in trial.tried)
    free = len(trial.tried) - caught - len(trial.holes)
    yield f"{len(trial.tried)} mutants of the reference: {caught} caught, {len(trial.holes)} not, {free} in free parts"
    part = None
    for one in trial.tried:
        if one.mutant.part != part:
            part = one.mutant.part
            yield f"  part {part}"
        by = ", ".join(f"{name} ({verdict})" for name, verdict in one.caught) or _uncaught(trial, one.mutant.part)
        yield f"    {_short(one.mutant.what):<{WIDTH}}  {by}"
    yield ""
    yield f"holes, mutants that no criterion catches: {len(trial.holes) or 'none'}"
    yield from (f"    part {mutant.part}, cell {mutant.cell}: {mutant.what}" for mutant in trial.holes)
    yield f"criteria that no mutant touches: {', '.join(trial.untouched) or 'none'}"


def _uncaught(trial: Trial, part: str) -> str:
    return "free: only the measured number counts" if part in trial.free else "NOTHING CATCHES IT"


def _score(what: str, score: Score, *, full: bool) -> Iterator[str]:
    wanted = score.possible if full else 0
    pending = f", {score.pending} waiting for a person" if score.pending else ""
    sound = score.points == wanted and not score.pending
    yield f"{what}: {score.points:f} of {score.possible:f}{pending}{'' if sound else f'; expected {wanted}'}"
    for part in score.parts:
        for line in part.criteria:
            if (line.lost or line.pending) if full else (line.points or line.pending):
                yield f"    {line.criterion.id}: {line.verdict.value}: {line.finding.reason.en}"


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
