"""Which combination of a grid is called the best."""

from __future__ import annotations

import pytest
from words import part_of

from grader.parts import Origin, Passage
from grader.reading.combinations import read_best
from grader.reading.reconcile import State

VALUES = {"n1": [6.0, 64.0, 128.0], "n2": [16.0, 256.0]}
LIST = "위는 순서대로\n- $n_1$=(6), $n_2$=(16)\n- $n_1$=(6), $n_2$=(256)\n- $n_1$=(64), $n_2$=(16)\n을 나타낸다.\n"
ASKED = "(2) n1=(6,64,128), n2=(16,256)에 대하여 test set의 loss가 최소화되는 조합을 찾아라."

BEST = [
    r"$\therefore$ $n_1=128, n_2 = 256$에서 test set의 loss가 $0.2917799949645996$로 최소화된다.",
    LIST + r"$\therefore$ $n_1=128, n_2 = 256$에서 test set의 loss가 최소화된다.",
    f"{ASKED}\n\n답: n1=128, n2=256",
    "n1이 128이고 n2가 256일 때 test loss가 가장 작다.",
    "(128, 256)일 때 최소",
    "최적 조합은 (n1, n2) = (128, 256)이다.",
    "The best combination is n1=128 and n2=256.",
    "lowest test loss: (128, 256)",
    "최적의 조합은:\n(128, 256)",
    "best: n1=128, n2=256",
    "n_1: 128, n_2: 256 → minimum loss 0.29",
    # By training loss another one would be: the test loss was asked for.
    "train loss는 (64, 256)에서 최소이다.\ntest loss는 (128, 256)에서 최소이다.",
    "n1=6, n2=16에서 loss가 가장 크고, 최대이다.\nn1=128, n2=256에서 가장 작다.",
    "n1=128, n2=256일 때 test loss가 가장 낮았고 n1=6, n2=16일 때 가장 높았다",
    "hp_128_256의 loss가 가장 낮다",
    "6개 조합 중 (128, 256)이 최소",
    "n1은 128, n2는 256으로 했을 때 최소",
    "min loss 0.29 -> n1 128 n2 256",
    (Origin.PRINTED, "best {'n1': 128, 'n2': 256}"),
    (Origin.PRINTED, "313/313 - loss: 0.29\nbest combination: hp_128_256"),
    Passage(1, 1, Origin.VARIABLE, "(128, 256)", "best"),
]
NOTHING = ["", ASKED, LIST, "HParams에서 확인할 수 있다.", (Origin.PRINTED, "n1=128, n2=256: test loss 0.2918")]


@pytest.mark.parametrize("text", BEST, ids=lambda text: str(text)[:40])
def test_the_stated_combination_is_read(text: str | tuple[Origin, str] | Passage) -> None:
    claim, best = read_best(part_of(text), VALUES)
    assert (claim.state, best) == (State.FOUND, {"n1": 128.0, "n2": 256.0})


@pytest.mark.parametrize("text", NOTHING, ids=lambda text: str(text)[:40])
def test_lists_questions_and_logs_state_no_best(text: str | tuple[Origin, str]) -> None:
    assert read_best(part_of(text), VALUES)[0].state is State.NOTHING


def test_two_bests_are_none() -> None:
    claim, best = read_best(part_of("(64, 16)이 최적이다.\n(128, 256)이 최적이다."), VALUES)
    assert (claim.state, best) == (State.CONFLICT, None)
