"""Puts the recording hooks on Keras's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.recorder.batches import batch_hook, function_hook, step_hook
from grader.recorder.building import constructor_hook
from grader.recorder.calls import call_hook
from grader.recorder.compiling import compile_hook
from grader.recorder.engine import wrap_method
from grader.recorder.files import load_hook, load_weights_hook, save_hook
from grader.recorder.fits import fit_hook
from grader.recorder.use import evaluate_hook, predict_hook, summary_hook

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign
    from grader.recorder.session import Session

    Hook = Callable[..., Foreign]


def install(session: Session) -> None:
    """Hook every method whose calls are evidence, beneath what makes old idioms work."""
    model, layer, optimizer = session.engine.model, session.engine.layer, session.engine.keras.optimizers.Optimizer
    on_model: dict[str, Hook] = {
        "compile": compile_hook(session),
        "fit": fit_hook(session),
        "evaluate": evaluate_hook(session),
        "predict": predict_hook(session),
        "summary": summary_hook(session),
        "train_on_batch": batch_hook(session),
        "save": save_hook(session),
        "save_weights": save_hook(session),
        "load_weights": load_weights_hook(session),
    }
    for name, hook in on_model.items():
        wrap_method(model, name, hook)
    wrap_method(session.engine.constructed, "__init__", constructor_hook(session))
    calls = call_hook(session)
    for owner in {next(base for base in cls.__mro__ if "__call__" in vars(base)) for cls in (model, layer)}:
        wrap_method(owner, "__call__", calls)
    wrap_method(optimizer, "apply_gradients", step_hook(session))
    wrap_method(type(session.engine.tf.function(lambda: None)), "__call__", function_hook(session))
    load_hook(session)
