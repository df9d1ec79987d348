"""Sources, progress and servers for the tests: nothing here leaves this machine."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from grader.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.progress import Progress


@dataclass
class Shelf:
    """A source that has the arrays, or fails with what it is given; remembers that it was asked."""

    name: str
    has: Mapping[str, Pixels] | Exception
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[Path], None] = lambda _: None

    def fetch(self, spec: DatasetSpec, into: Path, progress: Progress) -> Mapping[str, Pixels]:
        self.asked.append(spec.name)
        progress.stage(f"asking {self.name}")
        self.meanwhile(into)
        if isinstance(self.has, Exception):
            raise self.has
        return self.has


def empty(name: str, reason: str = "has it not") -> Shelf:
    return Shelf(name, DataError(reason))


@dataclass
class Watcher:
    """Remembers what it was told."""

    told: list[str] = field(default_factory=list)
    bars: list[tuple[int, int | None]] = field(default_factory=list)

    def stage(self, text: str) -> None:
        self.told.append(text)

    def advance(self, done: int, total: int | None) -> None:
        self.bars.append((done, total))


@contextmanager
def serving(
    body: bytes, *, status: int = 200, length: int | None = None, kind: str = "application/gzip"
) -> Iterator[str]:
    """Serve one answer on the loopback, whatever is asked for; ``length`` is what the header says."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if length is None or length >= 0:
                self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/x_train.gz"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
