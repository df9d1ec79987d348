"""A cell of nothing but one word, sign or number, over and over, takes no longer to score than its length is worth."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from grader.evidence import Evidence
from grader.report.html import render
from grader.rubric import parse
from grader.scoring import score
from grader.submission import open_submission

ROOT = Path(__file__).parents[2]
LENGTH = 30_000
SECONDS = 20
"""Of CPU time; it takes two or three, and minutes where something takes the square of the length."""

SIGNS = ["1", "9x", "(1,", "1-", "-", ".", "\n", " \n", "_", "|", "<!--", "<a "]
WORDS = ["가", "의", "a", "차이", "than ", "보다"]


@pytest.mark.parametrize("what", [*SIGNS, *WORDS])
def test_of_one_thing_over_and_over(tmp_path: Path, what: str) -> None:
    notebook = json.loads((ROOT / "submissions/bora.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = f"{''.join(cell['source'])}\n\n{(what * LENGTH)[:LENGTH]}x\n"
    file = tmp_path / "long.ipynb"
    file.write_text(json.dumps(notebook), encoding="utf-8")
    exam = parse((ROOT / "rubrics/big-data-final.yaml").read_text(encoding="utf-8"))
    since = time.process_time()

    with open_submission(file) as opened:
        render(score(exam, Evidence(submission=opened.submission)))

    assert time.process_time() - since < SECONDS
