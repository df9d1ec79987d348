"""The site builds without a complaint, from every page, and its pages ask nothing of the network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ELSEWHERE = re.compile(r"""<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=["']?(https?:)?//[^>]*>""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; every warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_every_page_is_built_and_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = {page.relative_to(site).with_suffix("").as_posix(): page for page in site.rglob("*.html")}
    sources = {file.relative_to(ROOT / "docs").with_suffix("").as_posix() for file in (ROOT / "docs").rglob("*.md")}

    assert {name.removesuffix("README").rstrip("/") for name in sources} <= {
        name.removesuffix("index").rstrip("/") for name in pages
    } | {"index"}
    assert [name for name, page in pages.items() if loads(page.read_text(encoding="utf-8"))] == []


def loads(page: str) -> list[str]:
    """What a page would load from another place; links to click on and canonical addresses are no loads."""
    return [found[0] for found in ELSEWHERE.finditer(page) if 'rel="canonical"' not in found[0]]


def test_the_scripts_of_the_documentation_are_no_part_of_the_site(site: Path) -> None:
    assert not {"pictures.py", "follow.py"} & {file.name for file in site.rglob("*.py")}
    assert (site / "workflows/classroom50/autograder.py").is_file()
