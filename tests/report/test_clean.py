from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.clean import clean, cut, line


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "오버피팅은 아니다",
        "x = 1\n    y = 2",
        "é ñ 中文 😀 ≥ → ×",
        "[bold]not markup to us[/bold]",
        "::error::x",
        "=1+1",
        "",
    ],
)
def test_what_is_shown_as_itself_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[1;1H100 / 100", "100 / 100"),  # clears the screen and writes a score of its own
        ("\x9b31mred", "red"),  # the one-byte CSI of 8-bit terminals
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;cm0gLXJm\x07x", "x"),  # writes the clipboard
        ("\x1bPq#0;2;0;0;0\x1b\\x", "x"),  # an image
        ("\x1b(0lqk", "lqk"),  # line-drawing letters from here on
        ("\x1b]0;never ends\nnext line", "\nnext line"),  # an unended title must not swallow the rest
        ("\x1b[31", ""),
        ("a\rb", "a\nb"),  # would write over the line
        ("a\r\nb", "a\nb"),
        ("a\x08\x08b", "ab"),
        ("a\x00b\x07", "ab"),
        ("a\u2028b\u2029c\x85d", "a\nb\nc\nd"),
        ("\u202egnp.exe", "gnp.exe"),
        ("if access\u2066 # admin\u2069:", "if access # admin:"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("blank\u3164filler", "blankfiller"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("\uffff\ufffe", ""),  # not allowed in XML
        ("a\tb", "a   b"),
        ("\u1112\u1161\u11ab", "한"),  # as macOS stores file names
    ],
)
def test_what_would_not_be_shown_as_itself_goes(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_nothing_but_visible_text_is_left(text: str) -> None:
    left = clean(text)

    assert {unicodedata.category(character) for character in left.replace("\n", "")}.isdisjoint(
        {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    left.encode()
    assert clean(left) == left


@given(
    st.lists(
        st.sampled_from(["\x1b", "[", "]", "31", "m", "\x9b", ";", "\x07", "\\", "P", "a", "\n", "\x9c"]), max_size=30
    )
)
def test_no_escape_is_put_together_from_the_rests_of_others(pieces: list[str]) -> None:
    assert clean("".join(pieces)).replace("\n", "").isprintable()


def test_a_line_has_no_line_ends_and_is_cut_where_it_is_too_long() -> None:
    assert line("a\n  b\tc") == "a b c"
    assert line("a b c d e", 6) == "a b c…"
    assert cut("abc", 3) == "abc"
