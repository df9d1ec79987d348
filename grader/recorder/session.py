"""What the hooks share while a submission runs."""

from __future__ import annotations

import threading
import weakref
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from grader.recorder.batches import Loops
from grader.recorder.building import Unused
from grader.recorder.feeds import open_feed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.evidence import Compiled, Data, Frame, Network
    from grader.recorder.contents import Contents
    from grader.recorder.data import Describer
    from grader.recorder.engine import Engine
    from grader.recorder.feeds import Feed
    from grader.recorder.foreign import Foreign
    from grader.recorder.functions import Namer
    from grader.recorder.job import Job
    from grader.recorder.keeping import Keeper
    from grader.recorder.logs import Logs
    from grader.recorder.places import Places
    from grader.recorder.snapshots import Snapshots
    from grader.recorder.writer import Writer


class PlaceFields(TypedDict):
    """What every event says of itself."""

    seq: int
    cell: int
    line: int | None
    function: str | None
    frames: tuple[Frame, ...]


@dataclass
class Session:
    """One run's recorder: where things are, what is known, where it is written."""

    job: Job
    engine: Engine
    writer: Writer
    places: Places
    contents: Contents
    snapshots: Snapshots
    describe: Describer
    namer: Namer
    keeper: Keeper
    logs: Logs
    loops: Loops = field(default_factory=Loops)
    unused: Unused = field(default_factory=Unused)
    models: weakref.WeakSet[Any] = field(default_factory=weakref.WeakSet)
    """Every model that student code called."""
    compiled: dict[int, Compiled] = field(default_factory=dict)
    """By model number, what the model was last compiled with."""
    probed: weakref.WeakSet[Any] = field(default_factory=weakref.WeakSet)
    """Models whose last training was cut short: their numbers say nothing."""
    _depth: threading.local = field(default_factory=threading.local)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Mark what is called meanwhile as Keras's own doing, not the student's."""
        self._depth.value = self.depth + 1
        try:
            yield
        finally:
            self._depth.value -= 1

    @property
    def depth(self) -> int:
        """How many recorded calls are under way on this thread."""
        return int(getattr(self._depth, "value", 0))

    def is_outermost(self) -> bool:
        """Tell whether a call is to be recorded: no other is under way, or student's code within that one makes it."""
        return self.depth == 0 or self.places.called_by_student()

    def place(self) -> PlaceFields:
        """Return the place of the call that is being executed, and its turn in the run."""
        where = self.places.here()
        return {
            "seq": self.writer.next_seq(),
            "cell": where.cell,
            "line": where.line,
            "function": where.function,
            "frames": where.frames,
        }

    @contextmanager
    def careful(self, what: str) -> Iterator[None]:
        """Keep the student's run going where the recorder fails, and note it for a person."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not the student's fault
            where = self.places.here()
            self.writer.note(
                f"cell {where.cell}, line {where.line}: {what} was not recorded: {type(error).__name__}: {error}"
            )

    def open_feed(self, x: Foreign, y: Foreign = None) -> Feed:
        """Return what is fed, ready to be watched."""
        return open_feed(self.engine, self.describe, x, y)

    def trained(
        self, model: Foreign, data: Data | None, network: Network | None = None, held_out: Data | None = None
    ) -> Network:
        """Return the snapshot of a model that has been trained, its weights kept where they are wanted.

        Args:
            model: As it is after the training.
            data: What it was trained on.
            network: The snapshot from when the training began, to be renewed.
            held_out: What it was validated on; where training images are distorted, only these can be recognised.
        """
        network = self.snapshots.renew(network, model) if network else self.snapshots.take(model)
        fed = self.keeper.fed(data, held_out) or self.snapshots.fed(network)
        return self.snapshots.keep(network, model, fed) if fed and self._wants_weights() else network

    def used(self, model: Foreign, data: Data | None = None) -> dict[str, int]:
        """Return the fields of an event that uses a model as it is now, its weights kept if ``data`` is wanted."""
        network = self.snapshots.take(model)
        fed = self.keeper.fed(data) if network.weights is None else None
        if fed and self._wants_weights():
            network = self.snapshots.keep(network, model, fed)
        self.snapshots.mark_used(network)
        return {"model": network.model, "network": network.id}

    def _wants_weights(self) -> bool:
        return self.job.keep_probed or self.job.fidelity_of(self.places.here().cell) == "full"

    def model_of(self, variables: list[Foreign]) -> Foreign:
        """Return the model that the variables belong to, of all that were made; None if there is none."""
        wanted = {id(_raw(variable)) for variable in variables}
        for model in list(self.models):
            if model.built and any(id(_raw(variable)) in wanted for variable in model.trainable_variables):
                return model
        return None


def _raw(variable: Foreign) -> Foreign:
    """Return TensorFlow's variable inside Keras 3's."""
    value = getattr(variable, "value", None)
    return variable if value is None or callable(value) else value
