"""What the rest of the grader asks of a sandbox, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from grader.sandbox.plan import Limits

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping
    from pathlib import Path

    from grader.evidence import Ending

__all__ = ["Bind", "Limits", "Outcome", "Sandbox", "Spec"]


@dataclass(frozen=True)
class Bind:
    """A file or folder of the host that the run may read.

    ``inside`` is where the run finds it: below the job folder if relative ("data/cifar10"). At the levels without a
    mount namespace of their own a relative one is a symbolic link, and an absolute one has to equal ``host``.
    """

    host: Path
    inside: str


@dataclass(frozen=True)
class Spec:
    """One command to run contained.

    The run finds a job folder with ``inputs`` in it, a folder ``out`` for its results, and ``work``, its working
    folder, with ``files``. Where that folder is depends on the level: "{job}" in ``argv`` and ``env`` stands for it,
    and paths inside the inputs are best given relative to it. HOME and TMPDIR are inside it too.

    Attributes:
        argv: The command. Python is ``grader.sandbox.python.INTERPRETER``.
        results: An existing, empty folder. After the run it holds the regular files of ``out``, copied by the grader:
            no links, no folders, no names with odd characters (``Outcome.refused`` lists what was left behind).
        inputs: Name in the job folder to text.
        files: Path relative to the working folder to a regular file of the host.
        binds: What it may read besides Python, its libraries and the grader's own code.
        env: Added to the few variables every run gets; nothing is inherited.
        limits: What it may use.
    """

    argv: tuple[str, ...]
    results: Path
    inputs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    binds: tuple[Bind, ...] = ()
    env: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Outcome:
    """What became of a run.

    Attributes:
        ending: How it ended, as the keeper saw it; nothing the run says of itself counts.
        level: The level that held it.
        exit_code: None if it was ended by a signal.
        signal: The signal that ended it, the keeper's own included.
        seconds: Wall time.
        peak_memory: Highest resident memory of all its processes together that was seen, in bytes.
        output: The end of stdout and stderr. Hostile text: escape it wherever it is shown.
        why: In words, where the ending's name is not all there is to say: which limit, which signal.
        refused: Names in ``out`` that were not collected, and why. Hostile text too.
    """

    ending: Ending
    level: str
    exit_code: int | None = None
    signal: int | None = None
    seconds: float = 0.0
    peak_memory: int = 0
    output: str = ""
    why: str = ""
    refused: tuple[str, ...] = ()


class Sandbox(Protocol):
    """Runs commands contained; ``run`` may be called from several threads at once."""

    @property
    def level(self) -> str:
        """Return "bubblewrap", "landlock" or "none"."""
        ...

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        """Run to the end; ``cancel`` ends it early (``Ending.KILLED``).

        Raises:
            SandboxError: The run could not be started, or not be held.
        """
        ...
