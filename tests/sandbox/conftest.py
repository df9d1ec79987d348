"""A sandbox of each level that this machine has."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from contained import runner

from grader.sandbox.choice import LEVELS, choose, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.sandbox.port import Outcome, Sandbox


@pytest.fixture(params=LEVELS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each level in turn."""
    level = request.param
    if level != "none" and (why := unavailable(level)):
        pytest.skip(f"{level}: {why}")
    return choose(level)


@pytest.fixture(params=LEVELS[:-1])
def walls(request: pytest.FixtureRequest) -> Sandbox:
    """Each level that keeps a run from what it was not given."""
    if why := unavailable(request.param):
        pytest.skip(f"{request.param}: {why}")
    return choose(request.param)


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
