"""The part that a place in the submission belongs to by its author's own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.markers import LineKind, Tree, find_marker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.evidence import Event
    from grader.parts import Span

_BUILDS = re.compile(
    r"_(?:\w*_)?(?:model|models|net|nets|network|dnn|cnn|mlp|lenet|build|make|create|compile|data|load|get|init)\w*",
    re.IGNORECASE,
)
"""What a function's name says after the part's number where it makes something that later parts use, too."""


def owner_of(event: Event, spans: Mapping[str, Sequence[Span]], tree: Tree) -> str | None:
    """Find the part of an event.

    A function named after a part decides for all that happens in it, wherever it is called; one that by its name only
    builds something decides where the place of the call says nothing. Else the place decides; where no part has it, the
    markers inside the functions called from there do (a ``main()`` that all parts stand in).
    """
    called = part_called(event.function or "", tree)
    if called is not None and not _BUILDS.search(event.function or ""):
        return called
    return _at(event, spans) or called or _inside(event, spans)


def part_called(functions: str, tree: Tree) -> str | None:
    """Find the one part that a stack of functions ("main.q1.part_2", outermost first) is named after."""
    path: tuple[str, ...] = ()
    for name in functions.split("."):
        marker = find_marker(name, kind=LineKind.NAME)
        if marker is not None:
            path = tree.find((*path, *marker.path)) or tree.find(marker.path) or path
    parts = tree.parts(path) if path else ()
    return parts[0] if len(parts) == 1 else None


def _at(event: Event, spans: Mapping[str, Sequence[Span]]) -> str | None:
    return next((name for name, held in spans.items() if any(s.holds(event.cell, event.line) for s in held)), None)


def _inside(event: Event, spans: Mapping[str, Sequence[Span]]) -> str | None:
    """Find the part whose marker stands in a function that was running, the outermost such function's.

    A marker above a function says where the function is written, not what it is called for.
    """
    return next(
        (
            name
            for frame in event.frames
            for name, held in spans.items()
            if any(frame.first < span.first and span.holds(frame.cell, frame.line) for span in held)
        ),
        None,
    )
