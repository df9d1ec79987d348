"""What is read from words about overfitting."""

from __future__ import annotations

import pytest
from words import part_of

from grader.parts import Origin
from grader.reading.overfitting import read_overfitting
from grader.reading.reconcile import State

ASKED = "(3) 텐서보드로 시각화 하고 결과를 해석하라. 오버피팅이라고 볼 수 있는가?"

OVERFITTING = [
    "오버피팅이다.",
    "오버피팅입니다",
    "과적합이 발생했다.",
    "과대적합이라고 볼 수 있다.",
    "과적합됨",
    "val_loss가 감소하다가 다시 증가하므로 오버피팅이라고 판단된다.",
    "따라서 과적합 상태이다.",
    "30에폭 이후 validation loss가 올라가므로 오버피팅으로 볼 수 있다.",
    "train loss는 줄지 않고 있지 않지만 오버피팅이 보인다",  # the denials are about something else
    "약간의 오버피팅이 있다.",
    "오버 피팅이 의심된다.",
    "오버핏 되었다",
    "오버피팅이 아닐까 싶다",  # a polite way to say it is
    # Denied twice.
    "오버피팅이 아니라고 할 수 없다.",
    "오버피팅이 없다고 보기 어렵다.",
    "It is not underfitting but overfitting.",
    # First one, then the other: what it came to in the end.
    "초반에는 오버피팅이 아니지만 이후에는 오버피팅이 발생한다.",
    "Yes, the model is overfitting.",
    "Overfitting occurs after epoch 20.",
    "The network overfits.",
    "There is clear overfitting because val loss rises.",
    "Validation loss isn't decreasing, so the model overfits the training data.",
    # Slips of the hand.
    "We can say it's overfited.",
    "This is ovrefitting",
    # Short answers.
    "답: 오버피팅",
    "오버피팅 여부: O",
    "overfitting: yes",
    f"{ASKED} 네, val_loss가 증가한다.",
    f"{ASKED}\n\n네.",
    # A conclusion counts for more than what led to it.
    "처음에는 오버피팅이 없다. 따라서 30에폭 이후의 결과로 보아 오버피팅이다.",
    "결론: 과적합",
    # English words with Korean particles, capital letters nearby, notes without a verb.
    "train loss와 validation loss의 차이가 커지므로 overfitting이라고 볼 수 있습니다",
    "Epoch 20부터 오버피팅",
    "오버피팅 O",
    "오버피팅이라고볼수있다",
    "The model doesn't generalize well; overfitting.",
    "no. it is overfitting",
    # Too much for the opposite.
    "오버피팅이 아니라고 보기엔 val loss가 너무 올랐다",
    "오버피팅이라고 보기에 충분하다",
    # The rule, and then what it comes to here.
    "수업에서 배운 기준(val loss가 감소하다 증가하면 오버피팅)에 따르면 오버피팅이 맞다",
    "오버피팅이란 val loss가 올라가는 것이다. 그래프에서 val loss가 올라가므로 오버피팅이다.",
    "처음엔 오버피팅이 아니라고 생각했으나 다시 보니 오버피팅이다",
    "살짝 오버피팅",
    "val_loss가 0.33에서 0.42로 상승했기에 오버피팅",
    "The gap widens, i.e. it overfits.",
    "It overfits after 10 epochs.",
    "Is it overfitting? I'd say yes.",
    "자세히 보면 오버피팅이다",
]
NOT_OVERFITTING = [
    "오버피팅은 아니다.",
    "오버피팅이 아닙니다",
    "오버피팅 아님",
    "오버피팅이라고 볼 수 없다.",
    "오버피팅이라고 보기 어렵다.",
    "오버피팅이 일어나지 않았다.",
    "오버피팅이 안 일어났다.",
    "과적합은 보이지 않는다",
    "과적합이 없다",
    "과적합 없이 학습되었다",
    "과적합 현상은 발견되지 않음",
    "오버피팅이 없는 것으로 보인다.",
    "오버피팅이 일어나지 않아 dropout이 필요없다.",  # two denials, one of them about something else
    "val_loss가 계속 감소하므로 오버피팅이라 할 수 없다",
    "val loss도 줄고 있으니 오버피팅이 아니라고 판단하였다.",
    "오버피팅이 아니라 언더피팅이다",
    "오버피팅이라기보다는 학습이 덜 된 상태이다.",
    "오버피팅은 아닌 것 같다.",
    "오버피팅되지 않았다고 생각한다.",
    "오버피팅으로 보이지는 않습니다.",
    "오버피딩은 아니다",
    (
        "train accuracy보다validation accuracy가 0.01정도 높게 나왔다. 비록 중간에 조금 상승하는 구간이 보이지만 "
        "결국 수렴했다. 오버피팅은 아니다."
    ),
    "No overfitting.",
    "not overfitting",
    "The model is not overfitting.",
    "It doesn't overfit",
    "Overfitting did not occur.",
    "There is no sign of overfitting",
    "I would not call this overfitting.",
    "Since the validation loss keeps falling, we can't say the network is overfitted.",
    "오버피팅 X",
    "overfitting: no",
    f"{ASKED} 아니다.",
    f"{ASKED}\n\nanswer: 아니오. val_loss가 계속 줄어든다.",
    f"{ASKED}\n두 loss가 같이 줄어들기 때문에 볼 수 없다.",
    f"{ASKED}\n\n그렇지 않다.",
    "TensorBoard를 보면 오버피팅은 아니다 (Train loss 감소)",
    "overfitting이 아니다",
    "과적합의 가능성은 낮다.",
    "오버피팅이 나타나기 전에 학습이 종료되었다",
    "validation loss doesn't increase so no overfit",
    "overfitting is negligible",
    "오버피팅(과적합) 아님",
    "오버피팅이라고 볼수없다",
    "val loss가 계속 줄어들고 있어 오버피팅이라고 보기에는 무리가 있다.",
    "train accuracy와 validation accuracy의 차이가 크지 않으므로 오버피팅이라고 볼 수 없다고 생각합니다.",
    "오버피팅이라고 보기 힘듦",
    "오버피팅이라고 하기엔 차이가 작다",
    "과적합이라고 결론 내리기에는 이르다",
    "과적합이 일어나기 직전이다",
    "오버피팅이 될 뻔 했지만 아님",
    "오버피팅이라고 생각했으나 val_loss가 계속 줄어 오버피팅은 아닌 것으로 보임",
    "수업에서 val loss가 감소하다 증가하면 오버피팅이라고 배웠다. 여기서는 계속 감소하므로 오버피팅이 아니다.",
    "By the rule it is overfitting if val loss falls and then rises. Here it only falls, so it's not.",
]
UNCLEAR = [
    "오버피팅인지 아닌지 모르겠다.",
    "오버피팅일 수도 있고 아닐 수도 있다.",
    "오버피팅이 심하지는 않다.",  # so there is some?
    "It is hard to say whether it overfits.",
    "오버피팅이다. 아니 오버피팅이 아니다.",
    # The curves are told, the question is not answered.
    "val_loss가 감소하다가 증가한다.",
    "validation loss가 계속 감소하여 학습이 잘 되었다.",
    # What it is, not whether it is here.
    "오버피팅이란 train에만 맞는 것을 말한다. val_loss는 감소하였다.",
    "early stopping으로 오버피팅을 방지할 수 있다.",
    # What might be, not what is.
    "학습을 더 하면 오버피팅이 될 것이다",
    "if we train more it would overfit",
    "오버피팅이 발생했는지 확인하기 위해 텐서보드를 사용하였다.",
    "val_loss가 커지면 오버피팅이다. val_loss를 그려 보았다.",
    "에폭을 더 늘리면 오버피팅이 될 수 있지만 현재는 아니다.",
]
NOTHING = [
    "",
    ASKED,
    f"### {ASKED}",
    "### 오버피팅 해석",
    "- patience=3 으로 설정할 것",
    (Origin.COMMENT, "overfitting 확인"),
    (Origin.COMMENT, "텐서보드 콜백"),
    (Origin.PRINTED, "Epoch 1/50\n240/240 - 1s - 4ms/step - loss: 0.9 - val_loss: 0.6"),
]


@pytest.mark.parametrize("text", OVERFITTING)
def test_it_is_called_overfitting(text: str) -> None:
    assert read_overfitting(part_of(text)).value == 1


@pytest.mark.parametrize("text", NOT_OVERFITTING)
def test_it_is_called_not_overfitting(text: str) -> None:
    assert read_overfitting(part_of(text)).value == 0


@pytest.mark.parametrize("text", UNCLEAR)
def test_words_that_claim_neither_are_kept_for_a_person(text: str) -> None:
    claim = read_overfitting(part_of(text))
    assert claim.value is None
    assert claim.state in (State.UNREADABLE, State.CONFLICT)
    assert claim.words


@pytest.mark.parametrize("text", NOTHING)
def test_no_words_are_no_words(text: str | tuple[Origin, str]) -> None:
    assert read_overfitting(part_of(text)).state is State.NOTHING


def test_the_exams_own_text_is_no_claim_where_the_rubric_gives_it() -> None:
    asked = "Is the network overfitting or not, judging by the loss"
    assert read_overfitting(part_of(asked), [asked]).state is State.NOTHING


def test_what_the_run_put_together_is_told_from_what_was_written() -> None:
    assert read_overfitting(part_of((Origin.PRINTED, "오버피팅이다"))).computed
    assert not read_overfitting(part_of("오버피팅이다")).computed
