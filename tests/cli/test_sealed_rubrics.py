"""Sealed rubrics on the command line: everything that grades opens them in memory, with the key and only with it."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest
from commands import HALF, RIGHT, RUBRIC, handed_in

from grader.cli.rubrics import default, load
from grader.rubric import parse
from grader.rubric.sealing import Key, seal
from grader.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Grade

KEYS = ("9216", "correct: [가은]", "'가은'")
OWN = "  - {id: '2', points: 1, criteria: [{check: pytest, points: 1, file: own.py, training: none}]}\n"
OWN_TESTS = "def test_frobnicate(part):\n    assert part\n"


@pytest.fixture
def key(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key, set as a workflow sets it anew for each command."""
    made = grade("rubric", "key").out.strip()
    monkeypatch.setenv("GRADER_KEY", made)
    return made


@pytest.fixture
def sealed(grade: Grade, exam: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's repository: the sealed rubric and the public one, and nothing else of the exam's."""
    for verb in ("seal", "public"):
        monkeypatch.setenv("GRADER_KEY", key)
        assert grade("rubric", verb, "rubrics/small.yaml").status == 0
    (exam / "rubrics/small.yaml").unlink()
    monkeypatch.setenv("GRADER_KEY", key)
    return exam / "rubrics/small.sealed.yaml"


def without_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_KEY", raising=False)


def test_a_key_is_new_each_time(grade: Grade) -> None:
    assert grade("rubric", "key").out != grade("rubric", "key").out


def test_nothing_in_the_repository_holds_a_key(sealed: Path, exam: Path, key: str) -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in exam.rglob("*") if path.is_file())

    assert not [secret for secret in (*KEYS, key) if secret in everything]
    assert load(sealed, key) == parse(RUBRIC)


def test_grading_by_the_sealed_rubric_is_grading_by_the_rubric(grade: Grade, sealed: Path, exam: Path) -> None:
    (path,) = handed_in(exam, alice=HALF)
    said = grade(path, "--rubric", sealed, "--json", "-", "--out", "run")
    report = json.loads(said.out)

    assert (said.status, report["points"], report["possible"]) == (0, 2.0, 5.5)
    assert "GRADER_KEY" not in os.environ  # taken away before anything was started


@pytest.mark.parametrize("command", [("regrade", "run"), ("export", "run", "--to", "csv"), ("review", "run")])
def test_all_that_judges_stored_work_opens_it(
    grade: Grade, sealed: Path, key: str, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    (path,) = handed_in(sealed.parent.parent, alice=HALF)
    grade(path, "--rubric", sealed, "--out", "run")

    without = grade(*command, "--rubric", sealed)
    monkeypatch.setenv("GRADER_KEY", key)
    with_ = grade(*command, "--rubric", sealed)

    assert (without.status, with_.status) == (2, 0)
    assert "expected its key" in without.err
    assert "GRADER_KEY, which is not set" in without.err


def test_a_workflow_opens_it_and_tells_the_student_no_key(
    grade: Grade, sealed: Path, exam: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(variable, str(exam / variable))
    monkeypatch.setenv("RUNNER_TEMP", str(exam))
    (path,) = handed_in(exam, alice="# 1-1\n# 답: 3\n\n# 1-2\n# 답: 나래\n")
    said = grade("github", path, "--rubric", sealed, "--student")
    written = "".join(
        (exam / name).read_text() for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "grader-report.html")
    )

    assert said.status == 0
    assert not [secret for secret in ("9216", key) if secret in said.out + said.err + written]


def test_students_check_with_the_public_one(
    grade: Grade, sealed: Path, exam: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del sealed
    without_key(monkeypatch)
    (path,) = handed_in(exam, alice=RIGHT.replace("# 답: 가은", "# 답:"))
    said = grade(path)  # finds the one of the two that it can read
    report = json.loads(grade(path, "--json", "-").out)

    assert said.status == 0
    assert "2 not checked here" in said.out
    assert "waiting for a person" not in said.out.lower()
    assert {c["id"]: c["verdict"] for p in report["parts"] for c in p["criteria"]} == {
        "1-1.shape_answer": "not_checked",
        "choice": "not_met",
    }
    assert (report["points"], report["pending"], report["lost"], report["possible"]) == (0.0, 2.0, 3.5, 5.5)


@pytest.mark.parametrize("command", [("export", "run", "--to", "csv"), ("review", "run")])
def test_the_public_one_decides_no_grades(grade: Grade, sealed: Path, exam: Path, command: tuple[str, ...]) -> None:
    (path,) = handed_in(exam, alice=RIGHT)
    grade(path, "--rubric", sealed, "--out", "run")
    said = grade(*command, "--rubric", "rubrics/small.public.yaml")

    assert said.status == 2
    assert "a rubric for students: the keys of 1-1.shape_answer, choice are hidden" in said.err
    assert not (exam / "run/scores.csv").exists()


@pytest.mark.parametrize(("has_key", "name"), [(True, "small.sealed.yaml"), (False, "small.public.yaml")])
def test_of_a_rubrics_versions_the_one_is_found_that_can_be_read(
    sealed: Path, exam: Path, has_key: bool, name: str
) -> None:
    del sealed

    assert default([exam], has_key=has_key).name == name


def test_a_teachers_folder_with_all_versions_means_the_plain_one(sealed: Path, exam: Path) -> None:
    (sealed.parent / "small.yaml").write_text(RUBRIC, encoding="utf-8")

    assert {default([exam], has_key=True).name, default([exam]).name} == {"small.yaml"}


def test_a_wrong_key_and_a_changed_file_are_told_apart(
    grade: Grade, sealed: Path, exam: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = handed_in(exam, alice=RIGHT)
    monkeypatch.setenv("GRADER_KEY", grade("rubric", "key").out)
    wrong = grade(path, "--rubric", sealed)
    monkeypatch.setenv("GRADER_KEY", "hunter2")
    none = grade(path, "--rubric", sealed)
    monkeypatch.setenv("GRADER_KEY", key)
    sealed.write_text(sealed.read_text().replace("A", "B", 30))
    changed = grade(path, "--rubric", sealed)

    assert {wrong.status, none.status, changed.status} == {2}
    assert "found another one" in wrong.err
    assert "hunter2" not in none.err
    assert "not as it was sealed" in changed.err


@pytest.mark.parametrize("command", [("rubric", "seal", "rubrics/small.yaml"), ("rubric", "seal", "small.public.yaml")])
def test_sealing_needs_a_key_and_a_rubric_with_keys(
    grade: Grade, sealed: Path, exam: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    (exam / "rubrics/small.yaml").write_text(RUBRIC, encoding="utf-8")
    (exam / "small.public.yaml").write_text((sealed.parent / "small.public.yaml").read_text(), encoding="utf-8")
    if "public" not in command[2]:
        without_key(monkeypatch)
    said = grade(*command)

    assert said.status == 2
    assert "make one with 'grade rubric key'" in said.err or "seal the one that it was made from" in said.err


@pytest.mark.parametrize("verb", ["seal", "public"])
def test_the_rubric_itself_is_not_written_over(grade: Grade, exam: Path, key: str, verb: str) -> None:
    del key
    said = grade("rubric", verb, "rubrics/small.yaml", "--output", "rubrics/../rubrics/small.yaml")

    assert said.status == 2
    assert "is the rubric itself" in said.err
    assert (exam / "rubrics/small.yaml").read_text(encoding="utf-8") == RUBRIC


def test_a_rubric_may_extend_a_sealed_one_and_be_sealed_itself(
    grade: Grade, sealed: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = sealed.parent / "other.yaml"
    over.write_text(
        "extends: small.sealed.yaml\nexam: Other\ncriteria: {choice: {correct: [나래]}}\n", encoding="utf-8"
    )
    assert grade("rubric", "seal", over).status == 0
    both = [load(file, key) for file in (over, sealed.parent / "other.sealed.yaml")]
    monkeypatch.setenv("GRADER_KEY", key)

    assert both[0] == both[1]
    assert both[0].criteria[1].correct == {"나래"}
    without_key(monkeypatch)
    assert "small.sealed.yaml: a sealed rubric" in grade("rubric", "check", over).err


def test_own_tests_are_sealed_in_and_the_file_is_not_needed(
    grade: Grade, exam: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (exam / "rubrics/tested.yaml").write_text(RUBRIC + OWN, encoding="utf-8")
    (exam / "rubrics/own.py").write_text(OWN_TESTS, encoding="utf-8")
    grade("rubric", "seal", "rubrics/tested.yaml")
    (exam / "rubrics/own.py").unlink()
    monkeypatch.setenv("GRADER_KEY", key)
    file = exam / "rubrics/tested.sealed.yaml"

    assert grade("rubric", "check", file).status == 0
    assert load(file, key).criteria[-1].source == OWN_TESTS
    assert "frobnicate" not in file.read_text()


def test_faults_of_what_is_sealed_are_counted_and_not_shown(grade: Grade, exam: Path, key: str) -> None:
    """As after an update of the grader: a fault's message has the value in it, and a workflow's log has readers."""
    text = RUBRIC.replace("[가은]}", "[비밀], weight: 3}")
    (exam / "old.sealed.yaml").write_text(seal(text, Key.read(key)), encoding="utf-8")
    (path,) = handed_in(exam, alice=RIGHT)
    said = grade("github", path, "--rubric", "old.sealed.yaml", "--student")

    assert said.status == 2
    assert "faults: 1, not shown, as they may hold keys" in said.err
    assert "비밀" not in said.out + said.err


WATCHED = """
import os, sys
opened = []
def hook(event, given):
    if event == "open" and isinstance(given[0], str) and given[2] & (os.O_WRONLY | os.O_RDWR):
        opened.append(given[0])
sys.addaudithook(hook)
from grader.cli import main
status = main(sys.argv[1:])
print("OPENED", *opened, sep="\\n")
sys.exit(status)
"""


def test_nothing_in_clear_is_written_anywhere(start: Grade, sealed: Path, exam: Path, key: str) -> None:
    wrong = "# %% [markdown]\n# 1-1\n# 답: 3\n\n# %% [markdown]\n# 1-2\n# 답: 나래\n"
    (path,) = handed_in(exam, alice=wrong)
    reports = ("--json", "report.json", "--html", "report.html", "--out", "run")
    command = (path, "--rubric", sealed, "--student", "--sandbox", "none", *reports)
    said = start("-B", "-c", WATCHED, *command, GRADER_KEY=key, PYTHONUTF8="1")
    opened = {name.rpartition("/")[2] for name in said.out.partition("OPENED\n")[2].splitlines()}
    store = Store.open(exam / "run")
    kept = "".join(evidence.model_dump_json() for _, evidence in store)
    store.close()
    left = b"".join(file.read_bytes() for file in exam.rglob("*") if file.is_file())

    assert said.status == 0, said.err
    # Python's tempfile tries where it may write, with a file of one word; reports wait for --json in a file without a
    # name, which opens as its folder. What the server of runs prints goes nowhere.
    assert {name for name in opened if not re.fullmatch(r"(grader-)?\w{8}", name)} == {
        *("null", ".report.json.part", ".report.html.part", "grader.lock"),
    }
    assert "9216" not in kept
    assert b"9216" not in left
    assert key.encode() not in left


def test_gradescopes_zip_is_not_made_of_a_sealed_one(grade: Grade, sealed: Path, exam: Path) -> None:
    said = grade("export", exam, "--to", "gradescope-autograder", "--rubric", sealed)

    assert said.status == 2
    assert "the zip would hold it in clear" in said.err


def test_a_starter_is_made_of_the_public_one_and_spares_what_is_there(grade: Grade, sealed: Path, exam: Path) -> None:
    public = sealed.parent / "small.public.yaml"
    first = grade("starter", public, "--lang", "ko")
    (exam / "small.py").write_text("work", encoding="utf-8")
    again = grade("starter", public, "--lang", "ko")

    assert first.status == 0
    assert "### 1-1. (2점) 펼친 모양" in (exam / "small.ipynb").read_text(encoding="utf-8")
    assert (again.status, (exam / "small.py").read_text()) == (2, "work")
    assert "is there already" in again.err


def test_a_starters_part_must_have_an_id_that_can_stand_in_a_heading(grade: Grade, exam: Path) -> None:
    (exam / "odd.yaml").write_text("exam: x\nparts: [{id: bonus, points: 1, criteria: [{check: fit, points: 1}]}]")
    said = grade("starter", "odd.yaml")

    assert said.status == 2
    assert "no heading can be made for part bonus" in said.err
