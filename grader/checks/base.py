"""What every check is: a question about a part's evidence, whose answer is a finding."""

from __future__ import annotations

import json
from abc import abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeAlias, TypeVar

from pydantic import Discriminator, Field, Tag

from grader.values import NOTHING, Text, Value

if TYPE_CHECKING:
    from grader.parts import PartEvidence

Points = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]

HIDDEN = "hidden"
"""Stands in a rubric for students where the teacher's has a key."""

Hidden: TypeAlias = Literal["hidden"]
T = TypeVar("T")


def _which(value: object) -> str:
    return HIDDEN if isinstance(value, str) and value == HIDDEN else "given"


# The tags keep a fault in a given key from being told a second time, as not being the word "hidden".
OrHidden = Annotated[Annotated[T, Tag("given")] | Annotated[Hidden, Tag(HIDDEN)], Discriminator(_which)]


class Verdict(StrEnum):
    """What is said of a criterion."""

    MET = "met"
    PARTIAL = "partial"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"
    NOT_CHECKED = "not_checked"


class Need(IntEnum):
    """How far a part has to be trained for a criterion: see design rule 7."""

    TEXT = 0
    STRUCTURE = 1
    CURVES = 2
    METRIC = 3


@dataclass(frozen=True)
class Curves:
    """Exhibit: numbers by epoch, one tuple a name; ``mark`` is an epoch (from 1) worth pointing at."""

    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    mark: int | None = None


@dataclass(frozen=True)
class Alignment:
    """Exhibit: expected and found layers side by side; ``None`` where one side has no counterpart."""

    rows: tuple[tuple[str | None, str | None], ...]
    alike: tuple[bool, ...] = ()
    """For each row, whether the two sides are alike; empty where that is so exactly if they read alike."""

    def same(self, row: int) -> bool:
        """Tell whether a row's two sides are alike."""
        asked, found = self.rows[row]
        return self.alike[row] if row < len(self.alike) else asked is not None and asked == found


@dataclass(frozen=True)
class Finding:
    """A check's answer.

    ``earned`` and ``pending`` are shares of the criterion's points (0 to 1, together at most 1). ``reason`` may be
    shown to the student and holds no key; ``secret`` adds what only the teacher should read.
    """

    earned: Fraction
    pending: Fraction
    reason: Text
    where: str = ""
    secret: Text = NOTHING
    exhibit: Curves | Alignment | None = None
    words: str = ""
    """The student's own words that were judged, as written."""
    unchecked: bool = False
    """What is pending waits for the teacher's own rubric and for no person: this one's key is hidden."""

    @property
    def verdict(self) -> Verdict:
        """Name the outcome; anything that waits for a person makes it undetermined."""
        if self.unchecked and self.pending:
            return Verdict.NOT_CHECKED
        if self.pending:
            return Verdict.UNDETERMINED
        if self.earned == 1:
            return Verdict.MET
        return Verdict.PARTIAL if self.earned else Verdict.NOT_MET


def met(reason: Text, where: str = "", **more: object) -> Finding:
    """Full credit."""
    return Finding(Fraction(1), Fraction(0), reason, where, **more)  # type: ignore[arg-type]


def not_met(reason: Text, where: str = "", **more: object) -> Finding:
    """No credit; the reason says what was asked and what was found."""
    return Finding(Fraction(0), Fraction(0), reason, where, **more)  # type: ignore[arg-type]


def undetermined(reason: Text, where: str = "", *, earned: Fraction = Fraction(0), **more: object) -> Finding:
    """Leave to a person all that is not ``earned`` already."""
    return Finding(earned, 1 - earned, reason, where, **more)  # type: ignore[arg-type]


def partly(earned: Fraction, reason: Text, where: str = "", **more: object) -> Finding:
    """Credit for a share, the rest lost."""
    return Finding(earned, Fraction(0), reason, where, **more)  # type: ignore[arg-type]


class Title(Value):
    """A heading in the languages of the report; one may stand for both."""

    ko: str = Field(default="", description="In Korean.")
    en: str = Field(default="", description="In English.")

    def text(self) -> Text:
        """Return it as a message."""
        return Text(self.en or self.ko, self.ko or self.en)


class Criterion(Value):
    """What is common to all criteria of a rubric; each check adds its own fields and its ``examine``."""

    check: str = Field(description="Which check this is.")
    id: str = Field(default="", description="Unique in the rubric; by default '<part>.<check>'.")
    points: Points = Field(description="What it is worth when met.")
    title: Title | None = Field(default=None, description="What the report calls it.")

    key: ClassVar[frozenset[str]] = frozenset()
    """Fields that only ``conclude`` looks at."""

    seen: ClassVar[Any] = Finding
    """The type of what ``read`` returns; it must survive JSON."""

    @property
    def basis(self) -> str:
        """All of the definition that ``read`` looks at, as text: equal where the same is read from the same part."""
        left_out = {"id", "points", "title", *self.key}
        return json.dumps(self.model_dump(exclude=left_out), default=_plain, sort_keys=True, ensure_ascii=False)

    @property
    def refers(self) -> tuple[str, ...]:
        """Ids of the other parts that it looks at."""
        return ()

    @property
    def datasets(self) -> tuple[str, ...]:
        """Names of the data sets that it speaks of ("fashion_mnist")."""
        return ()

    @property
    def wants_words(self) -> bool:
        """It is answered in words, not by code alone: a hand-out leaves room for them."""
        return False

    @property
    def hidden(self) -> bool:
        """Its key is hidden: this is a rubric for students."""
        return False

    def public(self) -> Self:
        """Return it as students may see it: its key hidden, if it has one."""
        return self

    def hiding(self, *dropped: str, **hidden: object) -> Self:
        """Return it with other values in place of keys, and without the fields that would tell of them."""
        given = self.model_dump(exclude_unset=True, exclude=set(dropped), by_alias=True)
        return type(self).model_validate({**given, **hidden})

    @property
    def need(self) -> Need:
        """How far the part's networks must be trained for this criterion, at most."""
        return Need.STRUCTURE

    def need_of(self, part: PartEvidence) -> Need:
        """How far they must be trained given what the student wrote (read before anything runs)."""
        del part
        return self.need

    @abstractmethod
    def examine(self, part: PartEvidence) -> Finding:
        """Answer for one part of one submission: a pure function of the evidence."""

    def read(self, part: PartEvidence) -> Any:  # noqa: ANN401 - of the type that ``seen`` names
        """Return what the answer is to be judged by, whatever the key: here it is the answer itself.

        A check that has a key reads first and concludes then; what was read is kept, so that another key asks nothing
        of the evidence.
        """
        return self.examine(part)

    def conclude(self, seen: Any) -> Finding:  # noqa: ANN401 - as above
        """Judge what was read by the key."""
        found: Finding = seen
        return found


def _plain(value: object) -> object:
    """Write what JSON does not know, the same way in every process: sets have an order of their own in each."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a field of type {type(value).__name__} has no plain form")
