"""``grade rubric``: every fault of a rubric at once, each with its line and a way out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml
from commands import HALF, RIGHT, RUBRIC, handed_in
from sandboxes import Refuses

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


def test_without_a_reference_it_says_where_one_is_looked_for(grade: Grade) -> None:
    said = grade("rubric", "check", "rubrics/small.yaml")

    assert said.status == 0
    assert "not tried: there is no reference solution (rubrics/../reference/small.py or" in said.out
    assert "--reference FILE" in said.out
    assert "not tried" not in grade("rubric", "check", "rubrics/small.yaml", "--text-only").out


@pytest.mark.parametrize("quick", [(), ("--quick",)])
def test_a_rubric_whose_reference_earns_everything_and_whose_mutants_are_caught_passes(
    grade: Grade, exam: Path, quick: tuple[str, ...]
) -> None:
    handed_in(exam / "reference", small=RIGHT)

    said = grade("rubric", "check", "rubrics/small.yaml", *quick)

    assert said.status == 0, said.out
    for told in ("5.5 of 5.5", "blank submission: 0 of 5.5", "holes, mutants that no criterion catches: none"):
        assert told in said.out
    assert re.search(r"line 2 +9216 → 9217 in “# 답: 9216”\n +→ 1-1.shape_answer\n", said.out)
    assert said.out.splitlines()[-1].startswith("passed; took ")


def test_a_hole_fails_the_check_and_is_listed_with_its_line(grade: Grade, exam: Path) -> None:
    (exam / "loose.yaml").write_text(
        'exam: Loose\nparts:\n  - id: "1-1"\n    points: 2\n'
        "    criteria: [{check: number_answer, points: 2, value: 9216, tolerance: 100}]\n"
    )
    handed_in(exam, mine=RIGHT)

    said = grade("rubric", "check", "loose.yaml", "--reference", "mine.py")

    assert said.status == 1
    assert "holes, mutants that no criterion catches: 1" in said.out
    assert "part 1-1, line 2: 9216 → 9217 in “# 답: 9216” (answer)" in said.out
    assert said.out.splitlines()[-1].startswith("not passed; took ")


def test_a_reference_that_does_not_earn_everything_fails_the_check_and_is_told_why(grade: Grade, exam: Path) -> None:
    handed_in(exam / "reference", small=HALF)

    said = grade("rubric", "check", "rubrics/small.yaml")

    assert said.status == 1
    assert "reference: 2 of 5.5; expected 5.5" in said.out
    assert "choice: not_met: " in said.out
    assert "No mutants were tried" in said.out


def test_what_is_found_can_be_had_as_json(grade: Grade, exam: Path) -> None:
    handed_in(exam / "reference", small=RIGHT)

    found = json.loads(grade("rubric", "check", "rubrics/small.yaml", "--json", "-").out)
    assert grade("rubric", "check", "rubrics/small.yaml", "--json", "check.json").status == 0
    kept = json.loads((exam / "check.json").read_text(encoding="utf-8"))

    assert (found["passed"], found["reference"]["points"], found["blank"]["points"]) == (True, 5.5, 0)
    assert found["mutants"] == kept["mutants"] != []
    assert found["counts"]["hole"] == 0


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("nowhere.py", None, "--reference nowhere.py: there is no such file; check the path"),
        ("broken.ipynb", "{", "broken.ipynb"),
        ("notes.txt", "hello", "notes.txt"),
    ],
)
def test_a_reference_that_cannot_be_read_is_told(
    grade: Grade, exam: Path, name: str, text: str | None, complaint: str
) -> None:
    if text is not None:
        (exam / name).write_text(text)

    said = grade("rubric", "check", "rubrics/small.yaml", "--reference", name)

    assert said.status == 2
    assert complaint in said.err
    assert "Traceback" not in said.err


def test_a_run_that_cannot_be_started_is_the_graders_own_failure(
    grade: Grade, exam: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox.choice.choose", lambda _level: Refuses())
    (exam / "fit.yaml").write_text(
        'exam: F\nparts:\n  - id: "1"\n    points: 2\n    criteria: [{check: fit, points: 2}]\n'
    )
    handed_in(exam, mine="# 1\nnet.fit(x, y)\n")

    said = grade("rubric", "check", "fit.yaml", "--reference", "mine.py")

    assert said.status == 3
    assert "no more processes on this machine" in said.out


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
