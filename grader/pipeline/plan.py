"""How far each cell has to be trained: decided before anything runs, from the rubric and the submission's text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from grader.attribution import attribute
from grader.checks.base import Need
from grader.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from grader.checks.base import Criterion
    from grader.evidence import Submission
    from grader.parts import PartEvidence
    from grader.rubric import Rubric

Fidelity = Literal["auto", "full", "probe"]

WEIGHTS = (".keras", ".h5", ".hdf5", ".index")
"""What ``grader.evaluation`` can read of weights that were handed in; ``.index`` is a TensorFlow checkpoint's, also a
SavedModel's. An ``.npz`` does not say what is whose."""


@dataclass(frozen=True)
class Plan:
    """What the child is told: no part, no key, no threshold, only how far to train where."""

    default: Literal["full", "probe"]
    cells: Mapping[int, Literal["full", "probe"]] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    """Data sets whose fitted networks the grader will measure."""
    handed: tuple[str, ...] = ()
    """Files with trained weights that are measured first; what they answer is not trained again."""


def make_plan(rubric: Rubric, submission: Submission, fidelity: Fidelity) -> Plan:
    """Plan a run: ``auto`` probes the cells whose every part can be judged without training."""
    keep = tuple(sorted({name for c in rubric.criteria if c.need is Need.METRIC for name in c.datasets}))
    if fidelity == "probe":
        return Plan("probe", {}, keep)
    if fidelity == "full":
        return Plan("full", {}, keep)
    handed = tuple(name for name in submission.files if name.endswith(WEIGHTS)) if keep else ()
    views = attribute(rubric, Evidence(submission=submission))
    needs = _needs(rubric, views, answered={part.id for part in rubric.parts} if handed else set())
    by_cell: dict[int, Need] = {}
    for name, view in views.items():
        for span in view.spans:
            by_cell[span.cell] = max(by_cell.get(span.cell, Need.TEXT), needs[name])
    return Plan("full", {cell: "probe" for cell, need in by_cell.items() if need < Need.CURVES}, keep, handed)


def fuller(plan: Plan, rubric: Rubric, evidence: Evidence) -> Plan | None:
    """Return a plan that trains what turned out to be needed after all; None if nothing is missing.

    A training can belong to another part than its cell's heading says; then it may have been probed only.
    """
    views = attribute(rubric, evidence)
    needs = _needs(rubric, views, answered={measured.part for measured in evidence.measurements})
    short = {
        fit.cell
        for name, view in views.items()
        for fit in view.fits
        if needs[name] >= Need.CURVES and fit.fidelity == "probe"
    }
    if not short or plan.default == "probe":
        return None
    return Plan(plan.default, {cell: how for cell, how in plan.cells.items() if cell not in short}, plan.keep)


def _needs(rubric: Rubric, views: Mapping[str, PartEvidence], answered: Container[str | None]) -> dict[str, Need]:
    """Find each part's need: its criteria's own, and that of the parts that build on its network or numbers.

    In the parts of ``answered``, criteria on what a network measures need no training: they have their measurement,
    or may get it from weights that were handed in.
    """

    def need(criterion: Criterion, part: str) -> Need:
        found = criterion.need_of(views[part])
        return Need.STRUCTURE if found is Need.METRIC and part in answered else found

    needs = {part.id: max((need(c, part.id) for c in part.criteria), default=Need.TEXT) for part in rubric.parts}
    links = {part.id: tuple(_numbers_of(part.criteria)) for part in rubric.parts}
    for _ in rubric.parts:
        for name, others in links.items():
            for other in others:
                if needs[name] >= Need.CURVES:
                    needs[other] = max(needs[other], Need.CURVES)
    return needs


def _numbers_of(criteria: Iterable[object]) -> Iterable[str]:
    """Yield the parts whose trained numbers a part's criteria look at; a carried-forward structure needs none."""
    for criterion in criteria:
        if getattr(criterion, "check", "") != "architecture":
            yield from getattr(criterion, "refers", ())
