"""``python -m grader.evaluation``: a request on stdin, one line of JSON an answer on stdout.

Answers are written as they come: what was measured before a crash counts.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time

from grader.artifacts import MAX_ARRAY_BYTES
from grader.evaluation.protocol import Request
from grader.evaluation.work import answer

MOST_FILE = MAX_ARRAY_BYTES
"""Bytes: copies of weights that were handed in; nothing else is written."""


def main() -> int:
    """Answer every task of the request."""
    request = Request.model_validate_json(sys.stdin.buffer.read())
    _limit(request)
    _end_with_parent()
    # What libraries print must not get between the answers.
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        for number in range(len(request.tasks)):
            out.write(answer(request, number).model_dump_json() + "\n")
            out.flush()
    return 0


def _end_with_parent() -> None:
    """End this process soon after the grader, however that ends: nobody is left to read the answers."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _limit(request: Request) -> None:
    """Bound memory, time and files, for this process and whatever a broken library may start."""
    cpu = int(request.seconds * (os.cpu_count() or 1)) + 1
    for what, most in (
        (resource.RLIMIT_DATA, request.memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MOST_FILE),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


if __name__ == "__main__":
    sys.exit(main())
