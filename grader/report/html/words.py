"""The fixed words that only pages use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.evidence import Ending
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENTS = Text("Parts", "문항")
OVERVIEW = Text("Points by part", "문항별 점수")
UNIT = Text("points", "점")
EARNED = Text("earned", "획득")
CODE = Text("The code", "제출한 코드")
CODE_OF = Text("code of part", "문항의 코드")
CURVES = Text("Learning curves", "학습 곡선")
OTHER_CURVES = Text("other trainings of this part", "이 문항의 다른 학습")
AS_RECORDED = Text("as recorded in the run", "실행 중 기록된 값")
NUMBERS = Text("the numbers", "수치 보기")
TRAINING_SET = Text("training", "훈련")
VALIDATION_SET = Text("validation", "검증")
LOWEST = Text("lowest", "최저")
NETWORKS = Text("Networks side by side", "네트워크 비교")
NETWORK = Text("The network, as asked for", "요구한 대로의 네트워크")
PROBED = Text("after a few steps of training only", "몇 스텝만 학습한 값")
RELATION = Text("compared", "비교")
LAYER = Text("layer", "층")
GRID = Text("Combinations", "조합별 결과")
CONFUSION = Text("Which classes it takes for which", "어느 클래스를 무엇으로 보는가")
TRUE_CLASS = Text("class", "실제")
PREDICTED = Text("predicted as", "예측")
MOST_OFTEN = Text("most often", "가장 잦은 혼동")
BEST = Text("smallest", "최소")
CRITERIA = Text("Criteria", "채점 기준")
DECIDED = Text("decided by a person", "사람이 판정")
STALE = Text("decided on other evidence: look again", "다른 증거로 내린 판정: 다시 확인")
GO_TO_PART = Text("Go to part", "문항으로 이동")
SKIP = Text("Skip to the parts", "문항으로 건너뛰기")
LEFT_OUT = Text("lines left out", "줄 생략")
ANSWER = Text("what was written", "작성한 글")
RUN = Text("How it was graded", "채점 방식")
HOW_ENDED = Text("the run", "실행")
GUIDE = Text("What the signs mean", "표시의 뜻")

CLASS = Text("Class report", "학급 보고서")
SUBMISSION = Text("Submission", "제출물")
TOTAL = Text("Total", "합계")
WAITS = Text("Waiting", "확인 대기")
FLAGGED = Text("Flags", "표시")
MEAN = Text("mean", "평균")
MEDIAN = Text("median", "중앙값")
SPREAD = Text("standard deviation", "표준편차")
COUNT = Text("graded", "채점")
DISTRIBUTION = Text("Distribution", "점수 분포")
STUDENT = Text("Student", "학생")
STUDENTS = Text("Students", "학생별 점수")
ITEMS = Text("Item analysis", "문항 분석")
MET_SHARE = Text("verdicts", "판정 분포")
DIFFICULTY = Text("earned", "득점률")
DISCRIMINATION = Text("discrimination", "변별도")
DISCRIMINATION_NOTE = Text(
    "Earned: mean share of the criterion's points. Discrimination: correlation of that share with the points of all "
    "other criteria (point-biserial where it is all or nothing); near 0 or below, the criterion measures something "
    "else than the rest of the exam. '-': fewer than three judged, or no variation.",
    "득점률: 그 기준에서 얻은 점수의 평균 비율. 변별도: 그 비율과 나머지 기준 점수의 상관계수(전부 아니면 0점인 "
    "기준에서는 점이연 상관). 0에 가깝거나 음수이면 시험의 나머지와 다른 것을 재고 있습니다. '-': 판정이 셋보다 "
    "적거나 차이가 없음.",
)
REASONS = Text("Why points were lost", "감점 사유")
HOW_MANY = Text("students", "학생 수")
UNREAD = Text("Could not be graded", "채점하지 못한 제출물")
SORT = Text("Sort by", "정렬")
NO_ONE = Text("No submission could be graded.", "채점된 제출물이 없습니다.")
ENDED: Mapping[Ending, Text] = {
    Ending.COMPLETED: Text("whole", "완료"),
    Ending.RAISED: Text("error in a cell", "셀 오류"),
    Ending.TIMED_OUT: Text("out of time", "시간 초과"),
    Ending.OUT_OF_MEMORY: Text("out of memory", "메모리 부족"),
    Ending.KILLED: Text("killed", "강제 종료"),
    Ending.REJECTED: Text("not run", "실행 안 함"),
}
BACK = Text("the class", "학급 전체")
FILTER = Text("Find a submission", "제출물 찾기")


def stopped(at: int, asked: int | None, patience: int | None) -> Text:
    """Say where early stopping ended a training."""
    of_en = f" of {asked}" if asked else ""
    of_ko = f"{asked} 에포크 중 " if asked else ""
    waited_en = f", patience {patience}" if patience is not None else ""
    waited_ko = f", patience {patience}" if patience is not None else ""
    return Text(f"stopped early at epoch {at}{of_en}{waited_en}", f"{of_ko}{at}번째에서 조기 종료{waited_ko}")


def described(name: str, first: str, last: str, epochs: int) -> Text:
    """Describe a curve to someone who does not see it."""
    return Text(
        f"{name}: from {first} to {last} in {epochs} epochs.", f"{name}: {epochs} 에포크 동안 {first}에서 {last}로."
    )


def fitted(place: str) -> Text:
    """Name a training by where it was started."""
    return Text(f"training · {place}" if place else "training", f"학습 · {place}" if place else "학습")


def class_number(number: int) -> Text:
    """Name a class that has no name."""
    return Text(f"class {number}", f"클래스 {number}")


def bin_of(low: str, high: str, count: int) -> Text:
    """Name a bar of the histogram."""
    return Text(f"{low} to {high} points: {count}", f"{low}~{high}점: {count}명")
