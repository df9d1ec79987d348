"""Records ``fit``: what was asked, what was fed, and what came of it."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from grader.evidence import Data, Fit, Network, Validation
from grader.recorder.acceleration import accelerated
from grader.recorder.arguments import named_arguments
from grader.recorder.batches import iterations
from grader.recorder.beforehand import build
from grader.recorder.callbacks import callback_list, describe_callback, make_watcher
from grader.recorder.feeds import Feed
from grader.recorder.plain import finite
from grader.recorder.shortening import DEFAULT_BATCH, lengthen, short_fit
from grader.recorder.snapshots import weights_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign
    from grader.recorder.session import PlaceFields, Session


def fit_hook(session: Session) -> Callable[..., Any]:
    """Record a fit as it begins, after each epoch and as it ends."""

    def hook(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if not session.is_outermost():
            return original(model, *args, **kwargs)
        given = named_arguments(original, (model, *args), kwargs)
        if given is None:
            return original(model, *args, **kwargs)
        return FitRecord(session, model, given, session.place()).run(original)

    return hook


class FitRecord:
    """One call of ``fit``."""

    def __init__(self, session: Session, model: Foreign, given: dict[str, Foreign], place: PlaceFields) -> None:
        self._session = session
        self._model = model
        self._given = given
        self._place = place
        self._is_probe = session.job.fidelity_of(place["cell"]) == "probe"
        self._feed = session.open_feed(given.get("x"), given.get("y"))
        validation = given.get("validation_data")
        self._validation = None if validation is None else session.open_feed(*_pair(validation))
        self._history: dict[str, list[float | None]] = {}
        self._epochs = 0
        self._begun: Fit | None = None
        self._network: Network | None = None
        self._steps_before = 0
        self._started = time.monotonic()

    def run(self, original: Callable[..., Foreign]) -> Foreign:
        """Call Keras's ``fit`` with a watcher added, and record it whatever happens."""
        ending, error = "completed", ""
        try:
            asked = self._asked()
            with self._session.inside(), accelerated(self._session, self._model, asked):
                result = original(self._model, **asked)
            if self._is_probe:
                lengthen(result, self._given)
        except KeyboardInterrupt:
            ending = "interrupted"
            raise
        except BaseException as raised:
            ending, error = "raised", f"{type(raised).__name__}: {raised}"
            raise
        finally:
            self._close()
            with self._session.careful("fit"):
                self._end(ending, error)
        return result

    def _asked(self) -> dict[str, Foreign]:
        """Return the arguments for Keras: the student's, with what watches added."""
        if self._is_probe:
            self._feed.cut()
        watcher = make_watcher(self._session.engine, self._watch_begin, self._epoch)
        asked = {**self._given, "x": self._feed.x, "callbacks": _with(self._given.get("callbacks"), watcher)}
        if self._validation is not None and not isinstance(asked["validation_data"], list | tuple):
            asked["validation_data"] = self._validation.x
        return self._short(asked) if self._is_probe else asked

    def _short(self, asked: dict[str, Foreign]) -> dict[str, Foreign]:
        return short_fit(asked, arrays=type(self._feed) is Feed, most=self._session.job.probe_rows)

    def _close(self) -> None:
        self._feed.close()
        if self._validation is not None:
            self._validation.close()

    def _watch_begin(self) -> None:
        with self._session.careful("the beginning of a fit"):
            self._begin()
            build(self._session, self._model, self._given)

    def _begin(self) -> None:
        """Record the fit as running: no step is made yet. What is not in memory is described when it has passed."""
        session, model, given = self._session, self._model, self._given
        early = type(self._feed) is Feed
        data, labels = self._feed.described() if early else (None, None)
        session.contents.note_input(model, self._feed.sample)
        self._steps_before = iterations(model.optimizer)
        wanted = self._place["cell"] and session.keeper.fed(data) is not None
        self._network = session.snapshots.begin(model, fresh=bool(wanted))
        initial = int(given.get("initial_epoch") or 0)
        self._begun = Fit(
            model=self._network.model,
            network=self._network.id,
            compiled=session.compiled.get(self._network.model),
            data=data,
            labels=labels,
            batch_size=self._batch_size(data),
            steps_per_epoch=_steps(given),
            initial_epoch=initial,
            epochs=max(int(given.get("epochs") or 0) - initial, 0),
            validation=self._described_validation(data) if early else None,
            callbacks=tuple(describe_callback(callback) for callback in callback_list(given.get("callbacks"))),
            weights_before=weights_digest(model),
            ending="running",
            fidelity="probe" if self._is_probe else "full",
            **self._place,
        )
        session.writer.event(self._begun)

    def _epoch(self, logs: dict[str, float | None]) -> None:
        self._epochs += 1
        for name, value in logs.items():
            self._history.setdefault(name, []).append(value)
        if self._begun is not None:
            self._session.writer.epoch(self._begun.seq, logs)

    def _end(self, ending: str, error: str) -> None:
        session, model = self._session, self._model
        if self._begun is None:  # it raised before the first step
            self._begin()
        if self._begun is None or self._network is None:
            raise AssertionError("unreachable: _begin sets both")
        data, labels = self._feed.described()
        session.contents.note_input(model, self._feed.sample)
        validation = self._described_validation(data)
        network = session.trained(model, data, self._network, validation.data if validation else None)
        done = {
            "network": network.id,
            "data": data,
            "labels": labels,
            "batch_size": self._batch_size(data),
            "validation": validation,
            "epochs_run": self._epochs,
            "steps": max(iterations(model.optimizer) - self._steps_before, 0),
            "history": self._history,
            "weights_after": weights_digest(model),
            "seconds": round(time.monotonic() - self._started, 3),
            "ending": ending,
            "error": error[:2000],
        }
        session.writer.event(self._begun.model_copy(update=done))
        (session.probed.add if self._is_probe else session.probed.discard)(model)
        session.loops.settle(model.optimizer)
        session.logs.update(self._place["cell"], self._begun.seq)

    def _batch_size(self, data: Data | None) -> int | None:
        """Return how many rows a step has: Keras cuts arrays up itself, into as many steps as were asked for."""
        given, steps = self._given, _steps(self._given)
        if given.get("batch_size") is not None:
            return int(given["batch_size"])
        if data is None or data.kind not in {"array", "tensor"}:
            return self._feed.batch_size
        if steps and data.rows:
            kept = 1 - (finite(given.get("validation_split") or 0) or 0)
            return math.ceil(data.rows * kept / steps)
        return DEFAULT_BATCH

    def _described_validation(self, data: Data | None) -> Validation | None:
        if self._validation is not None:
            described, _ = self._validation.described()
            return Validation(how="data", share=_share(data.rows if data else None, described.rows), data=described)
        split = finite(self._given.get("validation_split") or 0)
        return Validation(how="split", share=split) if split else None


def _with(callbacks: Foreign, watcher: Foreign) -> Foreign:
    """Add the watcher after the student's callbacks, in a list of its own unless it is Keras's CallbackList."""
    if hasattr(callbacks, "append") and not isinstance(callbacks, list):
        callbacks.append(watcher)
        return callbacks
    return [*callback_list(callbacks), watcher]


def _steps(given: dict[str, Foreign]) -> int | None:
    steps = given.get("steps_per_epoch")
    return None if steps is None else int(steps)


def _pair(given: Foreign) -> tuple[Foreign, Foreign]:
    if isinstance(given, list | tuple):
        return given[0], given[1] if len(given) > 1 else None
    return given, None


def _share(rows: int | None, validation: int | None) -> float | None:
    return validation / (rows + validation) if rows and validation else None
