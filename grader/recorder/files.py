"""Records models and weights that are written to files or read from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from grader.evidence import Stored

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
        return model

    load_model.__doc__ = original.__doc__
    session.engine.replace_function(original, load_model)


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
