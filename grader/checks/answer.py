"""Answers that are a value: the shape of a tensor, a number."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import Field

from grader.checks.absent import advice_of, unless
from grader.checks.base import HIDDEN, Criterion, Finding, Need, OrHidden, met, not_met, undetermined
from grader.reading.numbers import read_number
from grader.reading.reconcile import Reading, State
from grader.reading.shapes import Shape, read_shape
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from grader.parts import PartEvidence

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Said(Generic[T_co]):
    """What was read as an answer, and where it stands."""

    state: State
    value: T_co | None
    quoted: str
    where: str
    cut: Text = NOTHING
    """What cut the part's code off: a cell may have been about to show the answer."""
    placed: bool = True
    """Whether the words are the question's; else no marker gives them to any."""

    @classmethod
    def of(cls, reading: Reading[T_co], part: PartEvidence) -> Said[T_co]:
        """Return what a reading came to."""
        where = part.where(reading.passage)
        return cls(reading.state, reading.value, reading.quoted, where, advice_of(part), placed=not part.loose)


UNPLACED = Text(
    "no marker says which question these words answer; a person reads them",
    "어느 문항의 답인지 표시가 없음; 사람이 읽습니다",
)


class AnswerCheck(Criterion):
    """What is common to answers: the exam's own text, which a student's copy may repeat, is no answer."""

    question: str | tuple[str, ...] = Field(
        default=(),
        description="The question's text, which students may have kept in their copy; helps, need not be given.",
    )

    def examine(self, part: PartEvidence) -> Finding:
        """Read what was said, and compare it with the key."""
        return self.conclude(self.read(part))

    def read(self, part: PartEvidence) -> Any:  # noqa: ANN401 - of the type that ``seen`` names
        """Read the part's own words; where it has none, those that no marker claims."""
        if part.passages:
            return self.look(replace(part, loose=()))
        return self.look(replace(part, passages=part.loose))

    def conclude(self, seen: Any) -> Finding:  # noqa: ANN401 - as above
        """Judge the part's own words; what no marker claims is for a person to place."""
        said: tuple[Said[object], ...] = seen if isinstance(seen, tuple) else (seen,)
        strays = [one for one in said if one.quoted and not one.placed]
        if not strays:
            return self.judge(seen)
        words = " / ".join(dict.fromkeys(one.quoted for one in strays))
        return undetermined(UNPLACED, strays[0].where, words=words)

    @abstractmethod
    def look(self, part: PartEvidence) -> Any:  # noqa: ANN401 - as above
        """Read what the part's words say."""

    @abstractmethod
    def judge(self, seen: Any) -> Finding:  # noqa: ANN401 - as above
        """Compare what was read with the right answer."""

    @property
    def wants_words(self) -> bool:
        """An answer is words."""
        return True

    @property
    def need(self) -> Need:
        """An answer needs nothing trained."""
        return Need.TEXT

    @property
    def asked(self) -> tuple[str, ...]:
        """The question's text as a sequence."""
        return (self.question,) if isinstance(self.question, str) else self.question


class ShapeAnswerCheck(AnswerCheck):
    """The shape of a tensor, in any usual writing, with or without the batch dimension."""

    check: Literal["shape_answer"] = "shape_answer"
    shape: OrHidden[Annotated[tuple[int, ...], Field(min_length=1)]] = Field(
        description="The right shape, without the batch dimension."
    )
    product: bool = Field(default=False, description="'12*12*8' says 1152.")
    given: tuple[tuple[int, ...], ...] = Field(default=(), description="Shapes that the question mentions.")

    key: ClassVar[frozenset[str]] = frozenset({"shape"})
    seen: ClassVar[Any] = Said[Shape]

    @property
    def hidden(self) -> bool:
        """The shape is hidden."""
        return self.shape == HIDDEN

    def public(self) -> Self:
        """Hide the shape, and that it is a product, which says how many dimensions it has."""
        return self.hiding("product", shape=HIDDEN)

    @property
    def basis(self) -> str:
        """Of the key, reading knows how many dimensions it has."""
        return f"{super().basis} {HIDDEN if isinstance(self.shape, str) else len(self.shape)}"

    def look(self, part: PartEvidence) -> Said[Shape]:
        """Read the shape that was given; where the right one is hidden, every number may be one."""
        rank, product = (1, True) if isinstance(self.shape, str) else (len(self.shape), self.product)
        return Said.of(read_shape(part, rank=rank, product=product, question=self.asked, given=self.given), part)

    def judge(self, seen: Said[Shape]) -> Finding:
        """Compare the shape that was read with the right one."""
        if isinstance(self.shape, str):
            return not_checked(seen, _A_SHAPE)
        key = Text.same(f"({', '.join(map(str, self.shape))}{',' if len(self.shape) == 1 else ''})")
        if seen.value is None:
            return without_answer(seen, key, _A_SHAPE)
        return judged(seen, key, right=seen.value.says(self.shape, product=self.product))


class NumberAnswerCheck(AnswerCheck):
    """A number, within a tolerance."""

    check: Literal["number_answer"] = "number_answer"
    value: OrHidden[float] = Field(description="The right number.")
    tolerance: float = Field(default=0.0, ge=0, description="Greatest difference from the value, both in its unit.")

    key: ClassVar[frozenset[str]] = frozenset({"value", "tolerance"})
    seen: ClassVar[Any] = Said[tuple[float, ...]]

    @property
    def hidden(self) -> bool:
        """The number is hidden."""
        return self.value == HIDDEN

    def public(self) -> Self:
        """Hide the number and how near to it one has to be."""
        return self.hiding("tolerance", value=HIDDEN)

    def look(self, part: PartEvidence) -> Said[tuple[float, ...]]:
        """Read the number that was given."""
        return Said.of(read_number(part, question=self.asked), part)

    def judge(self, seen: Said[tuple[float, ...]]) -> Finding:
        """Compare the number that was read with the right one."""
        if isinstance(self.value, str):
            return not_checked(seen, _A_NUMBER)
        key = Text.same(f"{self.value:g} ± {self.tolerance:g}" if self.tolerance else f"{self.value:g}")
        if seen.value is None:
            return without_answer(seen, key, _A_NUMBER)
        right = any(math.isclose(v, self.value, rel_tol=1e-9, abs_tol=self.tolerance) for v in seen.value)
        return judged(seen, key, right=right)


_A_SHAPE = Text("a shape such as (None, 3, 4)", "(None, 3, 4) 같은 shape")
_A_NUMBER = Text("a number", "수")


def judged(seen: Said[object], key: Text, *, right: bool, meaning: str = "") -> Finding:
    """Say whether a plain answer is right, quoting it, or the ``meaning`` that was read from it."""
    said = meaning or seen.quoted
    if right:
        return met(Text(f"you said {said}: right", f"‘{said}’(이)라고 답함: 맞음"), seen.where, words=seen.quoted)
    reason = Text(f"you said {said}: this is not right", f"‘{said}’(이)라고 답함: 맞지 않음")
    return not_met(reason, seen.where, words=seen.quoted, secret=key_note(key))


def not_checked(seen: Said[object], what: Text, *, meaning: str = "") -> Finding:
    """Say what was read where the key is hidden: that there is an answer is all that can be told here."""
    if seen.value is None:
        return without_answer(seen, NOTHING, what)
    said = meaning or seen.quoted
    reason = Text(
        f"you said {said}: whether it is right is not checked here",
        f"‘{said}’(이)라고 답함: 맞는지는 여기서 확인하지 않음",
    )
    return undetermined(reason, seen.where, words=seen.quoted, unchecked=True)


def without_answer(seen: Said[object], key: Text, what: Text) -> Finding:
    """Say why there is no answer to judge: none written, several, or one that can't be read."""
    said, where, secret = seen.quoted, seen.where, key_note(key)
    if seen.state is State.CONFLICT:
        reason = Text(
            f"different answers to one question: {said}; a person decides which one counts",
            f"한 문항에 서로 다른 답이 있음: {said}; 어느 것을 볼지 사람이 정함",
        )
        return undetermined(reason, where, words=said, secret=secret)
    if seen.state is State.UNREADABLE:
        reason = Text(
            f"expected {what.en}; could not read it from: {said}; a person reads it",
            f"{what.ko}을(를) 기대했으나 다음에서 읽지 못함: {said}; 사람이 읽어야 함",
        )
        return undetermined(reason, where, words=said, secret=secret)
    reason = Text(
        f"expected {what.en}; no answer found in this part (markdown, comments, printed or displayed values)",
        f"{what.ko}을(를) 기대했으나 이 문항에서 답을 찾지 못함 (마크다운, 주석, 출력, 표시된 값)",
    )
    return unless(seen.cut, not_met(reason, secret=secret))


def key_note(key: Text) -> Text:
    """The key, for the teacher; nothing where it is hidden."""
    return key if key == NOTHING else Text(f"key: {key.en}", f"정답: {key.ko}")
