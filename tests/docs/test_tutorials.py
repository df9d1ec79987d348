"""Tutorials: their commands are real, and followed to the letter they come out as they say."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from itertools import takewhile
from pathlib import Path

import pytest

from grader.cli.arguments import COMMANDS, parser_of

ROOT = Path(__file__).parents[2]
TUTORIALS = sorted((ROOT / "docs/tutorial").glob("*.md"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHELLS_OWN = ("||", "&&", "|", ">")
"""Behind these a command's words are over."""

SHELL = re.compile(r"^```sh\b[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)

_spec = importlib.util.spec_from_file_location("follow", ROOT / "docs/follow.py")
assert _spec
assert _spec.loader
follow = sys.modules["follow"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(follow)


def commands(page: Path) -> list[list[str]]:
    blocks = SHELL.findall(page.read_text(encoding="utf-8"))
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    found = [
        list(takewhile(lambda word: word not in SHELLS_OWN, line[at:]))
        for line in lines
        for at, word in enumerate(line)
        if Path(word).name == "grade"
    ]
    return [words[1:] for words in found if words[1:]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_a_page_shows_is_understood(page: Path) -> None:
    for words in commands(page):
        name = words[0] if words[0] in COMMANDS else "grade"
        parser_of(name).parse_args(words[name == words[0] :])


def test_tutorials_show_commands() -> None:
    assert all(len(commands(page)) > 1 for page in TUTORIALS)


PAGE = """
```sh title="Install"
./install
```
```yaml title="a/b.yaml"
x: 'it''s'
```
```sh
read -r answer; echo "got $answer"; cat a/b.yaml
```
```text title="What you type"
42
```
```text
got …2
x: 'it''s'
```
```crontab
0 * * * *
```
"""


def test_a_page_is_followed_with_its_files_answers_and_output(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")

    assert follow.follow(page, tmp_path, installed=tmp_path) == []
    page.write_text(PAGE.replace("got …2", "got …3"), encoding="utf-8")
    assert follow.follow(page, tmp_path, installed=tmp_path) == ["not printed: got …3"]
    page.write_text(PAGE.replace("read -r answer", "exit 7"), encoding="utf-8")
    assert follow.follow(page, tmp_path, installed=tmp_path)[-1].startswith("ended with status 7 at:\nexit 7")


@pytest.mark.slow
@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_followed_to_the_letter_comes_to_its_end(page: Path, tmp_path: Path) -> None:
    assert follow.follow(page, tmp_path, installed=Path(sys.executable).parent) == []
