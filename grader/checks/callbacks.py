"""Were the callbacks passed to ``fit``, with the settings that were asked for?"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from grader.checks.absent import RunCheck, nothing_done
from grader.checks.answers import Answer, judged, no, unclear, yes
from grader.checks.logging import logged_by, written_by_hand
from grader.checks.training import counted
from grader.values import Text, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.checks.base import Finding
    from grader.checks.training import Training
    from grader.evidence import Callback
    from grader.parts import PartEvidence

TOLERANCE = 1e-9

SETTINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "EarlyStopping": frozenset(
            [
                "monitor",
                "min_delta",
                "patience",
                "verbose",
                "mode",
                "baseline",
                "restore_best_weights",
                "start_from_epoch",
            ]
        ),
        "TensorBoard": frozenset(
            [
                "log_dir",
                "histogram_freq",
                "write_graph",
                "write_images",
                "write_steps_per_second",
                "update_freq",
                "profile_batch",
                "embeddings_freq",
            ]
        ),
        "ModelCheckpoint": frozenset(
            [
                "filepath",
                "monitor",
                "verbose",
                "save_best_only",
                "save_weights_only",
                "mode",
                "save_freq",
                "initial_value_threshold",
            ]
        ),
        "ReduceLROnPlateau": frozenset(
            ["monitor", "factor", "patience", "verbose", "mode", "min_delta", "cooldown", "min_lr"]
        ),
        "LearningRateScheduler": frozenset(["verbose"]),
        "CSVLogger": frozenset(["filename", "separator", "append"]),
        "TerminateOnNaN": frozenset(),
        "BackupAndRestore": frozenset(["backup_dir", "save_freq"]),
        "LambdaCallback": frozenset(),
        "KerasCallback": frozenset(),
    }
)
"""Keras's callbacks (and TensorBoard's for HParams) with the arguments that a rubric may ask for (Keras 3.15)."""


class CallbackSpec(Value):
    """A callback by its Keras class; further keys are settings that must match: {class: EarlyStopping, patience: 3}."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    class_name: str = Field(alias="class", description="Keras's class name: 'EarlyStopping', 'TensorBoard'.")
    logging: bool = Field(default=False, description="TensorBoard only: event files must have been written.")

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = SETTINGS.get(self.class_name)
        if known is None:
            raise ValueError(f"no callback is called {self.class_name!r}; known are {', '.join(sorted(SETTINGS))}")
        unknown = sorted(set(self.settings) - known)
        if unknown:
            names = ", ".join(sorted(known)) or "none"
            raise ValueError(f"{self.class_name} has no setting {', '.join(map(repr, unknown))}; it has {names}")
        if self.logging and self.class_name != "TensorBoard":
            raise ValueError(f"'logging' belongs to TensorBoard, not to {self.class_name}; remove it")
        return self

    @property
    def settings(self) -> dict[str, Any]:
        """The settings asked for, by Keras's argument names."""
        return dict(self.model_extra or {})

    def __str__(self) -> str:
        return f"{self.class_name}({_arguments(self.settings)})" if self.settings else self.class_name


class CallbacksCheck(RunCheck):
    """Callbacks of the training that counts; each is an equal share of the points, others are free."""

    check: Literal["callbacks"]
    callbacks: tuple[CallbackSpec, ...] = Field(description="One entry a callback.")

    def judge(self, part: PartEvidence) -> Finding:
        """Look for each callback among those that were passed to the training's fits."""
        training = counted(part)
        if training is None:
            return nothing_done(part)
        return judged([_answer(part, training, spec) for spec in self.callbacks], part.where(training.last))


def _answer(part: PartEvidence, training: Training, spec: CallbackSpec) -> Answer:
    passed = [callback for fit in training.fits for callback in fit.callbacks]
    alike = [callback for callback in passed if callback.class_name == spec.class_name]
    for callback in alike:
        if not _differing(callback, spec):
            return _logging_answer(part, training) if spec.logging else yes(Text.same(str(spec)))
    if alike:
        found = _arguments({name: alike[-1].settings.get(name) for name in _differing(alike[-1], spec)})
        return no(
            Text(
                f"asked for {spec}, found {spec.class_name}({found})", f"요구 {spec}, 제출 {spec.class_name}({found})"
            ),
        )
    if spec.class_name == "TensorBoard" and written_by_hand(part, training):
        return yes(
            Text("TensorBoard logs written by the student's own code", "직접 작성한 코드로 TensorBoard 로그를 남김"),
        )
    return _missing(part, passed, spec)


def _missing(part: PartEvidence, passed: list[Callback], spec: CallbackSpec) -> Answer:
    own = [callback.class_name for callback in passed if callback.custom or callback.class_name == "LambdaCallback"]
    if own:
        names = ", ".join(dict.fromkeys(own))
        return unclear(
            Text(
                f"asked for {spec}; whether the student's own callback ({names}) does the same, a person decides",
                f"요구 {spec}; 직접 만든 콜백({names})이 같은 일을 하는지 사람이 판정합니다",
            ),
        )
    found = ", ".join(dict.fromkeys(callback.class_name for callback in passed))
    answer = Text(
        f"asked for {spec}, found {found or 'no callbacks'}",
        f"요구 {spec}, 제출 {found or '콜백 없음'}",
    )
    if line := _made_at(part, spec.class_name):
        made = Text(f"it was made ({line}) but not passed to fit", f"만들었으나({line}) fit에 전달하지 않음")
        answer = answer.plus(made)
    return no(answer)


def _logging_answer(part: PartEvidence, training: Training) -> Answer:
    if logged_by(part, training):
        return yes(Text("TensorBoard, and its event files were written", "TensorBoard, 로그가 기록됨"))
    return unclear(
        Text(
            "TensorBoard was passed to fit but no event file of it was found: a person looks",
            "TensorBoard를 fit에 전달했으나 로그 파일을 찾지 못함: 사람이 확인합니다",
        ),
    )


def _differing(callback: Callback, spec: CallbackSpec) -> list[str]:
    return [name for name, wanted in spec.settings.items() if not _same(wanted, callback.settings.get(name))]


def _same(wanted: object, found: object) -> bool:
    """Compare two settings; a number is its value, however it is written, and a truth value is no number."""
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return abs(wanted - found) < TOLERANCE
    return wanted == found


def _arguments(settings: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in settings.items())


def _made_at(part: PartEvidence, class_name: str) -> str:
    """Say where the part's code constructs a callback of that class; '' if it does not."""
    constructed = re.compile(rf"\b{re.escape(class_name)}\s*\(")
    cells = {cell.number: cell.source.splitlines() for cell in part.evidence.submission.cells if cell.kind == "code"}
    for span in part.spans:
        for number, line in enumerate(cells.get(span.cell, ()), start=1):
            if span.first <= number <= span.last and constructed.search(line.split("#", maxsplit=1)[0]):
                return part.where_cell(span.cell, number)
    return ""
