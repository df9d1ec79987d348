"""The sample autograder for Classroom 50, run as its runner does: in the student's checkout, the bundle elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "docs/workflows/classroom50/autograder.py"
RUNNER = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "ex5",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "hana",
    "SUBMISSION_TAG": "submit/20260620T010203Z-abc",
    **dict.fromkeys(("COMMIT_URL", "RELEASE_URL", "REVIEW_URL"), "https://example.invalid/1"),
}


def test_the_result_is_the_runners_and_a_folder_of_the_checkout_is_not_the_grader(tmp_path: Path) -> None:
    bundle, checkout = tmp_path / "bundle", tmp_path / "checkout"
    (checkout / "grader").mkdir(parents=True)
    bundle.mkdir()
    shutil.copy(ROOT / "examples/student-repository/.exam/exercise.yaml", bundle / "exam.yaml")
    (bundle / "autograder.py").write_text(SAMPLE.read_text(encoding="utf-8").replace("exam.ipynb", "work.py"))
    (checkout / "work.py").write_text("# %% [markdown]\n# ## 2.\n#\n# answer: (30, 30, 8)\n", encoding="utf-8")
    (checkout / "grader/__init__.py").write_text("raise SystemExit('owned')\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GRADER_", "GITHUB_"))}

    done = subprocess.run(
        [sys.executable, bundle / "autograder.py"],
        cwd=checkout,
        env={**environment, **RUNNER, "CLASSROOM50_BUNDLE_DIR": str(bundle)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    result = json.loads((checkout / "result.json").read_text(encoding="utf-8"))

    assert done.returncode == 0, done.stderr
    assert (result["owner"], result["submission"], result["score"]) == ("hana", RUNNER["SUBMISSION_TAG"], 200)
    assert "2 / 8" in (checkout / "release-body.md").read_text(encoding="utf-8")
    assert sorted(file.name for file in checkout.iterdir()) == ["grader", "release-body.md", "result.json", "work.py"]
