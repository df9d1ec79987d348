"""Where in the submission something happens: from the running stack to a cell and a line.

Cells are compiled under file names of their own (``cell_file``). The *outermost* frame of such a file belongs to the
cell that runs now; the frames inside are the student's functions, wherever they were defined.
"""

from __future__ import annotations

import sys
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from grader.evidence import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from grader.recorder.foreign import Foreign

_OWN = str(Path(__file__).parent)

_CONVERTED = "__autograph_generated_file"
"""Of the files that ``tf.function`` runs a student's function from: TensorFlow and Keras are not converted."""

_CONVERTED_NAME = "tf__"

_CALLS_FOR_OTHERS = "/tensorflow/python/autograph/"
"""What makes the calls of converted code on its behalf."""


MOST_FRAMES = 20
"""Of one place; a function that calls itself has many."""


class Where(NamedTuple):
    """A place in the submission; ``cell`` is 0 outside any cell. ``frames`` are the calls inside, outermost first."""

    cell: int
    line: int | None
    function: str | None
    frames: tuple[Frame, ...] = ()


def cell_file(number: int) -> str:
    """Return the file name that the code of cell ``number`` is compiled under."""
    return f"<cell {number}>"


class Places:
    """Knows which frames are the student's."""

    def __init__(self, cells: tuple[int, ...], folder: Path) -> None:
        self._cells = {cell_file(number): number for number in cells}
        self._folder = f"{folder.resolve()}/"
        self.current = 0
        """The cell that runs now: for what happens on a thread with no cell on its stack."""

    def is_student(self, file: str) -> bool:
        """Tell whether code compiled under ``file`` is the student's: a cell, or a module handed in with it."""
        if file in self._cells or Path(file).name.startswith(_CONVERTED):
            return True
        return file.startswith(self._folder) and "/site-packages/" not in file

    def here(self) -> Where:
        """Return the place of the call that is being executed."""
        frames = [frame for frame in _stack() if self.is_student(frame.f_code.co_filename)]
        names = (frame.f_code.co_name.removeprefix(_CONVERTED_NAME) for frame in reversed(frames))
        functions = [name for name in names if not name.startswith("<")]
        name = ".".join(functions) or None
        in_cells = [
            Frame(cell=self._cells[frame.f_code.co_filename], first=frame.f_code.co_firstlineno, line=frame.f_lineno)
            for frame in reversed(frames)
            if frame.f_code.co_filename in self._cells
        ]
        if not in_cells:
            return Where(self.current, None, name)
        outer, *inner = in_cells[: MOST_FRAMES + 1]
        return Where(outer.cell, outer.line, name, tuple(inner))

    def called_by_student(self) -> bool:
        """Tell whether the student's own code made the call that is being executed, not a library on its behalf."""
        caller = next((frame for frame in _stack() if _CALLS_FOR_OTHERS not in frame.f_code.co_filename), None)
        return caller is not None and self.is_student(caller.f_code.co_filename)

    def made_by(self, kind: Foreign, made: Foreign) -> bool:
        """Tell whether it is a method of another object of that ``kind``, in a library, that makes an object."""
        library = takewhile(lambda frame: not self.is_student(frame.f_code.co_filename), _stack())
        owners = (frame.f_locals.get("self") for frame in library)
        return any(owner is not made and isinstance(owner, kind) for owner in owners)


def _stack() -> Iterator[FrameType]:
    """Yield the running frames, innermost first, without the recorder's own."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the documented way to the running stack
    while frame is not None:
        if not frame.f_code.co_filename.startswith(_OWN):
            yield frame
        frame = frame.f_back
