"""The report of a whole class for a terminal or a pipe."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text as Styled

from grader.checks.base import Verdict
from grader.report import phrases
from grader.report.clean import cut, line
from grader.report.glyphs import points
from grader.report.printing import console_of, printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from grader.cohort import Cohort, Item, Reason
    from grader.scoring import Score

MOST_REASONS = 3
MOST_NAMES = 5
MOST_NAME = 40
BAR = 30
BLOCK = 100
"""Rows that are laid out at once."""
GAP = 2
"""Blanks between columns."""


def render(
    cohort: Cohort, *, width: int = 100, color: bool = False, language: str = "en", encoding: str = "utf-8"
) -> str:
    """Return the class's table, its statistics, the item analysis and what waits, ending with a line end.

    Args:
        cohort: The class.
        width: Columns of the screen; Korean letters take two.
        color: Write ANSI colours.
        language: "en" or "ko".
        encoding: Of the stream it will be written to.
    """
    console = console_of(width, color=color)
    ko = language == "ko"
    made = chain(
        _students(cohort, ko, console.width), _statistics(cohort, ko), _items(cohort, language), _open(cohort, ko)
    )
    return printed(console, made, encoding)


def _heading(text: str) -> Styled:
    return Styled(f"\n{text}", "bold")


def _students(cohort: Cohort, ko: bool, width: int) -> Iterator[RenderableType]:
    if not cohort.scores:
        yield Styled("채점된 제출물이 없음" if ko else "no submission could be graded")
        return
    yield Styled(line(cohort.scores[0].rubric.exam.text()("ko" if ko else "en")), "bold")
    sections = _columns(cohort.scores[0])
    headings = [
        "제출물" if ko else "submission",
        *(name for name, _ in sections),
        *(("합계", "보류") if ko else ("points", "waiting")),
    ]
    rows = [_entries(score, sections) for score in cohort.scores]
    widths = [max(map(cell_len, column)) for column in zip(headings, *rows, strict=True)]
    widths[0] = max(1, min(widths[0], width - sum(widths[1:]) - GAP * len(widths[1:])))
    for start in range(0, len(rows), BLOCK):
        yield _block(headings, widths, rows[start : start + BLOCK], first=not start)


def _entries(score: Score, sections: Sequence[tuple[str, list[int]]]) -> list[str]:
    nothing = score.points * 0
    name = cut(line(score.known.submission.name), MOST_NAME)
    of = [points(sum((score.parts[at].points for at in places), start=nothing)) for _, places in sections]
    return [name, *of, points(score.points), points(score.pending) if score.pending else ""]


def _block(
    headings: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], *, first: bool
) -> RenderableType:
    """Return some of the rows, as wide as all of them; the first ones under the headings."""
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_edge=False, show_header=first)
    table.add_column(headings[0], overflow="fold", width=widths[0])
    for heading, wide in zip(headings[1:], widths[1:], strict=True):
        table.add_column(heading, justify="right", no_wrap=True, width=wide)
    for *row, total, waiting in rows:
        table.add_row(*row, Styled(total, "bold"), Styled(waiting, "cyan"))
    return table


def _columns(score: Score) -> list[tuple[str, list[int]]]:
    """Return a column a part, or a column a section where parts would be too many for a screen."""
    ids = [part.part.id for part in score.parts]
    sections = [section.id for section in score.rubric.sections]
    if not sections:
        return [(name, [at]) for at, name in enumerate(ids)]
    found: dict[str, list[int]] = {}
    for at, name in enumerate(ids):
        under = next((s for s in sections if name == s or name.startswith((f"{s}-", f"{s}."))), name)
        found.setdefault(under, []).append(at)
    return list(found.items())


def _statistics(cohort: Cohort, ko: bool) -> Iterator[RenderableType]:
    if cohort.mean is None or cohort.median is None:
        return
    count = len(cohort.scores)
    spread = f"{cohort.spread:.1f}" if cohort.spread is not None else "-"
    yield _heading("분포" if ko else "Distribution")
    if ko:
        yield Styled(f"{count}명, 평균 {cohort.mean:.1f}, 중앙값 {cohort.median:.1f}, 표준편차 {spread}")
    else:
        yield Styled(f"{count} graded, mean {cohort.mean:.1f}, median {cohort.median:.1f}, standard deviation {spread}")
    possible, most = float(cohort.scores[0].possible), max(cohort.histogram)
    for at, number in enumerate(cohort.histogram):
        low, high = possible * at / len(cohort.histogram), possible * (at + 1) / len(cohort.histogram)
        yield Styled(f"{low:5.4g} – {high:<5.4g} {'█' * round(BAR * number / most)} {number or ''}".rstrip())


def _items(cohort: Cohort, language: str) -> Iterator[RenderableType]:
    ko = language == "ko"
    yield _heading("문항 분석" if ko else "Criteria")
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_edge=False)
    table.add_column("기준" if ko else "criterion", overflow="fold", ratio=1)
    for heading in (
        ("충족", "부분", "미충족", "보류", "정답률", "변별도")
        if ko
        else (
            *("met", "partial", "not met", "open"),
            *("earned", "discr."),
        )
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    order = (Verdict.MET, Verdict.PARTIAL, Verdict.NOT_MET, Verdict.UNDETERMINED)
    for item in cohort.items:
        counts = (str(item.verdicts.get(verdict, 0) or "") for verdict in order)
        table.add_row(item.criterion, *counts, _share(item.difficulty), _signed(item.discrimination))
    yield table
    lost = [item for item in cohort.items if item.reasons]
    if lost:
        yield _heading("감점 사유" if ko else "Why points were lost")
    for item in lost:
        yield from _reasons(item, language)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}"


def _reasons(item: Item, language: str) -> Iterator[RenderableType]:
    yield Styled(item.criterion, "bold")
    for reason in item.reasons[:MOST_REASONS]:
        yield Styled(f"  {len(reason.names)}× {cut(line(reason.text(language)), 160)}  {_names(reason)}")
    if len(item.reasons) > MOST_REASONS:
        yield Styled(f"  {phrases.more(len(item.reasons) - MOST_REASONS)(language)}", "dim")


def _names(reason: Reason) -> str:
    return _listed([line(name) for name in reason.names])


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(cut(name, MOST_NAME) for name in names[:MOST_NAMES])
    return f"({shown}{f' +{len(names) - MOST_NAMES}' if len(names) > MOST_NAMES else ''})"


def _open(cohort: Cohort, ko: bool) -> Iterator[RenderableType]:
    if cohort.waiting:
        yield _heading("사람의 판정을 기다림 (grade review)" if ko else "Waits for a person (grade review)")
        for name, ids in cohort.waiting:
            yield Styled(f"{cut(line(name), MOST_NAME)}  {', '.join(ids)}")
    flagged = [score for score in cohort.scores if score.flags]
    if flagged:
        yield _heading("표시된 사항" if ko else "Flags")
        for score in flagged:
            kinds = ", ".join(dict.fromkeys(line(flag.kind) for flag in score.flags))
            yield Styled(f"{cut(line(score.known.submission.name), MOST_NAME)}  {kinds}", "yellow")
    troubled = [score for score in (*cohort.unread, *cohort.scores) if score.known.trouble]
    if troubled:
        yield _heading("채점하지 못한 것" if ko else "Trouble")
        for score in troubled:
            name = line(score.known.submission.name)
            yield Styled(f"{cut(name, MOST_NAME)}  {line(score.known.trouble).removeprefix(f'{name}: ')}")
