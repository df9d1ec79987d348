"""What an export needs to know of a submission, and small things that all formats share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.checks.base import Verdict

if TYPE_CHECKING:
    from decimal import Decimal

    from grader.report.view import CriterionView, PartView, View
    from grader.scoring import Score


@dataclass(frozen=True)
class Graded:
    """A submission with the names by which other systems may know its student.

    Attributes:
        name: As the store has it: the file's or folder's name.
        student: As the system that it came from writes the student.
        ids: Numbers, user names or addresses of the student.
        score: Its score.
    """

    name: str
    student: str
    ids: tuple[str, ...]
    score: Score


def amount(points: Decimal) -> str:
    """Write points with as many decimals as they have: "94", "2.5"."""
    return f"{points.normalize():f}" if points else "0"


def number(points: Decimal) -> int | float:
    """Return points as a JSON number, an integer where they are whole."""
    return int(points) if points == points.to_integral_value() else float(points)


def passed(verdict: Verdict) -> bool:
    """Tell whether a criterion is met in full."""
    return verdict is Verdict.MET


def told(criterion: CriterionView, most: int) -> str:
    """Say in one line what was found and where."""
    place = f" ({criterion.place})" if criterion.place else ""
    said = f"{criterion.reason}{place}"
    return said if len(said) <= most else f"{said[: most - 1]}…"


def criteria(seen: View) -> list[tuple[PartView, CriterionView]]:
    """Return every criterion with its part, in order."""
    return [(part, criterion) for part in seen.parts for criterion in part.criteria]


def named(part: PartView, criterion: CriterionView) -> str:
    """Name a criterion for a list of tests: its part's id and title, and its own title where the part has several."""
    own = f": {criterion.title}" if len(part.criteria) > 1 else ""
    return f"{part.id} {part.title}{own}".strip()
