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


@dataclass
class Known:
    """An optimizer whose gradients the student's own code applies, as it was when last looked at."""

    optimizer: Foreign
    model: Foreign
    steps: int = 0
    weights: str = ""

    def look(self) -> None:
        """Note what has been trained by now."""
        self.steps, self.weights = iterations(self.optimizer), weights_digest(self.model)


class Loops:
    """The loops of the running cell, and the models that they train."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], Loop] = {}
        self._known: dict[int, Known] = {}
        self._called: dict[int, Foreign] = {}
        """By model, the batch that it was called on last, before it is known that a loop trains it."""

    def batch(self, session: Session, model: Foreign, x: Foreign, y: Foreign) -> None:
        """Note one ``train_on_batch`` before it is made."""
        self._loop(session, "batches", model, model.optimizer).take(x, y)

    def step(self, session: Session, optimizer: Foreign, variables: list[Foreign]) -> None:
        """Note that the student's code applies gradients to ``variables``, in a graph or eagerly."""
        model = session.model_of(variables)
        if model is None:
            return
        with session.engine.tf.init_scope():  # in a graph, the weights are those from before it runs
            loop = self._loop(session, "tape", model, optimizer)
            if id(optimizer) not in self._known:
                self._known[id(optimizer)] = Known(optimizer, model, loop.steps_before, loop.weights_before)
        loop.take(self._called.pop(id(model), None))

    def call(self, model: Foreign, x: Foreign) -> None:
        """Note what a model is called on: a tape loop may train it."""
        if isinstance(x, np.ndarray) or hasattr(x, "numpy"):
            self._called[id(model)] = x

    def compiled_step(self, session: Session, arguments: list[Foreign]) -> None:
        """Note that a ``tf.function`` of the student's has run, which may have trained a model on its arguments."""
        for known in self._known.values():
            loop = self._grown(session, known)
            if loop is not None:
                rows = [one for one in arguments if is_array(one)]
                loop.take(*rows[:2])
                known.steps = iterations(known.optimizer)

    def settle(self, optimizer: Foreign) -> None:
        """Forget the steps that something else recorded (a ``fit``)."""
        if id(optimizer) in self._known:
            self._known[id(optimizer)].look()

    def close(self, session: Session) -> None:
        """Record the loops of the cell that has ended."""
        for known in self._known.values():
            self._grown(session, known)
        for loop in self._open.values():
            with session.careful("training loop"):
                session.writer.event(_describe(session, loop))
            self.settle(loop.optimizer)
        self._open.clear()
        self._called.clear()

    def _grown(self, session: Session, known: Known) -> Loop | None:
        """Return the loop of an optimizer that has made steps since it was last looked at.

        A step that is compiled already applies gradients without the optimizer's Python code being called.
        """
        if iterations(known.optimizer) <= known.steps:
            return None
        key = ("tape", id(known.model))
        if key not in self._open:
            loop = Loop("tape", known.model, session.place(), known.weights, known.optimizer, known.steps)
            self._open[key] = loop
        return self._open[key]

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


def function_hook(session: Session) -> Callable[..., Foreign]:
    """Note what the student's own ``tf.function`` is called with: a compiled step of training shows nothing else."""

    def hook(original: Callable[..., Foreign], function: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        result = original(function, *args, **kwargs)
        if not session.depth and session.places.called_by_student() and session.engine.tf.executing_eagerly():
            with session.careful("tf.function"):
                session.loops.compiled_step(session, [*args, *kwargs.values()])
        return result

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
    by_compiled = loop.how == "batches" or loop.optimizer is getattr(loop.model, "optimizer", None)
    return Fit(
        how=loop.how,
        model=network.model,
        network=network.id,
        compiled=session.compiled.get(network.model) if by_compiled else None,
        data=data,
        labels=labels,
        batch_size=len(loop.xs[0]) if loop.xs else None,
        steps=max(iterations(loop.optimizer) - loop.steps_before, 0),
        weights_before=loop.weights_before,
        weights_after=weights_digest(loop.model),
        seconds=round(time.monotonic() - loop.started, 3),
        **loop.place,
    )
