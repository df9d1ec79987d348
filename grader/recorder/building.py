"""Records the networks that were built, and maybe compiled, and then left at that: an error came before their fit."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.evidence import Built

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from grader.evidence import Network
    from grader.recorder.foreign import Foreign
    from grader.recorder.session import PlaceFields, Session

MOST = 200
"""Networks of one run that are kept in mind."""


@dataclass
class _Waiting:
    """A model that nothing was done with yet, and what it was when a cell last ended."""

    model: weakref.ref[Foreign]
    place: PlaceFields
    network: Network | None = None


class Unused:
    """Networks that nothing is known of but that they were made.

    They are looked at after every cell, for what an exception leaves behind in a function is gone soon after, and
    ``net`` may be another network by the next.
    """

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def made(self, session: Session, model: Foreign) -> None:
        """Note that student code makes a model; what a Sequential computes with is Keras's own affair."""
        if session.depth == 0 and len(self._waiting) < MOST and not session.places.made_by(session.engine.model, model):
            place = session.place()
            if place["line"] is not None:
                self._waiting.append(_Waiting(weakref.ref(model), place))

    def look(self, session: Session) -> None:
        """Describe what is still unused, and forget what was used: its own events tell of it."""
        with session.careful("a network"):
            inner = _inside(one.model() for one in self._waiting)
            self._waiting = [one for one in self._waiting if id(one.model()) not in inner and _is_unused(session, one)]

    def close(self, session: Session) -> None:
        """Record what nothing was done with to the end of the run."""
        with session.careful("a network"):
            for one in self._waiting:
                if one.network is not None and one.network.layers:
                    network = session.snapshots.add(one.network)
                    session.writer.event(Built(model=network.model, network=network.id, **one.place))
        self._waiting = []


def _inside(models: Iterable[Foreign | None]) -> set[int]:
    """Name by ``id`` all that the models hold: a subclassed model's blocks are made after it, and no later network."""
    return {
        id(layer)
        for model in models
        if model is not None
        for layer in model._flatten_layers(include_self=False)  # noqa: SLF001 - as Keras itself looks through a model
    }


def _is_unused(session: Session, one: _Waiting) -> bool:
    model = one.model()
    if model is None:
        return one.network is not None
    if session.snapshots.knows(model):
        return False
    one.network = session.snapshots.described(model)
    return True


def constructor_hook(session: Session) -> Callable[..., Foreign]:
    """Note every model that is made."""

    def hook(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        original(model, *args, **kwargs)
        with session.careful("a network"):
            session.unused.made(session, model)

    return hook
