"""Runs the package managers that some sources are reached by."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Protocol

from grader.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PATIENCE = 1800.0  # seconds: 139 MB over a slow line


class RunTool(Protocol):
    """The port to the outside: runs a command in a folder, or raises DataError that says why it did not work."""

    def __call__(self, command: Sequence[str], folder: Path) -> None:
        """Run it to its end."""


def run_tool(command: Sequence[str], folder: Path) -> None:
    """Run a command of the machine; what it says is heard only if it fails."""
    if shutil.which(command[0]) is None:
        raise DataError(f"{command[0]} is not installed")
    try:
        subprocess.run(  # noqa: S603 - the commands are constants of the sources, no shell reads them
            command,
            cwd=folder,
            check=True,
            timeout=_PATIENCE,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired as error:
        raise DataError(f"`{' '.join(command)}` did not end within {_PATIENCE / 60:.0f} minutes") from error
    except subprocess.CalledProcessError as error:
        said = [line for line in f"{error.stdout}\n{error.stderr}".splitlines() if line.strip()]
        last = said[-1].strip() if said else "it said nothing"
        raise DataError(f"`{' '.join(command)}` ended with status {error.returncode}: {last}") from error
