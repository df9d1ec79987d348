"""Cut a part's passages into units: the pieces in which an answer can stand.

A unit is a list item, a table row, a heading, a line of a paragraph, a labelled answer, or a value that the run showed.
What repeats the exam's question is marked as such, so that no reader takes it for an answer.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard

from grader.parts import Origin, Passage
from grader.reading.clean import clean, squash, wholly_struck, without_struck
from grader.reading.labels import cut_label, is_answer_name
from grader.reading.questions import is_placeholder, question_end

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence


class Form(StrEnum):
    """How a unit stands in its passage."""

    LINE = "line"
    ITEM = "item"
    HEADING = "heading"
    ROW = "row"
    VALUE = "value"


@dataclass(frozen=True)
class Unit:
    """A piece of text: ``text`` is clean, without ``marker`` ("1", "4-3") and label; ``words`` are as written."""

    text: str
    words: str
    passage: Passage
    marker: str = ""
    form: Form = Form.LINE
    label: bool = False
    revised: bool = False
    question: bool = False
    struck: bool = False
    task: bool = False
    ticked: bool = False
    value: object = field(default=None, compare=False)

    @property
    def whole(self) -> str:
        """The text with its marker in front, for readers to which "(1)" may be an answer itself."""
        return f"({self.marker}) {self.text}" if self.marker else self.text

    @property
    def written(self) -> bool:
        """Words rather than what a computation showed."""
        return self.form is not Form.VALUE

    @property
    def stated(self) -> str:
        """The text less what was struck through in it, unless that is all of it."""
        return self.text if self.struck else without_struck(self.text)


_MARKER = re.compile(
    r"(?:(?:문제|문항|문|question|problem|q)\s*)?"
    r"(?:\((?P<paren>\d{1,2})\)|(?P<plain>\d{1,2}(?:-\(?\d{1,2}\)?)?)(?:번(?=\s*[:.)\-])|(?=\s*[:.)](?!\d))))"
    r"(?:\s*번)?\s*[:.)\-]?(?!\s*[,×*&/])\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[-o]\s+)(?P<task>\[\s?[xXvV○]?\s?\]\s+)?|(?=\(?\d{1,2}\)?[.)]\s)")
_REVISION = re.compile(
    r"^\W*(?:수정(?:함|본|된)?|정정|고침|다시(?: 답)?|변경|최종(?:적으로)?(?= ?(?:답|정답|:))"
    r"|edit(?:ed)?|corrected|correction|revised|final(?= answer))"
    r"\s*[:\-)→]?\s*",
    re.IGNORECASE,
)
_TABLE_RULE = re.compile(r"[\s:|-](?=[^|]*\|)[\s:|-]*$")


def units(passages: Iterable[Passage], question: Sequence[str] = ()) -> tuple[Unit, ...]:
    """Cut passages into units, in order; ``question`` is text of the exam that students may have kept in their copy."""
    known = squash(" ".join(question))
    found = [unit for passage in passages for unit in _of_passage(passage)]
    return tuple(_asked(unit, known) for unit in found if unit.text or unit.label)


def _asked(unit: Unit, known: str) -> Unit:
    text = squash(unit.text)
    repeats = len(text) >= _LONG_ENOUGH and text in known
    return replace(unit, question=True) if repeats and not unit.label else unit


_LONG_ENOUGH = 8
"""Letters of a unit from which on its being found in the question's text is no accident."""


def _of_passage(passage: Passage) -> Iterator[Unit]:
    if passage.origin in {Origin.VARIABLE, Origin.DISPLAYED}:
        yield from _of_value(passage)
        return
    if passage.origin is Origin.PRINTED and isinstance(_literal(passage.text), dict):
        yield from _of_value(passage)
        return
    text = passage.text
    if passage.origin is Origin.COMMENT:
        text = re.sub(r"^[^\S\n]*#+ ?", "", text, flags=re.MULTILINE)
    cleaned, raw = clean(text).splitlines(), text.splitlines()
    words = raw if len(raw) == len(cleaned) else cleaned
    for block in _blocks(list(zip(cleaned, words, strict=False)), markdown=passage.origin is Origin.MARKDOWN):
        yield from _of_block(block, passage)


def _of_value(passage: Passage) -> Iterator[Unit]:
    value = _literal(passage.text)
    label = is_answer_name(passage.name)
    if isinstance(value, str):
        for unit in _of_passage(replace(passage, origin=Origin.STRING, text=value)):
            yield replace(unit, label=unit.label or label, passage=passage)
        return
    text = ", ".join(value) if _all_strings(value) else passage.text
    yield Unit(clean(text), passage.text, passage, form=Form.VALUE, label=label, value=value)


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def _all_strings(value: object) -> TypeGuard[Collection[str]]:
    return isinstance(value, list | tuple | set) and bool(value) and all(isinstance(item, str) for item in value)


Line = tuple[str, str]
"""A line's clean text and the same line as written."""


def _blocks(lines: Sequence[Line], *, markdown: bool) -> Iterator[list[Line]]:
    """Group lines: a paragraph of markdown is one block; an item, heading, row or label begins another."""
    block: list[Line] = []
    for line in lines:
        if block and (not line[0] or _begins(line[0]) or _stands_alone(block[-1][0]) or not _joins(block, markdown)):
            yield block
            block = []
        if line[0]:
            block.append(line)
    if block:
        yield block


def _begins(text: str) -> bool:
    return bool(
        _stands_alone(text) or _ITEM.match(text) or _MARKER.match(text) or cut_label(text) or _REVISION.match(text)
    )


def _stands_alone(text: str) -> bool:
    return text.startswith(("#", "|")) or text.endswith("|")


def _joins(block: list[Line], markdown: bool) -> bool:
    """Outside markdown a line is its own unit, except after a label with nothing, or a list's comma, behind it."""
    last = block[-1][0]
    return markdown or last.endswith(",") or cut_label(last) == ""


def _of_block(block: list[Line], passage: Passage) -> Iterator[Unit]:
    text = "\n".join(line for line, _ in block)
    words = "\n".join(line for _, line in block).strip()
    if _TABLE_RULE.match(text) or is_placeholder(text):
        return
    unit = _dressed(text, words, passage)
    if unit.label:
        yield unit
        return
    end = question_end(unit.text)
    if end:
        yield replace(unit, text=unit.text[:end].strip(), question=True)
        yield from _lines_of(replace(unit, text=unit.text[end:].strip(), marker=""))
    elif unit.form is Form.LINE:
        yield from _lines_of(unit)
    else:
        yield unit


def _lines_of(unit: Unit) -> Iterator[Unit]:
    """Each line by itself; the first keeps the marker."""
    for index, line in enumerate(filter(None, unit.text.split("\n"))):
        answer = cut_label(line)
        yield replace(
            unit,
            text=line if answer is None else answer,
            words=line if "\n" in unit.words else unit.words,
            label=answer is not None,
            marker="" if index else unit.marker,
            struck=wholly_struck(line),
        )


def _dressed(text: str, words: str, passage: Passage) -> Unit:
    """Take off heading marks, list marks, markers, words of revision and labels, and note each."""
    form, struck, box = Form.LINE, wholly_struck(text), None
    if text.startswith("#"):
        form, text = Form.HEADING, text.lstrip("# ")
    elif text.startswith("|") or text.endswith("|"):
        form, text = Form.ROW, text.strip("| ")
    text = text.lstrip("> ")
    if item := _ITEM.match(text):
        form = Form.ITEM if form is Form.LINE else form
        box, text = item["task"], text[item.end() :]
    marker = _MARKER.match(text)
    if marker:
        text = text[marker.end() :]
    revision = _REVISION.match(text)
    if revision:
        text = text[revision.end() :]
    answer = cut_label(text)
    if answer is not None:
        text = answer
    return Unit(
        text=text.strip(),
        words=words,
        passage=passage,
        marker=(marker["paren"] or marker["plain"]) if marker else "",
        form=form,
        label=answer is not None,
        revised=bool(revision) or ("~~" in text and not struck and answer is not None),
        struck=struck,
        task=bool(box),
        ticked=bool(box and re.search(r"\w|○", box)),
    )
