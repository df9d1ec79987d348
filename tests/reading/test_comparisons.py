"""What is read from words that compare two parts' numbers: 1-2 (ten epochs) and 1-4 (fifty)."""

from __future__ import annotations

import pytest
from words import part_of

from grader.reading.comparisons import names_of, read_comparison
from grader.reading.reconcile import State

NAMES = names_of(["1-2", "1-4"], {"1-2": 10, "1-4": 50})

HIGHER = [
    "정확도가 높아졌다.",
    # The sentence about the validation's loss is about another number.
    (
        "validation을 split하여 training하니 정확도가 높아졌다.\n20%의 validation을 제외한 training data로 "
        "학습을 한 것보다 20%의 validation의 loss가 더 낮아지는 결과가 도출되었다."
    ),
    "(2)의 결과보다 정확도가 올랐다.",
    "(2)보다 (4)가 높다.",
    "(2)에 비해 정확도가 증가하였다.",
    "(3)의 테스트 정확도 0.8603는 (2)의 정확도 0.8412보다 높다.",
    "(2)의 정확도가 더 낮다.",
    "1-2의 정확도는 1-4보다 낮다.",
    "10에폭보다 50에폭 학습한 것이 정확도가 높다.",
    "정확도가 소폭 상승했지만 큰 차이는 없다.",
    "test accuracy가 좋아졌다",
    "정확도가 낮아지지 않고 높아졌다",
    "기존보다 향상됨",
    "1-4 > 1-2",
    "(2) < (4)",
    "Accuracy increased.",
    "The accuracy is higher than in (2).",
    "Test accuracy improved from 0.84 to 0.86.",
    "It is better than before.",
    "The accuracy of (2) is lower than that of (4).",
    "(2)와 비교했을 때 정확도가 조금 더 높다",
    "50번 학습한 모델이 10번 학습한 모델보다 성능이 좋다.",
    "(2)의 정확도 0.84보다 0.02 높은 0.86이 나왔다.",
    "loss는 낮아지고 accuracy는 높아졌다",
    "Accuracy went up from 84% to 86%",
    "Test accuracy of 1-4 (0.86) > 1-2 (0.84)",
    "정확도는 비슷하나 조금 높다",
    "앞의 것보다 크다",
    "1-2: 0.87, 1-4: 0.88 => 1-4가 더 큼",
    "나중 모델이 더 정확하다",
    "accuracy는 0.5% 정도 높고 loss도 높다",
    "more accurate than before",
]
LOWER = [
    "정확도가 낮아졌다.",
    "(2)보다 떨어졌다.",
    "(2)의 결과보다 정확도가 감소하였다.",
    "(2)가 (4)보다 높다.",
    "(2)의 정확도가 더 높다.",
    "1-2에 비해 test accuracy가 하락했다.",
    "(1)에서 적합한 네트워크의 정확도가 더 높다",
    "정확도가 오르지 않고 오히려 떨어졌다.",
    "50에폭보다 10에폭의 정확도가 높다",
    "이전 결과보다 나쁘다.",
    "(2) > (4)",
    "Accuracy decreased.",
    "The accuracy is lower than in (2).",
    "It got worse.",
    "accuracy dropped compared to (2)",
    "The first network is better.",
    "accuracy did not improve; it decreased",
    "epoch을 늘렸지만 정확도는 오히려 감소",
    "검증 데이터를 사용하지 않은 (2)가 더 좋다",
    "validation split lowered the accuracy",
    "(2)의 결과가 (4)의 결과보다 좋다",
    "정확도가 약간 떨어졌다. 학습 데이터가 줄었기 때문이다.",
    "50 에폭 학습이 10 에폭 학습에 비해 좋지 않다",
    "첫번째 모델이 더 정확하다",
    "less accurate than (2)",
]
SAME = [
    "정확도가 거의 같다.",
    "(2)와 비슷하다.",
    "큰 차이가 없다.",
    "차이가 거의 나지 않는다.",
    "There is no significant difference.",
    "The accuracy is about the same as in (2).",
    "두 결과가 크게 다르지 않다",
    "loss는 늘었지만 accuracy는 거의 그대로다",
]
UNCLEAR = [
    "정확도는 0.86이다.",
    "정확도가 높아졌다. 정확도가 낮아졌다.",
    "정확도 결과를 비교하였다.",
    "정확도 차이가 크다",
]
NOTHING = [
    "",
    "### 정확도 비교",
    "(4) (3)에서 적합된 네트워크를 이용하여 test data의 accuracy를 구하라. (2)의 결과와 비교하라.",
]


@pytest.mark.parametrize(
    ("text", "value"),
    [*((text, 1) for text in HIGHER), *((text, -1) for text in LOWER), *((text, 0) for text in SAME)],
)
def test_the_direction_is_read(text: str, value: int) -> None:
    assert read_comparison(part_of(text), NAMES).value == value


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_tells_no_direction_is_kept_for_a_person(text: str) -> None:
    claim = read_comparison(part_of(text), NAMES)
    assert claim.value is None
    assert claim.words


@pytest.mark.parametrize("text", NOTHING)
def test_no_words_are_no_words(text: str) -> None:
    assert read_comparison(part_of(text), NAMES).state is State.NOTHING


def test_a_loss_is_compared_as_a_loss() -> None:
    assert read_comparison(part_of("test loss가 (2)보다 낮아졌다."), NAMES, loss=True).value == -1
