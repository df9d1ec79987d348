"""A class of sixty, in twelve layouts and styles, labelled with what each must get: python tests/sixty.py FOLDER.

Every student has a way of writing of his or her own, drawn from the number alone: the same class every time. Six hang,
crash or attack. The exam is a small one on the real Fashion-MNIST, so that a run takes seconds.
"""

from __future__ import annotations

import io
import json
import random
import sys
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from writing import Author, Cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RUBRIC = """
exam: A small exam on clothes
parts:
  - id: "1"
    title: fit the given network
    points: 10
    criteria:
      - {check: architecture, points: 6, layers: [flatten, dense 16 relu, dense 10 softmax]}
      - {check: compile, points: 2, optimizer: adam, metrics: [accuracy]}
      - {check: fit, points: 2, data: fashion_mnist/train, epochs: 5}
  - id: "2"
    title: with dropout and validation
    points: 8
    criteria:
      - {check: architecture, points: 5, layers: [flatten, dense 24 tanh, dropout 0.3, dense 10 softmax]}
      - {check: fit, points: 3, data: fashion_mnist/train, epochs: 4, validation: 0.2}
  - id: "3"
    title: at least 70 % on the test images
    points: 8
    criteria: [{check: accuracy, points: 8, data: fashion_mnist/test, at_least: 0.70}]
  - id: "4-1"
    title: a shape
    points: 2
    criteria: [{check: shape_answer, points: 2, shape: [9216], product: true}]
  - id: "4-2"
    title: the right statements
    points: 2
    criteria: [{check: choices_answer, points: 2, options: [A, B, C, D], correct: [B, C]}]
"""
POSSIBLE = 30.0
LOSSES = {"": 0.0, "units": 6.0, "validation": 1.0, "accuracy": 8.0, "answers": 4.0}
"""What each mistake costs."""
MISTAKES = tuple(LOSSES)

OPTIONS = ("--cell-limit", "60s", "--budget", "150s")
"""Limits under which the hanging ones cost little and no honest one comes near them."""


@dataclass(frozen=True)
class Label:
    """What a submission must get.

    Attributes:
        file: Its name in the report.
        layout: The layout it is handed in by.
        points: Confirmed at the end; of a bad one the least it must keep.
        bad: How it hangs, crashes or attacks; "" for an honest one.
    """

    file: str
    layout: str
    points: float
    bad: str = ""


HANG = "import threading\nthreading.Event().wait()\n"
DEAF = """import signal, time
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    time.sleep(1)
"""
CRASH = "import ctypes\nctypes.string_at(0)\n"
KILL = (
    "import os\nfor pid in (os.getppid(), -1):\n    try:\n        os.kill(pid, 9)\n    except OSError:\n        pass\n"
)
FILL = """number = 0
while True:
    with open(f"f{number}", "wb") as file:
        file.write(bytes(8 << 20))
    number += 1
"""
BAD = {2: ("hangs", HANG), 13: ("crashes", CRASH), 22: ("is damaged", ""), 31: ("kills", KILL), 38: ("is deaf", DEAF)}
BAD[44] = ("fills the disk", FILL)

FAMILIES = ("Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon", "Jang", "Lim")
GIVEN = ("Hana", "Duri", "Sena", "Nari", "Daseul", "Yeon")
KOREAN = ("김하나", "이두리", "박세나", "최나리", "정다슬")


def people() -> list[str]:
    """Return sixty names, "Kim Hana"."""
    return [f"{family} {given}" for given in GIVEN for family in FAMILIES]


def work(number: int) -> tuple[Cells, str]:
    """Return the cells of a student's submission and the mistake in it; a bad one's part 2 begins badly."""
    mistake = MISTAKES[(number + number // len(MISTAKES)) % len(MISTAKES)]
    _, harm = BAD.get(number, ("", ""))
    author = Author(random.Random(number), style=STYLES[number // 5][1])  # noqa: S311 - a way of writing
    return author.exam(mistake="" if harm else mistake, harm=harm), "" if harm else mistake


def script(cells: Cells, *, marks: bool = True) -> str:
    """Write cells as a script, headings as comments."""

    def written(kind: str, source: str) -> str:
        if kind == "markdown":
            return "\n".join(f"# {line}" for line in source.splitlines())
        return f"# %%\n{source}" if marks else source

    return "\n\n".join(written(kind, source) for kind, source in cells) + "\n"


def notebook(cells: Cells) -> str:
    """Write cells as a notebook."""
    code = {"outputs": [], "execution_count": None}
    made = [
        {"cell_type": kind, "metadata": {}, "source": source, **(code if kind == "code" else {})}
        for kind, source in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}, ensure_ascii=False)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Pack files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


Files = "dict[str, str | bytes]"


def _flat(name: str, _number: int, cells: Cells) -> tuple[str, Files]:
    file = f"{name.replace(' ', '_').lower()}.py"
    return file, {file: script(cells)}


def _canvas(name: str, number: int, cells: Cells) -> tuple[str, Files]:
    who = "".join(name.lower().split())
    late = "LATE_" if number % 5 == 1 else ""
    file = f"{who}_{late}{1000 + number}_{90000 + number}_exam.ipynb"
    files: dict[str, str | bytes] = {file: notebook(cells)}
    if number % 5 == 2:
        files = {
            file: notebook([("code", "print('the wrong file')")]),
            f"{who}_{1000 + number}_{91000 + number}_exam-1.ipynb": notebook(cells),
        }
    return max(files, key=lambda one: one.endswith("-1.ipynb")), files


def _moodle(name: str, number: int, cells: Cells) -> tuple[str, Files]:
    folder = f"{name}_{2000 + number}_assignsubmission_file_"
    return folder, {f"{folder}/final exam.ipynb": notebook(cells)}


def _moodle_zip(name: str, number: int, cells: Cells) -> tuple[str, Files]:
    folder = f"{name}_{2000 + number}_assignsubmission_file_"
    return folder, {f"{folder}/exam.zip": zipped({"exam.py": script(cells), "notes.txt": "finally\n"})}


def _zip(name: str, number: int, cells: Cells) -> tuple[str, Files]:
    file = f"{name}.zip"
    content = zipped({f"{name}/final/exam.py": script(cells), "__MACOSX/._exam.py": b"\0\5\26\7"})
    return file, {file: b"PK\3\4 damaged on its way" if number in BAD else content}


def _github(name: str, number: int, cells: Cells) -> tuple[str, Files]:
    folder = f"final-{name.replace(' ', '-').lower()}"
    helper = "def banner(text):\n    print('=' * len(text))\n    print(text)\n"
    inside = script([("code", f"from utils import banner\nbanner('student {number}')"), *cells], marks=False)
    return folder, {
        f"{folder}/exam.py": inside,
        f"{folder}/utils.py": helper,
        f"{folder}/README.md": f"# {name}\n",
        f"{folder}/.git/config": "[core]\n",
        f"{folder}/.github/workflows/grade.yml": "on: push\n",
    }


def _drive(name: str, _number: int, cells: Cells) -> tuple[str, Files]:
    setup = ("code", "!pip install -q tensorflow\n%matplotlib inline")
    file = f"{name} - exam.ipynb"
    return file, {file: notebook([setup, *cells])}


def _blackboard(name: str, number: int, cells: Cells) -> tuple[str, Files]:
    user = f"{name[0]}{name.split()[1]}{number}".lower()
    file = f"Final Exam_{user}_attempt_2026-06-20-10-{number:02d}-00_exam.py"
    return file, {file: script(cells, marks=False)}


def _colab(name: str, number: int, cells: Cells) -> tuple[str, Files]:
    file = f"Copy of {name.split()[1].lower()}{number}.ipynb"
    return file, {file: notebook(cells)}


def _korean(_name: str, number: int, cells: Cells) -> tuple[str, Files]:
    who = KOREAN[number % 5]
    text = script([(kind, source.replace("Part ", "문제 ")) for kind, source in cells])
    if number % 5 == 0:
        return f"{who}.py", {f"{who}.py": f"# -*- coding: cp949 -*-\n# {who}\n{text}".encode("cp949")}
    apart = unicodedata.normalize("NFD", f"{who} 기말.py")
    return f"{who} 기말.py", {apart: f"# {who}\n{text}"}


def _beside(name: str, number: int, cells: Cells) -> tuple[str, Files]:
    file = f"{name.split()[1]}{number}.py"
    return file, {file: script(cells), f"{name.split()[1]}{number}.txt": "my notes\n"}


LAYOUTS: tuple[tuple[str, Callable[[str, int, Cells], tuple[str, Files]]], ...] = (
    ("flat", _flat),
    ("canvas", _canvas),
    ("moodle", _moodle),
    ("moodle-zips", _moodle_zip),
    ("zips", _zip),
    ("github", _github),
    ("drive", _drive),
    ("blackboard", _blackboard),
    ("colab", _colab),
    ("korean", _korean),
    ("notes", _beside),
    ("download.zip", _canvas),
)
STYLES = tuple(
    (layout, style)
    for (layout, _), style in zip(
        LAYOUTS,
        (
            *("listed", "functional", "added", "function", "subclassed", "added"),
            *("separate", "input_shape", "subclassed", "listed", "logits", "functional"),
        ),
        strict=True,
    )
)


def write(folder: Path) -> tuple[list[Path], list[Label]]:
    """Write the class and its rubric; return the paths to grade and a label a submission."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    labels, paths = [], []
    for at, (layout, hand_in) in enumerate(LAYOUTS):
        written: dict[str, str | bytes] = {}
        for number, name in enumerate(people()[at * 5 : at * 5 + 5], start=at * 5):
            cells, mistake = work(number)
            file, files = hand_in(name, number, cells)
            written.update(files)
            bad, harm = BAD.get(number, ("", ""))
            least = 10.0 if harm else 0.0
            labels.append(Label(file, layout, least if bad else POSSIBLE - LOSSES[mistake], bad))
        paths.append(folder / layout)
        _put(folder / layout, written)
    return paths, labels


def _put(target: Path, files: Mapping[str, str | bytes]) -> None:
    if target.suffix == ".zip":
        target.write_bytes(zipped(files))
        return
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


if __name__ == "__main__":
    _, made = write(Path(sys.argv[1]))
    for one in made:
        sys.stdout.write(f"{one.layout:12} {one.file:50} {one.points:5g} {one.bad}\n")
