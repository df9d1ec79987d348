"""``grade github PATH``: one submission graded as a step of a GitHub workflow.

Besides what ``grade`` does, it adds a summary to the job, annotates the lines that lost points, and sets the step's
outputs: points, possible, pending, report (the page's path) and result (for the reporter action). Where GitHub's
variables are not set, each of these is left out, so that the same command can be tried anywhere.
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli import grade, output
from grader.errors import GraderError, UsageError
from grader.export import classroom
from grader.export.graded import amount
from grader.report import markdown
from grader.report.annotations import command
from grader.report.annotations import render as annotate
from grader.report.clean import line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, MutableMapping

    from grader.pipeline.grading import Result

KEPT_FROM_RUNS = ("GITHUB_", "ACTIONS_", "RUNNER_", "INPUT_")
CODE = (".py", ".ipynb")


@dataclass(frozen=True)
class Workflow:
    """What GitHub tells a step; a path is None where its variable is not set."""

    summary: Path | None
    outputs: Path | None
    workspace: Path
    scratch: Path

    @classmethod
    def taken(cls, environment: MutableMapping[str, str]) -> Workflow:
        """Read the variables and take them away, so that nothing that is started later has them."""
        found = {name: environment.pop(name) for name in list(environment) if name.startswith(KEPT_FROM_RUNS)}

        def path(name: str) -> Path | None:
            return Path(found[name]) if found.get(name) else None

        return cls(
            summary=path("GITHUB_STEP_SUMMARY"),
            outputs=path("GITHUB_OUTPUT"),
            workspace=path("GITHUB_WORKSPACE") or Path.cwd(),
            scratch=path("RUNNER_TEMP") or Path.cwd(),
        )


def run(arguments: argparse.Namespace) -> int:
    """Grade, tell the workflow, and return the exit status."""
    workflow = Workflow.taken(os.environ)
    arguments.html = arguments.html or workflow.scratch / "grader-report.html"
    try:
        with obeying_nothing():
            reports = grade.graded(arguments)
            if len(reports.results) != 1:
                raise UsageError(
                    f"a workflow grades one submission, found {len(reports.results)} in "
                    f"{', '.join(map(str, arguments.paths))}; name one file, or a folder with one script or notebook"
                )
            status = reports.finish()
    except GraderError as error:
        _say(command("error", str(error), {"title": "grade"}))
        raise
    _tell(reports.results[0], workflow, arguments, output.language_of(arguments))
    return status


@contextmanager
def obeying_nothing() -> Iterator[None]:
    """Keep the runner from taking anything printed inside for a command: it may be a student's words."""
    token = secrets.token_hex(16)
    _say(f"::stop-commands::{token}")
    try:
        yield
    finally:
        sys.stderr.flush()
        _say(f"::{token}::")


def _tell(result: Result, workflow: Workflow, arguments: argparse.Namespace, language: str) -> None:
    score = result.score
    file = _file(result.path, workflow.workspace)
    sys.stdout.write(annotate(score, file, language=language, student=arguments.student))
    sys.stdout.flush()
    if result.error:
        _say(command("error", line(result.error), {"file": file, "title": "grade"}))
    if workflow.summary:
        _append(workflow.summary, markdown.render(score, language=language, student=arguments.student))
    if workflow.outputs:
        values = {
            "points": amount(score.points),
            "possible": amount(score.possible),
            "pending": amount(score.pending),
            "report": str(arguments.html),
            "result": classroom.result(score, language=language),
        }
        _append(workflow.outputs, _assignments(values))


def _file(path: Path, workspace: Path) -> str:
    """Return the path of the student's code as the repository has it; a folder's is that of its only code file."""
    if path.is_dir():
        inside = [file for file in sorted(path.iterdir()) if file.suffix.lower() in CODE]
        path = inside[0] if len(inside) == 1 else path
    absolute, root = path.resolve(), workspace.resolve()
    return (absolute.relative_to(root) if absolute.is_relative_to(root) else path).as_posix()


def _assignments(values: Mapping[str, str]) -> str:
    """Return lines as GITHUB_OUTPUT takes them: between delimiters that no value holds."""
    made = []
    for name, value in values.items():
        delimiter = f"end-{secrets.token_hex(16)}"
        made.append(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
    return "".join(made)


def _append(file: Path, text: str) -> None:
    try:
        with file.open("a", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror}); it is named by GitHub's variables") from error


def _say(text: str) -> None:
    with output.PRINTING:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
