"""From rich's renderables to plain text of a given width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from grader.report.glyphs import shown_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

NARROWEST = 40


def console_of(width: int, *, color: bool) -> Console:
    """Return a console that depends on nothing of this machine: without ``color`` not a single escape is written."""
    return Console(
        width=max(width, NARROWEST),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        force_jupyter=False,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )


def printed(console: Console, what: Iterable[RenderableType], encoding: str) -> str:
    """Return what the console would show, without blanks at the ends of lines, in signs that ``encoding`` has.

    Args:
        console: Gives the width.
        what: From top to bottom; laid out one by one, as rich needs many times the memory of the text it makes.
        encoding: Of the stream it will be written to.
    """
    lines = (row.rstrip() for one in what for row in _text(console, one).splitlines())
    return shown_in("\n".join(lines).rstrip("\n") + "\n", encoding)


def _text(console: Console, what: RenderableType) -> str:
    with console.capture() as capture:
        console.print(what)
    return capture.get()
