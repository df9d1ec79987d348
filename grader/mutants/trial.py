"""Scores the reference, a blank submission, and every mutant of the reference."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from grader.attribution import attribute
from grader.checks.base import Need
from grader.evidence import CellKind, Evidence, Recording
from grader.mutants.completing import ABOVE, BELOW, completed
from grader.mutants.mutations import CodeMutant, Homes, Mutant, code_mutants, with_edits, word_mutants
from grader.mutants.outcomes import Outcome, Trial, Tried, told_apart
from grader.mutants.rehearsal import Rehearsal, Take
from grader.mutants.words import Asked
from grader.pipeline.testing import run_tests
from grader.rubric import Change
from grader.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from grader.evidence import Submission
    from grader.mutants.edits import Edit
    from grader.mutants.mutations import WordMutant
    from grader.mutants.slicing import Slicer
    from grader.pipeline.run import Setup
    from grader.scoring import Score
    from grader.submission import OpenedSubmission


def try_rubric(
    opened: OpenedSubmission,
    setup: Setup,
    *,
    in_full: bool = True,
    jobs: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> Trial:
    """Try a rubric on its reference solution.

    Args:
        opened: The reference.
        setup: The rubric and how submissions are run.
        in_full: Run the reference as submissions are, besides the few steps that its mutants get.
        jobs: Processes that run mutants at once.
        say: Told how far it is.

    Returns:
        What came of it; without mutants where the reference does not earn everything: there is nothing to compare with.
    """
    rubric = setup.rubric
    blank = score(rubric, blank_of(opened.submission))
    reference = None
    if in_full:
        say("the reference, trained as far as its criteria need")
        reference = score(rubric, setup.gather(opened, setup))
        if not _is_full(reference):
            return Trial(rubric, opened.submission, reference, blank, None)
    say("the reference, a few steps")
    stage = _Stage(setup, Rehearsal(opened, setup, jobs=jobs, say=say), reference)
    if reference is None and not _is_full(stage.before):
        return Trial(rubric, opened.submission, None, blank, stage.before)
    tried = (*stage.words(), *stage.code(), *stage.thresholds())
    order = {part.id: position for position, part in enumerate(rubric.parts)}
    by_place = sorted(tried, key=lambda one: (order[one.mutant.part], one.mutant.cell, one.mutant.line))
    return Trial(rubric, opened.submission, reference, blank, stage.before, tuple(by_place))


def blank_of(submission: Submission) -> Evidence:
    """Return an exam sheet with its headings and nothing else."""
    cells = tuple(
        cell.model_copy(update={"source": _headings(cell.source) if cell.kind is CellKind.MARKDOWN else ""})
        for cell in submission.cells
    )
    return Evidence(submission=submission.model_copy(update={"cells": cells}), recording=Recording(complete=True))


class _Stage:
    """A reference on which a rubric is tried."""

    def __init__(self, setup: Setup, rehearsal: Rehearsal, reference: Score | None) -> None:
        self._rubric = setup.rubric
        self._setup = setup
        self._rehearsal = rehearsal
        self._base = rehearsal.base
        self.before = self._score(self._base)
        # Words need no run: they are held against what the reference did in full, where it was run so.
        self._written = reference or self.before
        views = attribute(self._rubric, self._base)
        self._homes = Homes({name: view.spans for name, view in views.items()})
        self._measured = frozenset(
            part.id for part in self._rubric.parts if all(one.need is Need.METRIC for one in part.criteria)
        )

    def _score(self, evidence: Evidence) -> Score:
        evidence = completed(self._rubric, evidence)
        trials = run_tests(self._rubric, evidence, self._setup.tools.sandbox) if self._tests else ()
        return score(self._rubric, evidence.model_copy(update={"trials": trials}))

    @property
    def _tests(self) -> bool:
        return any(criterion.check == "pytest" for criterion in self._rubric.criteria)

    def words(self) -> Iterator[Tried]:
        """Score other words; those of a line that is no answer are left aside."""
        asked = {part.id: Asked.of(part.criteria) for part in self._rubric.parts}
        for mutant in word_mutants(self._written.evidence, self._homes, asked):
            tried = _compared(mutant, self._written, self._rescored(mutant.evidence(self._written.evidence)))
            if tried.caught or mutant.all_left_out or self._is_answer(mutant):
                yield tried

    def _rescored(self, evidence: Evidence) -> Score:
        return score(self._rubric, evidence)

    def _is_answer(self, mutant: WordMutant) -> bool:
        without = self._rescored(mutant.left_out(self._written.evidence))
        return bool(_compared(mutant, self._written, without).caught)

    def code(self) -> Iterator[Tried]:
        """Run and score other code."""
        mutants = list(code_mutants(self._base.submission, self._homes))
        is_measured = [one.part in self._measured and one.change is not Change.CELL for one in mutants]
        yield from (Tried(one, (), Outcome.MEASURED) for one, free in zip(mutants, is_measured, strict=True) if free)
        running = [one for one, free in zip(mutants, is_measured, strict=True) if not free]
        slicer = self._rehearsal.slicer(self._homes.cells)
        tried = self._tried({one: {one.cell: one.edits} for one in running}, slicer)
        yield from self._told_twice(tried, slicer)

    def _tried(self, changes: Mapping[Mutant, Mapping[int, tuple[Edit, ...]]], slicer: Slicer) -> list[Tried]:
        reference = self._base.submission
        slices = {mutant: slicer.of(*edits) for mutant, edits in changes.items()}
        unchanged = {cells: Take(reference, cells) for cells in dict.fromkeys(slices.values())}
        changed = {mutant: Take(with_edits(reference, edits), slices[mutant]) for mutant, edits in changes.items()}
        # Runs of the same cells one after the other, each after the unchanged reference.
        takes = sorted((*unchanged.values(), *changed.values()), key=lambda take: take.cells)
        found = self._rehearsal.run(takes, slicer)
        before = {
            cells: (evidence, self._score(evidence))
            for cells, take in unchanged.items()
            if (evidence := found[take]) is not None
        }
        return [self._outcome(mutant, before.get(take.cells), found[take]) for mutant, take in changed.items()]

    def _outcome(self, mutant: Mutant, before: tuple[Evidence, Score] | None, after: Evidence | None) -> Tried:
        if before is None or after is None:
            return Tried(mutant, (), Outcome.CUT_OFF)
        tried = _compared(mutant, before[1], self._score(after))
        if not tried.caught and not told_apart(before[0], after):
            return replace(tried, outcome=Outcome.SAME)
        return self._free(replace(tried, error=_error(before[0], after)))

    def _free(self, tried: Tried) -> Tried:
        is_free = tried.mutant.change in self._rubric.part(tried.mutant.part).free
        return replace(tried, outcome=Outcome.FREE) if tried.outcome is Outcome.HOLE and is_free else tried

    def _told_twice(self, tried: Sequence[Tried], slicer: Slicer) -> Iterator[Tried]:
        """Leave out together what nothing catches when it is left out alone.

        What is shown and logged is told twice. Each of the two is asked for if a criterion catches it once the others
        are gone.
        """
        found = {one.mutant: one for one in tried}
        for part in self._rubric.parts:
            open_ = [mutant for one in tried if (mutant := _left_out(one)) and mutant.part == part.id]
            if len(open_) > 1:
                found |= {one.mutant: one for one in self._asked_together(open_, slicer)}
        yield from found.values()

    def _asked_together(self, mutants: Sequence[CodeMutant], slicer: Slicer) -> Iterator[Tried]:
        all_gone = replace(mutants[0], what="all of them")
        changes: dict[Mutant, Mapping[int, tuple[Edit, ...]]] = {all_gone: _edits(mutants)}
        changes |= {one: _edits([other for other in mutants if other != one]) for one in mutants}
        all_tried, *others = self._tried(changes, slicer)
        for one in others:
            more = tuple(caught for caught in all_tried.caught if caught not in one.caught)
            if more:
                yield replace(one, caught=more, outcome=Outcome.TWICE)

    def thresholds(self) -> Iterator[Tried]:
        """Put every measured accuracy just under its threshold."""
        above = completed(self._rubric, self._base, margin=ABOVE)
        for part in self._rubric.parts:
            for criterion in part.criteria:
                least = getattr(criterion, "at_least", None)
                if criterion.check == "accuracy" and least is not None:
                    what = f"measured accuracy {least + ABOVE:.3f} → {least + BELOW:.3f}"
                    mutant = Mutant(Change.THRESHOLD, what, part.id, 0, 0)
                    below = completed(self._rubric, self._base, margin=BELOW, only=criterion)
                    yield _compared(mutant, score(self._rubric, above), score(self._rubric, below))


def _edits(mutants: Sequence[CodeMutant]) -> dict[int, tuple[Edit, ...]]:
    made: dict[int, tuple[Edit, ...]] = {}
    for mutant in mutants:
        made[mutant.cell] = (*made.get(mutant.cell, ()), *mutant.edits)
    return made


def _left_out(tried: Tried) -> CodeMutant | None:
    """Return the mutant if it leaves a call out and nothing catches that."""
    is_open = tried.outcome is Outcome.HOLE and tried.mutant.change is Change.CALL
    return tried.mutant if is_open and isinstance(tried.mutant, CodeMutant) else None


def _is_full(found: Score) -> bool:
    return found.points == found.possible


def _compared(mutant: Mutant, before: Score, after: Score) -> Tried:
    earned = {line.criterion.id: line.finding.earned for part in before.parts for line in part.criteria}
    caught = tuple(
        (line.criterion.id, line.verdict.value)
        for part in after.parts
        for line in part.criteria
        if line.finding.earned < earned[line.criterion.id]
    )
    return Tried(mutant, caught, Outcome.CAUGHT if caught else Outcome.HOLE)


def _error(before: Evidence, after: Evidence) -> str:
    """Return the first exception that a changed reference raises and the unchanged one does not."""
    fine = {run.cell for run in before.recording.cells if run.error is None}
    return next((run.error.type for run in after.recording.cells if run.error and run.cell in fine), "")


def _headings(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
