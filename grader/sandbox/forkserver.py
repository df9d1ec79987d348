"""The server of a grader: imports what runs need, then forks a process for each, which has it already.

It is told where to listen, what to import, and a folder to make, to import in, and to remove then; it is asked, in one
packet each, to fork a process that gets three standard streams and runs a module. It ends with the other end of its
socket. See docs/design/warm-server.md.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.sandbox import keeper, kernel, reach, scratch
from grader.sandbox.lockdown import Command
from grader.sandbox.starting import Unwound

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_REQUEST = 1 << 16
STREAMS = 3
KEEPER = "grader.sandbox.keeper"
"""The module whose process forks a run in its turn."""

_FIRST_FREE = 3
_MOST_DESCRIPTORS = 1 << 20
_PATIENCE_S = 20


@dataclass(frozen=True)
class Request:
    """A process to fork. Its environment and folder are all that it is given besides its streams."""

    argv: tuple[str, ...]
    """The module, and its arguments."""
    env: dict[str, str]
    folder: str

    def to_json(self) -> bytes:
        """Return what ``from_json`` reads."""
        return json.dumps(vars(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Request:
        """Read what ``to_json`` wrote."""
        raw = json.loads(text)
        return cls(tuple(raw["argv"]), raw["env"], raw["folder"])


def start() -> None:
    """Become the server (``argv``: its socket's descriptor, module to import, folder), with a read-only interpreter.

    ``/proc/self/exe`` of every fork is the file this process was executed from, through the mount it was found by.
    Where nothing can be mounted there is no bubblewrap either; ``lockdown.confine_inside`` makes sure.
    """
    folder = Path(sys.argv[3])
    folder.mkdir(mode=0o700)
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    os.chdir(folder)
    program = Path(os.path.realpath(sys.executable))
    with suppress(OSError):
        scratch.own_mounts()
        reach.bind(program, program)
    os.execv(sys.executable, (sys.executable, "-m", __name__, *sys.argv[1:]))  # noqa: S606 - itself


def main() -> None:
    """Import, serve, and in forks go on as what they are to be."""
    descriptor, preload, folder = sys.argv[1:]
    system = _without_own(sys.path)
    module = importlib.import_module(preload)
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)
    _try_fork(getattr(module, "try_out", None))
    gc.collect()
    # What is never looked at by the collector is never copied.
    gc.freeze()
    command = serve(socket.socket(fileno=int(descriptor)))
    _go_on(command, system)


def serve(channel: socket.socket) -> Command:
    """Fork what is asked for until nobody can ask any more; return, in each fork, what it has to run."""
    told: dict[int, tuple[int, int]] = {}
    while True:
        ready, _, _ = select.select([channel.fileno(), *told], [], [])
        for ended in [descriptor for descriptor in ready if descriptor in told]:
            _tell(*told.pop(ended))
            os.close(ended)
        if channel.fileno() not in ready:
            continue
        text, descriptors, _, _ = socket.recv_fds(channel, MOST_REQUEST, STREAMS + 1)
        if not text:
            os._exit(0)
        *streams, word = descriptors
        if _threads() > 1:
            os.write(word, b"refused: it has threads, which a fork would not have\n")
        elif pid := os.fork():
            told[os.pidfd_open(pid)] = (pid, word)
            os.write(word, f"{pid}\n".encode())
        else:
            return _forked(Request.from_json(text), streams)
        for stream in streams:
            os.close(stream)


def _try_fork(act: Callable[[], object] | None) -> None:
    """Fork once and act there, which must end well and soon: libraries do not promise to bear it.

    OpenBLAS does bear it, and ends its threads when the first fork is made.
    """
    pid = os.fork()
    if pid == 0:
        signal.alarm(_PATIENCE_S)
        if act is not None:
            act()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    if status:
        sys.exit(f"a fork of what was imported does not work here (status {os.waitstatus_to_exitcode(status)})")


def _tell(pid: int, word: int) -> None:
    """Say how a fork has ended."""
    _, status = os.waitpid(pid, 0)
    with suppress(OSError):
        os.write(word, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os.close(word)


def _forked(request: Request, streams: list[int]) -> Command:
    """Take the streams; be a keeper, whose run's command is returned in the run, or return what to run."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    _close_others()
    os.setsid()
    os.chdir(request.folder)
    if request.argv != (KEEPER,):
        return Command(request.argv, request.env)
    os.environ.clear()
    os.environ.update(request.env)
    try:
        keeper.main(fork=True)
    except Unwound as unwound:
        # The interpreter and its option come first.
        return Command(unwound.command.argv[2:], unwound.command.env)
    os._exit(0)


def _close_others() -> None:
    os.closerange(_FIRST_FREE, _MOST_DESCRIPTORS)


def _go_on(command: Command, system: list[str]) -> None:
    """Run a module as ``python -m`` does, as if this process had just begun."""
    _close_others()
    kernel.be_ones_own()
    os.environ.clear()
    os.environ.update(command.env)
    tempfile.tempdir = None
    sys.path[:] = [str(Path.cwd()), *command.env.get("PYTHONPATH", "").split(":"), *system]
    sys.argv[:] = command.argv
    runpy.run_module(command.argv[0], run_name="__main__", alter_sys=True)


def _without_own(path: list[str]) -> list[str]:
    """Return the entries that every Python here has: without this process's folder, and those of its PYTHONPATH."""
    own = {str(Path.cwd()), *os.environ.get("PYTHONPATH", "").split(":")}
    return [entry for entry in path if entry not in own]


def _threads() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - names are all that is wanted


if __name__ == "__main__":
    main()
