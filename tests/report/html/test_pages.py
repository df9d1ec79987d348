from __future__ import annotations

import re
from dataclasses import replace

import demonstration
import pytest
import scores

from grader.checks.base import Alignment, Curves, not_met
from grader.cohort import cohort
from grader.evidence import Ending, EventLog, HParamsSession
from grader.report.html import file_names, render, render_class
from grader.report.html.curves import charts
from grader.report.html.grids import grid
from grader.report.html.networks import drawing, shape_of
from grader.values import Text

TAG = re.compile(r"<[^>]*>")


def words(page: str) -> str:
    body = page[page.index("<body>") : page.index("<script>")]
    return " ".join(TAG.sub(" ", body).split())


def test_a_page_shows_what_the_terminal_shows() -> None:
    shown = words(render(scores.score()))

    for text in (
        "36 / 42.5 points",
        "fit the given network",
        "asked for dense 20 relu, found dense 20 sigmoid",
        "cell 2, line 3",
        "you chose 가은, 나래; one of them is wrong",
        "the curve is borderline",
        "accuracy 0.7265",
        "0.718 to 0.735",
        scores.KEY,
        scores.FLAG,
        scores.MACHINE,
        "NameError",
    ):
        assert text in shown


def test_a_students_page_holds_no_key_no_flag_and_nothing_of_the_machine() -> None:
    page = render(scores.score(), student=True)

    for text in (scores.KEY, scores.FLAG, scores.MACHINE, "the student's words"):
        assert text not in page


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_says_its_language(language: str) -> None:
    assert f'<html lang="{language}">' in render(scores.score(), language=language)


@pytest.mark.parametrize("ending", list(Ending))
@pytest.mark.parametrize("form", ["script", "notebook"])
def test_every_ending_and_form_has_a_page(ending: Ending, form: str) -> None:
    known = scores.some_evidence(ending=ending, form=form)

    assert render(scores.score(evidence=known)).startswith("<!doctype html>")


def test_a_score_without_a_submission_has_a_page() -> None:
    known = scores.some_evidence()
    empty = known.model_copy(update={"submission": known.submission.model_copy(update={"cells": (), "digest": ""})})

    assert "0.7265" in render(scores.score(evidence=empty))
    assert "Could not be graded" in render_class(cohort([scores.score(evidence=empty)]), {})


def test_a_class_of_no_one_has_a_page() -> None:
    assert "No submission could be graded." in render_class(cohort([]), {})


def test_the_same_score_gives_the_same_page() -> None:
    assert render(demonstration.score()) == render(demonstration.score())


def test_lines_that_criteria_point_at_are_marked_and_linked_both_ways() -> None:
    page = render(demonstration.score())

    assert '<li id="1-1-c2-3" class="partial">' in page
    assert 'href="#1-1-c2-3">cell 2, line 3</a>' in page
    assert re.search(r'<li id="3-c10-1" class="error">.*AttributeError', page)


def test_a_scripts_lines_are_numbered_as_in_the_file() -> None:
    known = scores.some_evidence(form="script")
    cells = [cell.model_copy(update={"first_line": 10 * cell.number}) for cell in known.submission.cells]
    known = known.model_copy(update={"submission": known.submission.model_copy(update={"cells": tuple(cells)})})
    page = render(scores.score(evidence=known))

    assert re.search(r'<li id="1-1-c2-1"[^>]*><span class="at">20</span>', page)


def test_a_very_long_part_is_cut_and_says_so() -> None:
    known = scores.some_evidence(text="\nx = 1" * 2000)
    made = scores.score(evidence=known)
    parts = tuple(replace(part, spans=tuple(replace(span, last=10**9) for span in part.spans)) for part in made.parts)

    assert "lines left out" in words(render(replace(made, parts=parts)))


def test_bidirectional_overrides_and_escapes_do_not_reach_the_page() -> None:
    page = render(demonstration.score("\u202eevil\u2066 \x1b[31mred\x00\ud800"))

    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b\ud800-\udfff]", page)
    page.encode()


def test_an_early_stop_is_marked_and_said() -> None:
    page = render(demonstration.score())

    assert "stopped early at epoch 17 of 50, patience 3" in page
    assert 'class="mark"' in page


def test_a_decision_names_who_made_it() -> None:
    assert "decided by a person · 박 교수" in words(render(demonstration.score()))


# ------------------------------------------------------------------------------------------------------------- curves


@pytest.mark.parametrize(
    "series",
    [
        {},
        {"loss": ()},
        {"loss": (None, None)},
        {"loss": (1.0,)},
        {"loss": (0.0, 0.0)},
        {"loss": (1e-300, 1e300)},
        {"loss": (-1.0, None, 2.0)},
        {"loss": (1e-12, 1.0000001e-12)},
        {"loss": (0.5,) * 5000},
    ],
)
def test_any_numbers_make_a_chart_or_none(series: dict[str, tuple[float | None, ...]]) -> None:
    for chart in charts(series, "en", mark=1):
        for curve in chart.curves:
            for stretch in curve.lines:
                places = [tuple(map(float, pair.split(","))) for pair in stretch.split()]
                assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in places)
        assert 2 <= len(chart.y_ticks) <= 8


def test_training_and_validation_share_a_chart_and_the_lowest_validation_loss_is_ringed() -> None:
    (chart,) = charts({"loss": (3.0, 2.0, 1.0), "val_loss": (3.0, 1.5, 2.0)}, "en")

    assert [curve.kind for curve in chart.curves] == ["train", "val"]
    assert chart.curves[1].lowest is not None
    assert chart.curves[1].lowest[2] == "lowest 1.5 · 2"


def test_a_gap_breaks_the_line_and_a_lonely_point_is_a_dot() -> None:
    (chart,) = charts({"loss": (3.0, None, 2.0, 1.0)}, "en")

    assert len(chart.curves[0].lines) == 1
    assert len(chart.curves[0].dots) == 1


# ----------------------------------------------------------------------------------------------------------- networks


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("dense 20 relu", "units"),
        ("conv2d 6 5x5 relu|linear", "maps"),
        ("maxpool2d 2x2", "pool"),
        ("globalavgpool2d", "pool"),
        ("flatten", "bar"),
        ("dropout 0.2", "drop"),
        ("batchnormalization", "box"),
        ("", "box"),
    ],
)
def test_a_layer_is_drawn_by_its_kind(layer: str, shape: str) -> None:
    assert shape_of(layer) == shape


def test_columns_in_which_networks_differ_are_marked() -> None:
    made = drawing(Alignment((("dense 2", "dense 2"), ("dense 3", None), (None, "dropout 0.2"))))

    assert made is not None
    assert len(made.different) == 2
    assert made.found.nodes[1].shape == "gap"
    assert len(made.asked.nodes[0].circles) == 2


@pytest.mark.parametrize("count", [0, 1, 40, 41, 400])
def test_a_network_too_long_to_draw_is_a_table(count: int) -> None:
    exhibit = Alignment((("dense 10", "dense 10"),) * count)
    page = render(demonstration.score(e4_3_choice=not_met(Text.same("x"), exhibit=exhibit)))

    assert (drawing(exhibit) is None) == (count in {0, 41, 400})
    assert page.count("Networks side by side") >= 2


def test_a_curve_without_numbers_breaks_no_page() -> None:
    finding = not_met(Text.same("no curve"), exhibit=Curves((("loss", (None,)),), mark=7))

    assert "no curve" in render(demonstration.score(e4_3_choice=finding))


# --------------------------------------------------------------------------------------------------------------- grid


def log(loss: float | None, **values: float | str) -> EventLog:
    return EventLog(
        directory="x",
        scalars={"test_loss": ((0, 9.0), (1, loss)), "epoch_loss": ((0, 0.1),)},
        sessions=(HParamsSession(values=values),),
    )


def test_two_hyper_parameters_that_vary_make_a_map_whose_lowest_number_is_the_best() -> None:
    made = grid([log(0.5, n1=6, n2=16, lr=0.1), log(0.25, n1=64, n2=16, lr=0.1), log(0.75, n1=64, n2=256, lr=0.1)])

    assert made is not None
    assert (made.metric, made.row_name, made.column_name) == ("test_loss", "n1", "n2")
    assert [cell.text for cell in made.cells] == ["0.5000", "–", "0.2500", "0.7500"]
    assert [cell.best for cell in made.cells] == [False, False, True, False]


@pytest.mark.parametrize(
    "logs",
    [
        [],
        [EventLog(directory="x")],
        [log(0.5, n1=6)],
        [log(0.5, n1=6), log(0.4, n1=64)],
        [log(0.5, a=1, b=1, c=1), log(0.4, a=2, b=2, c=2)],
        [log(0.5, n1=i, n2=i) for i in range(30)],
    ],
)
def test_other_logs_make_no_map(logs: list[EventLog]) -> None:
    assert grid(logs) is None


def test_a_map_stands_with_the_part_whose_trainings_were_logged() -> None:
    made = demonstration.score()
    part = next(part for part in made.parts if part.part.id == "2-1")
    logs = tuple(each.model_copy(update={"fit": 99}) for each in part.work.logs)
    moved = replace(part.work, logs=logs)
    other = replace(part, look=lambda: moved)
    page = render(replace(made, parts=tuple(other if one is part else one for one in made.parts)))

    assert 'class="heat"' not in page[page.index('id="part-2-1"') : page.index('id="part-2-2"')]
    assert 'class="heat"' in page[page.index('id="part-2-2"') :]


# --------------------------------------------------------------------------------------------------------- confusion


@pytest.mark.parametrize(("language", "worst"), [("en", "cat → dog 187"), ("ko", "187")])
def test_a_measurement_shows_which_classes_are_mistaken(language: str, worst: str) -> None:
    shown = words(render(demonstration.score(), language=language))

    assert worst in shown


@pytest.mark.parametrize("counts", [(), ((1,),), ((1, 2), (3,)), ((0, 0), (0, 0)), ((5, 1), (0, 7))])
def test_any_counts_make_a_table_or_none(counts: tuple[tuple[int, ...], ...]) -> None:
    known = demonstration.evidence()
    measured = known.measurements[0].model_copy(update={"confusion": counts})
    made = demonstration.score()

    page = render(replace(made, known=known.model_copy(update={"measurements": (measured,)})))
    assert ("Which classes it takes for which" in page) == (counts not in {(), ((1, 2), (3,))})


# ------------------------------------------------------------------------------------------------------------- class


def test_items_show_verdicts_and_discrimination() -> None:
    many = [
        demonstration.score(name=f"{at}.py", e3_accuracy=scores.findings()["2.accuracy"])
        if at % 2
        else demonstration.score(
            name=f"{at}.py",
            e3_accuracy=not_met(Text("0.61 measured", "0.61")),
            e1_5_fit=not_met(Text("no EarlyStopping", "없음")),
        )
        for at in range(6)
    ]
    shown = words(render_class(cohort(many), {"0.py": "0.py.html"}))

    assert "+1.00" in shown
    assert "50 %" in shown
    assert "3× 0.61 measured (0.py, 2.py, 4.py)" in shown


def test_a_submission_without_a_page_has_no_link() -> None:
    page = render_class(cohort([demonstration.score()]), {})

    assert "<a href" not in page[page.index("<tbody>") :]


# ------------------------------------------------------------------------------------------------------------- files


def test_every_submission_gets_a_file_of_its_own() -> None:
    names = [
        "alice.py",
        "Alice.py",
        "a/b.py",
        "a_b.py",
        "index",
        "INDEX",
        "..",
        "",
        "김하나.ipynb",
        "가" * 200,
        'x"<>|y',
    ]
    files = file_names(names)

    assert len({file.casefold() for file in files.values()}) == len(names)
    assert "index.html" not in {file.casefold() for file in files.values()}
    assert all(len(file.encode()) <= 220 and "/" not in file and file[0] != "." for file in files.values())
    assert files["김하나.ipynb"] == "김하나.ipynb.html"
