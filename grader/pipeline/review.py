"""What waits for a person, as items to walk through or rows to fill in, and decisions read back from rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pydantic import ValidationError

from grader.checks.base import Verdict
from grader.decisions import Decision
from grader.errors import UsageError
from grader.pipeline import sheets
from grader.report.clean import clean, line
from grader.report.csv import defused
from grader.scoring import digest, score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from grader.rubric import Rubric
    from grader.scoring import CriterionScore, Score
    from grader.store import Store

COLUMNS = (
    *("submission", "criterion", "possible", "confirmed", "why", "where", "words"),
    *("points", "comment", "who", "seen"),
)
"""Of the sheet; a person fills in ``points``, ``comment`` and ``who``."""
NEEDED = ("submission", "criterion", "points", "who")
MARK = "#"
"""Before a digest: of digits alone, or with an "e" among them, a spreadsheet would make a number."""


@dataclass(frozen=True)
class Item:
    """One criterion of one submission that a person should look at."""

    name: str
    score: Score
    criterion: CriterionScore

    @property
    def seen(self) -> str:
        """Digest of what the person looks at."""
        return digest(self.criterion.finding)

    def decide(self, points: Decimal, comment: str, who: str, when: str) -> Decision:
        """Return the decision to give so many points."""
        return Decision(
            criterion=self.criterion.criterion.id,
            points=points,
            possible=self.criterion.possible,
            comment=comment,
            who=who,
            when=when,
            seen=self.seen,
        )


def waiting(store: Store, rubric: Rubric) -> Iterator[Item]:
    """Yield what is undetermined, and what was decided on other evidence than today's."""
    for name, evidence in store:
        decided = score(rubric, evidence, store.decisions(name))
        plain = {c.criterion.id: c for part in score(rubric, evidence).parts for c in part.criteria}
        for part in decided.parts:
            for criterion in part.criteria:
                if criterion.verdict is Verdict.UNDETERMINED or criterion.stale:
                    # The person sees today's finding, not the earlier decision in its place.
                    yield Item(name, decided, plain[criterion.criterion.id])


def to_sheet(items: Iterable[Item]) -> str:
    """Return the items as CSV to fill in (formulas defused, a byte order mark for spreadsheets)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for item in items:
        criterion, finding = item.criterion, item.criterion.finding
        row = (
            *(item.name, criterion.criterion.id, f"{criterion.possible:f}", f"{criterion.points:f}"),
            *(line(finding.reason.en), line(finding.where), clean(finding.words)),
            *("", "", "", MARK + item.seen),
        )
        writer.writerow(map(defused, row))
    return "\ufeff" + text.getvalue()


def from_sheet(text: str, store: Store, rubric: Rubric, *, when: str) -> tuple[tuple[str, Decision], ...]:
    """Read decisions from a filled-in sheet; rows without points decide nothing.

    Args:
        text: The CSV.
        store: Holds the submissions the rows speak of.
        rubric: What the criteria are worth.
        when: ISO 8601, what the decisions are dated.

    Raises:
        UsageError: Every faulty row, each with what was expected; then none of the sheet counts.
    """
    found = sheets.rows(text.removeprefix("\ufeff"))
    headings = [cell.strip().casefold() for cell in found[0]] if found else []
    lacking = [column for column in NEEDED if column not in headings]
    if lacking:
        raise UsageError(f"review sheet: expected the columns {', '.join(COLUMNS)}; found none of {', '.join(lacking)}")
    rows = [dict(zip(headings, (*row, *[""] * len(headings)), strict=False)) for row in found[1:]]
    worth = {criterion.id: criterion.points for criterion in rubric.criteria}
    names = set(store.names())
    decisions: dict[tuple[str, str], Decision] = {}
    faults = []
    for number, row in enumerate(rows, start=2):
        try:
            decision = _decision(row, worth, names, when)
        except UsageError as error:
            faults.append(f"line {number}: {error}")
            continue
        if decision:
            place = _undefused(row["submission"]), decision.criterion
            if decisions.setdefault(place, decision).points != decision.points:
                faults.append(f"line {number}: {place[1]} of {place[0]} is decided twice, with other points; leave one")
    if faults:
        raise UsageError("review sheet, nothing was taken from it:\n" + "\n".join(faults))
    return tuple((name, decision) for (name, _), decision in decisions.items())


def _decision(row: dict[str, str], worth: dict[str, Decimal], names: set[str], when: str) -> Decision | None:
    given = row["points"].strip()
    if not given:
        return None
    name, criterion = _undefused(row["submission"]), row["criterion"].strip()
    if name not in names:
        raise UsageError(f"no submission {name!r} is stored; it must be named as in the export")
    if criterion not in worth:
        raise UsageError(f"the rubric has no criterion {criterion!r}")
    if not row["who"].strip():
        raise UsageError("expected in 'who' who decided, found nothing")
    try:
        return Decision(
            criterion=criterion,
            points=Decimal(given.replace(",", ".")),
            possible=worth[criterion],
            comment=_undefused(row.get("comment", "")),
            who=_undefused(row["who"]).strip(),
            when=when,
            seen=row.get("seen", "").strip().removeprefix(MARK),
        )
    except (InvalidOperation, ValidationError) as error:
        raise UsageError(f"expected in 'points' a number from 0 to {worth[criterion]}, found {given!r}") from error


def _undefused(text: str) -> str:
    bare = text.removeprefix("'")
    return bare if defused(bare) == text else text
