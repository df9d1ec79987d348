"""A part's prose, sentence by sentence, and what all readers of claims have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.parts import Origin
from grader.reading.opening import spoken
from grader.reading.picking import segments
from grader.reading.units import Form, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.parts import PartEvidence, Passage
    from grader.reading.reconcile import State
    from grader.reading.units import Unit

_GOES_ON = re.compile(r"\s*(?:[<>=≒≈]|(?:의|가|이|는|은|보다|에서|에|와|과|을|를|번|에서의|결과)(?![가-힣]{3}))")

MOST_SENTENCE = 2000
"""Characters of one sentence that are read. Patterns of words that stand apart take the square of its length."""

SHOWN = frozenset({Origin.PRINTED, Origin.DISPLAYED, Origin.VARIABLE})
"""Words that came out of the run: they may have been put together from its own numbers."""


@dataclass(frozen=True)
class Sentence:
    """One sentence in clean spelling; ``words`` are the line's as written."""

    text: str
    words: str
    passage: Passage
    question: bool = False
    heading: bool = False
    label: bool = False

    @property
    def shown(self) -> bool:
        """The run itself said it."""
        return self.passage.origin in SHOWN


@dataclass(frozen=True)
class Claim:
    """What a student's prose claims; ``value`` is None where there is no claim or none that is clear.

    ``hedged`` when the words leave a door open; ``computed`` when only the run said it, not the written text.
    """

    state: State
    value: int | None = None
    words: tuple[str, ...] = ()
    passage: Passage | None = None
    hedged: bool = False
    computed: bool = False

    @property
    def quoted(self) -> str:
        """The words that were read."""
        return " / ".join(self.words)


def sentences(part: PartEvidence, question: Sequence[str] = ()) -> list[Sentence]:
    """Cut a part's words into sentences; what repeats the exam's question is marked as such."""
    found = []
    for unit in units(spoken(part), question):
        if unit.struck or (unit.form is Form.VALUE and not isinstance(unit.value, str)):
            continue
        if unit.passage.origin is Origin.VARIABLE and not unit.label:
            # A variable that holds prose is meant as an answer only if it is called so, or printed.
            continue
        heading = unit.form is Form.HEADING and not unit.label
        found += [
            Sentence(piece[:MOST_SENTENCE], unit.words, unit.passage, unit.question, heading, unit.label)
            for piece in segments(_whole(unit))
        ]
    return found


def _whole(unit: Unit) -> str:
    """Give a number back to the sentence that it begins: "(2)의 결과보다", "(2) < (4)"."""
    return f"({unit.marker}){unit.stated}" if unit.marker and _GOES_ON.match(unit.stated) else unit.stated
