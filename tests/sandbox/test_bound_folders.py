"""What is bound into a run is the host's own: clearing a run away must never reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from grader.evidence import Ending
from grader.sandbox.choice import choose, unavailable
from grader.sandbox.plan import Limits
from grader.sandbox.port import Bind, Spec

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = ("bubblewrap", "landlock", "none")


@pytest.mark.parametrize("level", LEVELS)
def test_a_run_and_its_end_leave_bound_folders_as_they_were(level: str, tmp_path: Path) -> None:
    if level != "none" and (why := unavailable(level)):
        pytest.skip(why)
    # Runs of a root grader have a user of their own, who must be able to enter.
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    data, results = tmp_path / "data", tmp_path / "results"
    (data / "deep").mkdir(parents=True)
    results.mkdir()
    (data / "deep" / "rows.npy").write_text("precious")
    (data / "deep").chmod(0o755)
    script = (
        "test -r {job}/data/set/deep/rows.npy || exit 3; rm -rf {job}/data {job}/code; mkdir -p a/b/c; touch a/b/c/d"
    )
    outcome = choose(level).run(
        Spec(
            ("/bin/sh", "-c", script),
            results,
            binds=(Bind(data, "data/set"),),
            limits=Limits(wall=30, cpu=10),
        )
    )
    assert outcome.ending in (Ending.COMPLETED, Ending.RAISED)
    assert outcome.exit_code != 3
    assert (data / "deep" / "rows.npy").read_text() == "precious"
