"""Two networks drawn over each other, a column a layer, as exams draw them: units as circles, maps as squares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.checks.base import Alignment

COLUMN = 96
LANE = 142
PICTURE = 84
"""Height of the drawing in a lane; below it stand up to three lines of text."""
LEFT = 56
MOST_COLUMNS = 40
MOST_LETTERS = 14
MOST_ROWS = 3
MOST_CIRCLES = 4
RADIUS = 7

_NUMBER = re.compile(r"\d+")


class Spot(NamedTuple):
    """A point where lines to other layers begin and end."""

    x: float
    y: float


@dataclass(frozen=True)
class Node:
    """A layer: its shape ("units", "maps", "pool", "bar", "drop", "box", "gap"), where it stands, what it says."""

    shape: str
    x: float
    y: float
    more: bool
    circles: tuple[Spot, ...]
    text: tuple[str, ...]
    text_y: float
    same: bool


@dataclass(frozen=True)
class Edge:
    """A line from one layer to the next."""

    x1: float
    y1: float
    x2: float
    y2: float
    thin: bool


@dataclass(frozen=True)
class Lane:
    """One network."""

    y: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class Drawing:
    """Both networks, and the columns in which they differ; networks that are alike are drawn once, as found."""

    width: float
    height: float
    asked: Lane | None
    found: Lane
    different: tuple[float, ...]
    column: int = COLUMN


def drawing(exhibit: Alignment) -> Drawing | None:
    """Lay two aligned networks out; None where there is nothing to draw, or too much to be read."""
    if not exhibit.rows or len(exhibit.rows) > MOST_COLUMNS:
        return None
    same = [exhibit.same(at) for at in range(len(exhibit.rows))]
    lanes = 1 if all(same) else 2
    return Drawing(
        width=LEFT + COLUMN * len(exhibit.rows) + 8,
        height=lanes * LANE,
        asked=None if all(same) else _lane([asked for asked, _ in exhibit.rows], same, 0),
        found=_lane([found for _, found in exhibit.rows], same, (lanes - 1) * LANE),
        different=tuple(LEFT + COLUMN * at for at, alike in enumerate(same) if not alike),
    )


def _lane(layers: Sequence[str | None], same: Sequence[bool], top: float) -> Lane:
    nodes = tuple(
        _node(layer, LEFT + COLUMN * (at + 0.5), top, alike)
        for at, (layer, alike) in enumerate(zip(layers, same, strict=True))
    )
    return Lane(top, nodes, tuple(_edges([node for node in nodes if node.shape != "gap"])))


def _node(layer: str | None, x: float, top: float, same: bool) -> Node:
    middle = top + 8 + PICTURE / 2
    if layer is None:
        return Node("gap", x, middle, more=False, circles=(), text=("–",), text_y=middle + 5, same=same)
    shape = shape_of(layer)
    numbers = _NUMBER.findall(layer.partition(" ")[2])
    count = int(numbers[0][:9]) if numbers and shape == "units" else MOST_CIRCLES + 1
    circles = _circles(x, middle, count) if shape in {"units", "drop"} else ()
    more = shape == "units" and count > MOST_CIRCLES
    return Node(shape, x, middle, more, circles, tuple(_wrapped(layer)), top + PICTURE + 24, same)


def shape_of(layer: str) -> str:
    """Tell how a layer is drawn."""
    kind = layer.partition(" ")[0].lower()
    if kind in {"dense", "lstm", "gru", "simplernn"}:
        return "units"
    if "pool" in kind:
        return "pool"
    if "conv" in kind:
        return "maps"
    if kind == "flatten":
        return "bar"
    return "drop" if "dropout" in kind else "box"


def _circles(x: float, middle: float, count: int) -> tuple[Spot, ...]:
    """Place up to four circles; more units are three circles with dots before the last one."""
    shown = min(count, MOST_CIRCLES)
    places = (0, 1, 3) if count > MOST_CIRCLES else tuple(range(max(shown, 1)))
    step = PICTURE / MOST_CIRCLES
    height = step * (places[-1] if places else 0)
    return tuple(Spot(x, middle - height / 2 + step * place) for place in places)


def _edges(nodes: Sequence[Node]) -> Iterator[Edge]:
    for one, other in pairwise(nodes):
        if one.circles and other.circles:
            for start in one.circles:
                for end in other.circles:
                    yield Edge(start.x + RADIUS, start.y, end.x - RADIUS, end.y, thin=True)
        else:
            yield Edge(one.x + 26, one.y, other.x - 30, other.y, thin=False)


def _wrapped(layer: str) -> Iterator[str]:
    """Break a layer's text into its kind and what follows, a few short lines in all."""
    kind, *rest = layer.split()
    rows = [kind]
    for word in rest:
        if len(rows) > 1 and len(rows[-1]) + 1 + len(word) <= MOST_LETTERS:
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word)
    for row in rows[:MOST_ROWS]:
        yield row if len(row) <= MOST_LETTERS + 2 else f"{row[:MOST_LETTERS]}…"
