"""docs/security.md names every attack, and calls open what the corpus says is open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attacks import arena, forgeries

PAGE = (Path(__file__).parents[2] / "docs/security.md").read_text(encoding="utf-8")
ROWS = {name: cells.split(" | ") for name, cells in re.findall(r"^\| (\w+) \| (.*) \|$", PAGE, re.MULTILINE)}


@pytest.mark.parametrize("attack", arena.corpus(), ids=lambda attack: attack.name)
def test_every_attack_has_its_row(attack: arena.Attack) -> None:
    tries, bubblewrap, landlock, *_ = ROWS[attack.name]

    assert tries == attack.tries
    assert (bubblewrap == "open") <= ("bubblewrap" in attack.open_at)
    assert (landlock == "open") <= ("landlock" in attack.open_at)
    assert "**fault**" not in (bubblewrap, landlock)


@pytest.mark.parametrize("forgery", forgeries.corpus(), ids=lambda forgery: forgery.name)
def test_every_forgery_has_its_row(forgery: forgeries.Forgery) -> None:
    assert ROWS[forgery.name][0] == forgery.tries
