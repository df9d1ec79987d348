"""Do the layers of the part's network put out the shapes that were asked for?"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from grader.checks.absent import RunCheck, nothing_done
from grader.checks.base import Finding, met, not_met, partly, undetermined
from grader.checks.training import counted, counted_network, steps_of
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.parts import PartEvidence

Shape = tuple[int, ...]


class ShapesCheck(RunCheck):
    """Output shapes of the network that counts, layer by layer, without the batch."""

    check: Literal["shapes"]
    shapes: tuple[Shape, ...] = Field(
        min_length=1,
        description="One entry a layer, as 'architecture' counts them: an activation is no layer. [[24, 24, 6], ...]",
    )
    partial: bool = Field(default=False, description="Credit for the share of shapes that are right.")

    def judge(self, part: PartEvidence) -> Finding:
        """Compare the shapes position by position."""
        network = counted_network(part)
        if network is None:
            return nothing_done(part)
        training = counted(part)
        where = part.where(training.last if training else part.events[-1])
        recorded = [network.layers[step.index].output_shape for step in steps_of(part, network)]
        if any(shape is None or None in shape[1:] for shape in recorded):
            unknown = Text("the output shapes of some layers are not known", "일부 층의 출력 모양을 알 수 없음")
            return undetermined(unknown, where)
        found = [tuple(side or 0 for side in shape[1:]) for shape in recorded if shape is not None]
        if found == list(self.shapes):
            return met(Text(f"shapes {_told(found)}", f"출력 모양 {_told(found)}"), where)
        right = sum(one == other for one, other in zip(self.shapes, found, strict=False))
        reason = Text(
            f"asked for shapes {_told(self.shapes)}, found {_told(found)}",
            f"출력 모양: 요구 {_told(self.shapes)}, 제출 {_told(found)}",
        )
        if self.partial and right:
            return partly(Fraction(right, max(len(self.shapes), len(found))), reason, where)
        return not_met(reason, where)


def _told(shapes: Sequence[Shape]) -> str:
    return " → ".join("×".join(map(str, shape)) for shape in shapes)
