"""What the measuring process is asked (one JSON object on stdin) and what it answers (one JSON line for each task)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from grader.datasets.views import View
from grader.values import Value


class Prepared(Value):
    """How the student's code fed a row: raw * scale + offset, in this shape and type."""

    scale: tuple[float, ...] = Field(min_length=1, max_length=16, description="One number, or one a channel.")
    offset: tuple[float, ...] = Field(min_length=1, max_length=16)
    row_shape: tuple[int, ...] = Field(max_length=8)
    dtype: str = Field(default="float32", max_length=40)


class Task(Value):
    """One network to be measured. Paths are of the grader's own choosing, never the student's."""

    network: int
    artifact: str = Field(description="'weights-<n>.npz' or 'predictions-<n>.npy', in the folder of the artifacts.")
    digest: str = Field(default="", description="``grader.artifacts.digest_of`` when it was written; empty: not known.")
    folder: str = Field(description="The data set's folder: x_test.npy, y_test.npy, ...")
    split: Literal["train", "test"] = "test"
    prepared: Prepared | None = Field(default=None, description="Not needed for predictions that are there.")
    views: tuple[View, ...] = Field(default=(), description="Other looks at the data: see ``grader.flags``.")
    handed: str = Field(default="", description="A file with trained weights to be put in the place of the kept ones.")


class Request(Value):
    """All that one process is to measure."""

    artifacts: str
    tasks: tuple[Task, ...]
    batch_size: int = Field(default=256, ge=1, le=10_000)
    memory: int = Field(default=6 << 30, description="Bytes of data that the process may hold.")
    seconds: float = Field(default=900.0, gt=0, description="CPU seconds of one core; the caller watches the clock.")


class Mistake(Value):
    """A row that was taken for another class."""

    label: int
    predicted: int
    row: int


class Count(Value):
    """How many rows were classified right, of how many."""

    correct: int
    rows: int
    confusion: tuple[tuple[int, ...], ...] = Field(default=(), description="By class, then by the class predicted.")
    mistakes: tuple[Mistake, ...] = Field(default=(), description="The surest of the most frequent kinds.")

    @property
    def share(self) -> float:
        """The accuracy."""
        return self.correct / self.rows if self.rows else 0.0


class Answer(Value):
    """What became of one task: a count, or the trouble and whose it is."""

    task: int = Field(description="Index into Request.tasks.")
    count: Count | None = None
    views: dict[View, Count] = Field(default_factory=dict)
    trouble: str = ""
    fault: Literal["grader", "submission"] = "submission"
