"""Keeps a submission's hands off what the recorder writes, and notes who looks for the recorder.

Python tells an audit hook (PEP 578) of every file it opens, whoever asked for it; such a hook cannot be taken away
again. Only what the recorder's own code asks for, with no code of the submission's in between, may touch the results.
What is no Python, a program that is started say, is not seen here: ``grader.seal`` is for that.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from grader.evidence import Suspicion

if TYPE_CHECKING:
    from types import FrameType

    from grader.recorder.foreign import Foreign
    from grader.recorder.session import Session

_OWN = (str(Path(__file__).parent), str(Path(__file__).parents[1] / "artifacts.py"))
_ON_FILES = frozenset(
    {"open", "os.remove", "os.rename", "os.truncate", "os.chmod", "os.link", "os.symlink", "os.listdir"}
)
_ON_OBJECTS = frozenset({"gc.get_objects", "gc.get_referrers", "sys._getframe"})
MOST_NOTED = 20


def install(session: Session, out: Path) -> None:
    """Watch from now on; ``out`` is the folder with the recording."""
    sys.addaudithook(_Guard(session, out).heard)


class _Guard:
    def __init__(self, session: Session, out: Path) -> None:
        self._session = session
        self._out = str(out.resolve())
        self._noted = 0
        self._process = os.getpid()
        self._busy = threading.local()

    def heard(self, event: str, given: tuple[Foreign, ...]) -> None:
        """Refuse what touches the results; note who looks at the objects of the recorder."""
        if event not in _ON_FILES and event not in _ON_OBJECTS:
            return
        if getattr(self._busy, "value", False):
            return
        self._busy.value = True
        try:
            if event in _ON_OBJECTS:
                if self._session.places.is_student(_caller().f_code.co_filename):
                    self._note(event)
            elif any(self._is_ours(path) for path in given[:2]) and not _asked_by_recorder(self._session):
                self._note(f"{event}: {given[0]!s:.200}")
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), given[0])
        finally:
            self._busy.value = False

    def _is_ours(self, path: Foreign) -> bool:
        if not isinstance(path, str | bytes):
            return False
        try:
            real = os.path.realpath(os.fsdecode(path))
        except (OSError, ValueError):
            return False
        if real.startswith("/proc/"):
            return real.endswith("/mem") or "/fd/" in os.fsdecode(path)
        return real == self._out or real.startswith(f"{self._out}/")

    def _note(self, detail: str) -> None:
        self._noted += 1
        if self._noted <= MOST_NOTED and os.getpid() == self._process:
            suspicion = Suspicion(what="searched_grader", detail=detail, **self._session.place())
            self._session.writer.event(suspicion)


def _caller() -> FrameType:
    """Return the frame that made the call that is heard of: beyond the hook's own, and the module that asks for it."""
    frame = sys._getframe(2)  # noqa: SLF001 - the documented way to the running stack
    while frame.f_back is not None and frame.f_code.co_filename.endswith("/inspect.py"):
        frame = frame.f_back
    return frame


def _asked_by_recorder(session: Session) -> bool:
    """Tell whether the recorder's code is nearer to the call than any of the submission's."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - as above
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_OWN):
            return True
        if session.places.is_student(file):
            return False
        frame = frame.f_back
    return False
