from __future__ import annotations

import re

import demonstration
import pytest
import scores

from grader.report.markdown import MOST_BYTES, code, render, text

HOSTILE = (
    "<script>alert(1)</script> <img src=http://example.invalid/x.png> ![x](http://example.invalid) "
    "[y](javascript:alert(1)) | --- |\n# heading\n- item\n```\n~~~ @octocat #1 **b** _i_ `c` $x$ &lt; https://example.invalid"
)
UNESCAPED = re.compile(r"(?<!\\)[<\[\]*#|]")


def test_a_summary_shows_points_verdicts_reasons_and_places() -> None:
    shown = render(scores.score())

    assert shown.startswith("## Machine learning final: 36 / 42.5\n")
    assert "| fit the given network | 4 / 6 | 🟡 partly met |" in shown
    assert "asked for dense 20 relu, found dense 20 sigmoid · cell 2, line 3" in shown
    assert "**0.7265**" in shown
    assert "NameError" in shown


def test_a_students_summary_holds_no_key_no_flag_and_nothing_of_the_machine() -> None:
    shown = render(scores.score(), student=True).replace("\\", "")

    assert scores.KEY not in shown
    assert scores.FLAG not in shown
    assert scores.MACHINE not in shown


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_first_table_is_whole(language: str) -> None:
    rows = [row for row in render(demonstration.score(), language=language).splitlines() if row.startswith("|")]

    assert len(rows) == 2 + len(demonstration.score().parts)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


def test_nothing_a_student_wrote_is_markup() -> None:
    plain = render(demonstration.score())
    shown = render(demonstration.score(HOSTILE))

    for sign in ("<", "[", "#", "*", "|"):
        unescaped = rf"(?<!\\){re.escape(sign)}"
        outside = re.sub(r"(`+).+?\1", "", shown)
        assert len(re.findall(unescaped, outside)) == len(re.findall(unescaped, re.sub(r"(`+).+?\1", "", plain)))
    assert "@octocat" not in re.sub(r"(`+).+?\1", "", shown)
    assert shown.count("\n") == plain.count("\n")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("plain 한글", "plain 한글"),
        ("a*b_c", r"a\*b\_c"),
        ("a\nb", "a b"),
        ("<b>", r"&lt;b\>"),
        ("x | y", r"x \| y"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_words_show_as_themselves(words: str, shown: str) -> None:
    assert text(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"), [("x", "`x`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a``b", "```a``b```"), ("", "")]
)
def test_code_stands_between_more_backticks_than_it_holds(words: str, shown: str) -> None:
    assert code(words) == shown


def test_a_summary_stays_within_what_github_takes() -> None:
    shown = render(demonstration.score("가" * 300_000))

    assert len(shown.encode()) <= MOST_BYTES


def test_a_summary_that_would_be_too_long_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.report.markdown.MOST_BYTES", 3000)
    shown = render(demonstration.score())

    assert len(shown.encode()) <= 3000
    assert re.search(r"_and \d more_", shown)
