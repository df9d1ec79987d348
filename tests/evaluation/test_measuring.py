"""The measuring process: the same numbers as the student's own Keras, and nothing that a file can do to it."""

from __future__ import annotations

import json
import os
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pytest
from kept_networks import CHANNELS, CLASSES, PLAIN, SIDE, TEST, Kept, task

from grader.artifacts import NetworkFile, digest_of, network_name, predictions_name, weights_name, write_network
from grader.evaluation import Bounds, Task, measure, service
from grader.pipeline.measuring import measuring
from grader.pipeline.warming import warmed
from grader.recorder.engine import read_at_import
from grader.sandbox.choice import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from grader.evaluation import Answer
    from grader.sandbox.port import Sandbox


def test_a_rebuilt_network_is_right_on_as_many_rows_as_the_original(
    networks: tuple[Path, dict[str, Kept]], data: Path
) -> None:
    out, kept = networks
    answers = measure(out, [task(one, data) for one in kept.values()])

    found = {name: answer.count and answer.count.correct for name, answer in zip(kept, answers, strict=True)}

    assert [answer.trouble for answer in answers if answer.trouble] == []
    assert found == {name: one.correct for name, one in kept.items()}


def test_views_are_measured_beside_the_accuracy(networks: tuple[Path, dict[str, Kept]], data: Path) -> None:
    out, kept = networks
    first = next(iter(kept.values()))

    (answer,) = measure(out, [task(first, data, views=("shifted", "flipped", "train"))])

    assert {view: count.rows for view, count in answer.views.items()} == {"shifted": TEST, "flipped": TEST, "train": 60}


def layer(class_name: str, module: str = "keras.layers", **config: Any) -> dict[str, Any]:
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


INPUT = layer("InputLayer", batch_shape=[None, SIDE, SIDE, CHANNELS], name="i")
LAST = layer("Dense", units=CLASSES, name="d")


def sequential(*layers: Any) -> dict[str, Any]:
    return {"name": "s", "layers": list(layers)}


def weights(*arrays: Any) -> tuple[Any, ...]:
    return arrays or (np.zeros((SIDE * SIDE * CHANNELS, CLASSES)), np.zeros(CLASSES))


GOOD = sequential(INPUT, layer("Flatten", name="f"), LAST)
LAMBDA = {"class_name": "__lambda__", "config": {"value": ["4wAA", None, None]}}
LOOP = {
    "name": "m",
    "layers": [
        {**INPUT, "name": "i", "inbound_nodes": []},
        {
            **layer("Dense", units=CLASSES, name="d"),
            "name": "d",
            "inbound_nodes": [
                {
                    "args": [
                        {
                            "class_name": "__keras_tensor__",
                            "config": {"shape": [None, 10], "dtype": "float32", "keras_history": ["d", 0, 0]},
                        }
                    ],
                    "kwargs": {},
                }
            ],
        },
    ],
    "input_layers": ["i", 0, 0],
    "output_layers": ["d", 0, 0],
}

CONFIGS: list[tuple[str, Any, tuple[Any, ...], str]] = [
    # what it is, the configuration, the weights, what is said
    ("a Lambda", sequential(INPUT, layer("Lambda", function=LAMBDA), LAST), weights(), "'Lambda'"),
    ("a saved model as a layer", sequential(layer("TFSMLayer", filepath="/x")), weights(), "'TFSMLayer'"),
    ("a class of the student's", sequential(INPUT, layer("Evil", "evil.module")), weights(), "'Evil'"),
    ("a class of another module", sequential(INPUT, layer("system", "os", command="id")), weights(), "'system'"),
    ("code as an activation", sequential(INPUT, layer("Dense", units=3, activation=LAMBDA)), weights(), "activation"),
    ("an unknown activation", sequential(layer("Dense", units=3, activation="custom:f")), weights(), "custom:f"),
    ("an object as a setting", sequential(layer("Dense", units=LAMBDA)), weights(), "holds an object"),
    ("a layer within a layer", sequential(layer("TimeDistributed", layer=layer("Lambda"))), weights(), "'Lambda'"),
    ("a vocabulary file", sequential(layer("StringLookup", vocabulary="/etc/passwd")), weights(), "'StringLookup'"),
    ("no layers", {"name": "s"}, weights(), "layers"),
    ("layers that are none", sequential("Dense", 3), weights(), "a layer is 'Dense'"),
    ("a class that is no name", sequential({**LAST, "class_name": {}}), weights(), "a layer of class {}"),
    ("thousands of layers", sequential(*[LAST] * 2_001), weights(), "more than 2,000 layers"),
    ("a size beyond bounds", sequential(INPUT, layer("Dense", units=10**12, name="d")), weights(), "the limit is"),
    ("a size beyond memory", sequential(INPUT, layer("Dense", units=10**8, name="d")), weights(), ""),
    ("an input beyond memory", sequential(layer("RepeatVector", n=10**8, name="r")), (), ""),
    (
        "settings that Keras does not know",
        sequential(layer("Dense", units=3, bogus=1)),
        weights(),
        "Keras cannot rebuild",
    ),
    ("settings that make no sense", sequential(layer("Dense", units=-3, name="d")), weights(), "Keras cannot rebuild"),
    ("a graph with a loop", LOOP, weights(), "Keras cannot rebuild"),
    ("weights for another network", GOOD, weights(np.zeros((3, 3))), "do not fit"),
    ("a weight of another shape", GOOD, weights(np.zeros((9, CLASSES)), np.zeros(CLASSES)), "do not fit"),
    ("weights that are not finite", GOOD, weights(np.full((432, CLASSES), np.nan), np.zeros(CLASSES)), "not finite"),
    ("outputs that are not finite", GOOD, weights(np.full((432, CLASSES), 3e38), np.zeros(CLASSES)), "not finite"),
    (
        "too few classes",
        sequential(INPUT, layer("Flatten", name="f"), layer("Dense", units=3, name="d")),
        weights(np.zeros((432, 3)), np.zeros(3)),
        "one number for each class",
    ),
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, data: Path) -> dict[str, Answer]:
    """Answer all of the table at once, an honest network before and after it."""
    out = tmp_path_factory.mktemp("hostile")
    cases = {"honest": (GOOD, weights())}
    cases |= {name: (config, arrays) for name, config, arrays, _ in CONFIGS}
    cases["honest again"] = (GOOD, weights())
    tasks = []
    for number, (config, arrays) in enumerate(cases.values()):
        kind = "functional" if "input_layers" in config else "sequential"
        file = NetworkFile(kind=kind, config=config, weights=("w",) * len(arrays))
        write_network(out, number, file, [np.asarray(array, np.float32) for array in arrays])
        tasks.append(task(number, data))
    answers = measure(out, tasks, Bounds(memory=3 << 30, seconds=100))
    return dict(zip(cases, answers, strict=True))


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, _, _, said in CONFIGS])
def test_a_network_that_must_not_be_rebuilt_is_answered_with_why(
    hostile: dict[str, Answer], name: str, said: str
) -> None:
    answer = hostile[name]

    assert answer.count is None
    assert answer.trouble
    assert said in answer.trouble


def test_what_is_measured_beside_a_hostile_network_is_not_lost(hostile: dict[str, Answer]) -> None:
    first, last = hostile["honest"].count, hostile["honest again"].count

    assert first is not None
    assert first.rows == TEST
    assert last == first


def _truncated(out: Path) -> None:
    path = out / weights_name(0)
    path.write_bytes(path.read_bytes()[:-700])


def _bomb(out: Path) -> None:
    np.savez_compressed(out / weights_name(0), **{"000000": np.zeros((432, 10)), "000001": np.zeros(10)})


def _pickled(out: Path) -> None:
    np.savez(out / weights_name(0), **{"000000": np.array([{"a": 1}], dtype=object)}, allow_pickle=True)


def _link(out: Path) -> None:
    (out / weights_name(0)).unlink()
    (out / weights_name(0)).symlink_to("/etc/hostname")


def _deep(out: Path) -> None:
    text = '{"kind": "sequential", "config": {"a": ' + "[" * 50_000 + "]" * 50_000 + "}}"
    (out / network_name(0)).write_text(text)


def _not_a_number(out: Path) -> None:
    (out / network_name(0)).write_text('{"kind": "sequential", "config": {"a": NaN}}')


def _more_fields(out: Path) -> None:
    file = json.loads((out / network_name(0)).read_text())
    (out / network_name(0)).write_text(json.dumps({**file, "module": "os"}))


def _no_network(out: Path) -> None:
    (out / network_name(0)).unlink()


@pytest.mark.parametrize("spoil", [_truncated, _bomb, _pickled, _link, _deep, _not_a_number, _more_fields, _no_network])
def test_a_spoiled_file_is_answered_with_why(spoil: Callable[[Path], None], tmp_path: Path, data: Path) -> None:
    """Done in this process: no TensorFlow is needed to refuse them."""
    from grader.evaluation.protocol import Request
    from grader.evaluation.work import answer

    write_network(tmp_path, 0, NetworkFile(kind="sequential", config=GOOD, weights=("w", "b")), weights())
    spoil(tmp_path)

    found = answer(Request(artifacts=str(tmp_path), tasks=(task(0, data),)), 0)

    assert found.count is None
    assert found.fault == "submission"
    assert found.trouble


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.eye(CLASSES, dtype=np.float32)[np.zeros(TEST, int)], ""),
        (np.zeros((TEST - 1, CLASSES), np.float32), "199 rows of output; expected 200"),
        (np.zeros((TEST, 3), np.float32), "one number for each class"),
        (np.full((TEST, CLASSES), np.nan, np.float32), "not finite"),
        (np.zeros(TEST, np.float32), "one number for each class"),
    ],
)
def test_predictions_count_only_if_there_is_a_row_of_classes_for_each_image(
    array: Any, said: str, tmp_path: Path, data: Path
) -> None:
    from grader.evaluation.protocol import Request
    from grader.evaluation.work import answer

    np.save(tmp_path / predictions_name(4), array)
    asked = Task(network=4, artifact=predictions_name(4), folder=str(data))

    found = answer(Request(artifacts=str(tmp_path), tasks=(asked,)), 0)

    assert said in found.trouble
    assert (found.count is None) == bool(said)


def test_only_what_the_recorder_wrote_is_measured(tmp_path: Path, data: Path) -> None:
    for number in (0, 1):
        write_network(tmp_path, number, NetworkFile(kind="sequential", config=GOOD, weights=("k", "b")), weights())
    written = [digest_of(tmp_path, weights_name(number)) for number in (0, 1)]
    config = tmp_path / network_name(1)
    config.write_bytes(config.read_bytes().replace(b'"name": "f"', b'"name": "g"'))

    whole, changed = measure(tmp_path, [task(number, data, digest=written[number]) for number in (0, 1)])

    assert whole.count is not None
    assert changed.count is None
    assert "is not what the recorder wrote" in changed.trouble


def test_predictions_may_go_on_with_the_views(tmp_path: Path, data: Path) -> None:
    """First the 200 test rows, then the samples: 200 rows moved, 200 mirrored, all 60 training rows."""
    from grader.evaluation.protocol import Request
    from grader.evaluation.work import answer

    right = {split: np.eye(CLASSES)[np.load(data / f"y_{split}.npy").ravel()] for split in ("test", "train")}
    wrong = np.roll(right["test"], 1, axis=1)
    np.save(tmp_path / predictions_name(4), np.concatenate([right["test"], wrong, right["test"], right["train"]]))
    views = ("shifted", "flipped", "train")
    asked = Task(network=4, artifact=predictions_name(4), folder=str(data), views=views)

    found = answer(Request(artifacts=str(tmp_path), tasks=(asked,)), 0)

    assert found.count is not None
    assert found.count.share == 1
    assert {view: count.correct for view, count in found.views.items()} == {"shifted": 0, "flipped": TEST, "train": 60}


def test_rows_fed_as_something_else_are_not_guessed_at(data: Path) -> None:
    from grader.artifacts import ArtifactError
    from grader.evaluation.inputs import prepare

    raw = np.load(data / "x_test.npy")
    for changes in ({"row_shape": (7,)}, {"scale": (1.0, 2.0)}, {"dtype": "object"}, {"dtype": "nonsense"}):
        with pytest.raises(ArtifactError):
            prepare(raw, PLAIN.model_copy(update=changes))


def test_a_process_that_takes_too_long_is_ended(networks: tuple[Path, dict[str, Kept]], data: Path) -> None:
    out, kept = networks

    (answer,) = measure(out, [task(next(iter(kept.values())), data)], Bounds(seconds=0.2))

    assert answer.fault == "grader"
    assert "longer than 0 s" in answer.trouble


@pytest.fixture(scope="module")
def warm() -> Iterator[Sandbox]:
    """A sandbox with a server that has TensorFlow."""
    with warmed(choose("none"), pytest.fail, at_once=read_at_import(3, os.cpu_count())) as sandbox:
        yield sandbox


@pytest.fixture
def only_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a process of its own was started")

    monkeypatch.setattr(service, "afresh", refuse)


@pytest.mark.usefixtures("only_forks")
def test_a_fork_of_the_server_answers_as_a_process_of_its_own_does(
    warm: Sandbox, networks: tuple[Path, dict[str, Kept]], data: Path
) -> None:
    out, kept = networks
    tasks = [task(one, data) for one in kept.values()]

    forked = measuring(warm)(out, tasks)

    assert forked == measure(out, tasks)


@pytest.mark.usefixtures("only_forks")
def test_a_fork_that_takes_too_long_is_ended(warm: Sandbox, networks: tuple[Path, dict[str, Kept]], data: Path) -> None:
    out, kept = networks
    within = partial(measuring(warm), bounds=Bounds(seconds=0.01))

    (answer,) = within(out, [task(next(iter(kept.values())), data)])

    assert "longer than 0 s" in answer.trouble
