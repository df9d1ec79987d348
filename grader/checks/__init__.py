"""The checks. A new one is a file here, a test file, and its line in ``AnyCheck``."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from grader.checks.accuracy import AccuracyCheck
from grader.checks.answer import NumberAnswerCheck, ShapeAnswerCheck
from grader.checks.answer_choices import ChoicesAnswerCheck
from grader.checks.answer_truths import TruthAnswerCheck
from grader.checks.architecture import ArchitectureCheck
from grader.checks.base import Criterion
from grader.checks.callbacks import CallbacksCheck
from grader.checks.compiled import CompileCheck
from grader.checks.evaluate import EvaluateCheck
from grader.checks.fit import FitCheck
from grader.checks.grid import GridCheck
from grader.checks.grid_best import GridBestCheck
from grader.checks.grid_losses import GridLossesCheck
from grader.checks.hparams import HParamsCheck
from grader.checks.interpretation import InterpretationCheck
from grader.checks.own_tests import PytestCheck
from grader.checks.shapes import ShapesCheck
from grader.checks.summary import SummaryCheck

AnyCheck = Annotated[
    AccuracyCheck
    | ArchitectureCheck
    | CallbacksCheck
    | ChoicesAnswerCheck
    | CompileCheck
    | EvaluateCheck
    | FitCheck
    | GridBestCheck
    | GridCheck
    | GridLossesCheck
    | HParamsCheck
    | InterpretationCheck
    | NumberAnswerCheck
    | PytestCheck
    | ShapeAnswerCheck
    | ShapesCheck
    | SummaryCheck
    | TruthAnswerCheck,
    Field(discriminator="check"),
]

CHECKS: dict[str, type[Criterion]] = {
    get_args(check.model_fields["check"].annotation)[0]: check for check in get_args(get_args(AnyCheck)[0])
}


def fields_of(check: object) -> tuple[str, ...]:
    """Return the names of a check's fields; none where there is no such check."""
    found = CHECKS.get(str(check))
    return tuple(found.model_fields) if found else ()


__all__ = ["CHECKS", "AnyCheck", "Criterion", "fields_of"]
