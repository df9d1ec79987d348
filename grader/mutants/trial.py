"""Scores the reference, a blank submission, and every mutant of the reference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.attribution import attribute
from grader.checks.base import Need
from grader.evidence import CellKind, Evidence, Measurement, Recording, Submission
from grader.mutants.mutations import Mutant, mutants_of
from grader.mutants.slicing import Batch, Slicer, splice
from grader.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.checks.base import Criterion
    from grader.evidence import Fit
    from grader.pipeline.run import Setup
    from grader.rubric import Rubric
    from grader.scoring import Score
    from grader.submission import OpenedSubmission

TOGETHER = 40
"""Mutants of one process: they share TensorFlow's import and the data."""

ABOVE, BELOW = 0.05, -0.001
"""Where the measured accuracy is put, from the threshold, for the reference and for the mutant just under it."""


@dataclass(frozen=True)
class Tried:
    """A mutant and the criteria that it lost points at, each with its verdict."""

    mutant: Mutant
    caught: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Trial:
    """What became of a rubric's reference, of a blank submission, and of the mutants."""

    rubric: Rubric
    reference: Score | None
    """The reference run as submissions are; None if it was not."""
    blank: Score
    base: Score
    """The reference run for a few steps, which the mutants are compared with."""
    tried: tuple[Tried, ...]

    @property
    def free(self) -> frozenset[str]:
        """Parts in which only a measured number counts: a few steps tell nothing of what a change does there."""
        return frozenset(part.id for part in self.rubric.parts if all(c.need is Need.METRIC for c in part.criteria))

    @property
    def holes(self) -> tuple[Mutant, ...]:
        """Mutants that no criterion catches, where it can be told."""
        return tuple(one.mutant for one in self.tried if not one.caught and one.mutant.part not in self.free)

    @property
    def untouched(self) -> tuple[str, ...]:
        """Criteria that no mutant loses points at."""
        touched = {name for one in self.tried for name, _ in one.caught}
        return tuple(criterion.id for criterion in self.rubric.criteria if criterion.id not in touched)

    @property
    def sound(self) -> bool:
        """The reference earns everything and a blank submission nothing."""
        full = self.reference is None or self.reference.points == self.reference.possible
        return full and not self.blank.points and not self.blank.pending


def try_rubric(
    opened: OpenedSubmission, setup: Setup, *, in_full: bool = True, say: Callable[[str], None] = lambda _: None
) -> Trial:
    """Try a rubric on its reference solution.

    Args:
        opened: The reference.
        setup: The rubric and how submissions are run.
        in_full: Run the reference as submissions are, besides the few steps that the mutants get.
        say: Told how far it is.
    """
    rubric = setup.rubric
    reference = None
    if in_full:
        say("the reference, trained as far as its criteria need")
        reference = score(rubric, setup.gather(opened, setup))
    probe = replace(setup, options=replace(setup.options, fidelity="probe"))
    say("the reference, a few steps")
    base = setup.gather(opened, probe)
    mutants = _mutants(rubric, base)
    before = score(rubric, completed(rubric, base))
    tried: list[Tried] = []
    for mutant, evidence in _evidence(opened, base, mutants, probe, say):
        tried.append(_compared(mutant, before, score(rubric, completed(rubric, evidence))))
    tried += _thresholds(rubric, base, before)
    order = {part.id: position for position, part in enumerate(rubric.parts)}
    tried.sort(key=lambda one: order[one.mutant.part])
    return Trial(rubric, reference, score(rubric, blank_of(base.submission)), before, tuple(tried))


def blank_of(submission: Submission) -> Evidence:
    """Return an exam sheet with its headings and nothing else."""
    cells = tuple(
        cell.model_copy(update={"source": _headings(cell.source) if cell.kind is CellKind.MARKDOWN else ""})
        for cell in submission.cells
    )
    return Evidence(submission=submission.model_copy(update={"cells": cells}), recording=Recording(complete=True))


def completed(rubric: Rubric, evidence: Evidence, *, margin: float = ABOVE) -> Evidence:
    """Let a few steps stand for the whole training, and put the measured accuracies ``margin`` off the thresholds."""
    events = tuple(_trained(event) if event.kind == "fit" else event for event in evidence.recording.events)
    recording = evidence.recording.model_copy(update={"events": events})
    evidence = evidence.model_copy(update={"recording": recording, "unmeasured": ()})
    return evidence.model_copy(update={"measurements": tuple(_measurements(rubric, evidence, margin))})


def _trained(fit: Fit) -> Fit:
    epochs = fit.epochs or 0
    if fit.fidelity == "full" or fit.ending != "completed":
        return fit
    history = {name: (points[-1:] * epochs) for name, points in fit.history.items()}
    return fit.model_copy(update={"fidelity": "full", "epochs_run": epochs, "history": history})


def _measurements(rubric: Rubric, evidence: Evidence, margin: float) -> Iterator[Measurement]:
    views = attribute(rubric, evidence)
    for part in rubric.parts:
        for criterion in part.criteria:
            threshold, data = getattr(criterion, "at_least", None), getattr(criterion, "data", None)
            fits = views[part.id].fits
            if criterion.check == "accuracy" and fits and threshold is not None:
                value = min(max(threshold + margin, 0.0), 1.0)
                yield Measurement(
                    part=part.id,
                    network=fits[-1].network,
                    value=value,
                    dataset=str(data),
                    rows=10_000,
                    low=value,
                    high=value,
                    how="assumed, to try the rubric",
                )


def _mutants(rubric: Rubric, base: Evidence) -> list[Mutant]:
    views = attribute(rubric, base)
    homes = {span.cell: name for name, view in views.items() for span in view.spans}
    options = [tuple(names) for criterion in rubric.criteria if (names := getattr(criterion, "options", ()))]
    return mutants_of(base.submission, homes, options)


def _evidence(
    opened: OpenedSubmission, base: Evidence, mutants: Sequence[Mutant], setup: Setup, say: Callable[[str], None]
) -> Iterator[tuple[Mutant, Evidence]]:
    for mutant in mutants:
        if not mutant.runs:
            yield mutant, base.model_copy(update={"submission": _changed(base.submission, mutant)})
    running = [mutant for mutant in mutants if mutant.runs]
    first = min((mutant.cell for mutant in mutants), default=1)
    common = [cell for cell in base.submission.cells if cell.kind is CellKind.CODE and cell.number < first]
    slicer = Slicer(base.submission, (cell.number for cell in common))
    for start in range(0, len(running), TOGETHER):
        some = running[start : start + TOGETHER]
        say(f"mutants {start + 1} to {start + len(some)} of {len(running)}")
        batch = Batch(common)
        for mutant in some:
            batch.add(_changed(base.submission, mutant), slicer.of(mutant.cell))
        found = setup.gather(replace(opened, submission=batch.submission(base.submission)), setup)
        for mutant, home in zip(some, batch.homes, strict=True):
            yield mutant, splice(base, _changed(base.submission, mutant), found.recording, home)


def _changed(submission: Submission, mutant: Mutant) -> Submission:
    cells = tuple(
        cell.model_copy(update={"source": mutant.source}) if cell.number == mutant.cell else cell
        for cell in submission.cells
    )
    return submission.model_copy(update={"cells": cells})


def _compared(mutant: Mutant, before: Score, after: Score) -> Tried:
    earned = {line.criterion.id: line.finding.earned for part in before.parts for line in part.criteria}
    caught = (
        (line.criterion.id, line.verdict.value)
        for part in after.parts
        for line in part.criteria
        if line.finding.earned < earned[line.criterion.id]
    )
    return Tried(mutant, tuple(caught))


def _thresholds(rubric: Rubric, base: Evidence, before: Score) -> Iterator[Tried]:
    """Put every measured accuracy just under its threshold."""
    for part in rubric.parts:
        thresholds: list[Criterion] = [one for one in part.criteria if one.check == "accuracy"]
        if thresholds:
            mutant = Mutant(f"accuracy {BELOW} from the threshold", 0, "", runs=False, part=part.id)
            yield _compared(mutant, before, score(rubric, completed(rubric, base, margin=BELOW)))


def _headings(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
