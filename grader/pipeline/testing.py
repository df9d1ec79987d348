"""Runs instructors' own test functions on a submission's evidence, contained and timed."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from grader.attribution import attribute
from grader.checks.own_tests import PytestCheck
from grader.errors import SandboxError
from grader.evidence import Trials
from grader.sandbox.collect import read_file
from grader.sandbox.port import Limits, Spec
from grader.sandbox.python import INTERPRETER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.evidence import Evidence
    from grader.parts import PartEvidence
    from grader.rubric import Rubric
    from grader.sandbox.port import Sandbox

INPUT = "GRADER_TRIALS_IN"
OUTPUT = "GRADER_TRIALS_OUT"
"""Variables with the paths of what the tests' process reads and writes; see ``grader.pipeline.fixtures``."""

HANDED_IN = "trials.json"
TEST_FILE = "test_instructor.py"
RESULT = "trials.json"
OPTIONS = (
    *("-q", "--disable-warnings", "--noconftest", "--import-mode=importlib"),
    # Nothing above the working folder is looked at: a run may not be allowed to.
    *("-c", "/dev/null", "--rootdir=.", "--confcutdir=."),
    *("-p", "no:cacheprovider", "-p", "pytest_timeout", "-p", "grader.pipeline.fixtures"),
)
START_S = 60.0
"""Time to start Python and pytest, besides what the tests may take."""

MEMORY = 2 << 30
MOST_RESULT = 4 << 20


def run_tests(rubric: Rubric, evidence: Evidence, sandbox: Sandbox) -> tuple[Trials, ...]:
    """Run every file of tests that the rubric names, once for each part that names it; nothing where none does."""
    wanted = list(_wanted(rubric))
    if not wanted:
        return ()
    views = attribute(rubric, evidence)
    return tuple(_run(part, check, evidence, views, sandbox) for part, check in wanted)


def _wanted(rubric: Rubric) -> Iterator[tuple[str, PytestCheck]]:
    seen = set()
    for part in rubric.parts:
        for criterion in part.criteria:
            if isinstance(criterion, PytestCheck) and not criterion.hidden and (part.id, criterion.digest) not in seen:
                seen.add((part.id, criterion.digest))
                yield part.id, criterion


def _run(
    part: str, check: PytestCheck, evidence: Evidence, views: Mapping[str, PartEvidence], sandbox: Sandbox
) -> Trials:
    with tempfile.TemporaryDirectory(prefix="grader-") as name:
        results = Path(name)
        try:
            outcome = sandbox.run(_spec(check, _handed_in(part, evidence, views), results))
        except SandboxError as error:
            return Trials(part=part, digest=check.digest, trouble=str(error))
        try:
            content = read_file(results, RESULT, MOST_RESULT)
            found = Trials.model_validate({"part": part, "digest": check.digest, **json.loads(content)})
        except (OSError, ValueError, TypeError, ValidationError):
            trouble = f"pytest wrote no outcomes ({outcome.ending}): {outcome.output[-1000:]}"
            return Trials(part=part, digest=check.digest, trouble=trouble)
    if not found.outcomes:
        return found.model_copy(update={"trouble": f"pytest ran no test: {outcome.output[-1000:]}"})
    return found


def _handed_in(part: str, evidence: Evidence, views: Mapping[str, PartEvidence]) -> str:
    held = {name: _held(view, evidence) for name, view in views.items()}
    content = {"part": part, "evidence": evidence.model_dump(mode="json"), "parts": held}
    return json.dumps(content, ensure_ascii=False)


def _spec(check: PytestCheck, handed_in: str, results: Path) -> Spec:
    return Spec(
        argv=(*(INTERPRETER, "-m", "pytest", *OPTIONS, f"--timeout={check.timeout:g}", f"{{job}}/{TEST_FILE}"),),
        results=results,
        # Not copied from a file: tests that came out of a sealed rubric are never on the disk.
        inputs={HANDED_IN: handed_in, TEST_FILE: check.source},
        env={
            INPUT: f"{{job}}/{HANDED_IN}",
            OUTPUT: f"{{job}}/out/{RESULT}",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        limits=Limits(
            wall=START_S + check.timeout * check.source.count("def test_"),
            cpu=START_S + check.timeout * check.source.count("def test_"),
            memory=MEMORY,
        ),
    )


def _held(view: PartEvidence, evidence: Evidence) -> dict[str, object]:
    logs = [index for index, log in enumerate(evidence.recording.logs) if log in view.logs]
    return {
        "spans": [asdict(span) for span in view.spans],
        "events": [event.seq for event in view.events],
        "passages": [asdict(passage) for passage in view.passages],
        "logs": logs,
    }
