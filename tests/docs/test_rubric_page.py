"""docs/rubric.md against the models: every check, every field, and examples that are valid."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from grader.checks import CHECKS
from grader.checks.base import Criterion
from grader.rubric import parse

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

PAGE = (Path(__file__).parents[2] / "docs/rubric.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.parametrize("name", CHECKS)


def row(name: str, field: FieldInfo) -> str:
    default = "required" if field.is_required() else f"`{plain(field.default)}`"
    return f"| `{name}` | {default} | {(field.description or '').replace('|', '/')} |"


def plain(value: object) -> str:
    """A default as YAML writes it."""
    words = {None: "none", True: "true", False: "false", (): "[]"}
    # Zero is equal to False.
    return f"{value:g}" if isinstance(value, float) else words.get(value, str(value))  # type: ignore[call-overload]


def table(check: type[Criterion]) -> str:
    own = {name: field for name, field in check.model_fields.items() if name not in Criterion.model_fields}
    return "\n".join(["| field | default | meaning |", "|---|---|---|", *(row(*item) for item in own.items())])


def test_every_check_has_a_section_with_the_table_of_its_fields(name: str) -> None:
    assert name in SECTIONS, f"docs/rubric.md has no section ### `{name}`"
    wanted = table(CHECKS[name])

    assert wanted in SECTIONS[name], f"the table of {name} should be\n\n{wanted}\n"


def test_every_check_has_an_example_that_is_valid(name: str) -> None:
    criteria = [
        criterion
        for example in EXAMPLES
        if example.lstrip().startswith("- {check") or example.lstrip().startswith("- check")
        for criterion in yaml.safe_load(example)
        if criterion["check"] == name
    ]

    assert criteria, f"docs/rubric.md shows no example of {name}"
    for criterion in criteria:
        parts = [{"id": "1", "points": criterion["points"], "criteria": [criterion]}]
        others = [{"id": other, "points": 0, "criteria": [{"check": "fit", "points": 0}]} for other in ("1-1", "1-2")]
        text = yaml.safe_dump({"exam": "x", "parts": parts + others}, allow_unicode=True)
        parse(text, read=lambda name, *_of: (name, "def test_own(part): ..."))
