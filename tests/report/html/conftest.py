"""A real browser, where there is one: Chromium by the system's own package, driven by Playwright."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


class Opened:
    """A page in the browser, and all that it said and asked for."""

    def __init__(self, page: object, troubles: list[str], requests: list[str]) -> None:
        self.page = page
        self.troubles = troubles
        self.requests = requests


@pytest.fixture
def opened(browser: object, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def open_(text: str, *, width: int = 1200, scheme: str = "light", more: dict[str, str] | None = None) -> Opened:
        for name, content in {"page.html": text, **(more or {})}.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        troubles: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((tmp_path / "page.html").as_uri())
        return Opened(page, troubles, requests)

    yield open_
    for context in contexts:
        context.close()
