"""Every fixed word of the reports, in the languages they are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.checks.base import Verdict
from grader.evidence import Ending
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

VERDICTS: Mapping[Verdict, Text] = {
    Verdict.MET: Text("met", "충족"),
    Verdict.PARTIAL: Text("partly met", "일부 충족"),
    Verdict.NOT_MET: Text("not met", "미충족"),
    Verdict.UNDETERMINED: Text("for a person", "사람이 확인"),
    Verdict.NOT_CHECKED: Text("not checked here", "여기서 확인 안 함"),
}

CHECKS: Mapping[str, Text] = {
    "accuracy": Text("measured accuracy", "측정한 정확도"),
    "architecture": Text("the network's layers", "네트워크 구조"),
    "callbacks": Text("callbacks", "콜백"),
    "choices_answer": Text("the choice", "고른 답"),
    "comparison": Text("comparison in words", "비교 서술"),
    "compile": Text("compilation", "컴파일 설정"),
    "evaluate": Text("evaluation", "평가"),
    "fit": Text("training", "학습"),
    "fresh": Text("a fresh network", "새로 만든 네트워크"),
    "grid": Text("the combinations trained", "학습한 조합"),
    "grid_best": Text("the best combination", "가장 좋은 조합"),
    "grid_losses": Text("the loss of each combination", "조합별 손실"),
    "hparams": Text("HParams in TensorBoard", "TensorBoard HParams"),
    "interpretation": Text("interpretation in words", "해석 서술"),
    "number_answer": Text("the number", "수치 답"),
    "pytest": Text("the teacher's own tests", "교수자 테스트"),
    "shape_answer": Text("the shape", "출력 형태 답"),
    "shapes": Text("output shapes", "층별 출력 형태"),
    "summary": Text("the summary shown", "summary 출력"),
    "truth_answer": Text("true or false", "참·거짓 답"),
}

ENDINGS: Mapping[Ending, Text] = {
    Ending.COMPLETED: Text("The run came to its end.", "끝까지 실행되었습니다."),
    Ending.RAISED: Text(
        "A cell stopped with an error; the cells after it ran.",
        "오류로 멈춘 셀이 있으며, 그다음 셀은 계속 실행했습니다.",
    ),
    Ending.TIMED_OUT: Text("The run was stopped at its time limit.", "제한 시간이 지나 실행을 멈췄습니다."),
    Ending.OUT_OF_MEMORY: Text("The run was stopped: out of memory.", "메모리가 부족해 실행이 멈췄습니다."),
    Ending.KILLED: Text("The run was killed from outside its own code.", "실행이 외부에서 강제로 종료되었습니다."),
    Ending.REJECTED: Text("The submission was not run.", "제출물을 실행하지 않았습니다."),
}
NOT_STARTED = Text(
    "The grader could not run it. That is the grader's own trouble and costs no points: it has to be graded again; "
    "ask your teacher to.",
    "채점기가 제출물을 실행하지 못했습니다. 채점기 자체의 문제이므로 감점은 없습니다. "
    "교수자에게 다시 채점해 달라고 하세요.",
)
KEPT = Text("What was earned before it stays earned.", "그전에 얻은 점수는 그대로 인정됩니다.")

POINTS = Text("points", "점수")
PENDING = Text("waiting for a person", "사람의 확인 대기")
LOST = Text("lost", "감점")
POSSIBLE = Text("possible", "만점")
WAITS_FOR = Text("Waiting for a person", "사람의 확인을 기다리는 항목")
PART = Text("Part", "문항")
CRITERION = Text("Criterion", "채점 기준")
VERDICT = Text("Verdict", "판정")
REASON = Text("Reason", "이유")
WHERE = Text("Where", "위치")
YOUR_WORDS = Text("your words", "내가 쓴 말")
STUDENTS_WORDS = Text("the student's words", "학생이 쓴 말")
TEACHER_ONLY = Text("teacher only", "교수자용")
ASKED = Text("asked for", "요구")
FOUND = Text("found", "제출")
NOTHING_THERE = Text("none", "없음")
SAME = Text("the same", "같음")
DIFFERENT = Text("different", "다름")
MISSING = Text("missing", "빠짐")
EXTRA = Text("not asked for", "요구하지 않음")
EPOCH = Text("epoch", "에포크")
MEASURED = Text("Measured by the grader", "채점기가 직접 측정")
FLAGS = Text("For a person to look at (no points change)", "사람이 살펴볼 점 (점수는 바뀌지 않음)")
FLAG_HIDDEN = Text("a person will look at this", "담당자가 살펴봅니다")
TROUBLE = Text("The grader's own trouble (costs no points)", "채점기 자체의 문제 (감점 없음)")
TROUBLE_HIDDEN = Text(
    "the grader could not do everything it wanted; nothing is lost by that",
    "채점기가 일부 작업을 마치지 못했습니다. 이로 인한 감점은 없습니다",
)
ERRORS = Text("Errors in the run", "실행 중 오류")
FIDELITY = Text("fidelity", "학습 범위")
SANDBOX = Text("sandbox", "샌드박스")
NOT_MEASURED = Text("not measured", "측정하지 않음")

METRICS: Mapping[str, Text] = {"accuracy": Text("accuracy", "정확도"), "loss": Text("loss", "손실")}


def epoch(mark: int, count: int) -> Text:
    """Name an epoch of so many."""
    return Text(f"epoch {mark} of {count}", f"{count} 에포크 중 {mark}번째")


def between(low: str, high: str) -> Text:
    """Name an interval."""
    return Text(f"{low} to {high}", f"{low}~{high}")


def rows(count: int) -> Text:
    """Name how many rows a number was measured on."""
    return Text(f"{count:,} rows", f"{count:,}개")


def waiting(points: str) -> Text:
    """Say how many points wait."""
    return Text(f"{points} waiting for a person", f"{points}점 확인 대기")


def unchecked(points: str) -> Text:
    """Say how many points cannot be decided here, the keys being hidden."""
    return Text(f"{points} not checked here", f"{points}점은 여기서 확인하지 않음")


def lost(points: str) -> Text:
    """Say how many points are lost."""
    return Text(f"{points} lost", f"{points}점 감점")


def cell_line(cell: int | None, number: int | None) -> Text:
    """Name a place of a submission: cell and line of a notebook, line of a script."""
    if cell is None:
        return Text(f"line {number}", f"{number}행")
    if number is None:
        return Text(f"cell {cell}", f"셀 {cell}")
    return Text(f"cell {cell}, line {number}", f"셀 {cell}, {number}행")


def more(count: int) -> Text:
    """Say that there are more of the same."""
    return Text(f"and {count} more", f"그 밖에 {count}건 더")
