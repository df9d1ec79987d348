"""Runs cells in the recorder, without a sandbox, and returns what it recorded."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.recorder.job import OUT_FOLDER, RECORDING_FILE, Job, JobCell, write_job
from grader.recording_file import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from grader.evidence import CellRun, Network, Recording

TRAIN, TEST = 600, 200

SERVER = Path(__file__).with_name("recorder_server.py")


@dataclass(frozen=True)
class Ran:
    """A finished run."""

    recording: Recording
    folder: Path
    status: int

    @property
    def out(self) -> Path:
        return self.folder / OUT_FOLDER

    @property
    def work(self) -> Path:
        return self.folder / "work"

    def cell(self, number: int) -> CellRun:
        return next(run for run in self.recording.cells if run.cell == number)

    def events(self, kind: str, cell: int | None = None) -> list[Any]:
        return [one for one in self.recording.events if one.kind == kind and cell in (None, one.cell)]

    def only(self, kind: str, cell: int | None = None) -> Any:
        (event,) = self.events(kind, cell)
        return event

    def network(self, event: Any) -> Network:
        return self.recording.networks[event.network]

    def layers(self, event: Any) -> list[str]:
        return [layer.class_name for layer in self.network(event).layers]


class Recorder:
    """Starts TensorFlow once and runs each job in a fork of it."""

    def __init__(self, folder: Path, data: Mapping[str, Path], generation: int = 3) -> None:
        self._folder = folder
        self._data = data
        self._generation = generation
        self._count = 0
        self._server: subprocess.Popen[str] | None = None

    def run(
        self,
        cells: Iterable[str] | Mapping[int, str],
        *,
        started: Callable[[int, Path], None] | None = None,
        files: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Ran:
        """Run cells, numbered from 1 unless they come with their numbers; ``started`` is told of the process."""
        self._count += 1
        folder = self._folder / f"job-{self._count}"
        (folder / "work").mkdir(parents=True)
        for name, text in (files or {}).items():
            (folder / "work" / name).write_text(text, encoding="utf-8")
        numbered = cells.items() if hasattr(cells, "items") else enumerate(cells, start=1)
        job = Job(
            cells=tuple(JobCell(number=number, source=textwrap.dedent(source)) for number, source in numbered),
            data={name: str(path) for name, path in self._data.items()},
            keras=self._generation,
            threads=1,
            **options,
        )
        write_job(job, folder)
        status = self._run(folder, started)
        lines = (folder / OUT_FOLDER / RECORDING_FILE).read_bytes().splitlines(keepends=True)
        return Ran(parse(lines), folder, status)

    def close(self) -> None:
        if self._server is not None and self._server.stdin is not None:
            self._server.stdin.close()
            self._server.wait()

    def _run(self, folder: Path, started: Callable[[int, Path], None] | None) -> int:
        if self._server is None:
            command = [sys.executable, str(SERVER), str(self._generation)]
            errors = (self._folder / "stderr.txt").open("ab")
            self._server = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
            self._answer()
        server = self._server
        assert server.stdin is not None
        server.stdin.write(f"{folder}\n")
        server.stdin.flush()
        process = int(self._answer().split()[1])
        if started is not None:
            started(process, folder)
        return int(self._answer().split()[1])

    def _answer(self) -> str:
        assert self._server is not None
        assert self._server.stdout is not None
        answer = self._server.stdout.readline()
        assert answer, "the server of recorders ended; see stderr.txt"
        return answer


def draw_data(folder: Path) -> dict[str, Path]:
    """Draw small sets of the shape of Fashion-MNIST and CIFAR-10: soft patches and some grain, as photographs have."""
    random = np.random.default_rng(3)
    for name, side, channels in (("fashion_mnist", 28, 1), ("cifar10", 32, 3)):
        (folder / name).mkdir()
        for split, rows in (("train", TRAIN), ("test", TEST)):
            patches = random.normal(size=(rows, 4, 4, channels)).repeat(side // 4, axis=1).repeat(side // 4, axis=2)
            images = np.clip(120 + 60 * patches + 15 * random.normal(size=(rows, side, side, channels)), 0, 255)
            labels = random.integers(0, 10, rows).astype(np.uint8)
            np.save(folder / name / f"x_{split}.npy", (images if channels > 1 else images[..., 0]).astype(np.uint8))
            np.save(folder / name / f"y_{split}.npy", labels.reshape(-1, 1) if channels > 1 else labels)
    return {name: folder / name for name in ("fashion_mnist", "cifar10")}
