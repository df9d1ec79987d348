"""What a part trained: fits put together into trainings, and which of them counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.checks.rows import name_of
from grader.networks import canonical

if TYPE_CHECKING:
    from grader.evidence import Compiled, Fit, Network
    from grader.networks import Step
    from grader.parts import PartEvidence


@dataclass(frozen=True)
class Training:
    """One network trained by one fit, or by several that went on from each other's weights."""

    fits: tuple[Fit, ...]

    @property
    def first(self) -> Fit:
        """The first of its fits."""
        return self.fits[0]

    @property
    def last(self) -> Fit:
        """The last of its fits: the network's final state."""
        return self.fits[-1]

    @property
    def epochs(self) -> int | None:
        """Epochs asked for in all, of a call that raised those it ran; None if one of the calls does not tell."""
        asked = [asked_epochs(fit) for fit in self.fits]
        return None if None in asked else sum(count for count in asked if count is not None)

    @property
    def history(self) -> dict[str, tuple[float | None, ...]]:
        """The histories one after the other, by metric."""
        names = dict.fromkeys(name for fit in self.fits for name in fit.history)
        return {name: tuple(v for fit in self.fits for v in fit.history.get(name, ())) for name in names}

    @property
    def completed(self) -> bool:
        """The last call returned."""
        return self.last.ending == "completed"


def asked_epochs(fit: Fit) -> int | None:
    """Return the epochs that a call asked for; those it ran, where it raised; None where it does not tell."""
    return fit.epochs_run if fit.ending == "raised" else fit.epochs


def trainings(part: PartEvidence) -> tuple[Training, ...]:
    """Put a part's fits together: a fit that starts from the weights where the last of that model ended goes on."""
    made: list[list[Fit]] = []
    open_run: dict[int, list[Fit]] = {}
    for fit in part.fits:
        run = open_run.get(fit.model)
        if run and _goes_on(run[-1], fit):
            if _trained_nothing(run[-1]):
                run.pop()
            run.append(fit)
        else:
            run = open_run[fit.model] = [fit]
            made.append(run)
    return tuple(Training(tuple(run)) for run in sorted(made, key=lambda run: run[-1].seq))


def _goes_on(one: Fit, other: Fit) -> bool:
    if not other.weights_before or other.weights_before != one.weights_after:
        return False
    return _trained_nothing(one) or _splits(one) == _splits(other)


def _trained_nothing(fit: Fit) -> bool:
    """A call that raised before its first epoch was over: a slip that the next call mends."""
    return fit.ending == "raised" and not fit.epochs_run and fit.weights_before == fit.weights_after


def _splits(fit: Fit) -> frozenset[str] | None:
    return None if fit.data is None else frozenset(map(name_of, fit.data.sources))


def counted(part: PartEvidence) -> Training | None:
    """Return the training that counts: the last one that completed, else the last one that was begun."""
    made = trainings(part)
    done = [training for training in made if training.completed]
    begun = done or list(made)
    return begun[-1] if begun else None


def counted_network(part: PartEvidence) -> Network | None:
    """Return the network of the training that counts; without one, the last that the part used, or at least built."""
    training = counted(part)
    if training is not None:
        return part.network(training.last.network)
    used = [event.network for event in part.events if event.kind in ("evaluate", "predict", "summary")]
    used = used or [event.network for event in part.events if event.kind == "built"]
    return part.network(used[-1]) if used else None


def steps_of(part: PartEvidence, network: Network) -> tuple[Step, ...]:
    """Return a network's canonical steps, its loss taken into account where the part fitted it."""
    return canonical(network, compiled_of(part, network.model))


def compiled_of(part: PartEvidence, model: int) -> Compiled | None:
    """Return what a model was last fitted with in a part; where it was not fitted, what it was compiled with."""
    compiled = [fit.compiled for fit in part.fits if fit.model == model]
    compiled = compiled or [event.compiled for event in part.compiles if event.model == model]
    return compiled[-1] if compiled else None
