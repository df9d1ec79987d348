"""The live view of a class: how far it is, who is running and for how long, what came of the others."""

from __future__ import annotations

import io
from pathlib import Path

import demonstration
import pytest
from rich.console import Console

from grader.cli import live
from grader.cli.live import LiveView
from grader.pipeline.grading import Result


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(live, "time", made)
    return made


def result(name: str, *, stored: bool = False, error: str = "") -> Result:
    return Result(name, Path(name), demonstration.score(name=name), stored=stored, error=error)


def shown(view: LiveView, width: int = 100) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(view.view())
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


@pytest.fixture
def view(clock: Clock) -> LiveView:
    del clock
    return LiveView(60, 2, console=Console(file=io.StringIO()))


def run(view: LiveView, clock: Clock, *names: str, seconds: float, **more: bool) -> None:
    for name in names:
        view.started(name)
        clock.now += seconds
        view.finished(result(name, **more))


def test_nothing_is_guessed_from_too_few(view: LiveView, clock: Clock) -> None:
    run(view, clock, "a", "b", seconds=10)
    assert "left" not in shown(view)[0]
    run(view, clock, "c", seconds=10)
    # 57 of 10 seconds each, two at once.
    assert "about 4:45 left, if the rest is like the 3 run" in shown(view)[0]


def test_what_was_in_the_store_says_nothing_of_the_time_a_run_takes(view: LiveView, clock: Clock) -> None:
    run(view, clock, *(f"s{at}" for at in range(30)), seconds=0, stored=True)
    assert "left" not in shown(view)[0]
    run(view, clock, "a", "b", "c", seconds=20)
    assert "33 of 60" in shown(view)[0]
    assert "about 4:30 left" in shown(view)[0]


def test_a_run_that_takes_longer_than_the_others_takes_no_time_off_the_rest(view: LiveView, clock: Clock) -> None:
    run(view, clock, "a", "b", "c", seconds=10)
    view.started("hangs")
    clock.now += 600
    assert "about 4:40 left" in shown(view)[0]


def test_who_is_running_is_shown_with_the_time_the_longest_first(view: LiveView, clock: Clock) -> None:
    view.started("early.py")
    clock.now += 65
    view.started("late.py")
    clock.now += 5
    running = [line for line in shown(view) if line.startswith("▶")]
    assert running == ["▶  1:10  early.py", "▶  0:05  late.py"]


def test_hundreds_at_once_do_not_push_the_rest_off_the_screen(view: LiveView) -> None:
    for at in range(300):
        view.started(f"s{at:03d}.py")
    lines = shown(view)
    assert len(lines) < 24
    assert "  and 290 more are running" in lines
    assert "undetermined 0" in lines[-1]


@pytest.mark.parametrize("width", [60, 80])
def test_a_long_name_is_cut_where_the_screen_ends(view: LiveView, clock: Clock, width: int) -> None:
    long = "긴 이름 " * 40 + ".ipynb"
    run(view, clock, long, seconds=1)
    view.started(long)
    named = [line for line in shown(view, width) if "긴" in line]
    assert len(named) == 2
    assert all(line.endswith("…") for line in named)


def test_verdicts_flags_and_what_could_not_be_graded_are_counted(view: LiveView, clock: Clock) -> None:
    run(view, clock, "a", seconds=1)
    before = shown(view)[-1]
    assert "flags" in before
    assert before.endswith("not gradable 0")
    view.started("b")
    view.finished(result("b", error="b: damaged"))
    assert shown(view)[-1].endswith("not gradable 1")
    assert any("b  could not be graded" in line for line in shown(view))


def test_names_move_no_cursor(view: LiveView) -> None:
    view.started("evil\x1b[2J\nname.py")
    (named,) = [line for line in shown(view) if "evil" in line]
    assert "\x1b" not in named
