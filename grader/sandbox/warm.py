"""Runs modules in forks of a server that has imported what they need; what fails there is run afresh."""

from __future__ import annotations

import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import SandboxError
from grader.sandbox import python
from grader.sandbox.forkserver import KEEPER, Request
from grader.sandbox.port import Bind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grader.sandbox.launch import Kept
    from grader.sandbox.port import Outcome, Spec

_ROOT = python.PACKAGE.parent
_FIRST = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from grader.sandbox.forkserver import start; start()"
PATIENCE_S = 120.0
"""Seconds to wait for a server that imports, and for its answer."""
_ANSWER = 1 << 12


class ForkError(SandboxError):
    """The server could not fork."""


class Forked:
    """A process that a server has forked: as ``subprocess.Popen``, in the parts that are used here."""

    def __init__(self, word: int, stdin: int, stdout: int) -> None:
        self._word = os.fdopen(word, "rb", buffering=0)
        self.stdin = os.fdopen(stdin, "wb")
        self.stdout = os.fdopen(stdout, "rb")
        self.returncode: int | None = None
        self._said = b""
        try:
            said = self._line(PATIENCE_S)
        except subprocess.TimeoutExpired:
            said = f"no answer in {PATIENCE_S:.0f} s"
        if not said.isdigit():
            for stream in (self._word, self.stdin, self.stdout):
                stream.close()
            raise ForkError(said or "the server has ended")
        self._pid = int(said)
        # Its own end, as a server that was killed says nothing, and what it has forked goes on all the same.
        try:
            self._end = os.pidfd_open(self._pid)
        except ProcessLookupError:
            self._end = os.dup(self._word.fileno())

    def poll(self) -> int | None:
        """Return the exit status; None while there is none."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit status.

        Raises:
            subprocess.TimeoutExpired: There is none yet.
        """
        if self.returncode is None:
            if not select.select([self._end], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("forked", timeout or 0)
            said = self._line(PATIENCE_S)
            self._word.close()
            os.close(self._end)
            self.returncode = int(said) if said else -signal.SIGKILL
        return self.returncode

    def kill(self) -> None:
        """Kill it."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def _line(self, timeout: float | None) -> str:
        """Return the server's next word; empty if it has ended."""
        while b"\n" not in self._said:
            ready, _, _ = select.select([self._word], [], [], timeout)
            if not ready:
                raise subprocess.TimeoutExpired("forked", timeout or 0)
            more = self._word.read(_ANSWER)
            if not more:
                return ""
            self._said += more
        line, _, self._said = self._said.partition(b"\n")
        return line.decode()


class Server:
    """A process that has imported a module; it ends with this one."""

    def __init__(self, preload: str, env: Mapping[str, str]) -> None:
        # Libraries make folders of their own when they are imported. The server makes this one and removes it then:
        # one made here would be left behind if this process were killed before there is a server.
        self._home = Path(tempfile.gettempdir(), f"grader-server-{secrets.token_hex(8)}").absolute()
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - the grader's own interpreter and code
                (python.INTERPRETER, "-I", "-S", "-c", _FIRST, str(theirs.fileno()), preload, str(self._home)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=(theirs.fileno(),),
                cwd="/",
                env={name: value.replace("{job}", str(self._home)) for name, value in _environment(env).items()},
                start_new_session=True,
            )

    def keeper(self) -> Forked:
        """Fork a keeper, which will fork its run.

        Raises:
            ForkError: The server has ended, or refuses.
        """
        return self.fork(Request((KEEPER,), {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, "/"))

    def fork(self, request: Request, errors: int | None = None) -> Forked:
        """Fork what is asked for; what it says on standard error goes to a descriptor, or to standard output.

        Raises:
            ForkError: The server has ended, or refuses.
        """
        input_r, input_w = os.pipe()
        output_r, output_w = os.pipe()
        word_r, word_w = os.pipe()
        theirs = (input_r, output_w, output_w if errors is None else errors, word_w)
        try:
            # A server that has ended says no word; the pipe's end says the rest.
            with suppress(OSError):
                socket.send_fds(self._channel, [request.to_json()], theirs)
        finally:
            for descriptor in (input_r, output_w, word_w):
                os.close(descriptor)
        try:
            return Forked(word_r, input_w, output_r)
        except ForkError as error:
            raise ForkError(f"{error} {self._last_words()}".strip()) from None

    def close(self) -> None:
        """End it; what it has forked goes on."""
        self._channel.close()
        self._process.kill()
        self._process.communicate()
        shutil.rmtree(self._home, ignore_errors=True)

    def _last_words(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            _, errors = self._process.communicate(timeout=1)
            return errors.decode(errors="replace").strip().rpartition("\n")[2][:300]
        return ""


class Warm:
    """A sandbox that runs some modules in forks of a server, and all else as ``fresh`` does."""

    def __init__(self, fresh: Kept, modules: frozenset[str], preload: str, say: Callable[[str], None]) -> None:
        """Serve ``modules`` (of ``python -m``) by a server that has imported ``preload``.

        A server that fails is not tried again, and ``say`` is told so once.
        """
        self._fresh = fresh
        self._modules = modules
        self._preload = preload
        self._say = say
        self._lock = threading.Lock()
        self._servers: dict[frozenset[tuple[str, str]], Server] = {}
        self._given_up = False

    @property
    def level(self) -> str:
        """Return the level of both."""
        return self._fresh.level

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        """Run to the end.

        Raises:
            SandboxError: The run could not be started, or not be held.
        """
        if self._given_up or spec.argv[:2] != (python.INTERPRETER, "-m") or spec.argv[2] not in self._modules:
            return self._fresh.run(spec, cancel=cancel)
        in_place = (Bind(Path(host), inside) for host, inside in python.package_in_place())
        warm = replace(spec, binds=(*spec.binds, *in_place))
        try:
            return self._fresh.run(warm, cancel=cancel, start=self._server(spec.env).keeper)
        except (SandboxError, OSError) as error:
            for file in spec.results.iterdir():
                file.unlink()
            # What fails here too was not the server's fault.
            outcome = self._fresh.run(spec, cancel=cancel)
            self._give_up(error)
            return outcome

    def process(self, module: str, env: Mapping[str, str], folder: str, errors: int) -> Forked | None:
        """Run a module of the grader's own, not contained, in a fork of a server that is there; None if none is.

        Args:
            module: As of ``python -m``.
            env: All its variables; libraries were imported with the server's.
            folder: Where it runs.
            errors: Descriptor of its standard error.
        """
        server = next(iter(self._servers.values()), None)
        if self._given_up or server is None:
            return None
        with suppress(SandboxError, OSError):
            return server.fork(Request((module,), dict(env), folder), errors)
        return None

    def start(self, env: Mapping[str, str]) -> None:
        """Start the server of runs with these variables before the first of them; if that fails, it will say so."""
        with suppress(SandboxError, OSError):
            self._server(env)

    def close(self) -> None:
        """End the servers."""
        with self._lock:
            for server in self._servers.values():
                server.close()
            self._servers.clear()

    def _server(self, env: Mapping[str, str]) -> Server:
        """Return the server whose libraries were imported with these variables."""
        key = frozenset(env.items())
        with self._lock:
            if key not in self._servers:
                self._servers[key] = Server(self._preload, env)
            return self._servers[key]

    def _give_up(self, error: Exception) -> None:
        with self._lock:
            said, self._given_up = self._given_up, True
        if not said:
            self._say(f"every run imports its libraries for itself, as the server that has them failed ({error})")


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return a server's variables: those of a run, but its own package's place."""
    common = python.environment()
    path = common["PYTHONPATH"].replace("{job}/code", "" if python.is_installed() else str(_ROOT))
    return {**common, **env, "PYTHONPATH": path.strip(":")}
