"""Each sign is seen, and work that is merely bad, odd or unlucky shows none."""

from __future__ import annotations

from typing import Any

import pytest

from grader.evidence import (
    Cell,
    CellKind,
    CellRun,
    Command,
    Data,
    Evaluate,
    Event,
    Evidence,
    Fit,
    Measurement,
    Recording,
    Source,
    Submission,
    Suspicion,
)
from grader.flags import flags_of


def source(split: str, rows: int, **more: Any) -> Source:
    return Source(dataset="cifar10", split=split, rows=rows, **more)


def data(*sources: Source) -> Data:
    return Data(kind="array", shape=(50_000, 32, 32, 3), rows=50_000, sources=sources)


def fit(**changes: Any) -> Fit:
    fields: dict[str, Any] = {
        "seq": 1,
        "cell": 1,
        "line": 2,
        "model": 0,
        "network": 0,
        "data": data(source("train", 50_000)),
        "epochs": 3,
        "epochs_run": 3,
        "steps": 1173,
        "history": {"loss": (1.5, 1.1, 0.9), "accuracy": (0.45, 0.61, 0.68)},
        "weights_before": "a",
        "weights_after": "b",
    }
    return Fit(**{**fields, **changes})


def evaluate(accuracy: float, **changes: Any) -> Evaluate:
    fields: dict[str, Any] = {"seq": 2, "cell": 1, "line": 3, "model": 0, "network": 0}
    values = {"loss": 0.91, "accuracy": accuracy}
    return Evaluate(**{**fields, "data": data(source("test", 10_000)), "values": values, **changes})


def measured(value: float, metric: str = "accuracy", dataset: str = "cifar10/test", *, aside: bool = False) -> Any:
    rows = 2_000 if aside else 10_000
    reach = 0.02 if aside else 0.009
    return Measurement(
        part="3", network=0, metric=metric, value=value, dataset=dataset, rows=rows, aside=aside,
        low=max(0.0, value - reach), high=min(1.0, value + reach), how="predicted",
    )  # fmt: skip


def evidence(*events: Event, code: str = "", stdout: str = "", measurements: tuple[Measurement, ...] = ()) -> Evidence:
    cell = Cell(number=1, kind=CellKind.CODE, source=code)
    return Evidence(
        submission=Submission(name="a.ipynb", form="notebook", cells=(cell,), digest=""),
        recording=Recording(cells=(CellRun(cell=1, ending="completed", stdout=stdout),), events=events),
        measurements=measurements,
    )


def views(test: float, train: float, shifted: float, flipped: float) -> tuple[Measurement, ...]:
    return (
        measured(test),
        measured(shifted, "accuracy_shifted", aside=True),
        measured(flipped, "accuracy_flipped", aside=True),
        measured(train, dataset="cifar10/train", aside=True),
    )


HONEST = [
    pytest.param(evidence(fit(), evaluate(0.68), measurements=views(0.68, 0.70, 0.67, 0.67)), id="an ordinary network"),
    pytest.param(evidence(fit(), measurements=views(0.68, 0.99, 0.60, 0.59)), id="one that is overfitted"),
    pytest.param(evidence(fit(), measurements=views(0.71, 0.69, 0.70, 0.70)), id="one a little lucky"),
    pytest.param(evidence(fit(), measurements=views(0.86, 0.88, 0.70, 0.48)), id="a dense one on one-sided images"),
    pytest.param(evidence(fit(), measurements=views(0.10, 0.10, 0.10, 0.10)), id="one that learned nothing"),
    pytest.param(
        evidence(fit(data=data(source("train", 49_990), source("test", 3)))), id="images that both splits hold"
    ),
    pytest.param(evidence(fit(ending="raised", epochs_run=0, steps=0, history={})), id="a fit that failed"),
    pytest.param(evidence(fit(fidelity="probe", steps=3)), id="a fit that was only probed"),
    pytest.param(evidence(fit(steps=3)), id="one step an epoch: a batch as large as the data"),
    pytest.param(evidence(evaluate(0.6804), measurements=(measured(0.6806),)), id="rounding"),
    pytest.param(
        evidence(fit(fidelity="probe"), evaluate(0.1), measurements=(measured(0.71),)), id="weights that were handed in"
    ),
    pytest.param(
        evidence(evaluate(0.52, network=1), measurements=(measured(0.68),)), id="an evaluation of an earlier network"
    ),
    pytest.param(
        evidence(evaluate(0.6804), code="# last time 0.6804\nprint('accuracy', acc)", stdout="accuracy 0.6804\n"),
        id="a note of a result that came again",
    ),
    pytest.param(
        evidence(
            evaluate(0.68), code="print('test accuracy', acc, 'want 0.700')", stdout="test accuracy 0.68 want 0.700"
        ),
        id="a threshold in words",
    ),
    pytest.param(
        evidence(code="lr = 0.00125\nprint('learning rate', lr)", stdout="learning rate 0.00125\n"), id="a setting"
    ),
    pytest.param(
        evidence(code="class Net(keras.Model):\n    def train_step(self, data): ...\n    def call(self, x): ..."),
        id="methods of a class of one's own",
    ),
    pytest.param(evidence(code="self.fit = 3\nnet.result = net.fit(x, y)"), id="attributes of one's own objects"),
    pytest.param(
        evidence(code="import ssl\nssl._create_default_https_context = ssl._create_unverified_context"),
        id="the certificate idiom",
    ),
    pytest.param(
        evidence(code="%load_ext tensorboard\n!rm -rf logs\nopen('logs/answer.txt')"), id="files of one's own"
    ),
    pytest.param(evidence(code="from .grader import x\nimport upgrader\nnet['grader']"), id="names much like ours"),
    pytest.param(evidence(code="def f(:\n"), id="code that is no Python"),
]


@pytest.mark.parametrize("seen", HONEST)
def test_honest_work_has_no_flag(seen: Evidence) -> None:
    assert flags_of(seen) == ()


SIGNS = [
    ("test_rows", evidence(fit(data=data(source("train", 50_000), source("test", 10_000))))),
    ("test_rows", evidence(fit(data=data(source("test", 10_000, turned=10_000))))),
    ("test_above_train", evidence(measurements=views(0.93, 0.71, 0.9, 0.9))),
    ("collapse", evidence(measurements=views(0.99, 0.99, 0.11, 0.9))),  # a table of the test images
    ("collapse", evidence(measurements=views(0.99, 0.99, 0.9, 0.12))),
    ("claim", evidence(evaluate(1.0), measurements=(measured(0.43),))),  # a metric that returns 1.0
    ("unproduced", evidence(code="print('test accuracy 0.8321')", stdout="test accuracy 0.8321\n")),
    ("unproduced", evidence(evaluate(0.41), code="print('정확도: 83.21%')", stdout="정확도: 83.21%\n")),
    ("history", evidence(fit(steps=0))),
    ("history", evidence(fit(epochs_run=1))),  # three epochs told, one run
    ("history", evidence(fit(weights_after="a"))),  # losses fall, weights stay
    ("patched", evidence(code="import keras\nkeras.Model.evaluate = lambda *a, **k: [0, 1]")),
    ("patched", evidence(code="setattr(tf.keras.Sequential, 'fit', fake)")),
    ("patched", evidence(code="import builtins\nbuiltins.print = quiet")),
    ("patched", evidence(code="sys.modules['json'] = fake")),
    ("patched", evidence(code="keras.datasets.cifar10.load_data = mine")),
    ("patched", evidence(Suspicion(seq=1, cell=1, what="patched", detail="Model.fit"))),
    ("searched_grader", evidence(code="open('../rubrics/exam.yaml')")),
    ("searched_grader", evidence(code="text = Path('/proc/1/environ').read_text()")),
    ("searched_grader", evidence(code="np.load('../data/cifar10/y_test.npy')")),
    ("searched_grader", evidence(code="import grader.recorder.writer as w")),
    ("searched_grader", evidence(code="from grader import seal")),
    ("searched_grader", evidence(code="sys.modules['grader.seal'].Seal")),
    ("searched_grader", evidence(code="!cat /x/answer_key.txt", stdout="")),
    ("searched_grader", evidence(Command(seq=1, cell=1, text="find / -name '*.yaml'"))),
    ("searched_grader", evidence(Suspicion(seq=1, cell=1, what="searched_grader", detail="grader.checks"))),
]


@pytest.mark.parametrize(("kind", "seen"), SIGNS)
def test_a_sign_is_seen(kind: str, seen: Evidence) -> None:
    assert kind in {flag.kind for flag in flags_of(seen)}


def test_a_flag_says_where_in_both_languages() -> None:
    (flag,) = flags_of(evidence(fit(data=data(source("test", 10_000)))))

    assert flag.where == "cell 1, line 2"
    assert flag.message == "10,000 rows of cifar10/test are in the training data"
    assert "10,000" in flag.message_ko


def test_a_sign_that_shows_twice_is_told_once() -> None:
    suspicion = Suspicion(seq=1, cell=1, what="patched", detail="Model.fit")

    assert len(flags_of(evidence(suspicion, suspicion))) == 1
