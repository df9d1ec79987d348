"""How long the command line takes to say anything, and from nothing to one graded submission."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import others
from table import Row, interleaved, publish, seconds

GRADE = str(Path(sys.executable).with_name("grade"))
RUBRIC = str(Path(__file__).parents[1] / "rubrics" / "big-data-final.yaml")


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "one.py").write_text(f"# 1.\n{others.BUILD}\n", encoding="utf-8")
        (folder / "rubric.yaml").write_text(others.RUBRIC, encoding="utf-8")
        nothing, tensorflow, help_, check, cold = interleaved(
            lambda: seconds((sys.executable, "-c", "pass")),
            lambda: seconds((sys.executable, "-c", "import tensorflow")),
            lambda: seconds((GRADE, "--help")),
            lambda: seconds((GRADE, "rubric", "check", "--text-only", RUBRIC)),
            lambda: seconds((GRADE, "one.py", "--rubric", "rubric.yaml", "--fail-under", "3"), cwd=folder),
        )
    publish(
        "startup",
        [
            Row("grade --help", help_, "python -c pass", nothing, target=8),
            Row("grade --help", help_, "import tensorflow", tensorflow),
            Row("grade one.py, its structure, cold", cold, "import tensorflow", tensorflow, target=1.3),
            Row("grade rubric check --text-only", check, "import tensorflow", tensorflow),
        ],
    )


if __name__ == "__main__":
    main()
