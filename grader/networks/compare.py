"""Two networks side by side: an alignment by edit distance on layers, and how much of the expected one is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from grader.networks.steps import SIZE, WINDOW, Fact, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GAP = Fraction(1)
NEAR = Fraction(3, 4)
"""The most that two layers of one kind can differ by: less than leaving one out and adding another."""

RATE_TOLERANCE = 1e-9

MERGING = frozenset(["add", "concatenate"])


@dataclass(frozen=True)
class Pair:
    """An expected layer and its counterpart; either may be missing."""

    expected: Step | None
    found: Step | None
    differs: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Both are there and alike."""
        return self.expected is not None and self.found is not None and not self.differs


@dataclass(frozen=True)
class Comparison:
    """How a found network relates to the expected one."""

    pairs: tuple[Pair, ...]

    @cached_property
    def same(self) -> bool:
        """The networks are alike."""
        return all(pair.same for pair in self.pairs)

    @cached_property
    def share(self) -> Fraction:
        """The share of layers that are right, of the longer of the two networks (0 to 1)."""
        if not self.pairs:
            return Fraction(1)
        return Fraction(sum(pair.same for pair in self.pairs), len(self.pairs))


def compare(expected: Sequence[Step], found: Sequence[Step]) -> Comparison:
    """Align two networks with the fewest and smallest changes."""
    expected, found = _without_leading_flatten(expected, found)
    if any(step.kind in MERGING for step in expected):
        found = [_unbranched(step) for step in found]
    rows, columns = len(expected) + 1, len(found) + 1
    cost = [[Fraction(0)] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if i or j:
                cost[i][j] = min(price for price, *_ in _moves(cost, expected, found, i, j))
    pairs: list[Pair] = []
    i, j = rows - 1, columns - 1
    while i or j:
        _, back_i, back_j, pair = min(_moves(cost, expected, found, i, j), key=lambda move: move[0])
        pairs.append(pair)
        i, j = back_i, back_j
    return Comparison(tuple(reversed(pairs)))


def _unbranched(step: Step) -> Step:
    """Drop what feeds a step: a list of layers with an Add or Concatenate in it does not say what these join."""
    return replace(step, facts={name: fact for name, fact in step.facts.items() if name != "inputs"})


def _moves(
    cost: list[list[Fraction]], expected: Sequence[Step], found: Sequence[Step], i: int, j: int
) -> list[tuple[Fraction, int, int, Pair]]:
    moves = []
    if i and j:
        differs = differences(expected[i - 1], found[j - 1])
        pair = Pair(expected[i - 1], found[j - 1], differs)
        moves.append((cost[i - 1][j - 1] + _distance(expected[i - 1], found[j - 1], differs), i - 1, j - 1, pair))
    if i:
        moves.append((cost[i - 1][j] + GAP, i - 1, j, Pair(expected[i - 1], None)))
    if j:
        moves.append((cost[i][j - 1] + GAP, i, j - 1, Pair(None, found[j - 1])))
    return moves


def _distance(expected: Step, found: Step, differs: tuple[str, ...]) -> Fraction:
    if not differs:
        return Fraction(0)
    if expected.kind != found.kind:
        # Two pools or two convolutions are each other's counterpart; a Dense and a Conv2D are not.
        related = expected.kind[-6:] == found.kind[-6:] or WINDOW.get(expected.kind, "?") == WINDOW.get(found.kind, "!")
        return GAP if related else 2 * GAP
    return NEAR * Fraction(len(differs), len(expected.facts) + 1)


def differences(expected: Step, found: Step) -> tuple[str, ...]:
    """Name what differs: 'kind', 'activation' or a fact's name; an expected 'relu|linear' allows both."""
    if expected.kind != found.kind:
        return ("kind",)
    names = [
        name for name in expected.facts.keys() | found.facts.keys() if not _alike(expected.facts, found.facts, name)
    ]
    if found.activation not in expected.activation.split("|"):
        names.append("activation")
    order = [SIZE.get(expected.kind), WINDOW.get(expected.kind), "strides", "padding", "activation"]
    return tuple(sorted(names, key=lambda name: order.index(name) if name in order else len(order)))


def _alike(expected: Mapping[str, Fact], found: Mapping[str, Fact], name: str) -> bool:
    if name not in expected:
        # A fact that the rubric leaves open; some change the computation all the same.
        return name not in ("dilation_rate", "inputs", "use_bias")
    if name not in found:
        return False
    one, other = expected[name], found[name]
    if isinstance(one, float) or isinstance(other, float):
        return isinstance(one, int | float) and isinstance(other, int | float) and abs(one - other) < RATE_TOLERANCE
    return one == other


def _without_leading_flatten(expected: Sequence[Step], found: Sequence[Step]) -> tuple[Sequence[Step], Sequence[Step]]:
    """Drop a leading Flatten that only one side needs: data that come flat need none.

    The caller tells by ``canonical`` whether the found network's input was flat: its Flatten is already left out then.
    A network that should flatten and does not (a Dense on rows of an image) keeps the difference.
    """
    starts = bool(expected) and expected[0].kind == "flatten"
    if starts and found and found[0].kind != "flatten" and found[0].facts.get("input_rank", 2) == 2:  # noqa: PLR2004
        return expected[1:], found
    if not starts and expected and found and found[0].kind == "flatten" and expected[0].kind == "dense":
        return expected, found[1:]
    return expected, found
