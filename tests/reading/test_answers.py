"""Odd spellings of answers, and what is read from each: shapes, numbers, choices."""

from __future__ import annotations

import pytest
from words import part_of

from grader.parts import Origin, Passage
from grader.reading.choices import read_choices
from grader.reading.numbers import read_number
from grader.reading.reconcile import State
from grader.reading.shapes import read_shape

Words = str | tuple[Origin, str] | Passage

IMAGE = (127, 127, 5)
NAMES = ("하영", "재인", "서연", "규빈")
ASKED = (
    "(1) (128,128,3)의 shape을 가진 텐서가 tf.keras.layers.Conv2D(5,(2,2))으로 "
    "만들어진 커널을 통과할시 나오는 shape은?\n"
)

SHAPES: list[Words] = [
    "answer: (1, 127, 127, 5)",
    "answerL (127,127,5)",
    "anwser : (None, 127, 127, 5)",
    "**A : (127,127,5)**",
    "답: 127×127×5",
    "정답은 (127, 127, 5) 입니다.",
    "127 x 127 x 5",
    "127*127*5",
    "(batch, 127, 127, 5)",
    "$(127, 127, 5)$",
    r"$127 \times 127 \times 5$",
    "`(None,127,127,5)`",
    "[127, 127, 5]",
    "TensorShape([1, 127, 127, 5])",
    "１２７, １２７, ５",
    "(128,128,3) → (127,127,5)",
    "출력 shape은 (127,127,5)이 된다.",
    "The output shape is (127, 127, 5).",
    ASKED + "answer: (1, 127, 127, 5)",
    ASKED + "=> (127,127,5)",
    "~~(126,126,5)~~ (127,127,5)",
    "(126,126,5)\n\n수정: (127,127,5)",
    "(127.127.5)",
    "입력 (128,128,3) 출력 (127,127,5)",
    (Origin.PRINTED, "torch.Size([1, 127, 127, 5])"),
    "(1)번 답 : 127 x 127 x 5 (필터 5개)",
    "(127, 127, 5) 왜냐하면 커널이 2x2 이므로 128-2+1=127",
    "Answer is (127, 127, 5) because stride is 1 and there is no padding.",
    (Origin.COMMENT, "답: (1, 127, 127, 5)"),
    (Origin.PRINTED, "(1, 127, 127, 5)"),
    (Origin.DISPLAYED, "TensorShape([1, 127, 127, 5])"),
    Passage(1, 1, Origin.VARIABLE, "(127, 127, 5)", "answer_4_1"),
    Passage(1, 1, Origin.VARIABLE, "'(127, 127, 5)'", "q4_1"),
]
FLAT: list[Words] = [
    "(24*24*16,)",
    "1차원 (9216)",
    "flatten하면 24*24*16=9216이 되므로 (9216,)",
    "9216",
    "9,216",
    "(9216,)",
    "(1,9216)",
    "(None, 9216)",
    "answerL (1,9216)",
    "24*24*16",
    "24*24*16 = 9216",
    "24×24×16",
    "답 : (1, 24*24*16)",
    "９２１６",
    "9216개",
]
NUMBERS: list[tuple[Words, float]] = [
    ("답: 0.7265", 0.7265),
    ("72.65 %", 0.7265),
    ("answer = 72.65%", 0.7265),
    ("1,234", 1234),
    ("3/4", 0.75),
    ("1e-3", 0.001),
    ("-2.5", -2.5),
    ("정답은 42 이다.", 42),
    ("∴ 10", 10),
    ("x = 3 + 4 = 7", 7),
]
CHOICES: list[Words] = [
    "answer: 하영, 재인",
    "**A : 하영, 재인**",
    "답: 하영,재인",
    "정답 : 재인, 하영",
    "하영 재인",
    "하영과 재인",
    "하영, 재인이 옳다.",
    "하영과 재인의 말이 옳습니다.",
    "하영 O, 재인 O, 서연 X, 규빈 X",
    "서연, 규빈은 틀리다. 나머지는 옳다.",
    "서연과 규빈을 제외한 모두가 옳다",
    "(하영) O\n(재인) O\n(서연) X\n(규빈) X",
    "하영: 맞음 / 재인: 맞음 / 서연: 틀림 / 규빈: 틀림",
    "(하영) 참 (재인) 참 (서연) 거짓 (규빈) 거짓",
    "하영: O 재인: O 서연: X 규빈: X",
    "하영, 서연 → 하영, 재인",
    "하영, 재인, ~~서연~~",
    "|하영|재인|서연|규빈|\n|--|--|--|--|\n|O|O|X|X|",
    # A mark right behind a name is that name's, whatever stood in front.
    "하영O, 재인O, 서연X, 규빈X",
    "하영o 재인o 서연x 규빈x",
    "하영 T 재인 T 서연 F 규빈 F",
    "하영 (정답), 재인 (정답), 서연 (오답), 규빈 (오답)",
    "하영(O)\n재인(O)\n서연(X)\n규빈(X)",
    "서연(X) - 선형모형이라 convex, 규빈(X) - 항상은 아님, 하영(O), 재인(O)",
    "X인 것: 서연, 규빈 / O인 것: 하영, 재인",
    # Boxes to tick.
    "- [x] 하영\n- [x] 재인\n- [ ] 서연\n- [ ] 규빈",
    "- [X] (하영)\n- [X] (재인)\n- [ ] (서연)\n- [ ] (규빈)",
    "- [x] (재인) 하영의 말이 옳은 이유는 정규분포이기 때문.\n- [x] (하영) 최대우도와 같다.\n- [ ] (서연) 틀린다.",
    "- [ ] 하영\n- [ ] 재인\n- [ ] 서연\n- [ ] 규빈\n\n답: 하영, 재인",
    # Marks before the statements, and below them.
    "⭕ (하영) 최대우도와 같다.\n⭕(재인) 정규분포 때문이다.\n❌ (서연) convex하지 않다.\nX (규빈) 언제나 탈출한다.",
    "\n".join(f"({name}) 경사하강법에 대한 설명\n-> {mark}" for name, mark in zip(NAMES, "OOXX", strict=True)),
    # Behind the answer, a reason that names another.
    "답: 하영, 재인 (서연은 convex이기 때문에 local minimum에 빠지지 않음)",
    "하영, 재인 (서연은 convex 함수이기 때문에 local minimum에 빠지지 않음)",
    "A: 하영, 재인 - 서연은 MSE가 convex하다는 점을 간과",
    "The answer is 하영, 재인 because 서연 forgets that the loss is convex.",
    "하영, 재인 (2명)",
    "재인, 하영 두 명",
    "서연과 규빈을 제외한 나머지",
    (Origin.COMMENT, "answer : 하영, 재인"),
    (Origin.PRINTED, "답: 하영, 재인"),
    (Origin.DISPLAYED, "['하영', '재인']"),
    Passage(1, 1, Origin.VARIABLE, "{'하영', '재인'}", "answer"),
]


@pytest.mark.parametrize("words", SHAPES, ids=str)
def test_a_shape_is_read(words: Words) -> None:
    reading = read_shape(part_of(words), rank=3)
    assert reading.value is not None, reading
    assert reading.value.says(IMAGE, product=False)


@pytest.mark.parametrize("words", FLAT, ids=str)
def test_a_flat_shape_is_read(words: Words) -> None:
    reading = read_shape(part_of(words), rank=1, product=True)
    assert reading.value is not None, reading
    assert reading.value.says((9216,), product=True)


@pytest.mark.parametrize(("words", "number"), NUMBERS, ids=str)
def test_a_number_is_read(words: Words, number: float) -> None:
    assert number in (read_number(part_of(words)).value or ())


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("하영, 재인, 그리고 규빈", {"하영", "재인", "규빈"}),
        ("하영O 재인O 서연O 규빈X", {"하영", "재인", "서연"}),
        ("답: 하영, 재인 (서연도 옳음)", {"하영", "재인", "서연"}),
        ("답: 하영, 재인 (서연 포함)", {"하영", "재인", "서연"}),
        ("하영 빼고 다", {"재인", "서연", "규빈"}),
        ("(O) 하영, 재인 (X) 서연, 규빈", {"하영", "재인"}),
        ("- [x] 하영\n- [ ] 재인\n- [x] 서연\n- [ ] 규빈", {"하영", "서연"}),
    ],
)
def test_another_choice_is_read_as_that(words: str, chosen: set[str]) -> None:
    assert read_choices(part_of(words), NAMES).value == chosen


@pytest.mark.parametrize("words", CHOICES, ids=str)
def test_a_choice_is_read(words: Words) -> None:
    assert read_choices(part_of(words), NAMES).value == {"하영", "재인"}


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("", State.NOTHING),
        (ASKED, State.NOTHING),
        (ASKED + "answer:", State.NOTHING),
        ("답: (127,127,5)\n\n답: (126,126,5)", State.CONFLICT),
        ("answer: 계산할 수 없음", State.UNREADABLE),
        ("127x127 크기의 feature map 5개", State.UNREADABLE),
    ],
)
def test_no_answer_two_answers_and_an_unreadable_one_are_told_apart(words: str, state: State) -> None:
    assert read_shape(part_of(words), rank=3).state is state


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("", State.NOTHING),
        ("다음 중 옳은 것을 모두 골라라.\n(하영) 이 모형의 경우 MSEloss를 최소화하는 것과 같다.", State.NOTHING),
        ("- [ ] 하영\n- [ ] 재인\n- [ ] 서연\n- [ ] 규빈", State.NOTHING),
        ("(3)", State.NOTHING),
        ("답: 하영\n\n답: 재인", State.CONFLICT),
        # Counted from where? A person knows.
        ("①, ②", State.UNREADABLE),
        ("* 하영: MSE 최소화와 MLE는 동치 (정규분포 가정)\n* 재인: 맞는 말", State.UNREADABLE),
        ("1번, 2번", State.UNREADABLE),
        ("1, 2", State.UNREADABLE),
        ("답: 잘 모르겠습니다", State.UNREADABLE),
    ],
)
def test_no_choice_two_choices_and_an_unreadable_one_are_told_apart(words: str, state: State) -> None:
    assert read_choices(part_of(words), NAMES).state is state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Q4.3: Hayoung and Jaein are right", State.UNREADABLE),
        ("4-3 = Hayoung, Jaein", State.UNREADABLE),
        ("4-3 the statements", State.NOTHING),
        ("training is done", State.NOTHING),
    ],
)
def test_what_is_announced_as_an_answer_is_one_in_output_and_comments_too(text: str, state: State) -> None:
    for origin in (Origin.PRINTED, Origin.COMMENT):
        assert read_choices(part_of((origin, text), name="4-3"), NAMES).state is state


@pytest.mark.timeout(20)
@pytest.mark.parametrize("sign", ["(", "[ ", "(x) ", "- [ ] ", " - "])
def test_a_long_row_of_one_sign_takes_no_minutes(sign: str) -> None:
    assert read_choices(part_of(sign * 20_000), NAMES).value is None
