"""The report as Markdown, as GitHub shows it in a job's summary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.checks.base import Alignment, Curves, Verdict
from grader.report import phrases
from grader.report.clean import cut
from grader.report.exhibits import ends, scale
from grader.report.glyphs import EARNED, LOST, MARKS, PENDING, bar, points, sparkline
from grader.report.view import View, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.report.view import CriterionView, MeasurementView, PartView
    from grader.scoring import Score

MOST_BYTES = 1024 * 1024 - 1024
"""GitHub refuses a step's summary of more than 1 MiB."""

MOST_REASON = 1000
MOST_WORDS = 500
MOST_ROWS = 60
BAR = 40

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~@$:&])")
_SIGNS = {
    Verdict.MET: "✅",
    Verdict.PARTIAL: "🟡",
    Verdict.NOT_MET: "❌",
    Verdict.UNDETERMINED: "❔",
    Verdict.NOT_CHECKED: "➖",
}


def render(score: Score, *, language: str = "en", student: bool = False) -> str:
    """Return the report, ending with a line end, of at most ``MOST_BYTES`` in UTF-8.

    Args:
        score: The score.
        language: "en" or "ko".
        student: Leave out what only the teacher should read.
    """
    seen = view(score, language=language, student=student)
    lines = [*_header(seen), *_overview(seen)]
    room = MOST_BYTES - _size(lines) - 200
    footer = list(_footer(seen))
    room -= _size(footer)
    for at, part in enumerate(seen.parts):
        block = list(_part(part, seen))
        room -= _size(block)
        if room < 0:
            lines += [f"_{phrases.more(len(seen.parts) - at)(language)}_", ""]
            break
        lines += block
    return "\n".join([*lines, *footer]) + "\n"


def text(words: str, most: int | None = None) -> str:
    """Return words as Markdown that shows exactly them: nothing in them is markup, a link, a mention or HTML."""
    return _SPECIAL.sub(r"\\\1", cut(" ".join(words.split()), most)).replace("\\@", "\\@\u2060").replace("\\<", "&lt;")


def code(words: str) -> str:
    """Return words as code: between more backticks than they hold in a row."""
    plain = " ".join(words.split())
    longest = max(map(len, re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    space = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{space}{plain}{space}{fence}" if plain else ""


def _size(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _header(seen: View) -> Iterator[str]:
    tally, language = seen.tally, seen.language
    yield f"## {text(seen.exam)}: {points(tally.points)} / {points(tally.possible)}"
    yield ""
    rest = [
        phrases.waiting(points(tally.waiting))(language) if tally.waiting else "",
        phrases.unchecked(points(tally.unchecked))(language) if tally.unchecked else "",
        phrases.lost(points(tally.lost))(language) if tally.lost else "",
    ]
    earned, pending, lost = bar(tally.points, tally.pending, tally.possible, BAR)
    drawn = EARNED * len(earned) + PENDING * len(pending) + LOST * len(lost)
    yield " · ".join(filter(None, (text(seen.submission), f"`{drawn}`", *map(text, rest))))
    yield ""
    if seen.ended:
        yield f"> {text(seen.ended)}"
        yield from (f"> - {code(error)}" for error in seen.errors)
        yield ""


def _overview(seen: View) -> Iterator[str]:
    language = seen.language
    yield f"| {phrases.PART(language)} | | {phrases.POINTS(language)} | {phrases.VERDICT(language)} |"
    yield "| :-- | :-- | --: | :-- |"
    for part in seen.parts:
        verdict = f"{_SIGNS[part.verdict]} {phrases.VERDICTS[part.verdict](language)}"
        tally = f"{points(part.tally.points)} / {points(part.tally.possible)}"
        yield f"| {text(part.id)} | {text(part.title)} | {tally} | {verdict} |"
    yield ""


def _part(part: PartView, seen: View) -> Iterator[str]:
    """Say of a part what is worth saying: nothing where all is met and nothing was measured."""
    open_criteria = [c for c in part.criteria if c.verdict is not Verdict.MET]
    if not open_criteria and not part.measurements:
        return
    yield f"### {text(part.id)} {text(part.title)}"
    yield ""
    if part.note:
        yield f"_{text(part.note)}_"
        yield ""
    for criterion in open_criteria:
        yield from _criterion(criterion, seen)
    for measured in part.measurements:
        yield f"- {_measured(measured, seen.language)}"
    yield ""


def _criterion(criterion: CriterionView, seen: View) -> Iterator[str]:
    language = seen.language
    tally = f"{points(criterion.tally.points)} / {points(criterion.tally.possible)}"
    place = f" · {text(criterion.place)}" if criterion.place else ""
    title = f"**{text(criterion.title)}** ({tally}, {phrases.VERDICTS[criterion.verdict](language)})"
    yield f"- {_SIGNS[criterion.verdict]} {title}: {text(criterion.reason, MOST_REASON)}{place}"
    if criterion.words:
        whose = phrases.YOUR_WORDS if seen.student else phrases.STUDENTS_WORDS
        yield f"  - {whose(language)}: {text(criterion.words, MOST_WORDS)}"
    if criterion.secret:
        yield f"  - {phrases.TEACHER_ONLY(language)}: {text(criterion.secret, MOST_REASON)}"
    if isinstance(criterion.exhibit, Curves):
        for name, values in criterion.exhibit.series:
            drawn = sparkline(values, *scale(criterion.exhibit, name), BAR)
            yield f"  - {code(name)} `{drawn}` {text(ends(values))}"
    elif isinstance(criterion.exhibit, Alignment) and criterion.exhibit.rows:
        yield from _alignment(criterion.exhibit, language)


def _alignment(exhibit: Alignment, language: str) -> Iterator[str]:
    yield ""
    yield f"  | | {phrases.ASKED(language)} | {phrases.FOUND(language)} |"
    yield "  | :-: | :-- | :-- |"
    for at, (asked, found) in enumerate(exhibit.rows[:MOST_ROWS]):
        sides = (text(side) if side is not None else "–" for side in (asked, found))
        yield f"  | {'=' if exhibit.same(at) else '≠'} | {' | '.join(sides)} |"
    yield ""


def _measured(measured: MeasurementView, language: str) -> str:
    interval = phrases.between(f"{measured.low:.3f}", f"{measured.high:.3f}")(language)
    what = f"{text(measured.label)} **{measured.value:.4f}** ({text(interval)})"
    rest = f"{measured.dataset}, {phrases.rows(measured.rows)(language)}"
    return " · ".join(filter(None, (f"{MARKS[Verdict.MET]} {what}", text(rest), text(measured.how))))


def _footer(seen: View) -> Iterator[str]:
    language = seen.language
    if seen.flags:
        yield f"**{text(phrases.FLAGS(language))}**"
        yield ""
        for flag in seen.flags:
            place = f" · {text(flag.place)}" if flag.place else ""
            yield f"- ⚑ {code(flag.kind)} {text(flag.message, MOST_REASON)}{place}"
        yield ""
    if seen.trouble:
        yield f"**{text(phrases.TROUBLE(language))}:** {text(seen.trouble, MOST_REASON)}"
        yield ""
    yield f"<sub>{phrases.FIDELITY(language)} {seen.fidelity} · {phrases.SANDBOX(language)} {text(seen.sandbox)}</sub>"
