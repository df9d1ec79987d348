"""What the grader tells a keeper: plain JSON, standard library only, as the keeper sees no site-packages."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

MIB = 1 << 20
GIB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """What a run may use. Sizes are bytes, times are seconds."""

    wall: float = 3600.0
    cpu: float = 4 * 3600.0
    """CPU time of one process, over all its threads."""
    memory: int = 4 * GIB
    """Resident memory of all processes together."""
    processes: int = 512
    """Processes and threads. TensorFlow starts several threads a core."""
    open_files: int = 1024
    file_size: int = GIB
    disk: int = GIB
    """Written to the working and temporary folders together, and as much again to the results."""
    entries: int = 20_000
    """Files and folders, in each of the two."""
    output: int = 64 * 1024
    """How much of the end of stdout and stderr is kept; the rest is read and dropped."""


@dataclass(frozen=True)
class Plan:
    """One run, with every path settled.

    Attributes:
        level: "bubblewrap", "landlock" or "none".
        argv: The command; "{job}" in it and in ``env`` stands for the job folder as the run sees it.
        env: The whole environment of the run.
        binds: (host path, path inside); a relative one is below the job folder.
        files: (host path, name) copied into the working folder.
        inputs: (name, text) written into the job folder.
        results: Host folder that regular files of the job's ``out`` folder are copied to.
        scratch: Host folder that the keeper makes and removes.
        uid: User and group to run as; None to stay who one is.
        bwrap: Path of the bubblewrap program.
    """

    level: str
    argv: tuple[str, ...]
    results: str
    scratch: str
    env: dict[str, str] = field(default_factory=dict)
    binds: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    limits: Limits = Limits()
    uid: int | None = None
    bwrap: str = "bwrap"

    def to_json(self) -> str:
        """Return the plan as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Read back what ``to_json`` wrote."""
        raw: dict[str, Any] = json.loads(text)
        pairs = {name: tuple((first, second) for first, second in raw[name]) for name in ("binds", "files", "inputs")}
        return cls(**{**raw, **pairs, "argv": tuple(raw["argv"]), "limits": Limits(**raw["limits"])})


@dataclass(frozen=True)
class Report:
    """What a keeper found. ``trouble`` says why the run could not be started or held; then nothing else counts."""

    ending: str = ""
    exit_code: int | None = None
    signal: int | None = None
    seconds: float = 0.0
    peak_memory: int = 0
    output: str = ""
    why: str = ""
    refused: tuple[str, ...] = ()
    trouble: str = ""

    def to_json(self) -> str:
        """Return the report as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Read back what ``to_json`` wrote."""
        raw: dict[str, Any] = json.loads(text)
        return cls(**{**raw, "refused": tuple(raw["refused"])})
