"""What the command line understands. Imports nothing but argparse, so that ``grade --help`` is quick."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Run = Callable[[argparse.Namespace], int]

KEY_VARIABLE = "GRADER_KEY"
"""Holds the key of sealed rubrics."""

UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}

FORMATS = (
    "canvas",
    "classroom",
    "classroom50",
    "csv",
    "gradescope",
    "gradescope-autograder",
    "json",
    "junit",
    "moodle",
    "nbgrader",
    "xlsx",
)


@dataclass(frozen=True)
class Command:
    """A word after ``grade``: the module that does it, what it says of itself, its arguments."""

    module: str
    summary: str
    arguments: Callable[[argparse.ArgumentParser], None]

    def load(self) -> Run:
        """Import the command's module and return its ``run``."""
        run: Run = import_module(f"grader.cli.{self.module}").run
        return run


def parser_of(name: str) -> argparse.ArgumentParser:
    """Build the parser of one command; "grade" is the one without a word."""
    command = COMMANDS[name]
    epilog = None
    if name == "grade":
        others = "\n".join(f"  grade {word:<11}{other.summary}" for word, other in COMMANDS.items() if word != "grade")
        epilog = f"other commands (each has its own --help):\n{others}\n\nExamples:\n{EXAMPLES}"
    parser = argparse.ArgumentParser(
        prog="grade" if name == "grade" else f"grade {name}",
        description=command.summary,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.arguments(parser)
    return parser


def duration(text: str) -> float:
    """Read "90", "90s", "30m" or "1.5h" as seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text.strip().lower())
    if not match or float(match[1]) <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration; expected for example 90s, 30m or 1.5h")
    return float(match[1]) * UNITS[match[2]]


def _grade(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a .py, .ipynb, .zip, or a folder of them")
    _judging(parser)
    running = parser.add_argument_group("running")
    running.add_argument(
        "--fidelity",
        choices=("auto", "full", "probe"),
        default="auto",
        help="how far to train: as far as the criteria need (auto), as written (full), a few steps (probe)",
    )
    running.add_argument("--budget", type=duration, metavar="TIME", help="most time for one submission's run: 30m, 2h")
    running.add_argument("--cell-limit", type=duration, metavar="TIME", help="most time for one cell (default 1h)")
    running.add_argument("--jobs", type=int, metavar="N", help="submissions run at once (default: as many as fit)")
    running.add_argument("--keras", type=int, choices=(2, 3), default=3, help="2 runs submissions on tf_keras")
    running.add_argument(
        "--sandbox",
        choices=("auto", "bubblewrap", "landlock", "none"),
        default="auto",
        help="what contains the submission; none only when you trust it",
    )
    running.add_argument(
        "--no-accelerate", dest="accelerate", action="store_false", help="leave training loops as they are"
    )
    _output(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep evidence here, for regrade and export")
    whole = parser.add_argument_group("a class")
    whole.add_argument("--scheduler", metavar="ADDRESS", help="run on a Dask cluster: tcp://host:8786")
    whole.add_argument("--roster", type=Path, metavar="FILE", help="CSV of the class: names who handed in nothing")
    whole.add_argument(
        "--attempts", choices=("last", "first", "all"), default="last", help="which attempt of a student counts"
    )


def _gradescope(parser: argparse.ArgumentParser) -> None:
    _grade(parser)
    parser.add_argument(
        "--results", type=Path, required=True, metavar="FILE", help="results.json: written anew whenever more is known"
    )


def _regrade(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="what --out kept")
    _judging(parser)
    _output(parser)


def _review(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="what --out kept")
    parser.add_argument("--rubric", type=Path, metavar="FILE", help="default: the one in a rubrics folder nearby")
    parser.add_argument("--who", metavar="NAME", help="who decides (default: your login name)")
    parser.add_argument("--lang", choices=("ko", "en"), help="default: from the locale")
    sheet = parser.add_mutually_exclusive_group()
    sheet.add_argument("--export-review", type=Path, metavar="FILE", help="write what waits as CSV, to fill in")
    sheet.add_argument("--import-review", type=Path, metavar="FILE", help="read the decisions filled in")


def _alike(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="what --out kept")
    parser.add_argument(
        "--starter", type=Path, action="append", default=[], metavar="FILE", help="code everyone may have (repeatable)"
    )
    parser.add_argument("--most", type=int, default=20, metavar="N", help="pairs shown in full (default 20)")


def _rubric(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|key|public|schema|seal")
    check = verbs.add_parser("check", help="report every fault of a rubric, and try it on mutants of its reference")
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("--reference", type=Path, metavar="FILE", help="default: ../reference/NAME.py beside the rubric")
    check.add_argument("--quick", action="store_true", help="do not train the reference, only a few steps of it")
    check.add_argument("--text-only", action="store_true", help="read the rubric and run nothing")
    check.add_argument("--json", type=Path, metavar="FILE", help="write what was found as JSON ('-': standard output)")
    verbs.add_parser("key", help="print a new key for sealed rubrics, to be kept in GRADER_KEY")
    public = verbs.add_parser("public", help="write the rubric that students may see: no keys")
    verbs.add_parser("schema", help="print the JSON Schema of rubrics, for editors")
    seal = verbs.add_parser("seal", help="encrypt a rubric with GRADER_KEY, to stand where students can read it")
    for verb, kind in ((public, "public"), (seal, "sealed")):
        verb.add_argument("file", type=Path, metavar="FILE")
        verb.add_argument(
            "--output", type=Path, metavar="FILE", help=f"where to write (default: NAME.{kind}.yaml beside it)"
        )


def _starter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rubric", type=Path, metavar="RUBRIC")
    parser.add_argument("--output", type=Path, default=Path(), metavar="DIR", help="where to write (default: here)")
    parser.add_argument("--lang", choices=("ko", "en"), help="default: the exam's, or from the locale if it has both")


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="data sets to get (default: list what is there)")
    parser.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help="take it from files in this folder")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="what --out kept")
    parser.add_argument("--to", choices=FORMATS, required=True, metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("--into", type=Path, metavar="FILE", help="canvas, moodle: the file they gave you, to fill in")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where to write ('-': standard output; default: into DIR)"
    )
    parser.add_argument("--assignment", metavar="NAME", help="canvas: title or number; nbgrader: name")
    parser.add_argument("--grade-column", metavar="HEADING", help="moodle, where its language is not known here")
    parser.add_argument("--feedback-column", metavar="HEADING", help="as --grade-column")
    parser.add_argument("--rubric", type=Path, metavar="FILE", help="default: the one in a rubrics folder nearby")
    parser.add_argument("--lang", choices=("ko", "en"), help="default: from the locale")
    parser.add_argument("--student", action="store_true", help="leave out what only the teacher should see")


def _judging(parser: argparse.ArgumentParser) -> None:
    judging = parser.add_argument_group("judging")
    judging.add_argument("--rubric", type=Path, metavar="FILE", help="default: the one in a rubrics folder nearby")
    judging.add_argument("--fail-under", type=float, metavar="N", help="exit 1 if a score is below N points")


def _output(parser: argparse.ArgumentParser) -> None:
    output = parser.add_argument_group("output")
    output.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON ('-': standard output)")
    output.add_argument("--html", type=Path, metavar="FILE", help="write it as a page (several: into this folder)")
    output.add_argument("--csv", type=Path, metavar="FILE", help="write a table, a row a submission")
    output.add_argument("--lang", choices=("ko", "en"), help="default: from the locale")
    output.add_argument("--student", action="store_true", help="leave out keys and what only the teacher should see")


COMMANDS: Mapping[str, Command] = {
    "grade": Command("grade", "Grade deep-learning submissions and explain the score.", _grade),
    "regrade": Command("regrade", "Score stored evidence again; runs nothing of a student's.", _regrade),
    "review": Command("review", "Decide what the grader left to a person.", _review),
    "export": Command("export", "Write stored scores for other systems.", _export),
    "gradescope": Command("gradescope", "Grade one submission in a Gradescope autograder.", _gradescope),
    "github": Command("github", "Grade one submission in a GitHub workflow.", _grade),
    "alike": Command("alike", "Show submissions more alike than the assignment explains.", _alike),
    "rubric": Command("rubric", "Check a rubric, seal it, or write what students may see of it.", _rubric),
    "starter": Command("starter", "Write the notebook and the script to hand out.", _starter),
    "data": Command("data", "Get data sets, or list those that are there.", _data),
}

EXAMPLES = """\
  grade submissions/alice.py
  grade submissions/ --json class.json --out class-run/
  grade regrade class-run/ --rubric rubrics/mended.yaml"""
