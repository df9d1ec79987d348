"""Lines that only the recorder can have written: each bears its number and a mark under a key that it forgot.

The recorder lives in the process that it records, so its file lies within reach of what it runs. The key comes with the
job, whose file the recorder removes before a line of the submission runs; what else is written into the recording, or
taken out of it, shows. Whoever takes over the recorder itself can still have it write: see ``docs/security.md``.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK_BYTES = 16


class Seal:
    """Marks lines one after the other; without a key it leaves them as they are."""

    def __init__(self, key: str = "") -> None:
        self._keyed = hashlib.blake2b(key=bytes.fromhex(key), digest_size=_MARK_BYTES) if key else None
        self._number = 0
        self._process = os.getpid()
        self.lock = threading.Lock()
        """To be held from a line's number until it is written."""

    @property
    def is_own_process(self) -> bool:
        """This is not a fork of the process that it was made in, whose numbers would be used twice."""
        return os.getpid() == self._process

    def put_on(self, line: bytes) -> bytes:
        """Return the line with its number and mark in front."""
        if self._keyed is None:
            return line
        self._number += 1
        return b"%d %s %s" % (self._number, _mark(self._keyed, self._number, line), line)


class Unsealed:
    """The lines of a recording that bear the mark of their key, in their order, each once."""

    def __init__(self, lines: Iterable[bytes], key: str) -> None:
        self._lines = lines
        self._keyed = hashlib.blake2b(key=bytes.fromhex(key), digest_size=_MARK_BYTES)
        self.foreign = 0
        """Lines that the recorder did not write, or not there; one at the end may only have been cut off."""
        self.missing = 0
        """Lines that it wrote and that are not there."""

    def __iter__(self) -> Iterator[bytes]:
        at = torn = 0
        for line in self._lines:
            if not line.strip():
                continue
            self.foreign, torn = self.foreign + torn, 0
            number, _, rest = line.partition(b" ")
            mark, _, text = rest.partition(b" ")
            told = int(number) if number.isdigit() and len(number) < 12 else 0  # noqa: PLR2004 - no run writes more
            if told <= at or not hmac.compare_digest(mark, _mark(self._keyed, told, text.rstrip(b"\r\n"))):
                torn = 1
                continue
            self.missing += told - at - 1
            at = told
            yield text


def _mark(keyed: hashlib.blake2b, number: int, line: bytes) -> bytes:
    marked = keyed.copy()
    marked.update(b"%d " % number)
    marked.update(line)
    return marked.hexdigest().encode()
