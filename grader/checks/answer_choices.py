"""Answers that choose from options: which statements are right."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from grader.checks.answer import AnswerCheck, Said, judged, key_note, not_checked, without_answer
from grader.checks.base import HIDDEN, Finding, OrHidden, partly
from grader.reading.choices import read_choices
from grader.reading.options import Names
from grader.values import Text

if TYPE_CHECKING:
    from grader.parts import PartEvidence


def _as_text(value: object) -> object:
    # YAML reads 1 as a number and a student's "1" is text.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Option = Annotated[str, BeforeValidator(_as_text)]


class ChoicesAnswerCheck(AnswerCheck):
    """A set of options, all of which and no other must be chosen."""

    check: Literal["choices_answer"] = "choices_answer"
    options: tuple[Option, ...] = Field(min_length=2, description="All options, as the exam names them, in its order.")
    correct: OrHidden[frozenset[Option]] = Field(description="The right ones; may be empty.")
    partial: bool = Field(default=False, description="Pay for each option that is rightly chosen or left out.")

    @model_validator(mode="after")
    def _correct_are_options(self) -> Self:
        if not isinstance(self.correct, str) and (unknown := sorted(self.correct - set(self.options))):
            msg = (
                f"correct: {', '.join(unknown)} not among the options {', '.join(self.options)}; use their exact names"
            )
            raise ValueError(msg)
        return self

    key: ClassVar[frozenset[str]] = frozenset({"correct", "partial"})
    seen: ClassVar[Any] = Said[frozenset[str]]

    @property
    def hidden(self) -> bool:
        """The right ones are hidden."""
        return self.correct == HIDDEN

    def public(self) -> Self:
        """Hide the right ones, and the rubric's order, in which they may stand first."""
        return self.hiding(options=self._in_public_order(), correct=HIDDEN)

    def _in_public_order(self) -> tuple[Option, ...]:
        """Return the options as the question's text has them; sorted, where it does not have them all."""
        runs = Names(self.options).found("\n".join(self.asked))
        asked = tuple(dict.fromkeys(option for _, _, options in runs for option in options))
        return asked if len(asked) == len(self.options) else tuple(sorted(self.options))

    def look(self, part: PartEvidence) -> Said[frozenset[str]]:
        """Read the options that were chosen."""
        return Said.of(read_choices(part, self.options, question=self.asked), part)

    def judge(self, seen: Said[frozenset[str]]) -> Finding:
        """Compare the set that was read with the right one."""
        what = Text(f"a choice from {', '.join(self.options)}", f"{', '.join(self.options)} 중의 선택")
        if isinstance(self.correct, str):
            # Marks alone ("O X O") are told as they stand: they go by the exam's order, which may not be this one.
            by_name = Names(self.options).listed(seen.quoted)
            return not_checked(seen, what, meaning=self._named(seen.value or frozenset()) if by_name else "")
        key = Text.same(self._named(self.correct))
        if seen.value is None:
            return without_answer(seen, key, what)
        if seen.value == self.correct or not self.partial:
            return judged(seen, key, right=seen.value == self.correct, meaning=self._named(seen.value))
        return self._in_part(seen.value, self.correct, seen.where, seen.quoted)

    def _in_part(self, chosen: frozenset[str], correct: frozenset[str], where: str, words: str) -> Finding:
        """Each option counts alike: chosen and right, or left out and wrong."""
        wrong = len(chosen ^ correct)
        said, count, total = self._named(chosen), len(self.options) - wrong, len(self.options)
        reason = Text(
            f"you said {said}: {count} of {total} options judged right",
            f"‘{said}’(이)라고 답함: {total}개 중 {count}개 맞음",
        )
        return partly(
            Fraction(count, total), reason, where, words=words, secret=key_note(Text.same(self._named(correct)))
        )

    def _named(self, chosen: frozenset[str]) -> str:
        return ", ".join(option for option in self.options if option in chosen) or "-"
