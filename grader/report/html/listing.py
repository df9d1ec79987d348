"""A part's code as lines, with marks where its criteria point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile
from typing import TYPE_CHECKING, NamedTuple

from pygments import token as kinds
from pygments.lexers.python import PythonLexer

from grader.checks.base import Verdict
from grader.evidence import CellKind
from grader.parts import Span
from grader.report.clean import clean, cut, line
from grader.report.phrases import cell_line
from grader.report.places import spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from grader.evidence import Cell, Submission
    from grader.report.view import CriterionView

    Said = Mapping[tuple[int, int], list["Remark"]]
    """Cell and line to what is said of it."""

MOST_LINES = 300
MOST_WIDTH = 500
MOST_LEXED = 200_000
AROUND = 2
"""Lines shown before and after a place that lies outside the part's own lines."""

_LINE_END = re.compile("\r\n|\r|\n")
_CLASSES = (
    (kinds.Comment, "c"),
    (kinds.String, "s"),
    (kinds.Number, "n"),
    (kinds.Keyword, "k"),
    (kinds.Operator.Word, "k"),
    (kinds.Name.Builtin, "b"),
    (kinds.Name.Function, "f"),
    (kinds.Name.Class, "f"),
    (kinds.Name.Decorator, "f"),
)
_WORST = (Verdict.NOT_MET, Verdict.PARTIAL, Verdict.UNDETERMINED, Verdict.NOT_CHECKED, Verdict.MET)


@dataclass(frozen=True)
class Token:
    """A stretch of a line; ``kind`` is a letter that the style sheet colours, or empty."""

    kind: str
    text: str


@dataclass(frozen=True)
class Remark:
    """What is said of a line: a criterion's verdict, or an error (without a verdict)."""

    verdict: Verdict | None
    text: str
    anchor: str


@dataclass(frozen=True)
class Line:
    """A line as shown; ``number`` counts as the places in reasons do."""

    number: int
    anchor: str
    tokens: tuple[Token, ...]
    remarks: tuple[Remark, ...]

    @property
    def mark(self) -> str:
        """The worst of what is said of it: a verdict's value, "error", or nothing."""
        said = {remark.verdict for remark in self.remarks}
        if None in said:
            return "error"
        return next((verdict.value for verdict in _WORST if verdict in said), "")


@dataclass(frozen=True)
class Block:
    """Lines of one cell that belong together."""

    title: str
    prose: bool
    lines: tuple[Line, ...]
    left_out: int


class _Names(NamedTuple):
    """What titles and anchors are made of."""

    part: str
    language: str


def listing(
    part: str,
    spans: Sequence[Span],
    submission: Submission,
    remarks: Sequence[tuple[str, Remark]],
    language: str,
) -> tuple[Block, ...]:
    """Return the part's code in the submission's order.

    Args:
        part: Its id, of which the lines' anchors are made.
        spans: Where it stands.
        submission: The submission.
        remarks: Each with its place, as reasons name it; places that the submission does not have are ignored.
        language: "en" or "ko".
    """
    said: dict[tuple[int, int], list[Remark]] = {}
    for place, remark in remarks:
        found = spot(place, submission)
        if found is not None:
            said.setdefault((found.cell, found.line or _first_line(found.cell, spans)), []).append(remark)
    made: list[Block] = []
    room = MOST_LINES
    for span in _merged(spans, said):
        if not 1 <= span.cell <= len(submission.cells):
            continue
        block = _block(span, submission, said, _Names(part, language), max(room, 0))
        if block.lines or block.left_out:
            made.append(block)
            room -= len(block.lines)
    return tuple(made)


def remark(criterion: CriterionView, sign: str) -> tuple[str, Remark]:
    """Say on a line what a criterion says of it."""
    return criterion.where, Remark(criterion.verdict, f"{criterion.title}: {sign}", criterion.id)


def _first_line(cell: int, spans: Iterable[Span]) -> int:
    return next((span.first for span in spans if span.cell == cell), 1)


def _merged(spans: Iterable[Span], said: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Put what touches together, the places that lie outside of the part added."""
    own = list(spans)
    outside = [
        Span(cell, max(1, number - AROUND), number + AROUND)
        for cell, number in said
        if not any(span.holds(cell, number) for span in own)
    ]
    held: Span | None = None
    for span in sorted((*own, *outside), key=lambda one: (one.cell, one.first)):
        if held is not None and held.cell == span.cell and span.first <= held.last + 1:
            held = Span(held.cell, held.first, max(held.last, span.last))
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _block(span: Span, submission: Submission, said: Said, names: _Names, room: int) -> Block:
    cell = submission.cells[span.cell - 1]
    prose = cell.kind is CellKind.MARKDOWN
    rows = _tokens(cell.source, prose)
    wanted = _trimmed(list(range(span.first, min(span.last, len(rows)) + 1)), rows, said, cell)
    script = submission.form == "script"
    offset = cell.first_line - 1 if script else 0
    lines = tuple(
        Line(
            number=number + offset,
            anchor=f"{names.part}-c{cell.number}-{number}",
            tokens=rows[number - 1],
            remarks=tuple(said.get((cell.number, number), ())),
        )
        for number in wanted[:room]
    )
    title = "" if script else cell_line(cell.number, None)(names.language)
    return Block(title, prose, lines, len(wanted) - len(lines))


def _trimmed(wanted: list[int], rows: Sequence[tuple[Token, ...]], said: Said, cell: Cell) -> list[int]:
    """Drop blank lines at both ends."""

    def blank(number: int) -> bool:
        return (cell.number, number) not in said and not any(token.text.strip() for token in rows[number - 1])

    while wanted and blank(wanted[-1]):
        wanted.pop()
    return list(dropwhile(blank, wanted))


@lru_cache(maxsize=256)
def _tokens(source: str, prose: bool) -> tuple[tuple[Token, ...], ...]:
    """Split a cell into lines, as the recorder counts them, and the lines into tokens, every one of them clean."""
    text = "\n".join(clean(row).replace("\n", " ") for row in _LINE_END.split(source))
    if prose or len(text) > MOST_LEXED:
        return tuple((Token("", cut(row, MOST_WIDTH)),) for row in text.split("\n"))
    rows: list[list[Token]] = [[]]
    for kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        name = next((letter for known, letter in _CLASSES if known in kind.split()), "")
        first, *others = value.split("\n")
        rows[-1].append(Token(name, first))
        rows.extend([Token(name, other)] for other in others)
    return tuple(_shortened(row) for row in rows)


def _shortened(row: Iterable[Token]) -> tuple[Token, ...]:
    """Join neighbours of a kind and cut what is too long to read."""
    made: list[Token] = []
    room = MOST_WIDTH
    for token in row:
        text = token.text if len(token.text) <= room else cut(token.text, max(room, 1))
        if not text or room <= 0:
            continue
        room -= len(text)
        if made and made[-1].kind == token.kind:
            made[-1] = Token(token.kind, made[-1].text + text)
        else:
            made.append(Token(token.kind, text))
    return tuple(made)


def error_remark(kind: str, message: str) -> Remark:
    """Say on a line that it ended its cell."""
    return Remark(None, line(": ".join(filter(None, (kind, message))), MOST_WIDTH), "")
