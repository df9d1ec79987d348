"""A hand-out: every part is found in it again, nothing in it is taken for an answer, and no key is in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from grader.attribution import attribute
from grader.evidence import CellKind, Evidence, Recording, Submission
from grader.markers import part_spans
from grader.rubric import parse, public
from grader.scoring import score
from grader.starter import Starter, language_of, starter
from grader.submission.notebook import cells_of as notebook_cells
from grader.submission.script import cells_of as script_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.evidence import Cell
    from grader.rubric import Rubric

ROOT = Path(__file__).parents[2]
EXAMS = ("rubrics/big-data-final.yaml", "rubrics/big-data-final-published.yaml", "tests/exams/midterm.yaml")
READERS: dict[str, Callable[[Starter], Sequence[Cell]]] = {
    "script": lambda made: script_cells(made.script()),
    "notebook": lambda made: notebook_cells(made.notebook(), "x.ipynb"),
}
each_exam = pytest.mark.parametrize("exam", EXAMS)
each_form = pytest.mark.parametrize("form", READERS)
each_language = pytest.mark.parametrize("language", ["ko", "en"])

ODD = """
exam: {ko: 3번째 시험, en: Exam 3}
sections: [{id: "1", title: {ko: "", en: ""}}]
parts:
  - {id: "1-1", title: 이 네트워크를 학습하라, points: 1, criteria: [{check: fit, points: 1, epochs: 2}]}
  - {id: "1-2", title: "(2)와 비교, 4. 다시", points: 1, criteria: [{check: fit, points: 1, epochs: 2}]}
  - {id: "1-3", title: "= 3 epochs", points: 0.5, criteria: [{check: fit, points: 0.5, epochs: 3}]}
  - {id: "2a", title: "# 1-1 again", points: 2, criteria: [{check: number_answer, points: 2, value: 5}]}
  - {id: Q3, title: "", points: 2, criteria: [{check: choices_answer, points: 2, options: [A, B], correct: [A]}]}
  - id: "4"
    title: {ko: "참 거짓", en: "true or false, 5"}
    points: 2
    criteria:
      - check: truth_answer
        points: 2
        question: ["4. 다음을 판별하라.", "1. 편향은 필요하다\\n2. 풀링은 가중치가 있다"]
        statements: [{keywords: [편향], value: true}, {keywords: [풀링], value: false}]
"""
"""Titles and questions that look like markers, references, quantities and answers."""


ANSWERS = {
    "4-1": "답: (None, 127, 127, 5)",
    "4-2": "답: (1, 9216)",
    "4-3": "답: 하영, 재인",
    "4-4": "답: 재인, 서연, 하영",
    "4-5": "답:\n1. 참\n2. 거짓\n3. 거짓\n4. 거짓\n5. 거짓",
}
"""Of the parts that ask for words alone."""


def rubric_of(exam: str) -> Rubric:
    file = ROOT / exam
    return parse(file.read_text(encoding="utf-8"), read=lambda name: (name, (file.parent / name).read_text("utf-8")))


def submitted(cells: Sequence[Cell], form: str) -> Evidence:
    submission = Submission(name="x", form=form, cells=tuple(cells), digest="0")
    return Evidence(submission=submission, recording=Recording(complete=True))


@each_exam
@each_form
@each_language
def test_a_blank_one_scores_nothing_and_nothing_waits(exam: str, form: str, language: str) -> None:
    rubric = rubric_of(exam)
    made = starter(rubric, language)
    got = score(rubric, submitted(READERS[form](made), form))

    assert made.lost == ()
    assert (got.points, got.pending) == (0, 0), [
        (c.criterion.id, c.finding.reason) for p in got.parts for c in p.criteria if c.points or c.pending
    ]


@each_form
@each_language
def test_no_title_or_question_is_taken_for_a_marker_or_an_answer(form: str, language: str) -> None:
    rubric = parse(ODD)
    made = starter(rubric, language)
    got = score(rubric, submitted(READERS[form](made), form))

    assert made.lost == ()
    assert (got.points, got.pending) == (0, 0), [
        (c.criterion.id, c.finding.reason) for p in got.parts for c in p.criteria if c.points or c.pending
    ]


@each_exam
@each_form
def test_every_part_has_its_own_room_in_order(exam: str, form: str) -> None:
    rubric = rubric_of(exam)
    views = attribute(rubric, submitted(READERS[form](starter(rubric, "ko")), form))
    first = [views[part.id].spans[0].cell for part in rubric.parts]

    assert first == sorted(set(first))


def filled(made: Starter, code: dict[str, str], words: dict[str, str], ids: Sequence[str], form: str) -> list[Cell]:
    """Fill the cells in as a student does: code into the empty cells, words behind "답:"."""
    cells, rubric_ids, current = [], list(ids), ""
    for cell in READERS[form](made):
        heading = cell.source.lstrip("# ").split(". (")[0]
        current = heading if heading in rubric_ids else current
        source = cell.source
        if cell.kind is CellKind.CODE and not source.strip("#% \n"):
            source = code.get(current, "")
        elif cell.kind is CellKind.MARKDOWN and source.startswith("답:"):
            source = words.get(current, source)
        cells.append(cell.model_copy(update={"source": source}))
    return cells


@each_form
def test_answers_filled_in_are_read_where_they_stand(form: str) -> None:
    rubric = rubric_of("rubrics/big-data-final.yaml")
    ids = [part.id for part in rubric.parts]
    got = score(rubric, submitted(filled(starter(rubric, "ko"), {}, ANSWERS, ids, form), form))
    points = {part.part.id: (part.points, part.pending) for part in got.parts if part.points or part.pending}

    assert points == dict.fromkeys(ANSWERS, (2, 0))


def code_of(cells: Sequence[Cell], ids: Sequence[str]) -> dict[str, str]:
    """Return a solution's code by part; under "" what stands before the first one."""
    part_of = {span.cell: name for name, span in part_spans(cells, ids)}
    code: defaultdict[str, str] = defaultdict(str)
    for cell in cells:
        if cell.kind is CellKind.CODE:
            code[part_of.get(cell.number, "")] += cell.source.removeprefix("# %%\n").rstrip() + "\n"
    return code


@each_form
def test_code_filled_in_is_found_in_its_part(form: str) -> None:
    rubric = rubric_of("rubrics/big-data-final.yaml")
    ids = [part.id for part in rubric.parts]
    reference = code_of(script_cells((ROOT / "reference/big-data-final.py").read_text(encoding="utf-8")), ids)
    found = code_of(filled(starter(rubric, "ko"), reference, ANSWERS, ids, form), ids)
    # The others have no room for code: they are answered in words.
    asking_for_code = {"", *(part.id for part in rubric.parts if part.id not in ANSWERS)}

    assert {part: code for part, code in found.items() if code.strip()} == {
        part: code for part, code in reference.items() if part in asking_for_code
    }


@pytest.mark.slow
def test_the_reference_filled_in_has_all_points(tmp_path: Path) -> None:
    rubric = rubric_of("rubrics/big-data-final.yaml")
    ids = [part.id for part in rubric.parts]
    code = code_of(script_cells((ROOT / "reference/big-data-final.py").read_text(encoding="utf-8")), ids)
    for form, name in (("script", "hana.py"), ("notebook", "dul.ipynb")):
        made = Starter(tuple(filled(starter(rubric, "ko"), code, ANSWERS, ids, form)), lost=())
        (tmp_path / name).write_text(made.notebook() if form == "notebook" else made.script(), encoding="utf-8")

    command = (str(tmp_path), "--rubric", str(ROOT / "rubrics/big-data-final.yaml"), "--json", "-")
    done = subprocess.run(
        [sys.executable, "-m", "grader.cli", *command], capture_output=True, text=True, check=False, timeout=1500
    )
    got = {one["submission"]: (one["points"], one["pending"]) for one in json.loads(done.stdout)}

    assert got == {"hana.py": (100, 0), "dul.ipynb": (100, 0)}, done.stderr


@each_exam
def test_it_is_made_of_what_students_may_see(exam: str) -> None:
    rubric = rubric_of(exam)

    for language in ("ko", "en"):
        assert starter(rubric, language) == starter(public(rubric), language)


@each_exam
def test_the_notebook_is_valid_and_the_same_every_time(exam: str) -> None:
    made = starter(rubric_of(exam), "ko")
    notebook = json.loads(made.notebook())

    nbformat.validate(nbformat.from_dict(notebook))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert made.notebook() == starter(rubric_of(exam), "ko").notebook()
    assert all(cell["outputs"] == [] for cell in notebook["cells"] if cell["cell_type"] == "code")


def test_the_script_is_python() -> None:
    compile(starter(rubric_of("rubrics/big-data-final.yaml"), "ko").script(), "x.py", "exec")


def test_a_part_that_no_heading_can_name_is_told() -> None:
    rubric = parse("exam: x\nparts: [{id: bonus, points: 1, criteria: [{check: fit, points: 1, epochs: 1}]}]")

    assert starter(rubric, "en").lost == ("bonus",)


@pytest.mark.parametrize(
    ("exam", "language"),
    [
        ("Final", "en"),
        ("기말고사", "ko"),
        ("{ko: 기말고사, en: Final}", ""),
        ("{ko: 기말고사}", "ko"),
        ("{en: Final}", "en"),
    ],
)
def test_its_language_is_the_exams_if_that_has_one_only(exam: str, language: str) -> None:
    rubric = parse(f"exam: {exam}\nparts: [{{id: '1', points: 1, criteria: [{{check: fit, points: 1, epochs: 1}}]}}]")

    assert language_of(rubric) == language
