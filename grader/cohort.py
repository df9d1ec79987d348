"""What a class's scores say together: of the students, and of each criterion as a measuring instrument."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from grader.checks.base import Verdict
    from grader.rubric import Part
    from grader.scoring import CriterionScore, Score
    from grader.values import Text

BINS = 10
FEWEST = 3
"""Students below which a correlation says nothing."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Reason:
    """A reason for which points were lost, and who has it; the wording is the first one's."""

    text: Text
    names: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One criterion over the class.

    Attributes:
        criterion: Its id.
        part: The part it belongs to.
        verdicts: How often each verdict was given.
        difficulty: Mean share of its points that was earned, 0 to 1, over those who have a verdict; None without any.
        discrimination: Correlation of that share with the points of all other criteria (point-biserial where it is
            all or nothing), -1 to 1; None where either does not vary or fewer than three have a verdict.
        reasons: Why points were lost, the commonest first.
    """

    criterion: str
    part: Part
    verdicts: Mapping[Verdict, int]
    difficulty: float | None
    discrimination: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Cohort:
    """A class graded by one rubric. Points are of confirmed ones; submissions that could not be read are left out."""

    scores: tuple[Score, ...]
    unread: tuple[Score, ...]
    items: tuple[Item, ...]

    @property
    def points(self) -> tuple[float, ...]:
        """Confirmed points, a number a submission."""
        return tuple(float(score.points) for score in self.scores)

    @property
    def mean(self) -> float | None:
        """Mean of the confirmed points; None without a submission."""
        return statistics.fmean(self.points) if self.points else None

    @property
    def median(self) -> float | None:
        """Median of the confirmed points."""
        return statistics.median(self.points) if self.points else None

    @property
    def spread(self) -> float | None:
        """Sample standard deviation; None for fewer than two."""
        return statistics.stdev(self.points) if len(self.points) > 1 else None

    @property
    def histogram(self) -> tuple[int, ...]:
        """Submissions in each tenth of the possible points; the full score counts to the last one."""
        possible = float(self.scores[0].possible) if self.scores else 0.0
        bins = [0] * BINS
        for points in self.points:
            bins[min(BINS - 1, int(points / possible * BINS)) if possible else 0] += 1
        return tuple(bins)

    @property
    def waiting(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Submissions with the criteria that wait for a person."""
        found = (
            (score.known.submission.name, tuple(c.criterion.id for c in _criteria(score) if c.pending > c.unchecked))
            for score in self.scores
        )
        return tuple((name, ids) for name, ids in found if ids)


def cohort(scores: Sequence[Score]) -> Cohort:
    """Put scores of one rubric together.

    Args:
        scores: In any order; the cohort keeps it.
    """
    read = tuple(score for score in scores if score.known.submission.digest)
    unread = tuple(score for score in scores if not score.known.submission.digest)
    rubric = scores[0].rubric if scores else None
    points = [score.points for score in read]
    items = (
        # A criterion at a time: all of a large class's would not fit into memory.
        _item(part, criterion.id, [score.parts[at].criteria[place] for score in read], read, points)
        for at, part in enumerate(rubric.parts if rubric else ())
        for place, criterion in enumerate(part.criteria)
    )
    return Cohort(read, unread, tuple(items))


def _criteria(score: Score) -> list[CriterionScore]:
    return [criterion for part in score.parts for criterion in part.criteria]


def _item(
    part: Part, criterion: str, column: Sequence[CriterionScore], scores: Sequence[Score], points: Sequence[Decimal]
) -> Item:
    judged = [(one, of) for one, of in zip(column, points, strict=True) if not one.pending and one.possible]
    shares = [float(one.points / one.possible) for one, _ in judged]
    rest = [float(of - one.points) for one, of in judged]
    return Item(
        criterion=criterion,
        part=part,
        verdicts=Counter(one.verdict for one in column),
        difficulty=statistics.fmean(shares) if shares else None,
        discrimination=_correlation(shares, rest),
        reasons=_reasons(column, scores),
    )


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    if len(one) < FEWEST or len(set(one)) == 1 or len(set(other)) == 1:
        return None
    found = statistics.correlation(one, other)
    return found if math.isfinite(found) else None


def _reasons(column: Sequence[CriterionScore], scores: Sequence[Score]) -> tuple[Reason, ...]:
    """Group the reasons that differ only in their numbers."""
    groups: dict[str, list[tuple[Text, str]]] = {}
    for one, score in zip(column, scores, strict=True):
        if one.lost:
            reason = one.finding.reason
            groups.setdefault(_NUMBER.sub("#", reason.en), []).append((reason, score.known.submission.name))
    ordered = sorted(groups.values(), key=len, reverse=True)
    return tuple(Reason(group[0][0], tuple(name for _, name in group)) for group in ordered)
