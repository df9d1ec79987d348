"""The assignment's autograder for Classroom 50: run in the student's checkout, writes result.json and release-body.md.

Goes beside the rubric into the assignment's bundle. Exit status 0 for every score; anything else means that the
grading itself failed, and says why on standard error.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SUBMISSION = "exam.ipynb"
BUDGET = "10m"  # Classroom 50 ends a test after 600 seconds and a job after 15 minutes


def main() -> int:
    """Grade, export, and leave the result where Classroom 50 looks for it."""
    bundle = Path(os.environ.get("CLASSROOM50_BUNDLE_DIR", Path(__file__).parent))
    rubric = ["--rubric", str(bundle / "exam.yaml")]
    summary = Path("release-body.md")
    with tempfile.TemporaryDirectory() as kept:
        environment = {
            **os.environ,
            "GITHUB_STEP_SUMMARY": str(summary.resolve()),
            "GITHUB_OUTPUT": os.devnull,
            "RUNNER_TEMP": kept,
        }
        # -P: a folder "grader" in the student's checkout is not the grader.
        grade = [sys.executable, "-P", "-m", "grader.cli"]
        done = subprocess.run(
            [*grade, "github", *rubric, "--budget", BUDGET, "--student", "--out", kept, "--", SUBMISSION],
            env=environment,
            check=False,
        )
        if done.returncode not in {0, 1}:
            return done.returncode
        return subprocess.run(
            [*grade, "export", kept, *rubric, "--to", "classroom50", "--output", "result.json"], check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
