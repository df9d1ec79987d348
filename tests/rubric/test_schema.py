"""The JSON Schema beside the rubrics is the one that the code gives, and says what ``parse`` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from grader.checks import CHECKS
from grader.rubric import Change, schema

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "rubrics"


def stored() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "rubric.schema.json").read_text(encoding="utf-8"))
    return found


def test_the_stored_schema_is_current() -> None:
    assert schema() == stored(), "write it anew: grade rubric schema > rubrics/rubric.schema.json"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(stored())


def test_an_editor_has_words_for_every_field() -> None:
    models = {"Rubric": stored(), **stored()["$defs"]}
    mute = [
        f"{model}.{name}"
        for model, definition in models.items()
        for name, field in {"": definition, **definition.get("properties", {})}.items()
        if not field.get("description", "").strip()
    ]

    assert mute == []


def test_what_is_shown_at_a_check_says_what_the_check_looks_at() -> None:
    shown = {
        definition["properties"]["check"]["const"]: definition["properties"]["check"]["description"]
        for definition in stored()["$defs"].values()
        if "check" in definition.get("properties", {})
    }

    assert shown.keys() == CHECKS.keys()
    assert shown["fit"].startswith("How the part's network was trained")
    assert not any("``" in text for text in shown.values())


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.name)
def test_every_rubric_here_fits_it_and_names_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    jsonschema.validate(yaml.safe_load(text), stored(), cls=jsonschema.Draft202012Validator)
    assert text.startswith("# yaml-language-server: $schema=rubric.schema.json\n")


@pytest.mark.parametrize(
    "wrong",
    [
        {"check": "fit", "points": 1, "epoch": 3},
        {"check": "fitt", "points": 1},
        {"check": "fit"},
        {"check": "fit", "points": 1, "validation": 20},
    ],
)
def test_what_parse_refuses_an_editor_underlines(wrong: dict[str, Any]) -> None:
    rubric = {"exam": "Final", "parts": [{"id": "1", "points": 1, "criteria": [wrong]}]}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(rubric, stored(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("change", Change)
def test_every_change_that_may_be_free_is_named_by_the_documentation(change: Change) -> None:
    page = (ROOT / "docs/rubric.md").read_text(encoding="utf-8")

    assert f"`{change}`" in page[page.index("`free`\n") :]
