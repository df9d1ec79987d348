"""The hand-out of an exam: a notebook and a script with a heading a part, and room for code and for words.

The headings are written so that the grader finds every part again, whatever its title; what is printed besides them is
the exam's own text, which no check takes for an answer.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nbformat

from grader.checks.answer_truths import TruthAnswerCheck
from grader.evidence import Cell, CellKind
from grader.markers import part_spans
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from grader.rubric import Part, Rubric

ADVICE = Text(
    "Write below the headings and leave them as they are: by them your work is found. You may add cells.",
    "제목 아래에 답을 쓰세요. 제목으로 답을 찾으므로 제목은 그대로 두고, 셀은 더 넣어도 됩니다.",
)
ANSWER = Text("Answer:", "답:")
POINT, POINTS = Text("{} point", "{}점"), Text("{} points", "{}점")
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class Starter:
    """A hand-out; ``cells`` are what stands in both of its forms."""

    cells: tuple[Cell, ...]
    lost: tuple[str, ...]
    """Ids of parts whose headings would not be recognised as theirs."""

    def script(self) -> str:
        """Return it as a script in percent format, as VS Code, Spyder and Jupytext read it."""
        return "\n".join(map(_titled, self.cells))

    def notebook(self) -> str:
        """Return it as a notebook of format 4.5."""
        make = {CellKind.CODE: nbformat.v4.new_code_cell, CellKind.MARKDOWN: nbformat.v4.new_markdown_cell}
        # Ids are given, so that the same rubric makes the same file.
        cells = [make[cell.kind](cell.source, id=f"cell-{cell.number}") for cell in self.cells]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        made = nbformat.v4.new_notebook(
            cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}
        )
        nbformat.validate(made)
        return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def starter(rubric: Rubric, language: str) -> Starter:
    """Make the hand-out of an exam.

    Args:
        rubric: The exam; of its keys nothing is used.
        language: "en" or "ko".
    """
    pieces = [(CellKind.MARKDOWN, f"# {_line(rubric.exam.text()(language))}\n\n{ADVICE(language)}"), _CODE]
    section = ""
    for part in rubric.parts:
        own = rubric.section_of(part)
        if own and own not in (section, part.id):
            pieces.append((CellKind.MARKDOWN, _heading(2, own, _title_of(rubric, own, language))))
        section = own
        pieces += _part(part, 2 if own in ("", part.id) else 3, language)
    cells = tuple(Cell(number=number, kind=kind, source=text) for number, (kind, text) in enumerate(pieces, 1))
    ids = [part.id for part in rubric.parts]
    found = {name for name, _ in part_spans(cells, ids)}
    return Starter(cells, tuple(name for name in ids if name not in found))


def language_of(rubric: Rubric) -> str:
    """Return the only language that the exam's name is in; empty where it is in both."""
    title = rubric.exam
    if title.en and title.ko and title.en != title.ko:
        return ""
    return "ko" if _HANGUL.search(title.text()("ko")) else "en"


_CODE = (CellKind.CODE, "")


def _part(part: Part, level: int, language: str) -> Iterator[tuple[CellKind, str]]:
    worth = (POINT if part.points == 1 else POINTS)(language).format(_amount(part.points))
    # The points stand before the title: whatever it begins with, it cannot be read as going on from the number.
    heading = _heading(level, part.id, f"({worth}) {_line(part.title.text()(language))}")
    yield CellKind.MARKDOWN, "\n\n".join([heading, *_questions(part)])
    if any(not criterion.wants_words for criterion in part.criteria):
        yield _CODE
    if any(criterion.wants_words for criterion in part.criteria):
        statements = max((len(c.statements) for c in part.criteria if isinstance(c, TruthAnswerCheck)), default=0)
        yield CellKind.MARKDOWN, "\n".join([ANSWER(language), *(f"{number}." for number in range(1, statements + 1))])


def _questions(part: Part) -> Iterator[str]:
    asked = (getattr(criterion, "question", ()) for criterion in part.criteria)
    texts = (text for question in asked for text in ((question,) if isinstance(question, str) else question))
    for text in dict.fromkeys(texts):
        yield "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _title_of(rubric: Rubric, section: str, language: str) -> str:
    return next((_line(one.title.text()(language)) for one in rubric.sections if one.id == section), "")


def _heading(level: int, name: str, title: str) -> str:
    return f"{'#' * level} {name}. {title}".rstrip()


def _line(text: str) -> str:
    return " ".join(text.split())


def _amount(points: Decimal) -> str:
    return f"{points.normalize():f}"


def _titled(cell: Cell) -> str:
    if cell.kind is CellKind.CODE:
        return f"# %%\n{cell.source}\n"
    return "\n".join(["# %% [markdown]", *(f"# {line}".rstrip() for line in cell.source.splitlines()), ""])
