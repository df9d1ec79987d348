"""A grid of networks: layers with holes, the values that go into them, and which trainings are which combination."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from grader.checks.absent import RunCheck
from grader.checks.training import steps_of, trainings
from grader.networks import LayerSpec, compare, fill, parse_layer
from grader.networks.grammar import holes
from grader.networks.steps import SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.checks.training import Training
    from grader.networks import Comparison, Step
    from grader.parts import PartEvidence

Combination = tuple[tuple[str, float], ...]
"""The values of one combination, by hole in the rubric's order."""

MOST_COMBINATIONS = 200


@dataclass(frozen=True)
class Attempt:
    """A training whose network has a combination's sizes, and how the rest of it compares with what was asked for."""

    combination: Combination
    training: Training
    comparison: Comparison


class GridCriterion(RunCheck):
    """What is common to criteria about a grid of networks."""

    layers: tuple[LayerSpec, ...] = Field(
        min_length=1, description="In order; {n1} is a hole that each combination fills: 'conv2d {n1} 5x5 relu'."
    )
    values: dict[str, tuple[float, ...]] = Field(
        min_length=1, description="For each hole the values to try; every combination of them is asked for."
    )

    @model_validator(mode="after")
    def _holes_have_values(self) -> Self:
        named = set(holes(self.layers))
        faults = [f"values: {name!r} is no hole of the layers" for name in self.values if name not in named]
        faults += [f"values: the hole {{{name}}} has no values" for name in sorted(named - set(self.values))]
        faults += [f"values: {name!r} has no values" for name, given in self.values.items() if not given]
        if not faults and len(list(product(*self.values.values()))) > MOST_COMBINATIONS:
            faults.append(f"values: more than {MOST_COMBINATIONS} combinations")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @cached_property
    def combinations(self) -> tuple[Combination, ...]:
        """Every combination, in the rubric's order."""
        return tuple(tuple(zip(self.values, chosen, strict=True)) for chosen in product(*self.values.values()))

    def attempts(self, part: PartEvidence) -> dict[Combination, Attempt]:
        """Find for each combination its training: the one most like what was asked for, the last of several."""
        found: dict[Combination, Attempt] = {}
        for training in trainings(part):
            steps = steps_of(part, part.network(training.last.network))
            for combination in self.combinations:
                expected = self.expected(combination)
                # The alignment is the costly step: most combinations are told apart without it.
                if not self._may_have_sizes(expected, steps):
                    continue
                comparison = _compared(_Sides(repr((expected, steps)), expected, steps))
                if not self._has_sizes(comparison):
                    continue
                attempt = Attempt(combination, training, comparison)
                if combination not in found or _rank(attempt) >= _rank(found[combination]):
                    found[combination] = attempt
        return {combination: found[combination] for combination in self.combinations if combination in found}

    @cached_property
    def _networks(self) -> dict[Combination, tuple[Step, ...]]:
        return {combination: self._network_of(combination) for combination in self.combinations}

    def expected(self, combination: Combination) -> tuple[Step, ...]:
        """Return a combination's network."""
        return self._networks[combination]

    def _network_of(self, combination: Combination) -> tuple[Step, ...]:
        filled = fill(self.layers, {name: f"{value:g}" for name, value in combination})
        return tuple(parse_layer(layer) for layer in filled)

    def _may_have_sizes(self, expected: Sequence[Step], found: Sequence[Step]) -> bool:
        sizes = {(step.kind, step.facts.get(SIZE.get(step.kind, ""))) for step in found}
        varied = (step for layer, step in zip(self.layers, expected, strict=True) if holes([layer]))
        return all((step.kind, step.facts.get(SIZE.get(step.kind, ""))) in sizes for step in varied)

    def _has_sizes(self, comparison: Comparison) -> bool:
        """Tell whether the layers with holes are there with the combination's values, whatever the others are."""
        asked = iter(comparison.pairs)
        pairs = [pair for pair in asked if pair.expected is not None]
        # A leading Flatten may be left out of the comparison; it has no hole.
        layers = self.layers[len(self.layers) - len(pairs) :]
        return all(
            pair.found is not None and not ({"kind", SIZE.get(pair.expected.kind)} & set(pair.differs))
            for layer, pair in zip(layers, pairs, strict=True)
            if pair.expected is not None and holes([layer])
        )


@dataclass(frozen=True)
class _Sides:
    """Two networks, alike where they are written alike."""

    key: str
    expected: tuple[Step, ...] = field(compare=False)
    found: tuple[Step, ...] = field(compare=False)


@lru_cache(maxsize=1024)
def _compared(sides: _Sides) -> Comparison:
    """Remember alignments: several criteria ask for the same ones, and attribution many times over."""
    return compare(sides.expected, sides.found)


def told(combination: Combination) -> str:
    """Write a combination: 'n1=6, n2=16'."""
    return ", ".join(f"{name}={value:g}" for name, value in combination)


def _rank(attempt: Attempt) -> tuple[object, ...]:
    return attempt.training.completed, attempt.comparison.same, attempt.comparison.share
