"""Magics and shell lines: what of them is run, what is acted out, and what is only noted.

A notebook's `!` and `%` lines belong to the student's machine. Those that a cell may depend on are run or acted out
inside the working folder; the rest is noted, and the cell goes on.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from IPython.utils.text import LSString, SList

from grader.evidence import Command

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign
    from grader.recorder.session import Session
    from grader.recorder.shell import Shell

_MACHINE = {"date", "df", "du", "free", "lscpu", "nproc", "nvidia-smi", "uname", "uptime", "whoami"}
_FILES = {
    "cat",
    "cp",
    "file",
    "find",
    "head",
    "ls",
    "mkdir",
    "mv",
    "pwd",
    "stat",
    "tail",
    "touch",
    "tree",
    "unzip",
    "wc",
}
_TEXT = {"basename", "cut", "dirname", "echo", "expr", "grep", "seq", "sort", "tr", "true", "uniq", "which"}

HARMLESS_PROGRAMS = frozenset(_MACHINE | _FILES | _TEXT)
"""Programs whose worst is to write inside the working folder; the sandbox holds them there."""

_HELP = {"dhist", "lsmagic", "magic", "pdoc", "pinfo", "pinfo2", "psource", "pwd", "who", "who_ls", "whos"}
_SETTINGS = {"cd", "env", "precision", "reset", "reset_selective", "run", "set_env", "xdel"}

HARMLESS_MAGICS = frozenset(_HELP | _SETTINGS)
"""IPython's own magics that act on the shell alone."""

_OPTIONS = re.compile(r"^(?:-[nrps]\s*\d+\s+|-[a-z]+\s+)*")
"""Those of ``%timeit`` and ``%prun``, before the code."""

SHELL_SECONDS = 20
MOST_TEXT = 500

Outcome = Literal["run", "noted"]


class Commands:
    """Answers the shell's magics and shell lines, and records each."""

    def __init__(self, shell: Shell, session: Session, folder: Path) -> None:
        self._shell = shell
        self._session = session
        self._folder = folder.resolve()
        self._trash = self._folder.parent / f"{self._folder.name}.removed"

    @property
    def trash(self) -> Path:
        """Where removed files are kept, beside the working folder."""
        return self._trash

    def line_magic(self, name: str, line: str) -> Foreign:
        """Run, act out or note ``%name line``."""
        acted = _LINE_MAGICS.get(name)
        if acted is not None:
            self.note(f"%{name} {line}", "run")
            return acted(self, line)
        if name in HARMLESS_MAGICS:
            self.note(f"%{name} {line}", "run")
            return self._shell.super_line_magic(name, line)
        self.note(f"%{name} {line}", "noted")
        return None

    def cell_magic(self, name: str, line: str, cell: str) -> Foreign:
        """Run, act out or note ``%%name line``; those that wrap Python code were unwrapped before (``unwrap``)."""
        acted = _CELL_MAGICS.get(name)
        self.note(f"%%{name} {line}", "run" if acted else "noted")
        return acted(self, line, cell) if acted else None

    def shell_line(self, command: str) -> None:
        """Run, act out or note ``!command``; what it prints goes to the cell's output."""
        sys.stdout.write(self._shell_text(self._expand(command)))

    def shell_output(self, command: str, *, split: bool) -> Foreign:
        """Do ``name = !command``: its output as a list of lines, as IPython returns it."""
        text = self._shell_text(self._expand(command))
        return SList(text.splitlines()) if split else LSString(text)

    def run_python(self, code: str) -> Foreign:
        """Run a line of Python that a magic wraps, as part of the running cell."""
        return self._shell.run_inner(code)

    def write_file(self, line: str, cell: str) -> None:
        """Do ``%%writefile [-a] name``, inside the working folder only."""
        words = shlex.split(line)
        path = (self._folder / words[-1]).resolve()
        if path.is_relative_to(self._folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a" if "-a" in words[:-1] else "w", encoding="utf-8") as file:
                file.write(cell)

    def note(self, text: str, outcome: Outcome) -> None:
        """Record a command and what became of it."""
        event = Command(text=text.strip()[:MOST_TEXT], outcome=outcome, **self._session.place())
        self._session.writer.event(event)

    def _expand(self, command: str) -> str:
        """Put Python values into ``{name}`` and ``$name``, as IPython does."""
        return str(self._shell.var_expand(command, depth=2))

    def _shell_text(self, command: str) -> str:
        words = _words(command)
        if words[:1] == ["rm"]:
            self._remove(words[1:])
            self.note(f"!{command}", "run")
            return ""
        if not _is_harmless(command):
            self.note(f"!{command}", "noted")
            return ""
        self.note(f"!{command}", "run")
        return _run(command)

    def _remove(self, words: list[str]) -> None:
        """Act out ``rm``: what is named inside the working folder is moved aside, so that it stays readable."""
        self._session.logs.update(self._session.places.current)
        for word in (word for word in words if not word.startswith("-")):
            for path in _matches(self._folder, word):
                if path.is_relative_to(self._folder) and path != self._folder and path.exists():
                    self._put_away(path)

    def _put_away(self, path: Path) -> None:
        try:
            self._trash.mkdir(parents=True, exist_ok=True)
            shutil.move(path, self._trash / f"{time.monotonic_ns()}-{path.name}")
        except OSError:  # no room beside the working folder, or no right to write there: then it is gone
            shutil.rmtree(path, ignore_errors=True)
            with suppress(OSError):
                path.unlink()


def _matches(folder: Path, word: str) -> list[Path]:
    """Return the paths that a word of a shell line names, links in their last part not followed."""
    path = Path(word).expanduser()
    if not path.is_absolute() and any(mark in word for mark in "*?["):
        return [_placed(found) for found in Path.cwd().glob(word)] if Path.cwd().is_relative_to(folder) else []
    return [_placed(Path.cwd() / path)]


def _placed(path: Path) -> Path:
    """Return where a path really lies: ``x/../..`` is not below ``x``."""
    return path.resolve() if path.name in {"", ".", ".."} else path.parent.resolve() / path.name


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # an open quote: no shell would take it either
        return command.split()


def _is_harmless(command: str) -> bool:
    """Tell whether every program of a pipeline is known to do no harm; anything the shell would expand is not."""
    if any(mark in command for mark in ("$(", "`", ">", "<", ";", "&", "\n")):
        return False
    firsts = [_words(part)[:1] for part in command.split("|")]
    return all(first and first[0] in HARMLESS_PROGRAMS for first in firsts)


def _run(command: str) -> str:
    try:
        done = subprocess.run(  # noqa: S602 - a student's line in the student's sandbox, its programs known
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SHELL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"[stopped after {SHELL_SECONDS} s]\n"
    return done.stdout.decode("utf-8", "replace")


def _wrapped_python(commands: Commands, line: str) -> Foreign:
    return commands.run_python(_OPTIONS.sub("", line))


_LINE_MAGICS: dict[str, Callable[[Commands, str], Any]] = {
    "time": _wrapped_python,
    "timeit": _wrapped_python,
    "prun": _wrapped_python,
    "sx": lambda commands, line: commands.shell_output(line, split=True),
    "system": lambda commands, line: commands.shell_output(line, split=True),
}

_CELL_MAGICS: dict[str, Callable[[Commands, str, str], Any]] = {
    "writefile": Commands.write_file,
    "file": Commands.write_file,
}

PYTHON_CELL_MAGICS = frozenset({"time", "timeit", "capture", "prun", "python", "python3"})
"""Cell magics whose body is Python that belongs to the notebook's own run."""

TIMING_MAGICS = frozenset({"time", "timeit", "prun"})
"""Those that may have their one statement on the magic's own line."""


def unwrap(source: str) -> tuple[str, str | None]:
    """Take a cell magic that wraps Python off a cell.

    Returns:
        The code, each line where it was, and the magic's line without its `%%` (None where there is none).
    """
    body = source.lstrip()
    blank = source[: len(source) - len(body)]
    first, newline, rest = body.partition("\n")
    words = first.removeprefix("%%").split(maxsplit=1)
    if not first.startswith("%%") or not words or words[0] not in PYTHON_CELL_MAGICS:
        return source, None
    statement = words[1] if len(words) > 1 and words[0] in TIMING_MAGICS and not rest.strip() else ""
    return blank + statement + newline + rest, " ".join(words)
