"""A sandbox of each level that this machine has."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from contained import runner
from warmth import forking

from grader.sandbox.choice import LEVELS, choose, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.sandbox.port import Outcome, Sandbox


@pytest.fixture(params=[*LEVELS, *(f"{level}, forked" for level in LEVELS)])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Each level in turn, with runs that are programs and with forks."""
    with _sandbox(request.param) as found:
        yield found


@pytest.fixture(params=[*LEVELS[:-1], *(f"{level}, forked" for level in LEVELS[:-1])])
def walls(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Each level that keeps a run from what it was not given, as above."""
    with _sandbox(request.param) as found:
        yield found


@contextmanager
def _sandbox(name: str) -> Iterator[Sandbox]:
    level, _, forked = name.partition(", ")
    if level != "none" and (why := unavailable(level)):
        pytest.skip(f"{level}: {why}")
    with forking(choose(level)) if forked else nullcontext(choose(level)) as found:
        yield found


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """An empty folder for results."""
    folder = tmp_path / "results"
    folder.mkdir()
    return folder


@pytest.fixture
def run(sandbox: Sandbox, results: Path) -> Callable[..., Outcome]:
    """Run Python code at each level."""
    return runner(sandbox, results)


@pytest.fixture
def run_walled(walls: Sandbox, results: Path) -> Callable[..., Outcome]:
    """Run Python code at each level with walls."""
    return runner(walls, results)


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that is this test's alone; every user may enter it, as /tmp."""
    with tempfile.TemporaryDirectory(prefix="sandbox-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield folder
