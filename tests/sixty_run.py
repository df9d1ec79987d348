"""``grade`` with a stand-in for Keras alone, for what has to be tried often: python sixty_run.py ARGUMENTS OF GRADE.

Each submission goes through the real sandbox, where a small script says of each cell that it ran.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandboxes import seal

import grader.cli.grade
from grader.cli import main
from grader.recorder.job import JOB_FILE, RECORDING_FILE, Job
from grader.sandbox.choice import choose
from grader.sandbox.python import INTERPRETER

if TYPE_CHECKING:
    import threading

    from grader.sandbox.port import Outcome, Sandbox, Spec

CHILD = f"""
import json, sys
with open(sys.argv[1] + "/{JOB_FILE}") as file:
    job = json.load(file)
with open(sys.argv[1] + "/out/{RECORDING_FILE}", "w") as file:
    for cell in job["cells"]:
        print(json.dumps({{"record": "cell", "value": {{"cell": cell["number"], "ending": "completed"}}}}), file=file)
    print(json.dumps({{"record": "end", "value": {{}}}}), file=file)
"""


@dataclass
class WithoutKeras:
    """A sandbox that is given another program to run."""

    inner: Sandbox

    @property
    def level(self) -> str:
        return self.inner.level

    def run(self, spec: Spec, *, cancel: threading.Event | None = None) -> Outcome:
        outcome = self.inner.run(replace(spec, argv=(INTERPRETER, "-S", "-c", CHILD, "{job}")), cancel=cancel)
        seal(spec.results, Job.model_validate_json(spec.inputs[JOB_FILE]))
        return outcome


if __name__ == "__main__":
    grader.cli.grade.choose = lambda level: WithoutKeras(choose(level))
    sys.exit(main(sys.argv[1:]))
