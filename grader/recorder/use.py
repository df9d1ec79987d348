"""Records what is done with a network that is there: ``evaluate``, ``predict``, ``summary``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from grader.evidence import Evaluate, Predict, Summary
from grader.functions import canonical
from grader.recorder.acceleration import accelerated
from grader.recorder.arguments import named_arguments
from grader.recorder.feeds import Feed
from grader.recorder.networks import shape_of
from grader.recorder.plain import finite, numbers_only
from grader.recorder.shortening import short_evaluation
from grader.recorder.snapshots import weights_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.evidence import Data
    from grader.recorder.foreign import Foreign
    from grader.recorder.session import PlaceFields, Session


def evaluate_hook(session: Session) -> Callable[..., Foreign]:
    """Record an evaluation and its values by their names."""

    def hook(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if not session.is_outermost():
            return original(model, *args, **kwargs)
        place = session.place()
        given = named_arguments(original, (model, *args), kwargs)
        if given is None:
            return original(model, *args, **kwargs)
        feed = session.open_feed(given.get("x"), given.get("y"))
        started = time.monotonic()
        try:
            asked = {**given, "x": feed.x}
            if model in session.probed:
                feed.cut()
                asked = short_evaluation(asked, arrays=type(feed) is Feed, most=session.job.probe_rows)
            with session.inside(), accelerated(session, model, asked):
                result = original(model, **asked)
        finally:
            feed.close()
        seconds = time.monotonic() - started
        with session.careful("evaluate"):
            data, labels = feed.described()
            session.contents.note_input(model, feed.sample)
            event = Evaluate(
                **session.used(model, data),
                data=data,
                labels=labels,
                most_rows=_most_rows(given, data, feed),
                values=_values(session, model, result),
                weights=weights_digest(model),
                seconds=round(seconds, 3),
                **place,
            )
            session.writer.event(event)
        return result

    return hook


def predict_hook(session: Session) -> Callable[..., Foreign]:
    """Record a prediction: on what, and the shape of what came out."""

    def hook(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if not session.is_outermost():
            return original(model, *args, **kwargs)
        place = session.place()
        given = named_arguments(original, (model, *args), kwargs) or {}
        with session.inside():
            result = original(model, *args, **kwargs)
        record_prediction(session, model, given.get("x"), result, place)
        return result

    return hook


def record_prediction(  # noqa: PLR0913 - what a prediction consists of
    session: Session, model: Foreign, x: Foreign, result: Foreign, place: PlaceFields, *, called: bool = False
) -> None:
    """Record ``model.predict(x)``, or ``model(x)``; ``accuracy`` is that of the classes it says."""
    with session.careful("predict"):
        session.contents.note_input(model, x)
        data, labels = session.open_feed(x, _classes(result)).described()
        event = Predict(
            **session.used(model, data),
            data=data,
            output_shape=shape_of(result) or (),
            accuracy=labels.correct if labels else None,
            weights=weights_digest(model),
            called=called,
            **place,
        )
        session.writer.event(event)


def summary_hook(session: Session) -> Callable[..., Foreign]:
    """Record a summary's text, which is printed all the same."""

    def hook(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if not session.is_outermost():
            return original(model, *args, **kwargs)
        place = session.place()
        with session.inside():
            result = original(model, *args, **kwargs)
            text = _summary_text(original, model)
        with session.careful("summary"):
            session.writer.event(Summary(**session.used(model), text=text, **place))
        return result

    return hook


def _summary_text(original: Callable[..., Foreign], model: Foreign) -> str:
    lines: list[str] = []
    try:
        original(model, print_fn=lambda line, **_: lines.append(str(line)))
    except Exception as error:  # noqa: BLE001 - a network that cannot be summed up is a network all the same
        return f"<{type(error).__name__}>"
    return "\n".join(lines)


def _most_rows(given: dict[str, Foreign], data: Data | None, feed: Feed) -> int | None:
    """Return the rows that ``evaluate(steps=...)`` comes to; None without steps, or where their size is not known.

    Without a batch size, Keras cuts arrays into as many steps as were asked for.
    """
    steps, size = given.get("steps"), given.get("batch_size")
    if size is None and data is not None and data.kind not in {"array", "tensor"}:
        size = feed.batch_size
    return None if steps is None or size is None else int(steps) * int(size)


def _values(session: Session, model: Foreign, result: Foreign) -> dict[str, float | None]:
    """Name what ``evaluate`` returned: a dictionary, a list in the order of the metrics, or the loss alone."""
    if isinstance(result, dict):
        kept = numbers_only(result)
        return dict(zip(_by_content(session, model, list(kept)), kept.values(), strict=True))
    values = list(result) if isinstance(result, list | tuple) else [result]
    names = list(model.get_metrics_result()) if hasattr(model, "get_metrics_result") else list(model.metrics_names)
    if len(names) != len(values):
        names = ["loss", *(f"metric_{index}" for index in range(1, len(values)))]
    return {name: finite(value) for name, value in zip(_by_content(session, model, names), values, strict=True)}


def _by_content(session: Session, model: Foreign, names: list[str]) -> list[str]:
    """Name metrics by what they compute, as ``Compiled`` does: 'acc' and an object called 'mine' are 'accuracy'."""
    compiled = session.compiled.get(session.snapshots.model_id(model))
    told = [canonical(str(name)) for name in names]
    if compiled and len(compiled.metrics) == len(names) - 1 and told[0] == "loss":
        built_in = [metric.name if ":" not in metric.name else "" for metric in compiled.metrics]
        told = ["loss", *(known or name for known, name in zip(built_in, told[1:], strict=True))]
    return told if len(set(told)) == len(told) else [str(name) for name in names]


def _classes(result: Foreign) -> Foreign:
    """Return the class that each row of an output says, None where it is no row of scores."""
    array = np.asarray(result) if hasattr(result, "shape") else None
    return array.argmax(axis=1) if array is not None and array.ndim == 2 and array.shape[1] > 1 else None  # noqa: PLR2004 - rows of scores
