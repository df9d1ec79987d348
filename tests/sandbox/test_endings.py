"""How a run ended is the keeper's word, and every way to end has its name."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from grader.evidence import Ending

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.sandbox.port import Outcome, Sandbox

ENDINGS: list[tuple[str, dict[str, Any], Ending, str]] = [
    ("pass", {}, Ending.COMPLETED, ""),
    ("raise ValueError", {}, Ending.RAISED, "exit status 1"),
    ("import sys; sys.exit(7)", {}, Ending.RAISED, "exit status 7"),
    # A status like that of a shell whose command a signal ended, of a signal that there is not.
    ("import sys; sys.exit(255)", {}, Ending.RAISED, "exit status 255"),
    ("import os; os.abort()", {}, Ending.KILLED, "signal 6"),
    ("import ctypes; ctypes.string_at(0)", {}, Ending.KILLED, "signal 11"),
    ("while True: pass", {"wall": 1.0}, Ending.TIMED_OUT, "1 seconds"),
    ("while True: pass", {"cpu": 1.0}, Ending.TIMED_OUT, "CPU time"),
    ("import signal; signal.signal(24, signal.SIG_IGN)\nwhile True: pass", {"cpu": 1.0}, Ending.TIMED_OUT, "CPU time"),
    ("a = []\nwhile True: a.append(bytearray(4 << 20))", {"memory": 60 << 20}, Ending.OUT_OF_MEMORY, "60 MiB"),
    # One absurd request fails where it is made: a cell's error, not the run's end.
    ("bytearray(1 << 40)", {}, Ending.RAISED, "exit status 1"),
]


@pytest.mark.parametrize(("code", "limits", "ending", "why"), ENDINGS, ids=[case[0][:40] for case in ENDINGS])
def test_an_ending_has_its_name(
    run_walled: Callable[..., Outcome], code: str, limits: dict[str, Any], ending: Ending, why: str
) -> None:
    outcome = run_walled(code, **limits)

    assert (outcome.ending, why in outcome.why) == (ending, True), outcome


def test_memory_counts_over_all_processes(run: Callable[..., Outcome]) -> None:
    outcome = run(
        """
        import os, time
        for _ in range(8):
            if os.fork() == 0:
                hoard = bytearray(b"x") * (30 << 20)
                time.sleep(60)
        time.sleep(60)
        """,
        memory=150 << 20,
    )

    assert outcome.ending is Ending.OUT_OF_MEMORY
    assert outcome.peak_memory > 150 << 20


def test_memory_that_processes_share_counts_once(run: Callable[..., Outcome]) -> None:
    outcome = run(
        """
        import os, time
        hoard = bytearray(b"x") * (40 << 20)
        for _ in range(8):
            if os.fork() == 0:
                time.sleep(1)
                os._exit(0)
        time.sleep(1.2)
        """,
        memory=150 << 20,
    )

    assert outcome.ending is Ending.COMPLETED, outcome


def test_a_cancelled_run_ends_and_keeps_its_results(
    sandbox: Sandbox, run: Callable[..., Outcome], results: Any
) -> None:
    del sandbox
    cancel = threading.Event()
    timer = threading.Timer(1.5, cancel.set)
    timer.start()

    outcome = run("open('../out/early', 'w').write('kept')\nimport time; time.sleep(60)", cancel=cancel)

    assert (outcome.ending, outcome.why) == (Ending.KILLED, "the grader ended it")
    assert (results / "early").read_text() == "kept"


def test_the_end_of_the_output_is_kept_and_the_rest_dropped(run: Callable[..., Outcome]) -> None:
    outcome = run("import os; os.write(1, b'x' * 3_000_000); os.write(2, b'the end')", output=1000)

    assert outcome.ending is Ending.COMPLETED
    assert outcome.output == "x" * 993 + "the end"


def test_output_that_is_no_text_harms_nothing(run: Callable[..., Outcome]) -> None:
    outcome = run("import os; os.write(1, bytes(range(128, 256)))")

    assert outcome.output == "\N{REPLACEMENT CHARACTER}" * len(outcome.output) != ""
