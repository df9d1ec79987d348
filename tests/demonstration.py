"""A score as a whole exam gives it, networks, curves and a grid included: made up, nothing is trained."""

from __future__ import annotations

import base64
import io
import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from PIL import Image

from grader.checks.base import Alignment, Curves, Finding, met, not_met, partly, undetermined
from grader.decisions import Decision
from grader.evidence import (
    Callback,
    Cell,
    CellError,
    CellKind,
    CellRun,
    Ending,
    EventLog,
    Evidence,
    Example,
    Fit,
    Flag,
    HParamsSession,
    Measurement,
    Network,
    Recording,
    Submission,
)
from grader.parts import PartEvidence, Span
from grader.rubric import parse
from grader.scoring import CriterionScore, PartScore, Score
from grader.values import NOTHING, Text

RUBRIC = """
exam: {ko: 기계학습 기말고사, en: Machine learning final}
sections:
  - {id: "1", title: {ko: "의류 분류, DNN", en: "Clothes, dense network"}}
  - {id: "2", title: {ko: "의류 분류, CNN", en: "Clothes, convolutional network"}}
  - {id: "3", title: {ko: 사진 분류, en: Photographs}}
  - {id: "4", title: {ko: 단답형, en: Questions}}
parts:
  - id: "1-1"
    title: {ko: 주어진 네트워크 적합, en: fit the given network}
    points: 6
    criteria:
      - {check: architecture, points: 4, layers: [flatten, dense 20 relu, dense 30 relu, dense 10 softmax]}
      - {check: compile, points: 2, optimizer: adam}
  - id: "1-3"
    title: {ko: "검증 20 %, 텐서보드, 과적합 여부", en: "validation 20 %, TensorBoard, overfitting?"}
    points: 6
    criteria:
      - {check: fit, points: 3, data: fashion_mnist/train, epochs: 30}
      - {id: 1-3.words, check: compile, points: 3, optimizer: adam, title: {ko: 과적합 해석, en: overfitting in words}}
  - id: "1-5"
    title: {ko: 조기 종료, en: early stopping}
    points: 6
    criteria:
      - {check: fit, points: 6, data: fashion_mnist/train, epochs: 50}
  - id: "2-1"
    title: {ko: CNN 설계, en: the convolutional network}
    points: 10
    criteria:
      - {check: architecture, points: 10, layers: [conv2d 6 5x5 relu, maxpool2d 2x2, flatten, dense 10 softmax]}
  - id: "2-2"
    title: {ko: "n1 × n2 조합 비교, HParams", en: "the grid n1 × n2, HParams"}
    points: 10
    criteria:
      - {id: 2-2.best, check: fit, points: 10, data: fashion_mnist/train, title: {ko: 최적 조합, en: best pair}}
  - id: "3"
    title: {ko: "시험 정확도 70 % 이상", en: test accuracy at least 70 %}
    points: 30
    criteria:
      - {check: accuracy, points: 30, data: cifar10/test, at_least: 0.7}
  - id: "4-3"
    title: {ko: 옳은 설명 고르기, en: right statements}
    points: 2
    criteria:
      - {id: 4-3.choice, check: compile, points: 2, optimizer: adam, title: {ko: 고른 답, en: the choice}}
"""

CODE = (
    "## 1. 의류 분류",
    """net = keras.Sequential([
    layers.Flatten(input_shape=(28, 28)),
    layers.Dense(20, activation="sigmoid"),   # 은닉층
    layers.Dense(30, activation="relu"),
    layers.Dropout(0.2),
    layers.Dense(10, activation="softmax"),
])
net.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
net.fit(X, y, epochs=10, batch_size=128)""",
    """net = make_net()
tensorboard = keras.callbacks.TensorBoard(log_dir="logs/1_3")
history = net.fit(X, y, epochs=30, validation_split=0.2, callbacks=[tensorboard])""",
    "train loss는 계속 줄어들지만 validation loss는 거의 그대로이다.\n따라서 오버피팅은 아니다.",
    """net = make_net()
stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=3)
net.fit(X, y, epochs=50, validation_split=0.2, callbacks=[stop])""",
    "## 2. CNN",
    """inputs = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(6, 5, activation="relu")(inputs)
x = layers.MaxPooling2D(2)(x)
x = layers.Conv2D(16, 5, activation="relu")(x)
x = layers.MaxPooling2D(2)(x)
x = layers.Flatten()(x)
x = layers.Dense(100, activation="relu")(x)
outputs = layers.Dense(10, activation="softmax")(x)
cnn = keras.Model(inputs, outputs)
cnn.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
cnn.fit(X2, y, epochs=3)""",
    """for n1 in [6, 64, 128]:
    for n2 in [16, 256]:
        with tf.summary.create_file_writer(f"logs/hp/{n1}_{n2}").as_default():
            hp.hparams({"n1": n1, "n2": n2})
            ...""",
    """net = keras.Sequential([...])
net.fit(X3, y3, epochs=12)
print(net.evaluate(XX3, yy3))""",
    "history.plot()",
    "4-(3)\n\n답: 하영, 재인, 서연",
)
PROSE = {1, 4, 6, 11}
SPANS = {
    "1-1": (Span(2, 1, 9),),
    "1-3": (Span(3, 1, 3), Span(4, 1, 2)),
    "1-5": (Span(5, 1, 3),),
    "2-1": (Span(7, 1, 11),),
    "2-2": (Span(8, 1, 5),),
    "3": (Span(9, 1, 3), Span(10, 1, 1)),
    "4-3": (Span(11, 1, 3),),
}


def _falling(start: float, end: float, epochs: int, turn: int | None = None) -> tuple[float, ...]:
    """Numbers that fall, with a little unrest, and rise again after an epoch if one is given."""
    values = []
    for epoch in range(epochs):
        value = end + (start - end) * math.exp(-epoch / 5) + 0.008 * math.sin(epoch * 2.3)
        if turn is not None and epoch > turn:
            value += 0.004 * (epoch - turn)
        values.append(round(value, 4))
    return tuple(values)


def _history(epochs: int, turn: int | None) -> dict[str, tuple[float | None, ...]]:
    train, validation = _falling(0.9, 0.28, epochs), _falling(0.62, 0.36, epochs, turn)
    return {
        "loss": train,
        "val_loss": validation,
        "accuracy": tuple(round(1 - value / 3, 4) for value in train),
        "val_accuracy": tuple(round(1 - value / 3, 4) for value in validation),
    }


def _fit(seq: int, cell: int, asked: int, ran: int, turn: int | None, *stops: Callback) -> Fit:
    return Fit(
        seq=seq,
        cell=cell,
        line=3,
        model=seq,
        network=0,
        epochs=asked,
        epochs_run=ran,
        callbacks=stops,
        history=_history(ran, turn),
        weights_before=f"{seq}a",
        weights_after=f"{seq}b",
    )


STOP = Callback(class_name="EarlyStopping", settings={"monitor": "val_loss", "patience": 3})
LOSSES = {(6, 16): 0.412, (6, 256): 0.337, (64, 16): 0.361, (64, 256): 0.2713, (128, 16): 0.349, (128, 256): 0.2652}


def _logs() -> tuple[EventLog, ...]:
    return tuple(
        EventLog(
            directory=f"logs/hp/{n1}_{n2}",
            cells=(7, 8),
            scalars={"test_loss": ((1, loss),), "epoch_loss": ((0, 0.8), (1, 0.5))},
            sessions=(HParamsSession(values={"n1": float(n1), "n2": float(n2)}),),
        )
        for (n1, n2), loss in LOSSES.items()
    )


def _confusion() -> tuple[tuple[int, ...], ...]:
    """Ten classes of a thousand, cats and dogs mistaken most."""
    rows = [[(row * 7 + column * 3) % 5 * 8 for column in range(10)] for row in range(10)]
    rows[3][5], rows[5][3] = 187, 164
    for at, row in enumerate(rows):
        row[at] = 0
        row[at] = 1000 - sum(row)
    return tuple(map(tuple, rows))


def _example(label: int, predicted: int, at: int) -> Example:
    """A small image of soft patches, in place of a photograph."""
    pixels = np.random.default_rng(10 * label + at).integers(60, 220, (4, 4, 3)).repeat(8, 0).repeat(8, 1)
    written = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(written, "PNG")
    return Example(label=label, predicted=predicted, image=base64.b64encode(written.getvalue()).decode())


def evidence(text: str = "", name: str = "김하나.ipynb") -> Evidence:
    """Evidence of one notebook, with ``text`` wherever a student can put some."""
    cells = tuple(
        Cell(number=at, kind=CellKind.MARKDOWN if at in PROSE else CellKind.CODE, source=source + text)
        for at, source in enumerate(CODE, start=1)
    )
    fits = (_fit(1, 2, 10, 10, None), _fit(2, 3, 30, 30, 14), _fit(3, 5, 50, 17, 13, STOP), _fit(4, 7, 3, 3, None))
    error = CellError(type="AttributeError" + text, message="'History' object has no attribute 'plot'" + text, line=1)
    return Evidence(
        submission=Submission(name=name + text, form="notebook", cells=cells, digest="0"),
        recording=Recording(
            cells=(CellRun(cell=10, ending="raised", error=error),),
            networks=(Network(id=0, model=0, kind="sequential", class_name="Sequential", layers=()),),
            events=fits,
            logs=_logs(),
            complete=True,
        ),
        measurements=(
            Measurement(
                part="3",
                network=0,
                value=0.7265,
                dataset="cifar10/test",
                rows=10_000,
                low=0.718,
                high=0.735,
                how="network rebuilt from its config and weights",
                confusion=_confusion(),
                examples=tuple(_example(label, taken, at) for label, taken in ((3, 5), (5, 3)) for at in range(4)),
            ),
        ),
        ending=Ending.RAISED,
        sandbox="bubblewrap",
        flags=(
            Flag(
                kind="claim",
                message="the printed accuracy, 0.81, is not the measured one" + text,
                message_ko="출력한 정확도 0.81이 측정값과 다름" + text,
                where="cell 9, line 3",
            ),
        ),
    )


def findings(text: str = "") -> dict[str, Finding]:
    """Findings of every kind."""
    dense = Alignment(
        (
            ("flatten", "flatten"),
            ("dense 20 relu", "dense 20 sigmoid" + text),
            ("dense 30 relu", "dense 30 relu"),
            (None, "dropout 0.2"),
            ("dense 10 softmax", "dense 10 softmax"),
        )
    )
    convolutions = Alignment(
        (
            ("conv2d 6 5x5 relu|linear", "conv2d 6 5x5 relu"),
            ("maxpool2d 2x2", "maxpool2d 2x2"),
            ("conv2d 16 5x5 relu|linear", "conv2d 16 5x5 relu"),
            ("maxpool2d 2x2", "maxpool2d 2x2"),
            ("flatten", "flatten"),
            ("dense 120 relu", "dense 100 relu"),
            ("dropout 0.2", None),
            ("dense 10 softmax", "dense 10 softmax"),
        ),
        alike=(True, True, True, True, True, False, False, True),
    )
    history = _history(30, 14)
    curves = Curves((("loss", history["loss"]), ("val_loss", history["val_loss"])), mark=15)
    return {
        "1-1.architecture": partly(
            Fraction(1, 2),
            Text(
                "asked for dense 20 relu, found dense 20 sigmoid; dropout 0.2 was not asked for" + text,
                "요구: dense 20 relu, 제출: dense 20 sigmoid; 요구하지 않은 층 dropout 0.2" + text,
            ),
            "cell 2, line 3",
            exhibit=dense,
        ),
        "1-1.compile": met(Text("adam, as asked", "요구대로 adam"), "cell 2, line 8"),
        "1-3.fit": met(Text("30 epochs, validation 0.2", "30 에포크, 검증 20 %"), "cell 3, line 3"),
        "1-3.words": undetermined(
            Text(
                "the validation loss rises after epoch 15 by less than its own unrest" + text,
                "검증 손실이 15 에포크 이후 오르지만 흔들림보다 작음" + text,
            ),
            "cell 4, line 2",
            exhibit=curves,
            words=CODE[3] + text,
        ),
        "1-5.fit": met(Text("stopped by patience 3, as asked", "요구대로 patience 3으로 종료"), "cell 5, line 3"),
        "2-1.architecture": partly(
            Fraction(3, 4),
            Text(
                "asked for dense 120 relu, found dense 100 relu; dropout 0.2 is missing",
                "요구: dense 120 relu, 제출: dense 100 relu; dropout 0.2 층이 없음",
            ),
            "cell 7, line 7",
            exhibit=convolutions,
        ),
        "2-2.best": met(Text("n1=128, n2=256: 0.2652", "n1=128, n2=256: 0.2652"), "cell 8, line 1"),
        "3.accuracy": met(Text("0.7265 measured ≥ 0.70", "측정한 정확도 0.7265 ≥ 0.70"), "cell 9, line 2"),
        "4-3.choice": not_met(
            Text(
                "you chose 하영, 재인, 서연; one of them is wrong" + text,
                "고른 답 하영, 재인, 서연 가운데 틀린 것이 있음" + text,
            ),
            "cell 11, line 3",
            words="답: 하영, 재인, 서연" + text,
            secret=Text.same("하영, 재인"),
        ),
    }


DECISION = Decision(
    criterion="2-1.architecture",
    points=Decimal("7.5"),
    possible=Decimal(10),
    comment="Dense(100)도 인정",
    who="박 교수",
    when="2026-06-20T10:00:00+09:00",
)


def score(text: str = "", name: str = "김하나.ipynb", **changed: Finding) -> Score:
    """Put the score together; ``changed`` names criteria with _ for - and . ("e3_accuracy")."""
    rubric, known = parse(RUBRIC), evidence(text, name)
    found = findings(text)
    for criterion, finding in changed.items():
        key = next(key for key in found if f"e{key}".replace("-", "_").replace(".", "_") == criterion)
        found[key] = finding
    parts = []
    for part in rubric.parts:
        spans = SPANS[part.id]
        cells = {span.cell for span in spans}
        work = PartEvidence(
            id=part.id,
            evidence=known,
            spans=spans,
            events=tuple(event for event in known.recording.events if event.cell in cells),
            logs=tuple(log for log in known.recording.logs if cells & set(log.cells)),
        )
        criteria = []
        for criterion in part.criteria:
            finding = found[criterion.id]
            points, pending = (
                criterion.points * share.numerator / share.denominator for share in (finding.earned, finding.pending)
            )
            made = CriterionScore(criterion, finding, points, pending)
            criteria.append(replace(made, decision=DECISION) if criterion.id == DECISION.criterion else made)
        parts.append(PartScore(part, tuple(criteria), NOTHING, spans, lambda work=work: work))
    return Score(rubric, known, tuple(parts))
