"""Records models and weights that are written to files or read from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from grader.evidence import Stored
from grader.recorder.compiling import describe_compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign
    from grader.recorder.session import Session


def save_hook(session: Session) -> Callable[..., Foreign]:
    """Record ``model.save`` and ``model.save_weights``."""
    return _file_hook(session, "save")


def load_weights_hook(session: Session) -> Callable[..., Foreign]:
    """Record ``model.load_weights``."""
    return _file_hook(session, "load")


def load_hook(session: Session) -> None:
    """Record ``keras.models.load_model``, wherever Keras exports it."""
    models = session.engine.keras.models
    original = models.load_model

    def load_model(*args: Foreign, **kwargs: Foreign) -> Foreign:
        place = session.place()
        with session.inside():
            model = original(*args, **kwargs)
        with session.careful("load_model"):
            path = str(args[0] if args else kwargs.get("filepath", ""))
            number = session.snapshots.model_id(model)
            session.writer.event(Stored(action="load", model=number, path=path[:500], **place))
            if getattr(model, "compiled", getattr(model, "_is_compiled", False)):
                session.compiled[number] = describe_compiled(session, model, _compiled_with(model))
        return model

    load_model.__doc__ = original.__doc__
    session.engine.replace_function(original, load_model)


def _compiled_with(model: Foreign) -> dict[str, Foreign]:
    """Return loss and metrics of a model that came compiled out of its file, where either Keras keeps them."""
    metrics = getattr(model, "_compile_metrics", None) or getattr(model, "compiled_metrics", None)
    return {"loss": model.loss, "metrics": getattr(metrics, "_user_metrics", None)}


def _file_hook(session: Session, action: Literal["save", "load"]) -> Callable[..., Foreign]:
    def hook(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if not session.is_outermost():
            return original(model, *args, **kwargs)
        place = session.place()
        with session.inside():
            result = original(model, *args, **kwargs)
        with session.careful(action):
            path = str(args[0] if args else kwargs.get("filepath", kwargs.get("path", "")))
            number = session.snapshots.model_id(model)
            session.writer.event(Stored(action=action, model=number, path=path[:500], **place))
        return result

    return hook
