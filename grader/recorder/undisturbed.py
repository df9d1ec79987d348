"""Lets the recorder run student code and Keras on the side without a trace in the student's own run."""

from __future__ import annotations

import contextlib
import copy
import importlib
import io
import random
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

_NAME_COUNTERS = "object_name_uids"
_SEED_GENERATOR = "global_seed_generator"


@contextlib.contextmanager
def undisturbed(engine: Engine) -> Iterator[None]:
    """Put every random state and Keras's name counters back as they were, and keep what is printed off the cell."""
    python, arrays = random.getstate(), np.random.get_state()  # noqa: NPY002 - the student's state is the legacy one
    eager = _eager_random(engine)
    eager_state = eager.getstate() if eager is not None else None
    try:
        with _keras_state(engine), contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        random.setstate(python)
        np.random.set_state(arrays)  # noqa: NPY002 - as above
        if eager is not None:
            eager.setstate(eager_state)


def _eager_random(engine: Engine) -> Foreign:
    """Return what TensorFlow draws the seeds of eager operations from, once a global seed is set."""
    del engine
    context = importlib.import_module("tensorflow.python.eager.context").context()
    return getattr(context, "_rng", None)


@contextlib.contextmanager
def _keras_state(engine: Engine) -> Iterator[None]:
    """Keep Keras 3's counters of names, and the place of its global seed generator."""
    if engine.is_keras_2:
        yield
        return
    state = importlib.import_module("keras.src.backend.common.global_state")
    counters = copy.copy(state.get_global_attribute(_NAME_COUNTERS))
    generator = state.get_global_attribute(_SEED_GENERATOR)
    seeded = None if generator is None else generator.state.numpy()
    try:
        yield
    finally:
        state.set_global_attribute(_NAME_COUNTERS, counters)
        state.set_global_attribute(_SEED_GENERATOR, generator)
        if generator is not None:
            generator.state.assign(seeded)
