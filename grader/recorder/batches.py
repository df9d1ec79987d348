"""Records training that goes batch by batch: ``train_on_batch``, and the student's own ``GradientTape`` loops."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from grader.evidence import Fit
from grader.recorder.arguments import named_arguments
from grader.recorder.data import is_array
from grader.recorder.snapshots import weights_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign
    from grader.recorder.session import PlaceFields, Session

MOST_BYTES = 200 * 2**20
"""Of the rows of a loop that are kept to be looked at."""


@dataclass
class Loop:
    """The batches that one cell trains one model on."""

    how: Literal["batches", "tape"]
    model: Foreign
    place: PlaceFields
    weights_before: str
    optimizer: Foreign
    steps_before: int
    started: float = field(default_factory=time.monotonic)
    xs: list[Foreign] = field(default_factory=list)
    ys: list[Foreign] = field(default_factory=list)
    size: int = 0
    rows: int = 0

    def take(self, x: Foreign, y: Foreign = None) -> None:
        """Keep a batch, as long as there is room."""
        if not is_array(x):
            return
        rows = np.array(x)
        self.rows += len(rows)
        if self.size + rows.nbytes <= MOST_BYTES:
            self.size += rows.nbytes
            self.xs.append(rows)
            if is_array(y):
                self.ys.append(np.array(y))


class Loops:
    """The loops of the running cell, and the models that they train."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], Loop] = {}
        self._optimizers: dict[int, tuple[Foreign, Foreign, int]] = {}

    def batch(self, session: Session, model: Foreign, x: Foreign, y: Foreign) -> None:
        """Note one ``train_on_batch`` before it is made."""
        self._loop(session, "batches", model, model.optimizer).take(x, y)

    def step(self, session: Session, optimizer: Foreign, variables: list[Foreign]) -> None:
        """Note that the student's code applies gradients to ``variables``, in a graph or eagerly."""
        model = session.model_of(variables)
        if model is not None:
            self._loop(session, "tape", model, optimizer)
            self._optimizers[id(optimizer)] = (optimizer, model, iterations(optimizer))

    def call(self, model: Foreign, x: Foreign) -> None:
        """Note what a model is called on while a tape loop trains it."""
        loop = self._open.get(("tape", id(model)))
        if loop is not None and hasattr(x, "numpy"):
            loop.take(x)

    def settle(self, optimizer: Foreign) -> None:
        """Forget the steps that something else recorded (a ``fit``)."""
        if id(optimizer) in self._optimizers:
            _, model, _ = self._optimizers[id(optimizer)]
            self._optimizers[id(optimizer)] = (optimizer, model, iterations(optimizer))

    def close(self, session: Session) -> None:
        """Record the loops of the cell that has ended."""
        for optimizer, model, before in list(self._optimizers.values()):
            # A step compiled in an earlier cell applies gradients without the optimizer's Python code being called.
            if ("tape", id(model)) not in self._open and iterations(optimizer) > before:
                self._loop(session, "tape", model, optimizer).steps_before = before
        for loop in self._open.values():
            with session.careful("training loop"):
                session.writer.event(_describe(session, loop))
            self.settle(loop.optimizer)
        self._open.clear()

    def _loop(self, session: Session, how: Literal["batches", "tape"], model: Foreign, optimizer: Foreign) -> Loop:
        key = (how, id(model))
        if key not in self._open:
            before = weights_digest(model)
            self._open[key] = Loop(how, model, session.place(), before, optimizer, iterations(optimizer))
        return self._open[key]


def batch_hook(session: Session) -> Callable[..., Foreign]:
    """Note what ``train_on_batch`` is given."""

    def hook(original: Callable[..., Foreign], model: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        if not session.is_outermost():
            return original(model, *args, **kwargs)
        given = named_arguments(original, (model, *args), kwargs) or {}
        with session.careful("train_on_batch"):
            session.contents.note_input(model, given.get("x"))
            session.loops.batch(session, model, given.get("x"), given.get("y"))
        with session.inside():
            return original(model, *args, **kwargs)

    return hook


def step_hook(session: Session) -> Callable[..., Foreign]:
    """Note that gradients are applied by the student's own code."""

    def hook(
        original: Callable[..., Foreign], optimizer: Foreign, grads: Foreign, *args: Foreign, **kw: Foreign
    ) -> Foreign:
        if session.depth:
            return original(optimizer, grads, *args, **kw)
        grads = list(grads)
        with session.careful("apply_gradients"):
            pairs = [pair for pair in grads if isinstance(pair, list | tuple) and len(pair) == 2]  # noqa: PLR2004 - a pair
            given = args[0] if args else kw.get("trainable_variables")
            variables = [variable for _, variable in pairs] if pairs else list(given or optimizer._trainable_variables)  # noqa: SLF001 - no public name
            session.loops.step(session, optimizer, variables)
        with session.inside():
            return original(optimizer, grads, *args, **kw)

    return hook


def iterations(optimizer: Foreign) -> int:
    """Return how many steps an optimizer has made; 0 while that is not known (inside a graph, or before the first)."""
    counter = getattr(optimizer, "iterations", None)
    try:
        return int(counter.numpy()) if counter is not None else 0
    except (AttributeError, NotImplementedError):  # symbolic: a step is being traced
        return 0


def _describe(session: Session, loop: Loop) -> Fit:
    data = labels = None
    if loop.xs:
        y = np.concatenate(loop.ys) if len(loop.ys) == len(loop.xs) else None
        data, labels = session.describe.once(np.concatenate(loop.xs), y)
        data = data.model_copy(update={"rows": loop.rows, "sampled": loop.rows > (data.rows or 0)})
        session.contents.note_input(loop.model, loop.xs[0])
    network = session.trained(loop.model, data)
    return Fit(
        how=loop.how,
        model=network.model,
        network=network.id,
        compiled=session.compiled.get(network.model),
        data=data,
        labels=labels,
        batch_size=len(loop.xs[0]) if loop.xs else None,
        steps=max(iterations(loop.optimizer) - loop.steps_before, 0),
        weights_before=loop.weights_before,
        weights_after=weights_digest(loop.model),
        seconds=round(time.monotonic() - loop.started, 3),
        **loop.place,
    )
