"""``grade export DIR --to FORMAT``: stored scores in the formats of other systems; no student's code is run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import grader
from grader.cli import output, rubrics
from grader.errors import UsageError
from grader.export import (
    canvas,
    classroom,
    classroom50,
    gradescope,
    gradescope_autograder,
    junit,
    moodle,
    nbgrader,
    xlsx,
)
from grader.export.graded import Graded
from grader.pipeline.discover import HANDED
from grader.pipeline.layouts import read_names
from grader.pipeline.rescoring import Rescorer
from grader.report import csv
from grader.report.data import as_dict
from grader.report.html import file_names
from grader.rubric import dump
from grader.store import Store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from grader.export.filled import Filled
    from grader.pipeline.layouts import Named
    from grader.rubric import Rubric

    One = Callable[[Graded, str], str]
    All = Callable[[Sequence[Graded], argparse.Namespace, str], bytes]
    Fill = Callable[[bytes, Sequence[Graded], argparse.Namespace, str], Filled]

STANDARD_OUTPUT = "-"


def run(arguments: argparse.Namespace) -> int:
    """Write the export, say what a teacher should know of it, and return the exit status."""
    language = output.language_of(arguments)
    rubric = rubrics.deciding(arguments, [arguments.folder])
    kind: str = arguments.to
    if kind == "gradescope-autograder":
        _expect_not_sealed(arguments)
        return _autograder(rubric, arguments, language)
    graded = _graded(arguments.folder, rubric)
    if kind in FILLED:
        _fill(kind, graded, arguments, language)
        return 0
    if arguments.into:
        raise UsageError(f"--into {arguments.into}: {kind} fills in no file; leave it out (canvas and moodle need it)")
    if kind in EACH:
        _write_each(kind, graded, arguments, language)
    else:
        name, render = WHOLE[kind]
        target = arguments.output or arguments.folder / name
        _write(target, render(graded, arguments, language))
        output.note(f"{target}: {len(graded)} submissions{_waiting(graded)}")
    return 0


def _expect_not_sealed(arguments: argparse.Namespace) -> None:
    file = arguments.rubric or rubrics.default([arguments.folder], has_key=bool(arguments.key))
    if rubrics.is_from_sealed(file, arguments.key):
        raise UsageError(
            f"{file}: sealed, and the zip would hold it in clear, as Gradescope gives a run no GRADER_KEY; name the "
            "rubric that it was made from with --rubric, and keep the zip where you keep that"
        )


def _autograder(rubric: Rubric, arguments: argparse.Namespace, language: str) -> int:
    """Write the zip that runs this grader on Gradescope; it needs a rubric and no scores."""
    project = Path(grader.__file__).parents[1]
    if not (project / "pyproject.toml").is_file():
        raise UsageError(
            f"the zip holds the grader's own project, and {project} has no pyproject.toml; run it from a checkout of it"
        )
    files = [project / "pyproject.toml", project / "README.md", project / "LICENSE"]
    files += (file for file in (project / "grader").rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    content = gradescope_autograder.build(
        dump(rubric),
        {file.relative_to(project).as_posix(): file.read_bytes() for file in files if file.is_file()},
        datasets=rubric.datasets,
        language=language,
    )
    target = arguments.output or arguments.folder / "gradescope-autograder.zip"
    output.write_bytes(target, [content])
    output.note(f"{target}: upload it as the assignment's autograder; choose a container of 4 GB or more there")
    return 0


def _graded(folder: Path, rubric: Rubric) -> list[Graded]:
    store = Store.open(folder)
    try:
        scores = dict(Rescorer(rubric).all(store))
    finally:
        store.close()
    if not scores:
        raise UsageError(f"{folder}: expected stored submissions, found none; 'grade ... --out {folder}' stores them")
    files = [name for name in scores if Path(name).suffix.lower() in HANDED]
    folders = [name for name in scores if name not in files]
    known: dict[str, Named] = {}
    for group, are_folders in ((files, False), (folders, True)):
        people = read_names([name.rpartition("/")[2] for name in group], folders=are_folders)
        known.update(zip(group, people, strict=True))
    return [Graded(name, known[name].student, known[name].ids, made) for name, made in scores.items()]


def _fill(kind: str, graded: Sequence[Graded], arguments: argparse.Namespace, language: str) -> None:
    name, wanted, fill = FILLED[kind]
    if not arguments.into:
        raise UsageError(f"--to {kind} fills in a file of yours: expected --into FILE, {wanted}")
    try:
        content = arguments.into.read_bytes()
    except OSError as error:
        raise UsageError(f"{arguments.into}: cannot be read ({error.strerror}); check the path") from error
    filled = fill(content, graded, arguments, language)
    target = arguments.output or arguments.folder / name
    _write(target, filled.text.encode())
    output.note(f"{target}: {arguments.into.name}, filled in; import this file")
    for line in filled.notes:
        output.note(line)


def _write_each(kind: str, graded: Sequence[Graded], arguments: argparse.Namespace, language: str) -> None:
    """Write a file a submission; of a single one, to the file that is named."""
    render = EACH[kind]
    target: Path = arguments.output or arguments.folder / kind
    if len(graded) == 1 and (target.suffix == ".json" or str(target) == STANDARD_OUTPUT):
        _write(target, render(graded[0], language).encode())
        output.note(f"{target}: {graded[0].name}")
        return
    if str(target) == STANDARD_OUTPUT:
        raise UsageError(f"--output -: {kind} is a file a submission, and here are {len(graded)}; name a folder")
    files = file_names(one.name for one in graded)
    for one in graded:
        output.write(target / f"{files[one.name].removesuffix('.html')}.json", render(one, language))
    output.note(f"{target}: {len(graded)} files, one a submission{_waiting(graded)}")


def _write(target: Path, content: bytes) -> None:
    if str(target) == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        output.write_bytes(target, [content])


def _waiting(graded: Sequence[Graded]) -> str:
    count = sum(1 for one in graded if one.score.pending)
    return f"; of {count} some points still wait for a person (grade review)" if count else ""


def _csv(graded: Sequence[Graded], arguments: argparse.Namespace, language: str) -> bytes:
    scores = [one.score for one in graded]
    return csv.render(scores, language=language, student=arguments.student, bom=True).encode()


def _json(graded: Sequence[Graded], arguments: argparse.Namespace, language: str) -> bytes:
    found = [as_dict(one.score, language=language, student=arguments.student) for one in graded]
    return (json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _junit(graded: Sequence[Graded], arguments: argparse.Namespace, language: str) -> bytes:
    return junit.render(graded, language=language, student=arguments.student).encode()


def _nbgrader(graded: Sequence[Graded], arguments: argparse.Namespace, _language: str) -> bytes:
    return nbgrader.render(graded, assignment=arguments.assignment or "").encode()


def _xlsx(graded: Sequence[Graded], arguments: argparse.Namespace, language: str) -> bytes:
    return xlsx.render(graded, language=language, student=arguments.student)


def _canvas(content: bytes, graded: Sequence[Graded], arguments: argparse.Namespace, _language: str) -> Filled:
    return canvas.fill(content, graded, file=str(arguments.into), assignment=arguments.assignment or "")


def _moodle(content: bytes, graded: Sequence[Graded], arguments: argparse.Namespace, language: str) -> Filled:
    return moodle.fill(
        content,
        graded,
        file=str(arguments.into),
        grade=arguments.grade_column or "",
        feedback=arguments.feedback_column or "",
        language=language,
    )


def _identity() -> classroom50.Identity:
    """Read what Classroom 50's runner says of the submission; it stamps the result with the same."""
    known = {
        name: os.environ[variable]
        for name, variable in {
            "classroom": "CLASSROOM",
            "assignment": "ASSIGNMENT",
            "kind": "ASSIGNMENT_TYPE",
            "owner": "OWNER",
            "submission": "SUBMISSION_TAG",
            "commit": "COMMIT_URL",
            "release": "RELEASE_URL",
            "review": "REVIEW_URL",
        }.items()
        if os.environ.get(variable)
    }
    return classroom50.Identity(**known)  # type: ignore[arg-type]


EACH: Mapping[str, One] = {
    "gradescope": lambda one, language: gradescope.render(one.score, language=language),
    "classroom": lambda one, language: classroom.render(one.score, language=language) + "\n",
    "classroom50": lambda one, language: classroom50.render(one.score, _identity(), language=language),
}
WHOLE: Mapping[str, tuple[str, All]] = {
    "csv": ("scores.csv", _csv),
    "json": ("scores.json", _json),
    "junit": ("junit.xml", _junit),
    "nbgrader": ("grades.csv", _nbgrader),
    "xlsx": ("scores.xlsx", _xlsx),
}
FILLED: Mapping[str, tuple[str, str, Fill]] = {
    "canvas": ("canvas.csv", "the gradebook that Canvas exports", _canvas),
    "moodle": ("moodle.csv", "the grading worksheet that Moodle lets you download", _moodle),
}
