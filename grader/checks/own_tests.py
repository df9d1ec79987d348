"""An instructor's own test functions: what became of them when the grader ran them on the evidence."""

from __future__ import annotations

import ast
import hashlib
from typing import TYPE_CHECKING, Literal, Self, TypeGuard

from pydantic import Field, model_validator

from grader.checks.absent import RunCheck
from grader.checks.answers import Answer, judged, no, unclear, yes
from grader.checks.base import HIDDEN, Need, undetermined
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.checks.base import Finding
    from grader.evidence import Trial, Trials
    from grader.parts import PartEvidence


class PytestCheck(RunCheck):
    """Test functions that get the evidence as fixtures; each function is an equal share of the points."""

    check: Literal["pytest"]
    file: str = Field(
        pattern=r"^[^/\\][^\\]*\.py$", description="The file of test functions, relative to the rubric's folder."
    )
    source: str = Field(default="", description="The file's text; read with the rubric, not written in it.")
    tests: tuple[str, ...] = Field(default=(), description="Functions of the file that count here; by default all.")
    training: Literal["none", "structure", "curves", "metric"] = Field(
        default="curves", description="What they look at: how far the part's networks must be trained for them."
    )
    timeout: float = Field(default=10.0, gt=0, le=600, description="Seconds that each function may take.")

    @property
    def hidden(self) -> bool:
        """The tests are hidden."""
        return self.source == HIDDEN

    def public(self) -> Self:
        """Hide the tests, and their names."""
        return self.hiding("tests", source=HIDDEN)

    @model_validator(mode="after")
    def _has_tests(self) -> Self:
        if self.hidden:
            return self
        if not self.source:
            raise ValueError(f"file: {self.file!r} was not read; expected a file of test functions beside the rubric")
        try:
            known = _functions(self.source)
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"file: {self.file!r} is not Python: {error}") from error
        if not known:
            raise ValueError(f"file: {self.file!r} holds no function whose name begins with test_")
        if unknown := [name for name in self.tests if name not in known]:
            raise ValueError(f"tests: {', '.join(unknown)} not in {self.file!r}, which has {', '.join(known)}")
        return self

    @property
    def digest(self) -> str:
        """Name the file by its content."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    @property
    def need(self) -> Need:
        """What the instructor says; nothing where nothing can be run."""
        if self.hidden:
            return Need.TEXT
        return {"none": Need.TEXT, "structure": Need.STRUCTURE, "curves": Need.CURVES, "metric": Need.METRIC}[
            self.training
        ]

    def judge(self, part: PartEvidence) -> Finding:
        """Report each function's outcome."""
        if self.hidden:
            return undetermined(
                Text("the teacher's own tests are not run here", "교수자 테스트는 여기서 실행하지 않음"), unchecked=True
            )
        run = next((t for t in part.evidence.trials if t.part == part.id and t.digest == self.digest), None)
        if run is None:
            return undetermined(
                Text(
                    f"the tests of {self.file} were not run on this evidence; grade the submission again",
                    f"{self.file}의 테스트를 실행하지 않음; 다시 채점하세요",
                )
            )
        if run.trouble and not run.outcomes:
            # What pytest prints quotes the tests, which are a key.
            return undetermined(
                Text(
                    f"the tests of {self.file} could not be run; a person decides",
                    f"{self.file}의 테스트를 실행하지 못함; 사람이 판정합니다",
                ),
                secret=Text.same(run.trouble),
            )
        probed = self.need >= Need.CURVES and any(fit.fidelity == "probe" for fit in part.fits)
        names = self.tests or _functions(self.source)
        return judged([_answer(name, list(_of(run, name)), probed=probed) for name in names])


def _answer(name: str, outcomes: Sequence[Trial], *, probed: bool) -> Answer:
    """Put together what one function came to, once or for several parameters."""
    if not outcomes:
        return unclear(Text(f"{name}: did not run", f"{name}: 실행되지 않음"))
    title = outcomes[0].description or name
    for outcome in outcomes:
        if outcome.outcome == "failed":
            told = Text(f"{title}: not so: {outcome.message}", f"{title}: 아님: {outcome.message}")
            return unclear(told.plus(_PROBED)) if probed else no(told)
    open_ = [outcome for outcome in outcomes if outcome.outcome != "passed"]
    if open_:
        why = open_[0].message or open_[0].outcome
        return unclear(Text(f"{title}: a person looks ({why})", f"{title}: 사람이 확인합니다 ({why})"))
    return yes(Text.same(title))


_PROBED = Text("trained for a few steps only: a person looks", "몇 단계만 학습하여 사람이 확인합니다")


def _of(run: Trials, name: str) -> Iterator[Trial]:
    return (outcome for outcome in run.outcomes if outcome.name.split("[")[0] == name)


def _functions(source: str) -> tuple[str, ...]:
    """Return the test functions of a file, those of classes as "TestClass::test_name"."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            found += [f"{node.name}::{inner.name}" for inner in node.body if _is_test(inner)]
        elif _is_test(node):
            found.append(node.name)
    return tuple(found)


def _is_test(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
