"""A score with something of everything, for the tests of the reports."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from grader.checks.base import Alignment, Curves, Finding, met, not_met, partly, undetermined
from grader.evidence import (
    Cell,
    CellError,
    CellKind,
    CellRun,
    Ending,
    Evidence,
    Flag,
    Measurement,
    Recording,
    Submission,
)
from grader.parts import Span
from grader.rubric import parse
from grader.scoring import CriterionScore, PartScore, Score
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.checks.base import Criterion

RUBRIC = """
exam: {ko: 기계학습 기말고사, en: Machine learning final}
sections:
  - {id: "1", title: {ko: 의류 분류, en: Clothes}}
  - {id: "2", title: {ko: 사진 분류, en: Photographs}}
parts:
  - id: "1-1"
    title: {ko: 주어진 네트워크 적합, en: fit the given network}
    points: 6
    criteria:
      - {check: architecture, points: 4, layers: [flatten, dense 20 relu, dense 10 softmax]}
      - {check: compile, points: 2, optimizer: adam}
  - id: "1-2"
    title: {ko: "검증, 텐서보드, 과적합 여부", en: "validation, TensorBoard, overfitting?"}
    points: 4.5
    criteria:
      - {id: "1-2.words", check: compile, points: 2.5, optimizer: adam, title: {ko: 해석, en: interpretation}}
      - {check: architecture, points: 2, layers: [flatten, dense 20 relu, dense 10 softmax]}
  - id: "1-3"
    title: {ko: 옳은 설명 고르기, en: right statements}
    points: 2
    criteria:
      - {id: "1-3.choice", check: compile, points: 2, optimizer: adam, title: {ko: 고른 답, en: the choice}}
  - id: "2"
    title: {ko: "시험 정확도 70 % 이상", en: test accuracy at least 70 %}
    points: 30
    criteria:
      - {check: accuracy, points: 30, data: cifar10/test, at_least: 0.7}
"""

CELLS = (
    Cell(number=1, kind=CellKind.MARKDOWN, source="## 1. Clothes"),
    Cell(
        number=2,
        kind=CellKind.CODE,
        source="net = Sequential([\n    Flatten(),\n    Dense(20, activation='sigmoid'),\n    Dense(10),\n])",
    ),
    Cell(number=3, kind=CellKind.CODE, source="net.compile('adam')\nnet.fit(x, y, epochs=10)"),
    Cell(number=4, kind=CellKind.MARKDOWN, source="오버피팅은 아니다"),
    Cell(number=5, kind=CellKind.CODE, source="undefined_name"),
    Cell(number=6, kind=CellKind.MARKDOWN, source="답: 가은, 나래"),
)
SPANS = {"1-1": (Span(2, 1, 5), Span(3, 1, 2)), "1-2": (Span(4, 1, 1), Span(5, 1, 1)), "1-3": (Span(6, 1, 1),)}

KEY = "the key is 가은 and 다솜"
FLAG = "the printed accuracy is not the measured one"
MACHINE = "/srv/grader ran out of space"


def some_evidence(
    text: str = "", *, ending: Ending = Ending.RAISED, form: str = "notebook", name: str = "김하나.ipynb"
) -> Evidence:
    """Evidence in which ``text`` stands wherever a student can put some."""
    cells = tuple(cell.model_copy(update={"source": cell.source + text}) for cell in CELLS)
    return Evidence(
        submission=Submission(name=name + text, form=form, cells=cells, digest="0"),
        recording=Recording(
            cells=(CellRun(cell=5, ending="raised", error=CellError(type="NameError" + text, message=text, line=1)),)
        ),
        measurements=(
            Measurement(
                part="2",
                network=0,
                value=0.7265,
                dataset="cifar10/test",
                rows=10_000,
                low=0.718,
                high=0.735,
                how="trained as written" + text,
            ),
        ),
        ending=ending,
        sandbox="landlock",
        trouble=MACHINE,
        flags=(
            Flag(kind="claim", message=FLAG + text, message_ko="출력한 정확도가 측정값과 다름" + text, where="cell 3"),
        ),
    )


def findings(text: str = "") -> dict[str, Finding]:
    """One finding of every kind, with ``text`` in it."""
    rows = (
        ("flatten", "flatten"),
        ("dense 20 relu", "dense 20 sigmoid" + text),
        (None, "dropout 0.2"),
        ("dense 10", None),
    )
    curves = Curves(
        (
            ("loss" + text, (0.9, 0.6, 0.45, 0.38, None, 0.33, 0.31)),
            ("val_loss" + text, (0.8, 0.6, 0.5, 0.46, 0.44, 0.47, 0.52)),
        ),
        mark=5,
    )
    return {
        "1-1.architecture": partly(
            Fraction(1, 2),
            Text(
                "asked for dense 20 relu, found dense 20 sigmoid" + text,
                "요구: dense 20 relu, 제출: dense 20 sigmoid" + text,
            ),
            "cell 2, line 3",
            exhibit=Alignment(rows),
        ),
        "1-1.compile": met(Text("adam, as asked" + text, "요구대로 adam" + text), "cell 3, line 1"),
        "1-2.words": undetermined(
            Text("the curve is borderline" + text, "곡선이 경계에 있음" + text),
            "cell 4",
            exhibit=curves,
            words="오버피팅은 아니다" + text,
        ),
        "1-2.architecture": met(Text("the network asked for", "요구한 네트워크와 같음")),
        "1-3.choice": not_met(
            Text(
                "you chose 가은, 나래; one of them is wrong" + text, "고른 답 가은, 나래 가운데 틀린 것이 있음" + text
            ),
            "cell 6",
            words="답: 가은, 나래" + text,
            secret=Text.same(KEY),
        ),
        "2.accuracy": met(
            Text("0.7265 measured on 10,000 images ≥ 0.70" + text, "10,000장에서 측정한 정확도 0.7265" + text)
        ),
    }


def score(
    text: str = "",
    *,
    evidence: Evidence | None = None,
    found: Mapping[str, Finding] | None = None,
) -> Score:
    """Put a score together without running a check."""
    rubric = parse(RUBRIC)
    answers = findings(text) if found is None else found
    parts = []
    for part in rubric.parts:
        criteria = tuple(_criterion(criterion, answers[criterion.id]) for criterion in part.criteria)
        parts.append(PartScore(part, criteria, NOTHING, SPANS.get(part.id, ())))
    return Score(rubric, evidence or some_evidence(text), tuple(parts))


def _criterion(criterion: Criterion, finding: Finding) -> CriterionScore:
    points = criterion.points
    shares = (Decimal(share.numerator) / share.denominator for share in (finding.earned, finding.pending))
    return CriterionScore(criterion, finding, *(points * share for share in shares))
