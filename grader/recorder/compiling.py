"""Records ``compile``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.evidence import Compile, Compiled
from grader.recorder.arguments import named_arguments
from grader.recorder.networks import flat

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign
    from grader.recorder.session import Session


def compile_hook(session: Session) -> Callable[..., Foreign]:
    """Record what a model is compiled with."""

    def hook(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if not session.is_outermost():
            return original(model, *args, **kwargs)
        place = session.place()
        with session.inside():
            result = original(model, *args, **kwargs)
        with session.careful("compile"):
            compiled = describe_compiled(session, model, named_arguments(original, (model, *args), kwargs) or {})
            number = session.snapshots.model_id(model)
            session.compiled[number] = compiled
            session.writer.event(Compile(model=number, compiled=compiled, **place))
        return result

    return hook


def describe_compiled(session: Session, model: Foreign, given: dict[str, Foreign]) -> Compiled:
    """Return what ``compile`` was given; the optimizer as Keras made it of a name."""
    losses = flat(given.get("loss"))
    metrics = [*flat(given.get("metrics")), *flat(given.get("weighted_metrics"))]
    return Compiled(
        optimizer=session.namer.optimizer(model.optimizer),
        loss=session.namer.loss(losses[0]) if losses else None,
        metrics=tuple(session.namer.metric(metric) for metric in metrics),
    )
