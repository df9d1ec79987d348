"""A matplotlib backend that draws nowhere: ``plt.show()`` counts the open figures and closes them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg

if TYPE_CHECKING:
    from grader.recorder.foreign import Foreign

FigureCanvas = FigureCanvasAgg
"""What matplotlib looks for in a backend, beside ``show``."""

_shown = 0


def show(*_args: Foreign, **_kwargs: Foreign) -> None:
    """Do what a notebook does after a cell: show what is open, once."""
    global _shown  # noqa: PLW0603 - matplotlib knows a backend as a module: its state is the module's
    _shown += _close_open()


def take_count(*, close_open: bool) -> int:
    """Return how many figures were shown since the last call.

    Args:
        close_open: Count and close the open ones too, as a notebook does when a cell ends.
    """
    global _shown  # noqa: PLW0603 - as above
    count = _shown + (_close_open() if close_open else 0)
    _shown = 0
    return count


def _close_open() -> int:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return 0
    count = len(pyplot.get_fignums())
    pyplot.close("all")
    return count
