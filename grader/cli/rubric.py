"""``grade rubric check|key|public|schema|seal``."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from grader.mutants import Trial
    from grader.rubric import Rubric

FAILED, OWN_FAILURE = 1, 3
PLAIN_WIDTH = 100


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says."""
    return VERBS[arguments.verb](arguments)


def _check(arguments: argparse.Namespace) -> int:
    from grader.cli.rubrics import load  # noqa: PLC0415 - the schema needs no rubric

    started = time.monotonic()
    rubric = load(arguments.file, arguments.key)
    reference = None if arguments.text_only else _reference(arguments)
    as_json = str(arguments.json) == "-"
    if not as_json:
        print(_told(rubric, arguments, reference), flush=True)  # noqa: T201 - the shell prints
    trial = _try(rubric, reference, arguments) if reference is not None else None
    seconds = time.monotonic() - started
    if arguments.json:
        _write_json(rubric, trial, arguments.json, seconds)
    if trial is None:
        return 0
    if not as_json:
        _print(trial, seconds)
    # What could not be run or measured is no fault of the rubric's.
    return 0 if trial.passed else OWN_FAILURE if trial.trouble else FAILED


def _told(rubric: Rubric, arguments: argparse.Namespace, reference: Path | None) -> str:
    valid = (
        f"{arguments.file}: valid; {len(rubric.parts)} parts, {len(rubric.criteria)} criteria, "
        f"{rubric.possible} points; data: {', '.join(rubric.datasets) or 'none'}"
    )
    if reference is not None or arguments.text_only:
        return valid
    looked = " or ".join(str(file) for file in _usual(arguments.file))
    return f"{valid}\nnot tried: there is no reference solution ({looked}); write one, or name it with --reference FILE"


def _usual(file: Path) -> tuple[Path, ...]:
    """Return where a rubric's reference solution is looked for: the file of its name in the folder beside."""
    beside = file.parent / ".." / "reference" if file.parent.name else Path("..", "reference")
    return tuple(beside / f"{file.stem}{end}" for end in (".py", ".ipynb"))


def _reference(arguments: argparse.Namespace) -> Path | None:
    """Return the reference solution: the one named, else the one in its usual place."""
    if arguments.reference is not None:
        if not arguments.reference.exists():
            raise UsageError(f"--reference {arguments.reference}: there is no such file; check the path")
        return Path(arguments.reference)
    return next((file for file in _usual(arguments.file) if file.is_file()), None)


def _try(rubric: Rubric, reference: Path, arguments: argparse.Namespace) -> Trial:
    from grader.cli import output  # noqa: PLC0415 - only where something is run
    from grader.datasets.cache import provide  # noqa: PLC0415 - as above
    from grader.mutants import try_rubric  # noqa: PLC0415 - as above
    from grader.pipeline.grading import default_jobs  # noqa: PLC0415 - as above
    from grader.pipeline.measuring import measuring  # noqa: PLC0415 - as above
    from grader.pipeline.run import Options, Setup, Tools  # noqa: PLC0415 - as above
    from grader.pipeline.warming import warmed  # noqa: PLC0415 - as above
    from grader.sandbox.choice import choose  # noqa: PLC0415 - as above
    from grader.submission import open_submission  # noqa: PLC0415 - as above

    with warmed(choose("auto"), output.note) as warm, open_submission(reference) as opened:
        tools = Tools(
            warm,
            lambda name: provide(name, progress=output.DataProgress(name)),
            output.note,
            measure=measuring(warm),
        )
        setup = Setup(rubric, Options(), tools)
        return try_rubric(opened, setup, in_full=not arguments.quick, jobs=default_jobs(), say=output.note)


def _print(trial: Trial, seconds: float) -> None:
    from grader.mutants import render  # noqa: PLC0415 - only where something was run

    width = shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns
    sys.stdout.write(render(trial, width=width, encoding=sys.stdout.encoding or "utf-8"))
    sys.stdout.write(f"{'passed' if trial.passed else 'not passed'}; took {seconds:.0f} s\n")


def _write_json(rubric: Rubric, trial: Trial | None, file: Path, seconds: float) -> None:
    from grader.cli import output  # noqa: PLC0415 - only where asked for
    from grader.mutants import as_dict  # noqa: PLC0415 - as above

    text = json.dumps(as_dict(rubric, trial, seconds=seconds), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if str(file) == "-":
        sys.stdout.buffer.write(text.encode())
    else:
        output.write(file, text)


def _schema(arguments: argparse.Namespace) -> int:
    from grader.rubric import schema  # noqa: PLC0415 - as above

    del arguments
    print(json.dumps(schema(), ensure_ascii=False, indent=2))  # noqa: T201 - as above
    return 0


def _key(arguments: argparse.Namespace) -> int:
    from grader.rubric.sealing import Key  # noqa: PLC0415 - as above

    del arguments
    print(Key.new())  # noqa: T201 - as above
    return 0


def _seal(arguments: argparse.Namespace) -> int:
    from grader.cli import output, rubrics  # noqa: PLC0415 - as above
    from grader.rubric import dump  # noqa: PLC0415 - as above
    from grader.rubric.sealing import Key, seal  # noqa: PLC0415 - as above

    if not arguments.key:
        raise UsageError(
            "expected the key to seal with in GRADER_KEY, which is not set; make one with 'grade rubric key', keep it "
            "where only you and the workflow can read it, and set it"
        )
    key, rubric = Key.read(arguments.key), rubrics.load(arguments.file, arguments.key)
    if rubric.is_public:
        raise UsageError(f"{arguments.file}: a rubric for students holds no keys; seal the one that it was made from")
    target = _target(arguments, rubrics.SEALED)
    output.write(target, seal(dump(rubric), key))
    output.note(f"{target}: sealed with the key {key.id}; keep {arguments.file}, its reference and its tests elsewhere")
    return 0


def _public(arguments: argparse.Namespace) -> int:
    from grader.cli import output, rubrics  # noqa: PLC0415 - as above
    from grader.rubric import dump, public  # noqa: PLC0415 - as above

    rubric = public(rubrics.load(arguments.file, arguments.key))
    target = _target(arguments, rubrics.PUBLIC)
    output.write(target, PUBLIC_HEADER + dump(rubric))
    hidden = sum(criterion.hidden for criterion in rubric.criteria)
    output.note(f"{target}: {len(rubric.criteria)} criteria, the keys of {hidden} hidden; read it before students do")
    return 0


def _target(arguments: argparse.Namespace, kind: str) -> Path:
    """Return where a version of a rubric goes: never over the rubric itself."""
    from grader.cli.rubrics import name_of  # noqa: PLC0415 - as above

    file: Path = arguments.file
    target: Path = arguments.output or file.with_name(f"{name_of(file)}{kind}.yaml")
    if target.exists() and target.samefile(file):
        raise UsageError(f"{target}: is the rubric itself and would be lost; name another file with --output")
    return target


PUBLIC_HEADER = """\
# What students may see of this exam, made by 'grade rubric public'. Where it says hidden, a key stands in the teacher's
# rubric; everything else can be checked before handing in: grade FILE --rubric THIS
"""

VERBS = {"check": _check, "key": _key, "public": _public, "schema": _schema, "seal": _seal}
