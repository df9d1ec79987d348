"""``grade`` started as a process of its own, in the environments it meets."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from commands import HALF

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Grade, Said

HEAVY = ("tensorflow", "keras", "tf_keras", "tensorboard", "matplotlib", "IPython", "pandas", "sklearn")
KOREAN = {"LANG": "ko_KR.UTF-8", "PYTHONUTF8": "1"}


@pytest.fixture
def notes(exam: Path) -> str:
    """A submission of words alone: nothing of it is run."""
    cells = [f"# %% [markdown]\n{cell}\n" for cell in HALF.split("\n\n")]
    (exam / "김 하나.py").write_text("\n".join(cells), encoding="utf-8")
    return "김 하나.py"


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def works(said: Said) -> bool:
    return said.status == 0 and "Traceback" not in said.err and "2" in said.out


@pytest.mark.parametrize(
    "command", [("--help",), ("regrade", "--help"), ("rubric", "--help"), ("rubric", "check", "rubrics/small.yaml")]
)
def test_help_and_rubric_check_import_nothing_heavy(start: Grade, command: tuple[str, ...]) -> None:
    said = start("-X", "importtime", "-m", "grader.cli", *command)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in said.err.splitlines()}

    assert said.status == 0
    assert "argparse" in imported
    assert not imported & set(HEAVY)


def test_help_tells_every_command_and_an_example(start: Grade) -> None:
    said = start("-m", "grader.cli", "--help")

    for word in ("regrade", "rubric", "data", "--fidelity", "--json", "grade submissions/"):
        assert word in said.out


def test_a_terminal_without_unicode_gets_ascii(start: Grade, notes: str) -> None:
    said = start(notes, "--sandbox", "none", PYTHONIOENCODING="ascii", LANG="C")

    assert works(said)
    assert said.out.isascii()


def test_korean_is_the_locales_choice(start: Grade, notes: str) -> None:
    korean, english = (
        start(notes, "--sandbox", "none", **KOREAN),
        start(notes, "--sandbox", "none", **KOREAN | {"LANG": "C"}),
    )

    assert "작은 시험" in korean.out
    assert "Small exam" in english.out


@pytest.mark.parametrize("columns", [60, 80, 132])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_line_is_wider_than_asked(start: Grade, notes: str, columns: int, language: str) -> None:
    said = start(notes, "--sandbox", "none", "--lang", language, COLUMNS=str(columns), **KOREAN)

    assert works(said)
    assert max(map(width, said.out.splitlines())) <= columns


@pytest.mark.parametrize(
    "environment", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, {"TERM": "dumb"}]
)
def test_what_is_piped_holds_no_colour(start: Grade, notes: str, environment: dict[str, str]) -> None:
    said = start(notes, "--sandbox", "none", **KOREAN, **environment)

    assert works(said)
    assert "\x1b" not in said.out + said.err


def test_no_home_is_needed(start: Grade, notes: str) -> None:
    assert works(start(notes, "--sandbox", "none", **KOREAN))


def test_a_home_that_cannot_be_written_is_no_hindrance(start: Grade, notes: str) -> None:
    assert works(start(notes, "--sandbox", "none", HOME="/proc/1", XDG_CACHE_HOME="/proc/1/none", **KOREAN))


def test_a_reader_that_leaves_early_is_no_failure(start: Grade, notes: str) -> None:
    """As ``grade ... | head -1`` does."""
    script = (
        "import os, subprocess, sys\n"
        "grade = subprocess.Popen([sys.executable, '-m', 'grader.cli', sys.argv[1], '--sandbox', 'none'],\n"
        "                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "grade.stdout.close()\n"
        "print(grade.stderr.read().decode())\n"
        "sys.exit(grade.wait())\n"
    )
    said = start("-c", script, notes, **KOREAN)

    assert said.status == 0
    assert "Traceback" not in said.out
    assert "Exception ignored" not in said.out


def test_it_can_be_started_from_anywhere(start: Grade, notes: str, exam: Path) -> None:
    """The rubric is found from the submission."""
    away = "import os, sys; os.chdir('/'); from grader.cli import main; sys.exit(main(sys.argv[1:]))"

    assert works(start("-c", away, exam / notes, "--sandbox", "none", **KOREAN))
