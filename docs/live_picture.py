"""The picture of the live view, as a terminal shows it while a real class is graded.

    python tests/sixty.py class/
    python docs/live_picture.py --after 150 -- grade class/*/ --rubric class/rubric.yaml --out run/

What follows the two dashes is run in a terminal of its own (tmux); after so many seconds its screen is taken, and it is
stopped as by Ctrl-C. Needs tmux, Chromium and the development packages.
"""

from __future__ import annotations

import argparse
import io
import shlex
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from pictures import ARGUMENTS, write
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

WIDTH, HEIGHT = 100, 30
SESSION = "grader-picture"


def screen(command: list[str], after: float) -> str:
    """Return what a terminal shows some seconds after the command began, with its colours."""
    start = ["tmux", "new-session", "-d", "-s", SESSION, "-x", str(WIDTH), "-y", str(HEIGHT), shlex.join(command)]
    subprocess.run(start, check=True)
    try:
        time.sleep(after)
        shown = subprocess.run(["tmux", "capture-pane", "-e", "-p", "-t", SESSION], check=True, capture_output=True)
        for _ in range(2):
            subprocess.run(["tmux", "send-keys", "-t", SESSION, "C-c"], check=False)
            time.sleep(1)
    finally:
        time.sleep(5)
        subprocess.run(["tmux", "kill-session", "-t", SESSION], check=False)
    return shown.stdout.decode()


def page(text: str) -> str:
    """Return the screen as HTML."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(text.rstrip()))
    html = console.export_html(theme=MONOKAI, inline_styles=True)
    return html.replace("<pre ", '<pre id="screen" style="display:inline-block;margin:0;padding:14px" data-').replace(
        "<body", '<body style="margin:0"'
    )


def main() -> None:
    """Run the command and take the picture."""
    parser = argparse.ArgumentParser(description="Take the picture of the live view.")
    parser.add_argument("--after", type=float, default=60, help="seconds until the picture is taken")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        file = Path(name, "live.html")
        file.write_text(page(screen(given.command, given.after)), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        sheet = browser.new_page(viewport={"width": 1100, "height": 700})
        sheet.goto(file.as_uri())
        write("live", sheet.locator("#screen").screenshot())
        browser.close()


if __name__ == "__main__":
    main()
