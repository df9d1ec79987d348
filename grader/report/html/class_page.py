"""A class's page: its students, how the points are spread, and each criterion as a measuring instrument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.checks.base import Verdict
from grader.report.clean import line
from grader.report.html import words
from grader.report.html.engine import page
from grader.report.phrases import ENDINGS
from grader.report.view import Tally, View, view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from grader.cohort import Cohort, Item
    from grader.scoring import Score

WIDTH, HEIGHT, FLOOR, CEILING = 560, 190, 160, 22
WEAK = 0.1
MOST_REASONS = 5
MOST_NAMES = 8
MOST_REASON = 300
WHOLE = 100.0
ORDER = (Verdict.MET, Verdict.PARTIAL, Verdict.UNDETERMINED, Verdict.NOT_MET)


@dataclass(frozen=True)
class Row:
    """What the table shows of a submission: a class's whole views would not fit into memory."""

    submission: str
    address: str
    tally: Tally
    parts: tuple[Tally, ...]
    flags: int
    ending: str
    trouble: str


@dataclass(frozen=True)
class Column:
    """A bar of the histogram."""

    x: float
    y: float
    width: float
    height: float
    count: int
    low: str
    text: str


@dataclass(frozen=True)
class ItemRow:
    """A criterion over the class: its verdicts as stretches (class, from, length), and its two figures."""

    id: str
    part: str
    title: str
    possible: Decimal
    stretches: tuple[tuple[str, float, float], ...]
    counts: str
    met: float | None
    difficulty: float | None
    discrimination: float | None
    reasons: tuple[tuple[str, int, str], ...]

    @property
    def weak(self) -> bool:
        """It hardly tells the strong from the weak, or the wrong way round."""
        return self.discrimination is not None and self.discrimination < WEAK


def render_class(cohort: Cohort, addresses: Mapping[str, str], *, language: str = "en", student: bool = False) -> str:
    """Return the class's page.

    Args:
        cohort: The class, graded by one rubric.
        addresses: Submission's name to the address of its own page; those without one get no link.
        language: "en" or "ko".
        student: Leave out what only the teacher should read.
    """
    first = view(cohort.scores[0], language=language, student=student) if cohort.scores else None
    return page(
        "class.html.jinja",
        language=language,
        exam=first.exam if first else "",
        possible=first.tally.possible if first else None,
        parts=[part.id for part in first.parts] if first else [],
        rows=[_row(score, addresses, language, student) for score in cohort.scores],
        unread=[_row(score, addresses, language, student) for score in cohort.unread],
        cohort=cohort,
        columns=_histogram(cohort, language),
        floor=FLOOR,
        items=_items(cohort, first),
        endings={ending.value: text(language) for ending, text in ENDINGS.items()},
        ended={ending.value: text(language) for ending, text in words.ENDED.items()},
    )


def _row(score: Score, addresses: Mapping[str, str], language: str, student: bool) -> Row:
    seen = view(score, language=language, student=student)
    address = addresses.get(score.known.submission.name, "")
    parts = tuple(part.tally for part in seen.parts)
    return Row(seen.submission, address, seen.tally, parts, len(seen.flags), seen.ending.value, seen.trouble)


def _histogram(cohort: Cohort, language: str) -> tuple[Column, ...]:
    if not cohort.scores:
        return ()
    counts, possible = cohort.histogram, float(cohort.scores[0].possible)
    step, most = WIDTH / len(counts), max(*counts, 1)
    made = []
    for at, count in enumerate(counts):
        low, high = (f"{possible * edge / len(counts):g}" for edge in (at, at + 1))
        height = (FLOOR - CEILING) * count / most
        text = words.bin_of(low, high, count)(language)
        made.append(Column(round(at * step + 3, 1), round(FLOOR - height, 1), step - 6, height, count, low, text))
    return tuple(made)


def _items(cohort: Cohort, seen: View | None) -> list[ItemRow]:
    if seen is None:
        return []
    titles = {c.id: (part.id, c.title, c.tally.possible) for part in seen.parts for c in part.criteria}
    return [_item(item, *titles[item.criterion], seen.language) for item in cohort.items]


def _item(item: Item, part: str, title: str, possible: Decimal, language: str) -> ItemRow:
    total = sum(item.verdicts.values())
    stretches, start = [], 0.0
    for verdict in ORDER:
        length = WHOLE * item.verdicts.get(verdict, 0) / total if total else 0.0
        stretches.append((verdict.value, round(start, 3), round(length, 3)))
        start += length
    return ItemRow(
        id=item.criterion,
        part=part,
        title=title,
        possible=possible,
        stretches=tuple(stretches),
        counts=" / ".join(str(item.verdicts.get(verdict, 0)) for verdict in ORDER),
        met=item.verdicts.get(Verdict.MET, 0) / total if total else None,
        difficulty=item.difficulty,
        discrimination=item.discrimination,
        reasons=tuple(
            (line(reason.text(language), MOST_REASON), len(reason.names), _listed(reason.names))
            for reason in item.reasons[:MOST_REASONS]
        ),
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(line(name, MOST_REASON) for name in names[:MOST_NAMES])
    return f"{shown} +{len(names) - MOST_NAMES}" if len(names) > MOST_NAMES else shown
