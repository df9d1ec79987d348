"""Was the network trained as asked: rows, epochs, validation, batch size, fresh weights?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from grader.checks.absent import RunCheck, nothing_done
from grader.checks.answers import Answer, judged
from grader.checks.conditions import (
    batch_answer,
    completed_answer,
    data_answer,
    epochs_answer,
    fresh_answer,
    validation_answer,
)
from grader.checks.rows import WHOLE, SplitName, dataset_of
from grader.checks.training import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.checks.base import Finding
    from grader.checks.training import Training
    from grader.parts import PartEvidence


class FitCheck(RunCheck):
    """How the part's network was trained; each thing asked for is an equal share of the points."""

    check: Literal["fit"]
    data: SplitName | None = Field(default=None, description="The rows to train on, and no others.")
    coverage: float = Field(
        default=WHOLE, gt=0, le=1, description="The least share of the split that must be given, validation included."
    )
    epochs: int | None = Field(default=None, ge=1, description="Epochs asked for, summed over a loop of fits.")
    epochs_at_least: int | None = Field(default=None, ge=1, description="Instead of 'epochs': no fewer than these.")
    validation: float | None = Field(default=None, gt=0, lt=1, description="Share of the rows kept for validation.")
    batch_size: int | None = Field(default=None, ge=1, description="By default any.")
    fresh: bool = Field(default=False, description="The network must not go on from another part's training.")

    @model_validator(mode="after")
    def _asks_once(self) -> Self:
        if self.epochs is not None and self.epochs_at_least is not None:
            raise ValueError("'epochs' and 'epochs_at_least' are both given; keep one of them")
        return self

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data set that is trained on."""
        return (dataset_of(self.data),) if self.data else ()

    def judge(self, part: PartEvidence) -> Finding:
        """Compare each thing that was asked for with the training that counts."""
        training = counted(part)
        if training is None or (training.last.ending == "raised" and not training.epochs):
            return nothing_done(part)
        answers = list(self._answers(part, training)) or [completed_answer(training)]
        return judged(answers, part.where(training.last))

    def _answers(self, part: PartEvidence, training: Training) -> Iterator[Answer]:
        if self.data is not None:
            yield data_answer(part, training, self.data, self.coverage)
        if self.epochs is not None or self.epochs_at_least is not None:
            yield epochs_answer(training, self.epochs, self.epochs_at_least, self.data)
        if self.validation is not None:
            yield validation_answer(training, self.validation, self.data)
        if self.batch_size is not None:
            yield batch_answer(training, self.batch_size)
        if self.fresh:
            yield fresh_answer(part, training)
