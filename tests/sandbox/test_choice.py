"""Which level is taken is found out by trying; what is asked for by name is had, or refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from grader.errors import SandboxError
from grader.sandbox import choice
from grader.sandbox.choice import choose, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Forget what was found out before a test, and in it."""
    unavailable.cache_clear()
    yield
    unavailable.cache_clear()


def test_the_strictest_level_that_works_is_taken() -> None:
    expected = next((level for level in ("bubblewrap", "landlock") if not unavailable(level)), "none")

    assert choose().level == choose("auto").level == expected


def test_none_is_had_by_name() -> None:
    assert choose("none").level == "none"


def test_without_bubblewrap_the_next_level_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert choose().level in {"landlock", "none"}


def test_bubblewrap_asked_for_and_not_there_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(SandboxError, match=r"bwrap is not installed.*apt-get install bubblewrap.*--sandbox auto"):
        choose("bubblewrap")


def test_elsewhere_than_on_linux_only_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice.kernel, "AVAILABLE", False)

    assert choose().level == "none"
    with pytest.raises(SandboxError, match="it needs Linux"):
        choose("landlock")
