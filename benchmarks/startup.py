"""How long the command line takes to say anything."""

from __future__ import annotations

import sys
from pathlib import Path

from table import Row, interleaved, publish, seconds

GRADE = str(Path(sys.executable).with_name("grade"))
RUBRIC = str(Path(__file__).parents[1] / "rubrics" / "big-data-final.yaml")


def main() -> None:
    """Measure."""
    nothing, tensorflow, help_, check = interleaved(
        lambda: seconds((sys.executable, "-c", "pass")),
        lambda: seconds((sys.executable, "-c", "import tensorflow")),
        lambda: seconds((GRADE, "--help")),
        lambda: seconds((GRADE, "rubric", "check", "--text-only", RUBRIC)),
    )
    publish(
        "startup",
        [
            Row("grade --help", help_, "python -c pass", nothing, target=8),
            Row("grade --help", help_, "import tensorflow", tensorflow),
            Row("grade rubric check --text-only", check, "import tensorflow", tensorflow),
        ],
    )


if __name__ == "__main__":
    main()
