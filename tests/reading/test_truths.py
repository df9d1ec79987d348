"""What is read from answers that call five statements true or false: T, F, F, F, F in every spelling."""

from __future__ import annotations

import pytest
from words import part_of

from grader.parts import Origin
from grader.reading.reconcile import State
from grader.reading.truths import read_truths

KEYWORDS = [["선형변환"], ["MSEloss", "손실함수"], ["adam"], ["DNN"], ["칼라", "컬러"]]
STATEMENTS = [
    "Convolution은 선형변환이다.",
    "CNN을 이용하면 언제나 손실함수를 MSEloss로 선택해야 한다.",
    "CNN은 adam optimizer를 통해서만 최적화할 수 있다.",
    "이미지자료는 CNN을 이용하여서만 분석할 수 있으며 DNN으로는 분석불가능하다.",
    "CNN은 칼라이미지일 경우에만 적용가능하다.",
]
ASKED = "(5) 다음을 잘 읽고 참 거짓을 판별하라.\n"
KOREAN = ["참", "거짓", "거짓", "거짓", "거짓"]
LETTERS = ["O", "X", "X", "X", "X"]
REASONS = [
    "참. 선형결합이므로 선형변환이다.",
    "거짓. 손실함수는 문제에 따라 다르다.",
    "거짓, SGD도 가능하다",
    "거짓: DNN으로도 분석 가능",
    "거짓 (흑백도 가능하다)",
]
VERBS = ["맞습니다, 왜냐하면 선형", "틀렸습니다. 다른 손실함수도 있다", "틀림", "틀림", "틀렸다"]


def each(form: str, marks: list[str]) -> str:
    """Every statement with its mark."""
    return "\n".join(form.format(n=n, s=s, a=a) for n, (s, a) in enumerate(zip(STATEMENTS, marks, strict=True), 1))


RIGHT = [
    ASKED + each("- {s}\nanswer: {a}", KOREAN),
    ASKED + each("- {s}\n\nanswer: {a}\n", KOREAN),
    ASKED + each("- {s}\n- answerL {a}", KOREAN),
    each("{n}. {a}", KOREAN),
    each("**{n}.** {a}\n", KOREAN),
    each("({n}) `{a}`", ["True", "False", "False", "False", "False"]),
    each("{n}: {a}", ["true", "false", "false", "false", "false"]),
    each("{s} ({a})", LETTERS),
    each("({a}) {s}", LETTERS),
    each("{s} **{a}**", ["True", "False", "False", "False", "False"]),
    each("{s}   {a}", ["yes", "no", "no", "no", "no"]),
    each("- {s} → {a}", VERBS),
    each("- {s}\n  - {a}", REASONS),
    "|문장|답|\n|--|--|\n" + each("|{s}|{a}|", LETTERS),
    "|1|2|3|4|5|\n|--|--|--|--|--|\n|O|X|X|X|X|",
    "4-5: T, F, F, F, F",
    "answer: TFFFF",
    "답: O X X X X",
    "O/X/X/X/X",
    "참, 거짓, 거짓, 거짓, 거짓",
    "참거짓거짓거짓거짓",
    "Ｔ，Ｆ，Ｆ，Ｆ，Ｆ",
    "답은 T F F F F 입니다",
    "정답 : O, X, X, X, X 순서대로",
    "1) T 2) F 3) F 4) F 5) F",
    "1-O, 2-X, 3-X, 4-X, 5-X",
    "(1)참(2)거짓(3)거짓(4)거짓(5)거짓",
    "①○ ②× ③× ④× ⑤×",
    "참: 1\n거짓: 2, 3, 4, 5",
    "1번만 참이고 나머지는 거짓이다.",
    "1 is true, the others are false.",
    "2,3,4,5번 거짓 1번 참",
    "1 o / 2,3,4,5 x",
    (Origin.PRINTED, "{'가': 'T', '나': 'F', '다': 'F', '라': 'F', '마': 'F'}"),
    "첫번째만 참이고 나머지는 모두 거짓이다.",
    "선형변환 O / MSEloss X / adam X / DNN X / 칼라 X",
    # Signs that touch the words.
    each("{a}{s}", ["⭕", "❌", "❌", "❌", "❌"]),
    each("{s}{a}", ["✔️", "✗", "✗", "✗", "✗"]),
    each("{a}{s}", ["○", "×", "×", "×", "×"]),
    # Struck through is called false; what is left standing beside it, true.
    STATEMENTS[0] + "\n" + "\n".join(f"~~{s}~~" for s in STATEMENTS[1:]),
    "- " + STATEMENTS[0] + "\n" + "\n".join(f"- <s>{s}</s>" for s in STATEMENTS[1:]),
    # A template's two words, one of them struck out or set in bold.
    "1. 참 / ~~거짓~~\n" + "\n".join(f"{n}. ~~참~~ / 거짓" for n in range(2, 6)),
    "1. **참** / 거짓\n" + "\n".join(f"{n}. 참 / **거짓**" for n in range(2, 6)),
    # A ticked list of what is true.
    "\n".join(f"- [{'x' if n == 0 else ' '}] {s}" for n, s in enumerate(STATEMENTS)),
    "1. 참\n2. 거짓\n3. 참\n4. 거짓\n5. 거짓\n\n수정: 3. 거짓",
    (Origin.COMMENT, "1) True\n2) False\n3) False\n4) False\n5) False"),
    (Origin.PRINTED, "참\n거짓\n거짓\n거짓\n거짓"),
    (Origin.DISPLAYED, "[True, False, False, False, False]"),
    (Origin.DISPLAYED, "('T', 'F', 'F', 'F', 'F')"),
    (Origin.DISPLAYED, "{1: 'O', 2: 'X', 3: 'X', 4: 'X', 5: 'X'}"),
    (Origin.VARIABLE, "'TFFFF'"),
]
OTHERS = [
    ("모두 거짓이다", "FFFFF"),
    ("1. 거짓\n2. 참\n3. 거짓\n4. 거짓\n5. 거짓", "FTFFF"),
    # Not answered, the exam's text kept: no answer, and no reason to wait for a person.
    ("", "-----"),
    (ASKED + each("- {s}{a}", [""] * 5), "-----"),
    (ASKED + each("- {s}\n\n  answer:{a}", [""] * 5), "-----"),
    (each("{n}. 참 / 거짓", KOREAN), "-----"),
    # Two answers, and answers that no one can read: a person decides.
    ("1. 참\n2. 거짓\n1. 거짓", "?F---"),
    ("1. 참\n2. 모르겠다\n3. 거짓\n4. 거짓\n5. 거짓", "T?FFF"),
    ("OXXX", "?????"),
    ("잘 모르겠습니다", "?????"),
    ("옳은 것: 1번", "T????"),
]


def read(text: str | tuple[Origin, str]) -> str:
    """What was read, as letters."""
    marks = []
    for reading in read_truths(part_of(text), KEYWORDS):
        if reading.value is None:
            marks.append("-" if reading.state is State.NOTHING else "?")
        else:
            marks.append("T" if reading.value else "F")
    return "".join(marks)


@pytest.mark.parametrize("text", RIGHT, ids=lambda text: str(text)[:40])
def test_every_spelling_says_the_same(text: str | tuple[Origin, str]) -> None:
    assert read(text) == "TFFFF"


@pytest.mark.parametrize(("text", "expected"), OTHERS, ids=lambda text: str(text)[:40])
def test_what_is_not_plain_is_not_guessed(text: str, expected: str) -> None:
    assert read(text) == expected
