"""Answers that say of statements whether they are true."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field

from grader.checks.answer import AnswerCheck, Said, key_note
from grader.checks.answers import Answer, judged, no, unclear, yes
from grader.checks.base import HIDDEN, OrHidden
from grader.reading.reconcile import State
from grader.reading.truths import read_truths
from grader.values import NOTHING, Text, Value

if TYPE_CHECKING:
    from grader.checks.base import Finding
    from grader.parts import PartEvidence


class Statement(Value):
    """A statement of the exam."""

    keywords: tuple[str, ...] = Field(
        min_length=1, description="Words that this statement has and no other: one of them tells which one is meant."
    )
    value: OrHidden[bool] = Field(description="Whether it is true.")


class TruthAnswerCheck(AnswerCheck):
    """Statements to call true or false, in the exam's order; each is an equal share of the points."""

    check: Literal["truth_answer"] = "truth_answer"
    statements: tuple[Statement, ...] = Field(min_length=1, description="In the exam's order.")

    seen: ClassVar[Any] = tuple[Said[bool], ...]

    @property
    def hidden(self) -> bool:
        """What is true is hidden."""
        return any(statement.value == HIDDEN for statement in self.statements)

    def public(self) -> Self:
        """Hide what is true."""
        hidden = (statement.model_copy(update={"value": HIDDEN}) for statement in self.statements)
        return self.hiding(statements=tuple(hidden))

    @property
    def basis(self) -> str:
        """Of the statements, reading knows the words and not the truth."""
        return json.dumps([self.check, self.asked, [one.keywords for one in self.statements]], ensure_ascii=False)

    def look(self, part: PartEvidence) -> tuple[Said[bool], ...]:
        """Read what is said of each statement."""
        readings = read_truths(part, [statement.keywords for statement in self.statements], question=self.asked)
        return tuple(Said.of(reading, part) for reading in readings)

    def judge(self, seen: tuple[Said[bool], ...]) -> Finding:
        """Compare what is said of each statement with its value."""
        answers = [
            _answer(number, statement.value, said)
            for number, (statement, said) in enumerate(zip(self.statements, seen, strict=True), 1)
        ]
        finding = judged(answers, next((said.where for said in seen if said.where), ""))
        words = " / ".join(dict.fromkeys(said.quoted for said in seen if said.quoted))
        if self.hidden:
            unread = any(said.value is None and said.state is not State.NOTHING for said in seen)
            return replace(finding, words=words, unchecked=not unread)
        if finding.earned == 1:
            return _with(finding, Text("every statement judged right", "모든 문장을 바르게 판별함"), words, NOTHING)
        key = ", ".join(f"{n} {'T' if one.value else 'F'}" for n, one in enumerate(self.statements, 1))
        return _with(finding, finding.reason, words, key_note(Text.same(key)))


def _with(finding: Finding, reason: Text, words: str, secret: Text) -> Finding:
    return replace(finding, reason=reason, words=words, secret=secret)


def _answer(number: int, value: bool | str, reading: Said[bool]) -> Answer:
    if reading.value is not None:
        said = Text("true", "참") if reading.value else Text("false", "거짓")
        if value == HIDDEN:
            return unclear(
                Text(
                    f"statement {number}: you said {said.en}, not checked here",
                    f"{number}번: ‘{said.ko}’(이)라고 답함, 여기서 확인하지 않음",
                )
            )
        if reading.value == value:
            return yes(Text(f"statement {number}: {said.en}", f"{number}번: {said.ko}"))
        return no(
            Text(
                f"statement {number}: you said {said.en}, which is not right",
                f"{number}번: ‘{said.ko}’(이)라고 답함, 맞지 않음",
            )
        )
    if reading.state is State.NOTHING:
        missing = Text(
            f"statement {number}: asked for true or false, no answer found",
            f"{number}번: 참 거짓을 답해야 하나 답을 찾지 못함",
        )
        return no(missing) if reading.cut == NOTHING else unclear(missing.plus(reading.cut))
    if reading.state is State.CONFLICT:
        return unclear(
            Text(
                f"statement {number}: different answers ({reading.quoted}); a person decides which one counts",
                f"{number}번: 서로 다른 답이 있음 ({reading.quoted}); 사람이 정합니다",
            )
        )
    return unclear(
        Text(
            f"statement {number}: could not read true or false from: {reading.quoted}; a person reads it",
            f"{number}번: 다음에서 참 거짓을 읽지 못함: {reading.quoted}; 사람이 읽습니다",
        )
    )
