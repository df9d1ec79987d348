from __future__ import annotations

import re
from fractions import Fraction

import pytest
import scores
from rich.cells import cell_len

from grader.checks.base import Alignment, Curves, not_met, partly
from grader.evidence import Ending
from grader.report.terminal import render
from grader.values import Text

WIDTHS = (60, 80, 120)
ROW = re.compile(r"(?P<earned>[\d.]+) / (?P<possible>[\d.]+) +[✓◐✗?] ")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_screen(width: int, language: str) -> None:
    shown = render(scores.score(), width=width, language=language)

    assert max(map(cell_len, shown.splitlines())) <= width


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", WIDTHS)
def test_points_stand_in_one_column_beside_titles_in_any_script(width: int, language: str) -> None:
    shown = render(scores.score(), width=width, language=language).splitlines()
    columns = {cell_len(row[: row.index(" / ")]) for row in shown if ROW.search(row)}

    assert len(columns) == 1


def test_a_part_shows_its_points_and_verdict_in_a_sign_and_a_word() -> None:
    shown = render(scores.score(), width=80)

    assert re.search(r"^1-1 fit the given network +4 / 6 +◐ partly met$", shown, re.MULTILINE)
    assert re.search(r"^1-2 validation, .* 2 / 4.5  \? for a person$", shown, re.MULTILINE)
    assert re.search(r"^1-3 right statements +0 / 2 +✗ not met$", shown, re.MULTILINE)
    assert re.search(r"^2 +test accuracy at least 70 % +30 / 30 +✓ met$", shown, re.MULTILINE)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_criterions_points_are_whole_where_its_part_and_the_exam_have_rounder_ones(width: int) -> None:
    # A quarter and three quarters: the part's points have no decimals, each criterion's do.
    shares = {"1-1.architecture": Fraction(1, 16), "1-1.compile": Fraction(3, 8)}
    found = scores.findings() | {name: partly(share, Text.same("x")) for name, share in shares.items()}
    shown = render(scores.score(found=found), width=width)

    assert re.search(r"network's layers +0.25 / 4 ", shown)
    assert re.search(r"compilation +0.75 / 2 ", shown)


def test_the_header_says_what_was_earned_what_waits_and_what_is_lost() -> None:
    first, second = render(scores.score(), width=80).splitlines()[:2]

    assert re.fullmatch(r"김하나\.ipynb +36 / 42\.5", first)
    assert re.fullmatch(r"Machine learning final +2\.5 waiting for a person · 4 lost", second)


def test_what_is_not_fully_met_says_why_where_and_in_which_words() -> None:
    shown = render(scores.score(), width=100)

    assert "asked for dense 20 relu, found dense 20 sigmoid · cell 2, line 3" in shown
    assert "the student's words: “답: 가은, 나래”" in shown
    assert "adam, as asked" not in shown  # met: nothing to explain


def test_curves_share_a_scale_and_the_marked_epoch_is_pointed_at() -> None:
    shown = render(scores.score(), width=100)

    assert "loss      █▄▂▁·▁▁  0.9 → 0.31" in shown
    assert "val_loss  ▇▄▃▃▂▃▃  0.8 → 0.52" in shown
    assert "              ^ epoch 5 of 7" in shown


def test_a_long_curve_fits_and_its_mark_stays_under_it() -> None:
    falling = tuple(1 / epoch for epoch in range(1, 301))
    found = scores.findings() | {"2.accuracy": not_met(Text.same("x"), exhibit=Curves((("loss", falling),), mark=300))}
    shown = render(scores.score(found=found), width=60).splitlines()
    at = next(i for i, row in enumerate(shown) if row.strip().startswith("^ epoch 300"))

    assert shown[at].index("^") == shown[at - 1].rindex("▁")


@pytest.mark.parametrize("series", [(), (("loss", ()),), (("loss", (None, None)),), (("loss", (1.0, 1.0)),)])
def test_curves_without_numbers_or_without_movement_break_nothing(
    series: tuple[tuple[str, tuple[float | None, ...]], ...],
) -> None:
    found = scores.findings() | {"2.accuracy": not_met(Text.same("no curve"), exhibit=Curves(series, mark=1))}

    assert "no curve" in render(scores.score(found=found))


def test_networks_stand_side_by_side() -> None:
    rows = [row.strip() for row in render(scores.score(), width=100).splitlines()]

    assert "=  flatten        flatten" in rows
    assert "≠  dense 20 relu  dense 20 sigmoid" in rows
    assert "≠  -              dropout 0.2" in rows


def test_layers_that_read_differently_and_are_alike_are_no_difference() -> None:
    exhibit = Alignment((("conv2d 6 relu|linear", "conv2d 6 relu"), ("dense 10", "dense 9")), alike=(True, False))
    found = scores.findings() | {"2.accuracy": not_met(Text.same("x"), exhibit=exhibit)}
    rows = [row.strip() for row in render(scores.score(found=found)).splitlines()]

    assert "=  conv2d 6 relu|linear  conv2d 6 relu" in rows


def test_the_measured_number_comes_with_its_interval_and_how_it_was_obtained() -> None:
    assert "accuracy 0.7265 (0.718 to 0.735) · cifar10/test, 10,000 rows · trained as written" in render(
        scores.score(), width=100
    )


def test_what_waits_is_listed_with_flags_and_trouble() -> None:
    shown = render(scores.score(), width=100)

    assert "Waiting for a person: 1-2.words" in shown
    assert f"⚑ claim  {scores.FLAG} · cell 3" in shown
    assert scores.MACHINE in shown


def test_a_student_sees_no_key_no_flag_and_nothing_of_the_machine() -> None:
    shown = " ".join(render(scores.score(), width=200, student=True).split())

    assert scores.KEY in " ".join(render(scores.score(), width=200).split())
    assert scores.KEY not in shown
    assert scores.FLAG not in shown
    assert scores.MACHINE not in shown


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.COMPLETED])
@pytest.mark.parametrize(("language", "kept"), [("en", "stays earned"), ("ko", "그대로 인정")])
def test_a_run_that_did_not_end_well_says_so(ending: Ending, language: str, kept: str) -> None:
    shown = render(scores.score(evidence=scores.some_evidence(ending=ending)), language=language, width=200)

    assert (kept in shown) == (ending is not Ending.REJECTED)


def test_places_are_said_in_the_language_of_the_report() -> None:
    assert "셀 2, 3행" in render(scores.score(), language="ko", width=120)


def test_a_pipe_gets_no_escape_and_a_terminal_gets_colours() -> None:
    assert "\x1b" not in render(scores.score())
    assert "\x1b[32m" in render(scores.score(), color=True)


@pytest.mark.parametrize("encoding", ["ascii", "cp949", "latin-1", "utf-8", "no-such-encoding"])
def test_the_report_can_be_written_in_the_streams_encoding(encoding: str) -> None:
    shown = render(scores.score(), encoding=encoding, language="ko")

    shown.encode("ascii" if encoding == "no-such-encoding" else encoding)


def test_signs_are_replaced_all_or_none() -> None:
    shown = render(scores.score(), encoding="cp949", width=80)

    assert "김하나.ipynb" in shown
    assert re.search(r"4 / 6 +~ partly met", shown)
    assert "◐" not in shown  # cp949 has it, but not the others


def test_rich_markup_in_a_students_words_is_just_text() -> None:
    shown = render(scores.score("[bold red]x[/bold red] :smile:"), width=200)

    assert "[bold red]x[/bold red] :smile:" in shown


def test_a_very_long_word_is_folded_and_not_lost() -> None:
    shown = render(scores.score("x" * 500), width=60)

    assert max(map(cell_len, shown.splitlines())) <= 60
    assert shown.count("x") > 500 * 5
