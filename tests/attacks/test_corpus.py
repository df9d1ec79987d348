"""Every attack of the corpus, at every level that this machine has: nothing is got but what is known to be open."""

from __future__ import annotations

import pytest
from attacks import arena

from grader.sandbox.choice import unavailable

ATTACKS = arena.corpus()
WALLED = [ring for ring in arena.RINGS if not ring.startswith("none")]
SAMPLE = ("read_rubric", "write_results", "network_tcp", "network_unix_abstract", "process_daemon_deaf", "fork_hopping")


def fight_at(ring: str, attacks: tuple[arena.Attack, ...]) -> None:
    level = ring.removesuffix(arena.FORKED)
    if why := unavailable(level):
        pytest.skip(f"{level}: {why}")

    fights = arena.fight_all(attacks, [ring])

    assert [(done.attack.name, done.gains, done.faults) for done in fights if not done.as_expected] == []


def test_the_corpus_holds_at_least_eighty_attacks() -> None:
    assert len(ATTACKS) >= 80


@pytest.mark.parametrize("ring", WALLED)
def test_a_few_of_them_in_every_gate(ring: str) -> None:
    fight_at(ring, tuple(one for one in ATTACKS if one.name in SAMPLE))


@pytest.mark.slow
@pytest.mark.parametrize("ring", WALLED)
def test_all_of_them(ring: str) -> None:
    fight_at(ring, ATTACKS)
