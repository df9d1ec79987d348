"""docs/messages.md has every message that the code raises, ending and flag, and none that it does not."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader import errors
from grader.report.phrases import ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.values import Text

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/messages.md").read_text(encoding="utf-8")
BLOCKS = re.compile(r"^```text\n(.*?)^```\n+(\S.*?)\n(?=\n|\Z)", re.MULTILINE | re.DOTALL)

RAISED = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
FAULTS = {"grader/rubric", "grader/checks", "grader/networks/grammar.py"}
"""Where a ValueError is a fault of a rubric: pydantic turns it into a line of the report."""


def words(node: ast.expr, constants: dict[str, str]) -> str:
    """Text as the code has it, "…" for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(words(part, constants) for part in parts)
        case ast.FormattedValue(value=ast.Name(id=name)) if name in constants:
            return constants[name]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return words(left, constants) + words(right, constants)
        case ast.List(elts=[only]):
            return words(only, constants)
    return "…"


def message(node: ast.AST, *, faults: bool, constants: dict[str, str]) -> str:
    """The message of a call that tells a user something; "" of any other."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in RAISED or (faults and name == "ValueError"):
            said = words(first, constants)
        case _:
            return ""
    plain = re.sub(r"…(\W?…)*", "…", " ".join(said.split()))
    return plain if re.search(r"\w\w", plain) else ""


def messages() -> Iterator[str]:
    for file in sorted((ROOT / "grader").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        name = file.relative_to(ROOT).as_posix()
        constants = {
            target.id: value
            for statement in tree.body
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant | ast.JoinedStr)
            for target in statement.targets
            if isinstance(target, ast.Name) and (value := words(statement.value, {})) and "…" not in value
        }
        faults = any(name.startswith(place) for place in FAULTS)
        yield from filter(None, (message(node, faults=faults, constants=constants) for node in ast.walk(tree)))


CODE = sorted(set(messages()))
SHOWN = [line for lines, _ in BLOCKS.findall(PAGE) for line in lines.splitlines()]


@pytest.mark.parametrize("said", CODE)
def test_a_message_of_the_code_has_its_entry(said: str) -> None:
    assert said in SHOWN, f"docs/messages.md lacks this line, with what it means and the way out:\n{said}"


def test_an_entry_is_there_once_and_only_if_the_code_says_it() -> None:
    assert sorted(SHOWN) == CODE


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=lambda ending: ending.en)
def test_every_ending_of_a_run_is_explained(ending: Text) -> None:
    assert f"| {ending.en} |" in PAGE


def test_every_flag_is_explained() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "grader").rglob("*.py"))
    kinds = set(re.findall(r'Flag\(\s*kind="(\w+)"', code))

    assert len(kinds) > 5
    assert {kind for kind in kinds if f"| `{kind}` |" not in PAGE} == set()
