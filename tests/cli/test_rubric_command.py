"""``grade rubric``: every fault of a rubric at once, each with its line and a way out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml
from commands import RIGHT, RUBRIC, handed_in

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Grade

FAULTY = """\
exam: Faulty
parts:
  - id: "1"
    points: 3
    criteria:
      - {check: architectur, points: 1, layers: [dense 10]}
      - {check: compile, points: 1, optimiser: adam}
      - {check: fit, points: one}
  - id: "2"
    points: 5
    criteria: [{check: choices_answer, points: 4, options: [a, b], correct: [c]}]
  - id: "2"
    points: 1
    criteria: [{check: evaluate, points: 1, network_of: "7", data: cifar10/test}]
"""
FAULTS = [
    (6, "no check is called 'architectur'; did you mean 'architecture'?"),
    (7, "optimiser: no such field; did you mean 'optimizer'?"),
    (8, "found 'one'"),
    (11, "c not among the options a, b"),
]


def test_a_good_one_is_told_in_a_line(grade: Grade) -> None:
    said = grade("rubric", "check", "rubrics/small.yaml")

    assert said.status == 0
    assert said.out.startswith("rubrics/small.yaml: ")
    assert "2 parts, 2 criteria, 5.5 points" in said.out


@pytest.mark.parametrize("command", [("rubric", "check", "faulty.yaml"), ("alice.py", "--rubric", "faulty.yaml")])
def test_all_faults_are_told_at_once_with_their_lines(grade: Grade, exam: Path, command: tuple[str, ...]) -> None:
    (exam / "faulty.yaml").write_text(FAULTY)
    handed_in(exam, alice=RIGHT)

    said = grade(*command)

    assert (said.status, said.out) == (2, "")
    for line, fault in FAULTS:
        assert any(f"faulty.yaml:{line}:" in told and fault in told for told in said.err.splitlines()), (line, fault)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "expected a mapping with 'exam' and 'parts'"),
        ("- a\n- b\n", "expected a mapping with 'exam' and 'parts'"),
        ("exam: [\n", "not YAML"),
        ("exam: A\nparts: []\n", "expected at least one part, found none"),
        ("exam: A\nexam: B\nparts: []\n", "given twice"),
        ("extends: nowhere.yaml\n", "'nowhere.yaml' cannot be read"),
        ("extends: faulty.yaml\n", "leads back here"),
        ("exam: !!python/object/apply:os.system ['true']\nparts: []\n", "faulty.yaml:1"),
    ],
)
def test_what_is_no_rubric_is_told_where(grade: Grade, exam: Path, text: str, complaint: str) -> None:
    (exam / "faulty.yaml").write_text(text)

    said = grade("rubric", "check", "faulty.yaml")

    assert (said.status, said.out) == (2, "")
    assert complaint in said.err
    assert "faulty.yaml" in said.err
    assert "Traceback" not in said.err


def test_one_that_is_not_in_utf_8_is_named(grade: Grade, exam: Path) -> None:
    (exam / "korean.yaml").write_bytes(RUBRIC.encode("cp949"))

    said = grade("rubric", "check", "korean.yaml")

    assert said.status == 2
    assert "korean.yaml: expected UTF-8" in said.err


def test_the_schema_accepts_what_the_grader_accepts(grade: Grade) -> None:
    schema = json.loads(grade("rubric", "schema").out)

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(RUBRIC), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(FAULTY), schema)
