"""Catches what a cell prints, as a person would see it, and never more than a bound."""

from __future__ import annotations

import io
import re
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_OUTPUT = 1_000_000
"""Characters kept of one cell: the first half and the last half of them."""

_TERMINAL_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x08")


class Capture(io.TextIOBase):
    """A text stream that keeps what was written to it.

    A carriage return goes back to the start of the line, as in a terminal: of a progress bar its last state is left.
    """

    def __init__(self, most: int = MOST_OUTPUT) -> None:
        super().__init__()
        self._half = most // 2
        self._head: list[str] = []
        self._head_size = 0
        self._tail: deque[str] = deque()
        self._tail_size = 0
        self._lost = 0
        self._line = ""

    @property
    def encoding(self) -> str:  # type: ignore[override]  # typeshed has an attribute here
        """What ``sys.stdout`` says of itself."""
        return "utf-8"

    def writable(self) -> bool:
        """Return True: this is where a cell prints to."""
        return True

    def write(self, text: str) -> int:
        """Take ``text`` in and return its length, as every stream does."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        *lines, rest = (self._line + text).split("\n")
        for line in lines:
            self._keep(_as_seen(line) + "\n")
        self._line = _as_seen(rest, line_goes_on=True)
        if len(self._line) > self._half:
            self._keep(self._line)
            self._line = ""
        return len(text)

    def text(self) -> str:
        """Return what a person would see by now."""
        line = _as_seen(self._line)
        if not self._tail and not self._lost:
            return "".join(self._head) + line
        lost = f"\n[… {self._lost} characters left out …]\n" if self._lost else ""
        return "".join(self._head) + lost + "".join(self._tail) + line

    def _keep(self, text: str) -> None:
        if not self._tail and self._head_size + len(text) <= self._half:
            self._head.append(text)
            self._head_size += len(text)
            return
        self._tail.append(text)
        self._tail_size += len(text)
        while self._tail_size > self._half and len(self._tail) > 1:
            dropped = len(self._tail.popleft())
            self._tail_size -= dropped
            self._lost += dropped


def first_lines(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Return the texts, each cut to ``most`` characters."""
    return tuple(text if len(text) <= most else text[:most] + "…" for text in texts)


def _as_seen(line: str, *, line_goes_on: bool = False) -> str:
    """Apply carriage returns; of a line that goes on, one at its end still waits for what overwrites it."""
    if "\r" in line:
        ends = line_goes_on and line.endswith("\r")
        line = line.rstrip("\r").rsplit("\r", 1)[-1] + ("\r" if ends else "")
    return _TERMINAL_CODES.sub("", line)
