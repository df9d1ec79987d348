"""Does what a tutorial says, to the letter: writes its files, types its commands, looks for what it shows.

    python docs/follow.py docs/tutorial/teacher.md                      # from nothing: clones and installs
    python docs/follow.py --installed .venv/bin docs/tutorial/teacher.md

A tutorial's fenced blocks are its script:

    ```sh                             commands, all of one shell
    ```sh title="Install"             left out with --installed
    ```text title="What you type"     what the commands before it are answered
    ```text                           lines that they must print; "…" stands for anything
    ```yaml title="rubrics/x.yaml"    a file, of any language; without a title it is only shown
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = "https://github.com/OWNER/grader"
FENCE = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<content>.*?)^```$', re.MULTILINE | re.DOTALL
)
INSTALL, TYPED = "Install", "What you type"
WIDTH = "80"


@dataclass
class Step:
    """Commands, what is typed into them, and the lines that they are said to print; or a file to write."""

    content: str
    file: str = ""
    title: str = ""
    typed: str = ""
    shown: list[str] = field(default_factory=list)


def steps(page: str) -> list[Step]:
    """Return the steps of a tutorial in its order.

    Raises:
        ValueError: A block of output or answers follows no commands.
    """
    found: list[Step] = []
    for block in FENCE.finditer(page):
        language, title, content = block["language"], block["title"] or "", block["content"]
        if language == "sh":
            found.append(Step(content, title=title))
        elif language != "text":
            found += [Step(content, file=title)] if title else []
        elif not found or found[-1].file:
            raise ValueError(f"no command before the output {content!r}")
        elif title == TYPED:
            found[-1].typed = content
        else:
            found[-1].shown += content.splitlines()
    return found


def script(todo: Iterable[Step]) -> str:
    """Return the shell script that does the steps; a line with its number stands before each one's output."""
    lines = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for number, step in enumerate(todo):
        if step.file:
            path = shlex.quote(step.file)
            lines += [f"mkdir -p $(dirname {path})", f"printf %s {shlex.quote(step.content)} > {path}"]
            continue
        lines += [f"echo; echo '=== step {number}'", "{", step.content.rstrip(), f"}} <<< {shlex.quote(step.typed)}"]
    return "\n".join(lines) + "\n"


def missing(shown: Iterable[str], printed: str) -> list[str]:
    """Return the lines, in their order, that were not printed; spaces at both ends aside."""
    rest, lacking = iter(printed.splitlines()), []
    for line in filter(None, map(str.strip, shown)):
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        if not any(pattern.fullmatch(found.strip()) for found in rest):
            lacking.append(line)
            rest = iter(printed.splitlines())
    return lacking


def environment(installed: Path | None) -> dict[str, str]:
    """Return the variables of a user's plain shell; the address in the tutorials leads to this repository."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "PIP_INDEX_URL", "GRADER_DATA") if name in os.environ}
    if installed:
        kept["PATH"] = f"{installed.resolve()}:{kept['PATH']}"
    git = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{ROOT.as_uri()}.insteadOf", "GIT_CONFIG_VALUE_0": ADDRESS}
    return {**kept, **git, "COLUMNS": WIDTH, "LC_ALL": "C.UTF-8", "TERM": "dumb"}


def follow(page: Path, folder: Path, installed: Path | None) -> list[str]:
    """Follow a tutorial in a folder, printing what it prints; return what did not come out as it says."""
    todo = [step for step in steps(page.read_text(encoding="utf-8")) if not (installed and step.title == INSTALL)]
    output, status = _run(script(todo), folder, environment(installed))
    parts: Mapping[int, str] = {
        int(number): text
        for number, text in re.findall(r"^=== step (\d+)\n(.*?)(?=^=== step|\Z)", output, re.MULTILINE | re.DOTALL)
    }
    faults = [f"not printed: {line}" for at, text in parts.items() for line in missing(todo[at].shown, text)]
    if status:
        faults.append(f"ended with status {status} at:\n{todo[max(parts, default=0)].content}")
    return faults


def _run(commands: str, folder: Path, variables: Mapping[str, str]) -> tuple[str, int]:
    started = subprocess.Popen(
        ["bash", "-c", commands],
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    printed = []
    for line in started.stdout or ():
        print(line, end="", flush=True)
        printed.append(line)
    return "".join(printed), started.wait()


def main() -> int:
    """Follow the pages named, each in an empty folder."""
    parser = argparse.ArgumentParser(description="Follow tutorials to the letter.")
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument(
        "--installed", type=Path, metavar="BIN", help="the folder of an installed grade, instead of installing"
    )
    given = parser.parse_args()
    failed = 0
    for page in given.pages:
        with tempfile.TemporaryDirectory(prefix="tutorial-") as name:
            faults = follow(page, Path(name), given.installed)
        failed += bool(faults)
        print(f"\n{page}: " + ("\n".join(faults) if faults else "followed to its end"))
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
