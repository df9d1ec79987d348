"""Whether a class of thousands costs each submission what one of ten costs: python benchmarks/growth.py STORE RUBRIC.

STORE is a folder that --out wrote, RUBRIC what it was graded by. The evidence of its first submission stands in for
what a contained run gathers; all else is the command line as it is: finding, reading, scoring, storing, reports.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from table import Row, publish

if TYPE_CHECKING:
    from grader.submission import OpenedSubmission

SIZES = (10, 100, 1000, 10_000)
GRADE = str(Path(sys.executable).with_name("grade"))
MIB = 1 << 10
"""Kilobytes, as the kernel counts resident memory."""
_FRACTION = re.compile(r"(\b\d\.\d\d)\d\d(\d*)")


def stand_in(store: str, arguments: list[str]) -> int:
    """Run the command line with stored evidence in place of what a contained run gathers."""
    from grader.cli import main as grade  # noqa: PLC0415 - the child's part of this file
    from grader.pipeline import run  # noqa: PLC0415 - as above
    from grader.store import Store  # noqa: PLC0415 - as above

    _, evidence = next(iter(Store.open(Path(store))))
    content = evidence.model_dump_json()

    def gather(opened: OpenedSubmission, _setup: object) -> object:
        # Read anew for each and with numbers of its own, as from a run of its own.
        number = re.findall(r"\d+", opened.submission.name)[-1]
        found = type(evidence).model_validate_json(_FRACTION.sub(rf"\g<1>{number[-2:]}\g<2>{number}", content))
        return found.model_copy(update={"submission": opened.submission})

    run.gather = gather  # type: ignore[assignment]
    return grade(arguments)


def measured(command: list[str]) -> tuple[float, float]:
    """Return the wall seconds of a command that must succeed and its highest resident memory in MiB."""
    since = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.execv(command[0], command)  # noqa: S606 - the command is this file's own
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: status {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - since, used.ru_maxrss / MIB


def write_class(folder: Path, size: int) -> None:
    """Write scripts of some length, no two alike."""
    folder.mkdir()
    body = "".join(f"# line {line} of what a student wrote\nvalue_{line} = {line}\n" for line in range(100))
    for number in range(size):
        (folder / f"student{number:05d}.py").write_text(f"# {number}\n# Part 1\n{body}", encoding="utf-8")


def main(store: str, rubric: str) -> None:
    rows: dict[str, dict[int, tuple[float, float]]] = {"grade": {}, "again": {}, "regrade": {}}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            klass, out = Path(name, "class"), Path(name, "out")
            write_class(klass, size)
            more = ["--rubric", rubric, "--json", f"{name}/report.json", "--csv", f"{name}/report.csv"]
            grade = [sys.executable, __file__, "--stand-in", store, str(klass), "--out", str(out), "--jobs", "2", *more]
            rows["grade"][size] = measured(grade)
            rows["again"][size] = measured(grade)
            rows["regrade"][size] = measured([GRADE, "regrade", str(out), *more])
        for what, found in rows.items():
            wall, memory = found[size]
            print(f"{what:8} {size:6}: {wall:7.1f} s, {wall / size * 1000:7.1f} ms each, {memory:6.0f} MiB", flush=True)
    least, most = SIZES[1], SIZES[-1]
    table = []
    for what, found in rows.items():
        slope = (found[most][0] - found[least][0]) / (most - least) * 1000
        per = (found[1000][0] - found[least][0]) / (1000 - least) * 1000
        table += [
            Row(f"{what}: one more of {most}", slope, f"one more of {1000}", per, unit="ms", target=1.25),
            Row(f"{what}: memory at {most}", found[most][1], f"at {least}", found[least][1], unit="MiB"),
        ]
    publish("growth", table)


if __name__ == "__main__":
    if sys.argv[1] == "--stand-in":
        sys.exit(stand_in(sys.argv[2], sys.argv[3:]))
    main(*sys.argv[1:])
