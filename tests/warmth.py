"""Sandboxes whose runs are forks of a server, for code that is written to be a program."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.sandbox.python import INTERPRETER
from grader.sandbox.warm import Warm

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from grader.sandbox.launch import Kept
    from grader.sandbox.port import Outcome, Sandbox, Spec

LITTLE = "grader.sandbox.port"
"""Something to import that takes no time and little memory."""


@contextmanager
def forking(fresh: Kept, preload: str = LITTLE) -> Iterator[Sandbox]:
    """Lend a sandbox that runs ``python -c CODE`` and ``python FILE`` as modules, in forks; never afresh instead."""
    warm = Warm(fresh, frozenset({"code", "attack"}), preload, _failed)
    try:
        yield Forking(warm)
    finally:
        warm.close()


def _failed(text: str) -> None:
    raise AssertionError(text)


@dataclass(frozen=True)
class Forking:
    """Turns programs into modules."""

    warm: Warm

    @property
    def level(self) -> str:
        return self.warm.level

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        *_, option, code = spec.argv if len(spec.argv) > 2 else ("", *spec.argv)
        if option == "-c":
            inputs = {**spec.inputs, "work/code.py": code}
            return self.warm.run(replace(spec, argv=(INTERPRETER, "-m", "code"), inputs=inputs), cancel=cancel)
        if code == "attack.py":
            return self.warm.run(replace(spec, argv=(INTERPRETER, "-m", "attack")), cancel=cancel)
        return self.warm.run(spec, cancel=cancel)
