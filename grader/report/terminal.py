"""The report for a terminal or a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from grader.checks.base import Alignment, Curves, Verdict
from grader.report import exhibits, phrases
from grader.report.clean import cut
from grader.report.glyphs import MARKS, bar, points
from grader.report.printing import console_of, printed
from grader.report.view import Tally, View, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from grader.report.view import CriterionView, MeasurementView, PartView, SectionView
    from grader.scoring import Score

STYLES = {
    Verdict.MET: "green",
    Verdict.PARTIAL: "yellow",
    Verdict.NOT_MET: "red",
    Verdict.UNDETERMINED: "cyan",
    Verdict.NOT_CHECKED: "dim",
}
MOST_WORDS = 300


def render(  # noqa: PLR0913 - each is a fact about the reader or the screen, and has a default
    score: Score,
    *,
    width: int = 100,
    color: bool = False,
    language: str = "en",
    student: bool = False,
    encoding: str = "utf-8",
) -> str:
    """Return the report as text, ending with a line end.

    Args:
        score: The score.
        width: Columns of the screen; Korean letters take two. At least 40 are used.
        color: Write ANSI colours; without, not a single escape is written.
        language: "en" or "ko".
        student: Leave out what only the teacher should read.
        encoding: Of the stream it will be written to; signs that it lacks are replaced.
    """
    console = console_of(width, color=color)
    layout = _Layout(view(score, language=language, student=student), console.width)
    return printed(console, [layout.report()], encoding)


def render_criterion(
    score: Score, criterion: str, *, width: int = 100, language: str = "en", encoding: str = "utf-8"
) -> str:
    """Return one criterion with all that a teacher needs to decide it, as text ending with a line end.

    Args:
        score: The submission's score.
        criterion: The criterion's id.
        width: Columns of the screen.
        language: "en" or "ko".
        encoding: Of the stream it will be written to.
    """
    console = console_of(width, color=False)
    layout = _Layout(view(score, language=language), console.width)
    return printed(console, [layout.criterion(criterion)], encoding)


class _Layout:
    """A view laid out for one width; the columns are as wide as the widest entry of the whole report."""

    def __init__(self, seen: View, width: int) -> None:
        self.view = seen
        self.width = width
        criteria = [c.tally for part in seen.parts for c in part.criteria]
        tallies = [seen.tally, *(s.tally for s in seen.sections), *(p.tally for p in seen.parts), *criteria]
        self.earned = max(len(points(tally.points)) for tally in tallies)
        self.possible = max(len(points(tally.possible)) for tally in tallies) + 2
        self.id = min(max(cell_len(name) for name in self._ids()), width // 4)
        self.verdict = max(cell_len(self._marked(verdict)) for verdict in Verdict)

    def _ids(self) -> Iterator[str]:
        for section in self.view.sections:
            yield section.id
            yield from (part.id for part in section.parts)

    def _marked(self, verdict: Verdict) -> str:
        return f"{MARKS[verdict]} {phrases.VERDICTS[verdict](self.view.language)}"

    def report(self) -> RenderableType:
        return Group(*self._header(), *self._body(), *self._footer())

    def criterion(self, name: str) -> RenderableType:
        part = next(part for part in self.view.parts if any(c.id == name for c in part.criteria))
        one = next(c for c in part.criteria if c.id == name)
        heading = _two_sides(Styled(f"{self.view.submission} · {part.id} {part.title}"), Styled(one.title))
        return Group(heading, *(_indented(line, 2) for line in self._found(one, self.width - 2)))

    # ------------------------------------------------------------------------------------------------------ the whole

    def _header(self) -> Iterator[RenderableType]:
        tally, language = self.view.tally, self.view.language
        rest = [
            phrases.waiting(points(tally.waiting))(language) if tally.waiting else "",
            phrases.unchecked(points(tally.unchecked))(language) if tally.unchecked else "",
            phrases.lost(points(tally.lost))(language) if tally.lost else "",
        ]
        total = f"{points(tally.points)} / {points(tally.possible)}"
        yield _two_sides(Styled(self.view.submission, "bold"), Styled(total, "bold"))
        yield _two_sides(Styled(self.view.exam), Styled(" · ".join(filter(None, rest)), "dim"))
        earned, pending, lost = bar(tally.points, tally.pending, tally.possible, self.width)
        yield Styled.assemble((earned, "green"), (pending, "cyan"), (lost, "red"), overflow="crop", no_wrap=True)
        if self.view.ended:
            yield Styled(self.view.ended, "yellow")
        yield from (_indented(Styled(error, "yellow"), 2) for error in self.view.errors)

    def _body(self) -> Iterator[RenderableType]:
        for section in self.view.sections:
            yield Styled("")
            if [part.id for part in section.parts] != [section.id] and section.id:
                yield self._row(section.id, Styled(section.title, "bold"), section.tally, None, "bold")
            yield from self._parts(section)

    def _parts(self, section: SectionView) -> Iterator[RenderableType]:
        for part in section.parts:
            yield self._row(part.id, Styled(part.title), part.tally, part.verdict, STYLES[part.verdict])
            yield from self._details(part)

    def _footer(self) -> Iterator[RenderableType]:
        seen, language = self.view, self.view.language
        yield Styled("")
        if seen.waiting:
            yield _titled(phrases.WAITS_FOR(language), ", ".join(c.id for c in seen.waiting))
        unplaced = [m for m in seen.measurements if m.part not in {part.id for part in seen.parts}]
        yield from (Styled(self._measured(measurement)) for measurement in unplaced)
        if seen.flags:
            yield Styled(phrases.FLAGS(language), "bold yellow")
        for flag in seen.flags:
            yield _indented(Styled.assemble((f"⚑ {flag.kind}", "yellow"), f"  {_at(flag.message, flag.place)}"), 2)
        if seen.trouble:
            yield _titled(phrases.TROUBLE(language), seen.trouble)
        circumstances = (phrases.FIDELITY(language), seen.fidelity, "·", phrases.SANDBOX(language), seen.sandbox)
        yield Styled(" ".join(circumstances), "dim")

    # ---------------------------------------------------------------------------------------------------------- a part

    def _row(self, name: str, title: Styled, tally: Tally, verdict: Verdict | None, style: str) -> Table:
        grid = Table.grid(padding=(0, 1), expand=True)
        grid.add_column(width=self.id, overflow="fold")
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(width=self.earned, justify="right", no_wrap=True)
        grid.add_column(width=self.possible, no_wrap=True)
        grid.add_column(width=self.verdict, no_wrap=True)
        marked = self._marked(verdict) if verdict else ""
        possible = f"/ {points(tally.possible)}"
        grid.add_row(Styled(name), title, Styled(points(tally.points), style), Styled(possible), Styled(marked, style))
        return grid

    def _details(self, part: PartView) -> Iterator[RenderableType]:
        indent = self.id + 1
        if part.note:
            yield _indented(Styled(part.note, "dim"), indent)
        named = len(part.criteria) > 1
        for criterion in part.criteria:
            if criterion.verdict is Verdict.MET:
                continue
            if named:
                title = Styled(f"  {criterion.title}", "bold")
                yield self._row("", title, criterion.tally, criterion.verdict, STYLES[criterion.verdict])
            column = indent + (4 if named else 2)
            yield from (_indented(line, column) for line in self._found(criterion, self.width - column))
        yield from (
            _indented(Styled(self._measured(measurement), "dim"), indent + 2) for measurement in part.measurements
        )

    def _found(self, criterion: CriterionView, room: int) -> Iterator[RenderableType]:
        language = self.view.language
        yield Styled.assemble(criterion.reason, (f" · {criterion.place}" if criterion.place else "", "dim"))
        if criterion.words:
            whose = phrases.YOUR_WORDS if self.view.student else phrases.STUDENTS_WORDS
            yield _titled(whose(language), f"“{cut(' '.join(criterion.words.split()), MOST_WORDS)}”", "italic")
        if criterion.secret:
            yield _titled(phrases.TEACHER_ONLY(language), criterion.secret, "magenta")
        if isinstance(criterion.exhibit, Curves):
            yield exhibits.curves(criterion.exhibit, room, language)
        elif isinstance(criterion.exhibit, Alignment):
            yield exhibits.alignment(criterion.exhibit, language)

    def _measured(self, measured: MeasurementView) -> str:
        language = self.view.language
        interval = phrases.between(f"{measured.low:.3f}", f"{measured.high:.3f}")(language)
        value = f"{measured.label} {measured.value:.4f} ({interval})"
        return " · ".join(
            filter(None, (value, f"{measured.dataset}, {phrases.rows(measured.rows)(language)}", measured.how))
        )


def _at(message: str, place: str) -> str:
    return f"{message} · {place}" if place else message


def _titled(title: str, text: str, style: str = "") -> Styled:
    return Styled.assemble((f"{title}: ", "dim"), (text, style))


def _indented(what: RenderableType, columns: int) -> Padding:
    return Padding(what, (0, 0, 0, columns))


def _two_sides(left: Styled, right: Styled) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True, pad_edge=False)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(left, right)
    return grid
