"""Which network is measured for which part, fed how, and what is said where none can be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.evaluation import Answer, Task
from grader.evaluation.protocol import Count
from grader.evidence import (
    Cell,
    CellKind,
    CellRun,
    Data,
    Evaluate,
    Evidence,
    Fit,
    Measurement,
    Network,
    Recording,
    Source,
    Submission,
    Unmeasured,
)
from grader.pipeline.measuring import Material, measure_parts, not_measured
from grader.rubric import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

RUBRIC = parse("""
exam: Small
parts:
  - id: "3"
    points: 30
    criteria: [{check: accuracy, points: 30, data: cifar10/test, at_least: 0.70}]
""")
FOLDERS = {"cifar10": Path("/data/cifar10")}


def data(split: str = "train", **changes: Any) -> Data:
    rows = 50_000 if split == "train" else 10_000
    fields: dict[str, Any] = {
        "kind": "array", "shape": (rows, 32, 32, 3), "dtype": "float64", "rows": rows, "scale": (1 / 255,),
        "offset": (0.0,), "sources": (Source(dataset="cifar10", split=split, rows=rows),),
    }  # fmt: skip
    return Data(**{**fields, **changes})


def fit(seq: int = 1, network: int = 0, **changes: Any) -> Fit:
    fields: dict[str, Any] = {"data": data(), "epochs": 1, "epochs_run": 1, "steps": 100, "model": 0}
    return Fit(seq=seq, cell=2, line=seq, network=network, **{**fields, **changes})


def evaluate(seq: int, network: int, **changes: Any) -> Evaluate:
    return Evaluate(seq=seq, cell=2, line=seq, network=network, **{"model": 0, "data": data("test"), **changes})


def network(number: int, weights: str | None, model: int = 0) -> Network:
    return Network(id=number, model=model, kind="sequential", class_name="Sequential", layers=(), weights=weights)


def evidence(*events: Any, networks: Sequence[Network] = (network(0, "weights-0.npz"),)) -> Evidence:
    cells = (
        Cell(number=1, kind=CellKind.MARKDOWN, source="# 3."),
        Cell(number=2, kind=CellKind.CODE, source="net.fit(x, y)\nnet.evaluate(xx, yy)\n" * 5),
    )
    recording = Recording(cells=(CellRun(cell=2, ending="completed"),), events=events, networks=tuple(networks))
    return Evidence(submission=Submission(name="a", form="notebook", cells=cells, digest=""), recording=recording)


class Measuring:
    """Answers every task alike, but for files of weights that do not fit, and remembers what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.tasks: tuple[Task, ...] = ()
        self._answers = answers

    def __call__(self, artifacts: Path, tasks: Sequence[Task]) -> tuple[Answer, ...]:
        del artifacts
        self.tasks = tuple(tasks)
        count = Count(correct=7265, rows=10_000)
        return self._answers or tuple(Answer(task=n, count=count) for n in range(len(tasks)))


def measured(
    seen: Evidence, port: Measuring, folders: Any = FOLDERS, handed: Sequence[Path] = ()
) -> tuple[tuple[Measurement, ...], tuple[Unmeasured, ...]]:
    return measure_parts(RUBRIC, seen, Material(Path("/results"), handed), folders, measure=port)


def test_the_parts_network_is_measured_as_it_was_fed() -> None:
    port = Measuring()

    (measurement,), missing = measured(evidence(fit()), port)

    (task,) = port.tasks
    assert task.artifact == "weights-0.npz"
    assert task.folder == "/data/cifar10"
    assert task.prepared is not None
    assert (task.prepared.row_shape, task.prepared.dtype) == ((32, 32, 3), "float64")
    assert (measurement.part, measurement.value, measurement.dataset) == ("3", 0.7265, "cifar10/test")
    assert (round(measurement.low, 3), round(measurement.high, 3)) == (0.718, 0.735)
    assert measurement.how == "predicted by the rebuilt network on 10,000 images, weights as of cell 2, line 1"
    assert missing == ()


def test_held_out_rows_are_fed_as_the_student_fed_them_not_as_the_training_rows() -> None:
    port = Measuring()
    tested = data("test", scale=(0.5,), shape=(10_000, 3072))

    measured(evidence(fit(), evaluate(2, 0, data=tested)), port)

    prepared = port.tasks[0].prepared
    assert prepared is not None
    assert (prepared.scale, prepared.row_shape) == ((0.5,), (3072,))


CHOICES = [
    # events, networks, the artifact that counts
    ("the last training", (fit(1, 0), fit(2, 1, model=1)), (0, 0, 1, 1), "weights-1.npz"),
    ("the one that completed", (fit(1, 0), fit(2, 1, model=1, ending="raised")), (0, 0, 1, 1), "weights-0.npz"),
    ("weights loaded after it", (fit(1, 0), evaluate(2, 1)), (0, 0, 1, 0), "weights-1.npz"),
    ("not another model's", (fit(1, 0), evaluate(2, 1, model=1)), (0, 0, 1, 1), "weights-0.npz"),
]


@pytest.mark.parametrize(("events", "pairs", "artifact"), [case[1:] for case in CHOICES], ids=[c[0] for c in CHOICES])
def test_which_network_counts(events: Any, pairs: tuple[int, ...], artifact: str) -> None:
    port = Measuring()
    networks = [network(n, f"weights-{n}.npz", m) for n, m in zip(pairs[::2], pairs[1::2], strict=True)]

    measured(evidence(*events, networks=networks), port)

    assert [task.artifact for task in port.tasks] == [artifact]


def test_predictions_made_inside_are_marked_so() -> None:
    port = Measuring()

    (measurement,), _ = measured(evidence(fit(), networks=(network(0, "predictions-0.npy"),)), port)

    assert port.tasks[0].prepared is None
    assert measurement.in_sandbox
    assert "in the sandbox" in measurement.how


OTHER = data(sources=(Source(dataset="fashion_mnist", split="train", rows=60_000),))
MISSING: list[tuple[str, Any, Any, str, str]] = [
    ("no data set", evidence(fit()), {}, "grader", "grade data cifar10"),
    ("probed", evidence(fit(fidelity="probe")), FOLDERS, "fidelity", "--fidelity full"),
    ("not kept", evidence(fit(), networks=(network(0, None),)), FOLDERS, "grader", "not kept"),
    (
        "other data", evidence(fit(data=OTHER), networks=(network(0, None),)), FOLDERS, "submission",
        "nothing of cifar10 was recognised",
    ),
    ("cut", evidence(fit(ending="running"), networks=(network(0, None),)), FOLDERS, "grader", "the run ended"),
    ("not affine", evidence(fit(data=data(scale=None, offset=None))), FOLDERS, "grader", "cannot be repeated"),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "folders", "fault", "said"), [m[1:] for m in MISSING], ids=[m[0] for m in MISSING])
def test_what_cannot_be_measured_says_why_and_whose_fault_it_is(
    seen: Evidence, folders: Any, fault: str, said: str
) -> None:
    port = Measuring()

    found, (missing,) = measured(seen, port, folders)

    assert found == ()
    assert port.tasks == ()
    assert missing.fault == fault
    assert said in missing.reason


def test_a_part_without_a_training_asks_for_nothing() -> None:
    port = Measuring()

    assert measured(evidence(), port) == ((), ())
    assert port.tasks == ()


def test_what_was_seen_beside_the_accuracy_judges_nothing() -> None:
    count, few = Count(correct=7000, rows=10_000), Count(correct=1400, rows=2_000)
    answer = Answer(task=0, count=count, views={"shifted": few, "flipped": few, "train": few})

    found, _ = measured(evidence(fit()), Measuring(answer))

    assert [(m.metric, m.dataset, m.aside) for m in found] == [
        ("accuracy", "cifar10/test", False),
        ("accuracy_shifted", "cifar10/test", True),
        ("accuracy_flipped", "cifar10/test", True),
        ("accuracy", "cifar10/train", True),
    ]


def test_weights_handed_in_are_tried_in_turn_where_the_training_was_only_probed() -> None:
    port = Measuring(
        Answer(task=0, trouble="one.keras does not fit"), Answer(task=1, count=Count(correct=8000, rows=10_000))
    )
    files = [Path("/s/one.keras"), Path("/s/two.h5")]

    (measurement,), missing = measured(evidence(fit(fidelity="probe")), port, handed=files)

    assert [task.handed for task in port.tasks] == ["/s/one.keras", "/s/two.h5"]
    assert measurement.value == 0.8
    assert measurement.how.endswith("two.h5")
    assert missing == ()


def test_weights_handed_in_play_no_role_where_the_training_was_run() -> None:
    port = Measuring()

    measured(evidence(fit()), port, handed=[Path("/s/one.keras")])

    assert [task.handed for task in port.tasks] == [""]


def test_weights_that_fit_nowhere_are_told_to_a_person() -> None:
    port = Measuring(Answer(task=0, trouble="one.keras does not fit the code's network"))
    seen = evidence(fit(fidelity="probe"))

    _, missing = measured(seen, port, handed=[Path("/s/one.keras")])
    (flag,) = not_measured(seen.model_copy(update={"unmeasured": missing}))

    assert missing[0].fault == "fidelity"
    assert flag.kind == "weights"
    assert "does not fit" in flag.message
