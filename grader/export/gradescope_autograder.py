"""The zip that makes Gradescope run this grader: set-up, start script, rubric and the grader itself.

Gradescope builds a container from it once, with network, and runs it for every submission: ten minutes and 768 MB by
default, of which a network's training needs more (choose a larger container in the assignment's settings). A run that
is killed shows a student what results.json holds; therefore one that says so stands there from the start, and
``grade gradescope`` writes it anew whenever more is known.
"""

from __future__ import annotations

import io
import shlex
import zipfile
from typing import TYPE_CHECKING

from grader.export.gradescope import failure
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

EXECUTABLE = 0o100755 << 16
PLAIN = 0o100644 << 16
MOMENT = (2020, 1, 1, 0, 0, 0)
"""Of every entry, so that the same grader and rubric give the same bytes."""

SETUP = """\
#!/usr/bin/env bash
# Run once, when the container is built.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# Gradescope's image may be of an Ubuntu whose own Python is too old, and which has a newer one beside it.
for python in python3 python3.13 python3.12 python3.11; do
  apt-get install -y -qq "$python" "$python-venv" || continue
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then break; fi
done
for package in bubblewrap dataset-fashion-mnist; do apt-get install -y -qq "$package" || true; done
"$python" -m venv /autograder/venv
/autograder/venv/bin/python -m pip install --quiet /autograder/source/grader
export GRADER_DATA=/autograder/data
/autograder/venv/bin/grade rubric check --text-only /autograder/source/rubric.yaml
for name in {datasets}; do /autograder/venv/bin/grade data "$name"; done
chmod 700 /autograder/source
"""

RUN = """\
#!/usr/bin/env bash
# Run for every submission. Whatever happens, results.json is there and says it.
set -uo pipefail
results=/autograder/results/results.json
mkdir -p /autograder/results
printf '%s' {started} > "$results"
export GRADER_DATA=/autograder/data
/autograder/venv/bin/grade gradescope --results "$results" --rubric /autograder/source/rubric.yaml \\
  --lang {language} --budget {budget} -- /autograder/submission 2>&1
exit 0
"""

STARTED = Text(
    "The grader ended before it had a result (time or memory). No points are decided; ask your teacher.",
    "결과가 나오기 전에 채점이 중단되었습니다(시간 또는 메모리 부족). 점수는 미정이니 교수자에게 문의하세요.",
)


def build(
    rubric: str,
    sources: Mapping[str, bytes],
    *,
    datasets: tuple[str, ...],
    language: str = "en",
    budget: str = "8m",
) -> bytes:
    """Return the zip.

    Args:
        rubric: The rubric as one YAML text that extends nothing.
        sources: The grader's own project: path to content, "pyproject.toml" among them.
        datasets: Names of the data sets that the rubric speaks of; got when the container is built.
        language: "en" or "ko", of what students read.
        budget: Most time for a submission's runs, within Gradescope's own limit.
    """
    setup = SETUP.format(datasets=" ".join(map(shlex.quote, datasets)))
    run = RUN.format(
        started=shlex.quote(failure(STARTED(language))),
        language=shlex.quote(language),
        budget=shlex.quote(budget),
    )
    entries = {
        "setup.sh": (setup.encode(), EXECUTABLE),
        "run_autograder": (run.encode(), EXECUTABLE),
        "rubric.yaml": (rubric.encode(), PLAIN),
        **{f"grader/{name}": (content, PLAIN) for name, content in sources.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(entries):
            content, mode = entries[name]
            info = zipfile.ZipInfo(name, MOMENT)
            info.external_attr, info.compress_type = mode, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()
