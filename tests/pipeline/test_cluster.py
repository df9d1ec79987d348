"""A real Dask cluster on this machine: the same results as locally, also when a worker dies in mid-run."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

distributed = pytest.importorskip("distributed")

BIN = Path(sys.executable).parent
RUBRIC = """
exam: Small
parts:
  - id: "1"
    points: 2
    criteria: [{check: shape_answer, points: 2, shape: [9216], product: true}]
  - id: "2"
    points: 3
    criteria: [{check: architecture, points: 3, layers: [dense 3 relu, dense 2 softmax]}]
"""
CODE = """# 1.
# 답: {answer}
# 2.
import time
from tensorflow import keras
net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "{activation}"), keras.layers.Dense(2, "softmax")])
net.compile("adam", "sparse_categorical_crossentropy")
net.fit(keras.random.normal((8, 4)), keras.ops.array([0, 1] * 4), verbose=0)
time.sleep(2)
"""


@pytest.fixture
def klass(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(6):
        answer, activation = 9216 + number % 2, "relu" if number % 3 else "tanh"
        (folder / f"s{number}.py").write_text(CODE.format(answer=answer, activation=activation))
    (tmp_path / "rubric.yaml").write_text(RUBRIC)
    return folder


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [BIN / "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **quiet
    )
    command = [
        BIN / "dask",
        "worker",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--no-nanny",
        "--death-timeout",
        "60",
    ]
    workers = [subprocess.Popen(command, **quiet) for _ in range(3)]
    with distributed.Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(3, timeout=120)
    yield address, workers
    for process in (*workers, scheduler):
        process.terminate()
        process.wait(30)


def graded(klass: Path, *more: str) -> list[dict[str, object]]:
    report = klass.parent / f"report{len(more)}.json"
    command = [BIN / "grade", klass, "--rubric", klass.parent / "rubric.yaml", "--json", report, *more]
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    return json.loads(report.read_text())


def kill_one_at_work(address: str, workers: list[subprocess.Popen[bytes]]) -> None:
    with distributed.Client(address, timeout=60, set_as_default=False) as client:
        places = {pid: place for place, pid in client.run(os.getpid).items()}
        place = places[workers[0].pid]
        while not client.processing()[place]:
            time.sleep(0.2)
        # In the middle of it.
        time.sleep(3)
        assert client.processing()[place]
        workers[0].kill()
        while place in client.scheduler_info()["workers"]:
            time.sleep(0.2)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_cluster_that_loses_a_worker_gives_the_results_of_one_machine(
    klass: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    remote = subprocess.Popen(
        [
            BIN / "grade",
            klass,
            "--rubric",
            klass.parent / "rubric.yaml",
            "--json",
            klass.parent / "remote.json",
            "--scheduler",
            address,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    kill_one_at_work(address, workers)
    assert remote.wait(900) == 0
    found = json.loads((klass.parent / "remote.json").read_text())
    assert [one["ending"] for one in found] == ["completed"] * 6
    assert found == graded(klass)


def test_an_address_where_nobody_answers_is_said_to_be_one() -> None:
    from grader.pipeline.cluster import connected

    with pytest.raises(UsageError, match="no Dask scheduler answers"), connected("tcp://127.0.0.1:9", "auto"):
        pass
