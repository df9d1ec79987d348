"""Lets code written for Keras 2 run unmodified on the Keras of this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.recorder.compat import backend, callbacks, files, layers, models, modules, optimizers, symbols

if TYPE_CHECKING:
    from grader.recorder.compat.idiom import Idiom
    from grader.recorder.engine import Engine

IDIOMS: tuple[Idiom, ...] = (
    *modules.IDIOMS,
    *models.IDIOMS,
    *optimizers.IDIOMS,
    *layers.IDIOMS,
    *callbacks.IDIOMS,
    *files.IDIOMS,
    *backend.IDIOMS,
    *symbols.IDIOMS,
)
"""Every idiom that is made to work, each with its test."""


def install(engine: Engine) -> None:
    """Make the idioms work that this Keras refuses."""
    for idiom in IDIOMS:
        if engine.generation in idiom.generations:
            idiom.install(engine)
