from __future__ import annotations

from dataclasses import replace

import demonstration
import pytest
import scores

from grader.checks.base import not_met
from grader.report.annotations import MOST, command, quoted, render
from grader.values import Text

SCRIPT = scores.some_evidence(form="script", name="alice.py")


def script_score() -> object:
    found = scores.findings()
    found["1-3.choice"] = replace(found["1-3.choice"], where="line 1")
    return scores.score(evidence=SCRIPT, found=found)


def test_what_is_lost_comes_first_and_stands_on_its_line() -> None:
    lines = render(script_score(), "exam/alice.py").splitlines()

    assert lines[0].startswith("::error file=exam/alice.py,line=1,title=1-3 the choice (0 / 2)::you chose 가은, 나래")
    assert [line.split()[0] for line in lines] == ["::error", "::warning", "::notice"]


def test_a_notebook_has_no_lines_of_a_file() -> None:
    shown = render(scores.score(), "exam/김하나.ipynb")

    assert ",line=" not in shown
    assert "(cell 2, line 3)" in shown


def test_what_is_met_needs_no_annotation() -> None:
    assert "adam, as asked" not in render(scores.score(), "x.py")


def test_there_are_never_more_than_github_shows() -> None:
    made = scores.score()
    parts = tuple(
        replace(
            part,
            criteria=tuple(replace(c, finding=not_met(Text.same("no")), points=c.points * 0) for c in part.criteria),
        )
        for part in made.parts
    )

    assert len(render(replace(made, parts=parts * 5), "x.py").splitlines()) == MOST


@pytest.mark.parametrize(
    "hostile",
    [
        "\n::error::owned",
        "\r::set-output name=result::x",
        "\u2028::stop-commands::x",
        "%0A::add-mask::a",
        ",line=1::owned",
        "::",
        "\x1b[2K\r::warning::x",
        "\x85##[error]x",
    ],
)
def test_a_submissions_text_makes_no_command_of_its_own(hostile: str) -> None:
    shown = render(demonstration.score(hostile), f"exam/{hostile}.py")

    for line in shown.splitlines():
        head, _, message = line[2:].partition("::")
        assert line.startswith(("::error ", "::warning ", "::notice "))
        assert head.partition(" ")[2].count("=") >= 2
        assert "::" not in head
        assert "%0A" not in message.replace("%250A", "")
    assert len(shown.splitlines()) == len(render(demonstration.score(), "x.py").splitlines())


def test_values_are_escaped_as_the_commands_ask() -> None:
    assert command("error", "50% : a,b\nc", {"file": "a,b:c%.py"}) == "::error file=a%2Cb%3Ac%25.py::50%25 : a,b%0Ac"
    assert command("group", "x", {}) == "::group::x"


def test_a_students_output_is_printed_between_a_stop_and_a_start_it_cannot_know() -> None:
    shown = quoted("::error::x", "0123456789abcdef")

    assert shown == "::stop-commands::0123456789abcdef\n::error::x\n::0123456789abcdef::\n"


@pytest.mark.parametrize(("text", "token"), [("x", "short"), ("x", ""), ("a 0123456789abcdef", "0123456789abcdef")])
def test_a_token_that_could_be_known_is_refused(text: str, token: str) -> None:
    with pytest.raises(ValueError, match="random token"):
        quoted(text, token)


def test_annotations_are_seen_by_the_student_and_hold_no_key() -> None:
    assert scores.KEY not in render(scores.score(), "x.py")
