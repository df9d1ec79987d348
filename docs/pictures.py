"""The pictures of the documentation, made from stored scores: no picture is drawn or cut by hand.

    grade submissions/ --out run/
    python docs/pictures.py run/ --rubric rubrics/big-data-final.yaml --who alice.py --mistaken eun.py

Needs Chromium and the development packages; each picture replaces the one of its name in docs/pictures/.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from grader.cli import main as grade
from grader.cli.rubrics import load
from grader.cohort import cohort
from grader.report import classroom, terminal
from grader.scoring import score
from grader.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES = Path(__file__).parent / "pictures"
COLORS = 128
COLUMNS = 90
FONT_FROM_ELSEWHERE = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")


@dataclass(frozen=True)
class View:
    """How a page is looked at: the window, the colours, the part of it that the picture begins with."""

    name: str
    page: str
    width: int
    height: int
    scheme: str = "light"
    media: str = "screen"
    start: str = "body"


def views(student: str, mistaken: str) -> tuple[View, ...]:
    """Return the pictures to take: of one student's page, of one with a wrong network, of the class."""
    return (
        View("student-wide", student, 1100, 1250),
        View("student-network", mistaken, 1100, 900, start=".part:has(.net .differs)"),
        View("student-curves", student, 1100, 900, start=".part:has(.chart .val)"),
        View("student-grid", student, 1100, 600, start=".part:has(.heat)"),
        View("student-narrow", student, 390, 1250),
        View("student-dark", student, 1100, 900, scheme="dark", start=".part:has(.chart .val)"),
        View("student-printed", student, 794, 1123, media="print"),
        View("class-wide", "index.html", 1100, 1250),
        View("class-narrow", "index.html", 390, 1000),
        View("class-dark", "index.html", 1100, 900, scheme="dark"),
    )


def take(browser: Browser, folder: Path, view: View) -> bytes | None:
    """Return a picture as PNG; None where the page has nothing of the kind."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto((folder / view.page).as_uri())
    page.emulate_media(media=view.media)  # type: ignore[arg-type]
    place = page.locator(view.start).first
    if not place.count():
        return None
    place.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - (e === document.body ? 0 : 12))")
    content = page.screenshot()
    context.close()
    return content


def write(name: str, content: bytes) -> None:
    """Keep a picture with as few colours as it needs, the rare ones among them."""
    PICTURES.mkdir(exist_ok=True)
    few = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLORS, method=Image.Quantize.MAXCOVERAGE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def draw(name: str, title: str, printed: str) -> None:
    """Keep what a terminal shows as SVG, in the reader's own fonts: nothing is loaded to show it."""
    console = Console(width=COLUMNS, record=True, file=io.StringIO(), legacy_windows=False)
    console.print(Text.from_ansi(printed.rstrip("\n")))
    svg = console.export_svg(title=title, code_format=FONT_FROM_ELSEWHERE.sub("", CONSOLE_SVG_FORMAT), unique_id=name)
    (PICTURES / f"{name}.svg").write_text(re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE), encoding="utf-8")


def draw_terminals(folder: Path, rubric_file: Path, who: str) -> None:
    """Draw one submission's report and the class's as the terminal shows them."""
    rubric, store = load(rubric_file), Store.open(folder)
    scores = {name: score(rubric, found, store.decisions(name)) for name, found in store}
    store.close()
    draw("terminal", f"grade {who}", terminal.render(scores[who], width=COLUMNS, color=True))
    draw("terminal-class", "grade class/", classroom.render(cohort(list(scores.values())), width=COLUMNS, color=True))


def main() -> None:
    """Write the pages and take the pictures."""
    parser = argparse.ArgumentParser(description="Take the documentation's pictures.")
    parser.add_argument("folder", type=Path, help="what grade --out kept, of several submissions")
    parser.add_argument("--rubric", type=Path, required=True)
    parser.add_argument("--who", required=True, help="the submission whose page is shown")
    parser.add_argument("--mistaken", required=True, help="one whose network differs from the one asked for")
    parser.add_argument("--lang", default="ko")
    given = parser.parse_args()
    draw_terminals(given.folder, given.rubric, given.mistaken)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        where = ["--html", name, "--json", str(folder / "scores.json")]
        grade(["regrade", str(given.folder), "--rubric", str(given.rubric), "--lang", given.lang, *where])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        for view in views(f"{given.who}.html", f"{given.mistaken}.html"):
            content = take(browser, folder, view)
            if content is not None:
                write(view.name, content)
            print(f"{view.name}: {'taken' if content else 'nothing to show'}")
        browser.close()


if __name__ == "__main__":
    main()
