"""A server that fails costs nobody anything: its runs are run afresh, or go on without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from contained import LIMITS, TAKE_MARK, marked, new_mark, runner
from warmth import LITTLE, Forking

from grader.evidence import Ending
from grader.sandbox import reach
from grader.sandbox.choice import LEVELS, choose
from grader.sandbox.python import PACKAGE
from grader.sandbox.warm import Warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODULES = frozenset({"code"})
SOMEONE = 64_999


@pytest.fixture
def said() -> list[str]:
    """What the user was told."""
    return []


@pytest.fixture
def warm(said: list[str]) -> Iterator[Callable[[str], Warm]]:
    """Make a sandbox whose server imports a module."""
    made: list[Warm] = []

    def make(preload: str) -> Warm:
        made.append(Warm(choose("auto"), MODULES, preload, said.append))
        return made[-1]

    yield make
    for one in made:
        one.close()


def servers() -> set[int]:
    """Return the ids of the servers that this process has started."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            if "forkserver" in Path(f"/proc/{pid}/cmdline").read_text(errors="replace"):
                found.add(int(pid))
    return found


LOADED = "import sys; open('../out/loaded', 'w').write(str('colorsys' in sys.modules))"


def test_a_run_has_what_its_server_has_imported(warm: Callable[[str], Warm], results: Path, said: list[str]) -> None:
    runner(Forking(warm("colorsys")), results)(LOADED)

    assert (results / "loaded").read_text() == "True"
    assert said == []


SEARCHES = """
import gc
def found():
    word = "elohyek"[::-1]
    held = (thing for thing in gc.get_objects() if isinstance(thing, (tuple, list, dict)))
    return [repr(thing)[:200] for thing in held if word in repr(thing)]
open("../out/held", "w").write(str(found()))
"""


def test_nothing_holds_what_only_the_keeper_was_told(warm: Callable[[str], Warm], results: Path) -> None:
    runner(Forking(warm(LITTLE)), results)(SEARCHES, inputs={"job.json": "keyhole"})

    assert (results / "held").read_text() == "[]"


def test_where_a_server_cannot_import_runs_are_afresh_and_it_is_said_once(
    warm: Callable[[str], Warm], results: Path, said: list[str]
) -> None:
    run = runner(Forking(warm("no_such_module")), results)

    endings = [run(LOADED).ending for _ in range(2)]

    assert endings == [Ending.COMPLETED, Ending.COMPLETED]
    assert (results / "loaded").read_text() == "False"
    (text,) = said
    assert "no_such_module" in text


def test_a_run_goes_on_when_its_server_is_killed(warm: Callable[[str], Warm], results: Path) -> None:
    mark, endings = new_mark(), []
    run = runner(Forking(warm(LITTLE)), results)
    before = servers()
    code = TAKE_MARK + "import time; time.sleep(1)"
    thread = threading.Thread(target=lambda: endings.append(run(code, env={"MARK": mark}).ending))
    thread.start()
    while not marked(mark) and thread.is_alive():
        time.sleep(0.01)

    for pid in servers() - before:
        os.kill(pid, signal.SIGKILL)
    thread.join()

    assert endings == [Ending.COMPLETED]


GRADER = """
import sys, threading, time
from pathlib import Path
from contained import runner
from grader.sandbox.choice import choose
from warmth import forking
level, results, code = sys.argv[1:]
for _ in range(100):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
with forking(choose(level)) as sandbox:
    runner(sandbox, Path(results))(code)
"""
FORKS = """
import os, time
forks = 0
try:
    while forks < 300:
        if os.fork() == 0:
            time.sleep(60)
        forks += 1
except OSError:
    pass
open("../out/forks", "w").write(str(forks))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests' own user is an ordinary one")
@pytest.mark.parametrize("level", LEVELS)
def test_a_grader_that_is_an_ordinary_user_has_a_server_as_well_and_the_limit_of_processes_is_each_run_s(
    level: str, temporary: Path
) -> None:
    if not reach.open_to_all(str(PACKAGE)):
        pytest.skip(f"other users may not read {PACKAGE}")
    results = temporary / "results"
    for folder in (temporary, results):
        folder.mkdir(exist_ok=True)
        os.chown(folder, SOMEONE, SOMEONE)

    done = subprocess.run(
        [sys.executable, "-c", GRADER, level, str(results), FORKS],
        env={"PYTHONPATH": ":".join(sys.path), "TMPDIR": str(temporary), "PATH": "/usr/bin:/bin"},
        user=SOMEONE,
        group=SOMEONE,
        extra_groups=(),
        stderr=subprocess.PIPE,
        check=False,
    )

    assert done.stderr.decode() == ""
    assert 40 <= int((results / "forks").read_text()) <= LIMITS["processes"]
