"""Trains and evaluates with the same numbers in less time: many steps in one call of the compiled graph.

Keras returns to Python after every batch. Where nothing there looks at single batches, ``steps_per_execution`` of many
steps computes bit by bit the same: the same operations in the same order on the same random states. Left alone is
whatever is not known to do so: a student's own layers, losses or training steps, callbacks that look at batches, data
that come from Python code, and Keras 2.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.recorder.callbacks import callback_list, is_known
from grader.recorder.costs import batch_cost
from grader.recorder.layers import is_own
from grader.recorder.streams import batch_size_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.evidence import Compiled
    from grader.recorder.foreign import Foreign
    from grader.recorder.session import Session

MOST_STEPS = 256
"""At once, of the cheapest networks. More gains little, and an interruption waits for all of them."""

LEAST_STEPS = 40
"""Of a whole call, from which on the longer compilation pays off."""

COST_AT_ONCE = 2e10
"""Floating-point operations (about a second's on one core) that may pass between two looks at the clock."""

OWN_STEPS = (
    *("train_step", "test_step", "make_train_function", "make_test_function", "compute_loss", "compute_metrics"),
    *("reset_metrics", "get_metrics_result", "compute_loss_and_updates"),
)
"""Methods of a model by which it may train in its own way."""

BATCH_HOOKS = (
    *("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end"),
    *("on_test_batch_begin", "on_test_batch_end"),
)

FUNCTIONS = ("train_function", "test_function", "predict_function")
"""What Keras compiles a model's steps to."""

KEPT = "__grader_functions__"
"""Where a model keeps those that make many steps, for its next training; Keras saves nothing of such a name."""


@contextmanager
def accelerated(session: Session, model: Foreign, given: dict[str, Foreign]) -> Iterator[int]:
    """Have a ``fit`` or ``evaluate`` make many steps at once where that changes no number.

    Args:
        session: The run.
        model: It is left as it was.
        given: All arguments of the call.

    Yields:
        How many steps are made at once; 1 where the call is left alone.
    """
    steps = 1
    with session.careful("acceleration"):
        steps = _steps(session, model, given)
    if steps == 1:
        yield 1
        return
    before = {name: getattr(model, name) for name in FUNCTIONS}
    compiled = model._compile_loss  # noqa: SLF001 - each compile makes a new one, and the functions stale
    kept = model.__dict__.get(KEPT)
    ready = kept[2] if kept and kept[0] == steps and kept[1] is compiled else dict.fromkeys(FUNCTIONS)
    for name, function in ready.items():
        setattr(model, name, function)
    model.steps_per_execution = steps
    try:
        yield steps
    finally:
        model.__dict__[KEPT] = (steps, compiled, {name: getattr(model, name) for name in FUNCTIONS})
        model.steps_per_execution = 1
        for name, function in before.items():
            setattr(model, name, function)


def works_as_usual(session: Session, model: Foreign) -> bool:
    """Tell whether a model is trained and evaluated by Keras's own code alone, which is compiled in its usual way."""
    if not session.job.accelerate or session.engine.is_keras_2 or not model.compiled:
        return False
    tf = session.engine.tf
    compiled = not model.run_eagerly and not tf.config.functions_run_eagerly() and not tf.distribute.has_strategy()
    return compiled and _is_known_model(session, model) and _is_known_compiled(session, model)


def has_hook(session: Session, callback: Foreign, hooks: tuple[str, ...]) -> bool:
    """Tell whether a callback does something at one of the times."""
    base = session.engine.keras.callbacks.Callback
    return any(hook in vars(callback) or getattr(type(callback), hook) is not getattr(base, hook) for hook in hooks)


def _steps(session: Session, model: Foreign, given: dict[str, Foreign]) -> int:
    """Return how many steps may be made at once."""
    # What is compiled for single steps already makes single steps.
    fresh = "epochs" not in given or getattr(model, "train_function", None) is None
    if not fresh or not works_as_usual(session, model) or model.steps_per_execution != 1:
        return 1
    amount = _amount(session, given)
    if amount is None or not all(_looks_at_no_batches(session, one) for one in callback_list(given.get("callbacks"))):
        return 1
    batch, batches = amount
    cost = batch_cost(session.engine, model, given.get("x"), batch)
    if cost is None or batches * int(given.get("epochs") or 1) < LEAST_STEPS:
        return 1
    return max(1, min(MOST_STEPS, int(COST_AT_ONCE / max(cost, 1))))


def _is_known_model(session: Session, model: Foreign) -> bool:
    """Tell whether a model consists of Keras's own layers and is trained by Keras's own steps."""
    base = session.engine.model
    own_steps = all(
        getattr(type(model), name, None) is getattr(base, name, None) and name not in vars(model) for name in OWN_STEPS
    )
    return own_steps and session.contents.kind(model) != "subclassed" and all(map(_is_known_layer, _layers(model)))


def _layers(model: Foreign) -> list[Foreign]:
    return list(model._flatten_layers(include_self=False))  # noqa: SLF001 - as Keras itself looks through a model


def _is_known_layer(layer: Foreign) -> bool:
    return is_own(type(layer)) and type(layer).__name__ not in {"Lambda", "TorchModuleWrapper", "TFSMLayer"}


def _is_known_compiled(session: Session, model: Foreign) -> bool:
    """Tell whether optimizer, loss and metrics are Keras's own: a student's may do anything when it is traced."""
    compiled: Compiled | None = session.compiled.get(session.snapshots.model_id(model))
    if compiled is None or not is_own(type(model.optimizer)):
        return False
    parts = [compiled.optimizer, *([compiled.loss] if compiled.loss else []), *compiled.metrics]
    return not any(part.by_value or part.name.startswith("custom:") for part in parts)


def _looks_at_no_batches(session: Session, callback: Foreign) -> bool:
    """Tell whether a callback does nothing between two batches of an epoch."""
    name = next((cls.__name__ for cls in type(callback).__mro__ if is_known(cls)), "")
    if name == "TensorBoard":
        summaries = session.engine.tf.summary
        quiet = callback.update_freq == "epoch" and not callback.write_steps_per_second and not callback._should_trace  # noqa: SLF001 - no public name
        return quiet and not summaries.should_record_summaries() and type(callback) is _keras_class(session, name)
    if name in {"ModelCheckpoint", "BackupAndRestore"}:
        return callback.save_freq == "epoch" and type(callback) is _keras_class(session, name)
    return not has_hook(session, callback, BATCH_HOOKS)


def _keras_class(session: Session, name: str) -> Foreign:
    return getattr(session.engine.keras.callbacks, name)


def _amount(session: Session, given: dict[str, Foreign]) -> tuple[int, int] | None:
    """Return the rows of a batch and the batches of an epoch; None where they are not known beforehand."""
    if any(given.get(name) for name in ("steps_per_epoch", "steps", "validation_steps")):
        return None
    validation = given.get("validation_data")
    if validation is not None and _size(session, validation, 1) is None:
        return None
    return _size(session, given.get("x"), int(given.get("batch_size") or 32))


def _size(session: Session, data: Foreign, batch: int) -> tuple[int, int] | None:
    """Return the rows of a batch and the number of batches of arrays, or of a finite data set of batches."""
    if isinstance(data, list | tuple):
        data = data[0] if data else None
    if isinstance(data, session.engine.tf.data.Dataset):
        rows, count = batch_size_of(data), int(data.cardinality())
        return (rows, count) if rows and count > 0 else None
    if not hasattr(data, "__array__") or not getattr(data, "shape", ()):
        return None
    return batch, -(-int(data.shape[0]) // batch)
