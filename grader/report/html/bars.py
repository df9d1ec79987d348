"""Points as a bar of earned, pending and lost stretches, in hundredths of its length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.report.view import Tally

WHOLE = 100.0


@dataclass(frozen=True)
class Bar:
    """Where the stretches end; what is left is lost."""

    earned: float
    pending: float
    lost: float

    @property
    def pending_from(self) -> float:
        """Where the pending stretch begins."""
        return self.earned

    @property
    def lost_from(self) -> float:
        """Where the lost stretch begins."""
        return self.earned + self.pending


def bar(tally: Tally) -> Bar:
    """Return the stretches of a tally; of nothing possible, an empty bar."""
    if not tally.possible:
        return Bar(0.0, 0.0, 0.0)
    earned, pending, lost = (
        round(float(share / tally.possible) * WHOLE, 3) for share in (tally.points, tally.pending, tally.lost)
    )
    return Bar(earned, pending, lost)
