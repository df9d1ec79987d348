"""What is said of work that is not there: never done, stopped by an error of its own, or cut off by the grader."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.checks.base import Criterion, Finding, not_met
from grader.evidence import Ending
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from grader.evidence import CellRun
    from grader.parts import PartEvidence

NO_NETWORK = Text("no network was trained for this part", "이 문항에서 학습된 네트워크가 없음")

_CUT_BY = {
    Ending.TIMED_OUT: Text("the run's time was over", "실행 시간이 초과됨"),
    Ending.OUT_OF_MEMORY: Text("the run had no more memory", "실행 중 메모리가 부족함"),
    Ending.KILLED: Text("the run was killed", "실행이 강제 종료됨"),
    Ending.REJECTED: Text("the code was not run", "코드를 실행하지 않음"),
}
NOT_STARTED = Text(
    "the grader could not run it, which costs no points; grade it again, or a person decides",
    "채점기가 실행하지 못함, 감점 없음; 다시 채점하거나 사람이 판정합니다",
)
_CELL_CUT = Text("a cell ran out of time", "셀의 실행 시간이 초과됨")


class RunCheck(Criterion):
    """A criterion about what ran: what a cut run never came to is nobody's fault and waits for a person."""

    def examine(self, part: PartEvidence) -> Finding:
        """Judge what was seen; points for what was not seen are lost only where the whole part ran."""
        return unless_cut(part, self.judge(part))

    @abstractmethod
    def judge(self, part: PartEvidence) -> Finding:
        """Answer as if the run had come to its end."""


def unless_cut(part: PartEvidence, finding: Finding) -> Finding:
    """Turn what a finding takes away into what waits for a person, if the part's code was cut off."""
    lost = 1 - finding.earned - finding.pending
    return unless(advice_of(part), finding) if lost else finding


def unless(advice: Text, finding: Finding) -> Finding:
    """Turn what a finding takes away into what waits for a person, where there is advice on what cut the part off."""
    lost = 1 - finding.earned - finding.pending
    if not lost or advice == NOTHING:
        return finding
    return replace(finding, pending=finding.pending + lost, reason=finding.reason.plus(advice))


def advice_of(part: PartEvidence) -> Text:
    """Say what cut the part's code off, or was not there for it; nothing where it came to its end."""
    if not part.unreached:
        return NOTHING
    if part.obstacle:
        return part.obstacle
    if not part.evidence.started:
        return NOT_STARTED
    why = _CUT_BY.get(part.evidence.ending, _CELL_CUT)
    return Text(
        f"{why.en} before this part was done; run it again with a larger budget, or a person decides",
        f"이 문항이 끝나기 전에 {why.ko}; 예산을 늘려 다시 실행하거나 사람이 판정합니다",
    )


def nothing_done(part: PartEvidence, missing: Text = NO_NETWORK) -> Finding:
    """Say that a thing is missing, and which error of the student's code stopped it where there was one."""
    failed = failure(part)
    if failed is None or failed.error is None:
        return not_met(missing)
    error = failed.error
    stopped = Text(
        f"the code stopped with {error.type}: {error.message}",
        f"코드가 {error.type} 오류로 멈춤: {error.message}",
    )
    return not_met(missing.plus(stopped, ": "), part.where_cell(failed.cell, error.line))


def failure(part: PartEvidence) -> CellRun | None:
    """Return the last of the part's cells that raised, at a line of the part or before it."""
    last = {span.cell: span.last for span in part.spans}
    failed = [
        run
        for run in part.cell_runs
        if run.error is not None and (run.error.line is None or run.error.line <= last[run.cell])
    ]
    return failed[-1] if failed else None
