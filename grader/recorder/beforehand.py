"""Builds before a training what Keras would build in its first step, so that the step is traced once and not twice.

TensorFlow traces a function a second time where its first time made variables: of the optimizer, of the metrics, of a
network that was not built. Keras has a way to make them beforehand, from the shapes of a batch, and the numbers they
start from are the same.
"""

from __future__ import annotations

import importlib
from contextlib import suppress
from typing import TYPE_CHECKING

from grader.recorder.acceleration import has_hook, works_as_usual
from grader.recorder.callbacks import callback_list
from grader.recorder.layers import is_own

if TYPE_CHECKING:
    from grader.recorder.foreign import Foreign
    from grader.recorder.session import Session

BEFORE_THE_FIRST_STEP = ("on_epoch_begin", "on_batch_begin", "on_train_batch_begin")
"""When a student's own callback could see that something is built already."""


def build(session: Session, model: Foreign, given: dict[str, Foreign]) -> None:
    """Build what a ``fit`` that has begun would build in its first step, where that is known to change no number.

    Args:
        session: The run.
        model: Is told apart by nothing but its variables from one that is left alone.
        given: All arguments of the call.
    """
    callbacks = callback_list(given.get("callbacks"))
    own = [callback for callback in callbacks if not is_own(type(callback))]
    if not works_as_usual(session, model) or any(has_hook(session, one, BEFORE_THE_FIRST_STEP) for one in own):
        return
    with suppress(Exception):  # what does not fit together, the step itself will say
        batch = _batch(session, given)
        if not model.built:
            _try_loss(session, model, batch)
        model._symbolic_build(data_batch=batch)  # noqa: SLF001 - what Keras itself builds by


def _try_loss(session: Session, model: Foreign, batch: Foreign) -> None:
    """Raise what the loss says of outputs and labels that do not fit: the network is left unbuilt by that."""
    keras = session.engine.keras
    x, y, *_ = batch
    outputs = keras.KerasTensor(model.compute_output_shape(x.shape))
    compute_output_spec = importlib.import_module("keras.src.backend").compute_output_spec
    compute_output_spec(model._compute_loss, x, y, outputs, None, training=False)  # noqa: SLF001 - as above


def _batch(session: Session, given: dict[str, Foreign]) -> Foreign:
    """Return a batch as a structure of tensors that have a shape and a type only."""
    keras, x, y = session.engine.keras, given.get("x"), given.get("y")
    if isinstance(x, session.engine.tf.data.Dataset):
        return keras.tree.map_structure(lambda one: keras.KerasTensor(tuple(one.shape), one.dtype.name), x.element_spec)

    def of_array(array: Foreign) -> Foreign:
        dtype = keras.backend.standardize_dtype(array.dtype)
        fed = keras.backend.floatx() if dtype.startswith("float") else dtype
        return keras.KerasTensor((None, *array.shape[1:]), fed)

    return tuple(keras.tree.map_structure(of_array, part) for part in (x, y) if part is not None)
