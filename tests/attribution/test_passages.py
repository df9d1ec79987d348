"""A part's words are those that stand in it, and those that name it; what it was found by is said."""

from __future__ import annotations

import textwrap

import pytest
from attribution.acting import act, notebook
from attribution.exams import SECTIONS, exam
from attribution.work import CIFAR, CNN, EVAL, FIT, SPLIT, STOP

from grader.attribution import attribute

ANSWERS = exam("1-1 F", "4-1 N", "4-2 N", "4-3 N")
LEAVES = exam("1 N", "2 N", "3 N")

WORDS: dict[str, tuple[tuple[str, ...], dict[str, list[str]]]] = {
    # what: (cells, {part: [origin text]})
    "markdown under headings": (
        ("md:# 4-1\n답: 127", "md:# 4-2\n9216"),
        {"4-1": ["markdown # 4-1", "markdown 답: 127"], "4-2": ["markdown # 4-2", "markdown 9216"]},
    ),
    "printed in a function that is named after the section": (
        ("def problem_4():\n    print('(1)', 127)\n    print(f'(2) {96 * 96}')", "problem_4()"),
        {"4-1": ["printed (1) 127"], "4-2": ["printed (2) 9216"]},
    ),
    "printed by a function that another cell calls": (
        ("def work():\n    # 4-1\n    print('그대로 둔다')\n    # 4-2\n    print('줄어든다')", "work()"),
        {
            "4-1": ["comment 4-1", "printed 그대로 둔다"],
            "4-2": ["comment 4-2", "printed 줄어든다"],
        },
    ),
    "printed in functions of two sections that number alike": (
        ("def problem_1():\n    print('(1)', 9)\ndef problem_4():\n    print('(1)', 127)", "problem_1()\nproblem_4()"),
        # Section 1 has one part only.
        {"1-1": ["printed (1) 9"]},
    ),
    "several answers on one line": (
        ("md:## 4.\n\n(1) 127 (2) 9216 (3) a, c",),
        {"4-1": ["markdown (1) 127"], "4-2": ["markdown (2) 9216"], "4-3": ["markdown (3) a, c"]},
    ),
    "several answers on one line, by their full numbers": (
        ("# 4-1: (127, 5), 4-2: 24*24, 4-3: a",),
        {"4-1": ["comment 4-1: (127, 5),"], "4-2": ["comment 4-2: 24*24,"], "4-3": ["comment 4-3: a"]},
    ),
    "numbers on one line that do not count on, or hold no answers": (
        ("md:# 4-1\n(1) O (2) X (3) X", "md:# 4-2\n(2), (3)", "md:# 4-3\n(1), (2), (3)"),
        {
            "4-1": ["markdown # 4-1", "markdown (1) O (2) X (3) X"],
            "4-2": ["markdown # 4-2", "markdown (2), (3)"],
            "4-3": ["markdown # 4-3", "markdown (1), (2), (3)"],
        },
    ),
    "markdown on the next lines": (
        ("md:## 4.\n\n(1) 127\n\n(2) 9216",),
        {"4-1": ["markdown (1) 127"], "4-2": ["markdown (2) 9216"]},
    ),
    "comments": (
        ("# 4-1: 127\n# 4-2: 9216",),
        {"4-1": ["comment 4-1: 127"], "4-2": ["comment 4-2: 9216"]},
    ),
    "a comment after code": (
        ("# 4-1\nx = [1]  # 답은 127",),
        {"4-1": ["comment 4-1", "comment 답은 127", "variable [1]"]},
    ),
    "comments beside magics": (
        ("# 4-1\n%matplotlib inline\nx = [1]  # 답은 127\n!ls",),
        {"4-1": ["comment 4-1", "comment 답은 127", "variable [1]"]},
    ),
    "comments in code that is no Python": (
        ("# 4-1\nx = = 1\n# 답은 127",),
        {"4-1": ["comment 4-1", "comment 답은 127"]},
    ),
    "a string between the code": (
        ('# 4-1\n"""\n답: 127\n"""\nx = None',),
        {"4-1": ["comment 4-1", "string 답: 127"]},
    ),
    "printed under a heading": (("md:# 4-1", "print(127)"), {"4-1": ["markdown # 4-1", "printed 127"]}),
    "displayed under a heading": (
        ("md:# 4-1", "(127, 127, 5)"),
        {"4-1": ["markdown # 4-1", "displayed (127, 127, 5)"]},
    ),
    "printed lines that name their parts": (
        ("print('4-1:', 127)\nprint('4-2:', 9216)",),
        {"4-1": ["printed 4-1: 127"], "4-2": ["printed 4-2: 9216"]},
    ),
    "printed headings with answers below": (
        ("for part, found in (('4-1', 127), ('4-2', 9216)):\n    print(f'[{part}]')\n    print(found)",),
        {
            "4-1": ["printed [4-1]", "printed 127"],
            "4-2": ["printed [4-2]", "printed 9216"],
        },
    ),
    "printed truths keep to their part": (
        ("md:# 4-3", "print('1번: 참')\nprint('2번: 거짓')"),
        {"4-3": ["markdown # 4-3", "printed 1번: 참", "printed 2번: 거짓"]},
    ),
    "printed by functions that are called at the end": (
        ("def q4_1():\n    print(127)\n\ndef q4_2():\n    print('4-2:', 9216)\n\nq4_1()\nq4_2()",),
        {"4-1": ["printed 127"], "4-2": ["printed 4-2: 9216"]},
    ),
    "variables named after parts": (
        ("q4_1 = (127, 127, 5)\nans4_2 = 9216\nanswer_4_3 = ['하영']\nx4 = 1\nconv_1 = 2",),
        {"4-1": ["variable (127, 127, 5)"], "4-2": ["variable 9216"], "4-3": ["variable ['하영']"]},
    ),
    "variables named by their numbers, each below its comment": (
        ("md:# 4", "# (1)\na1 = 127\n# (2)\na2 = 9216\n# (3)\na3 = ['하영']"),
        {
            "4-1": ["comment (1)", "variable 127"],
            "4-2": ["comment (2)", "variable 9216"],
            "4-3": ["comment (3)", "variable ['하영']"],
        },
    ),
    "answers printed below their markers in one cell": (
        ("# 4-1\nprint((127, 127, 5))\n# 4-2\nprint('답:', 9216)\n# 4-3\nprint('하영')\nprint('재인')",),
        {
            "4-1": ["comment 4-1", "printed (127, 127, 5)"],
            "4-2": ["comment 4-2", "printed 답: 9216"],
            "4-3": ["comment 4-3", "printed 하영", "printed 재인"],
        },
    ),
    "answers printed inside main(), below output that names another part": (
        ("def q():\n # 4-1\n print('4-1:', (127, 127, 5))\n # 4-2\n print(9216)\n # 4-3\n print('하영, 재인')\nq()",),
        {
            "4-1": ["comment 4-1", "printed 4-1: (127, 127, 5)"],
            "4-2": ["comment 4-2", "printed 9216"],
            "4-3": ["comment 4-3", "printed 하영, 재인"],
        },
    ),
    "one text printed in two places stands at the cell's end": (
        ("# 4-1\nprint('?')\n# 4-2\nprint('?')",),
        {"4-1": ["comment 4-1"], "4-2": ["comment 4-2", "printed ?", "printed ?"]},
    ),
    "a dict of answers": (
        ("answers = {'4-1': (127, 127, 5), '4-2': 9216, '4-(3)': '하영, 재인', 'name': '홍길동'}",),
        {"4-1": ["variable (127, 127, 5)"], "4-2": ["variable 9216"], "4-3": ["variable 하영, 재인"]},
    ),
    "a dict in a dict": (
        ("answers = {'문제 4': {'(1)': 127, 2: 9216}}",),
        {"4-1": ["variable 127"], "4-2": ["variable 9216"]},
    ),
    "a dict of something else": (("history = {1: 0.5, 4: 0.25}",), {}),
    "a part taken up again": (
        ("md:# 4-1\n127", "md:# 4-2\n1", "md:# 4-1\n128"),
        {
            "4-1": ["markdown # 4-1", "markdown 127", "markdown # 4-1", "markdown 128"],
            "4-2": ["markdown # 4-2", "markdown 1"],
        },
    ),
}


@pytest.mark.parametrize("what", WORDS)
def test_words_go_to_the_part_that_they_answer(what: str) -> None:
    cells, expected = WORDS[what]

    views = attribute(ANSWERS, act(notebook(*cells)))

    found = {name: [f"{p.origin} {p.text}" for p in view.passages] for name, view in views.items()}
    assert {name: words for name, words in found.items() if words} == expected


def test_lone_numbers_name_parts_where_a_variable_says_that_it_holds_answers() -> None:
    views = attribute(LEAVES, act(notebook("answers = {1: 'T', 2: 'F'}\nlosses = {1: 0.5}")))

    assert [p.text for p in views["1"].passages] == ["T"]
    assert [p.text for p in views["2"].passages] == ["F"]


def test_words_of_parts_without_markers_are_those_around_their_code() -> None:
    cells = notebook(
        "md:첫 네트워크",
        FIT,
        EVAL,
        "md:정확도는 0.85",
        SPLIT,
        "md:오버피팅이 아니다",
        EVAL,
        "md:더 높다",
        STOP,
        "md:끝",
    )
    views = attribute(SECTIONS, act(cells))

    words = {name: [p.text for p in view.passages if p.origin == "markdown"] for name, view in views.items()}
    assert words == {
        "1-1": [],
        "1-2": ["정확도는 0.85"],
        "1-3": ["오버피팅이 아니다"],
        "1-4": ["더 높다"],
        "1-5": ["끝"],
        "2-1": [],
        "3": [],
    }


def test_words_of_a_script_without_markers_are_those_above_its_code_and_after_the_last() -> None:
    text = f"# 적합\n{FIT}\n# 정확도\n{EVAL}\n# 검증\n{SPLIT}\n# 오버피팅이 아니다\n"
    views = attribute(SECTIONS, act(textwrap.dedent(text)))

    words = {name: [p.text for p in view.passages if p.origin == "comment"] for name, view in views.items()}
    assert (words["1-1"], words["1-2"], words["1-3"]) == (["적합"], ["정확도"], ["검증", "오버피팅이 아니다"])


def test_marked_lines_stay_with_their_part_when_others_are_aligned() -> None:
    views = attribute(SECTIONS, act(notebook(FIT, "md:# 3\n답: 없음", "x = 1", "md:# 2-1\n요약", SPLIT)))

    assert [p.text for p in views["3"].passages] == ["# 3", "답: 없음", "1"]
    assert [event.kind for event in views["1-1"].events] == ["fit"]


def test_words_below_a_parts_own_marker_stay_its_own_where_its_training_is_found_elsewhere() -> None:
    loop = (
        "for epochs, share in ((10, None), (50, 0.2)):\n    net = dnn()\n    fit(net, epochs=epochs, validation=share)"
    )
    views = attribute(SECTIONS, act(notebook(loop, "md:# 1-2", EVAL, "md:# 1-3\n오버피팅이다\n# 1-4", EVAL)))

    assert [p.text for p in views["1-3"].passages] == ["# 1-3", "오버피팅이다"]


def test_a_lone_number_is_of_the_section_whose_work_stands_there_though_nothing_else_is_marked() -> None:
    cells = notebook(FIT, EVAL, SPLIT, EVAL, CNN, CIFAR, "md:(3) 하영, 재인")
    views = attribute(exam("1-1 F", "1-2 E 1-1", "1-3 V", "2-1 C", "3 A", "4-1 N", "4-2 N", "4-3 N"), act(cells))

    assert [p.text for p in views["4-3"].passages] == ["(3) 하영, 재인"]


def test_words_that_no_marker_claims_are_kept_for_the_part_that_has_none() -> None:
    views = attribute(ANSWERS, act(notebook("md:# 1-1", FIT, "md:# 4-1\n127", "md:# 4-3\n하영")))
    alone = attribute(ANSWERS, act(notebook("md:기말고사", FIT, "9216", "md:# 4-3\n하영")))

    assert [views[name].loose for name in ("4-1", "4-2", "4-3")] == [(), (), ()]
    assert [[p.text for p in alone[name].loose] for name in ("4-1", "4-2", "4-3")] == [["9216"], ["9216"], []]


def test_what_keras_prints_by_itself_is_nobodys_answer() -> None:
    summary = (
        r"print('Model: \"sequential\"\n│ conv2d (Conv2D) │ (None, 24, 24, 6) │\n Total params: 34,622\nEpoch 1/3')"
    )
    views = attribute(ANSWERS, act(notebook("md:기말고사", FIT, summary, "print('(1, 9216)')", "md:# 4-3\n하영")))

    assert [p.text for p in views["4-1"].loose] == ["(1, 9216)"]


def test_answers_above_all_code_stay_where_they_are_marked_though_the_code_below_is_other_parts() -> None:
    text = f"# 답\n# 4-1: 127 4-2: 9216 4-3: a\n{FIT}\n{EVAL}\n{SPLIT}\n"
    views = attribute(exam("1-1 F", "1-2 E 1-1", "1-3 V", "4-1 N", "4-2 N", "4-3 N"), act(textwrap.dedent(text)))

    assert [[p.text for p in views[name].passages] for name in ("4-1", "4-2", "4-3")] == [
        ["4-1: 127"],
        ["4-2: 9216"],
        ["4-3: a"],
    ]


NOTES: dict[str, tuple[tuple[str, ...], str, str]] = {
    # Each: cells, a part, its note.
    "once": (("md:# 1-1", FIT), "1-1", ""),
    "twice": (
        ("md:# 1-1", FIT, "md:# 1-2", EVAL, "md:# 1-1", FIT),
        "1-1",
        "answered 2 times; the training at cell 6, line 2 counts, the last complete one",
    ),
    "twice, the second one fails": (
        ("md:# 1-1", FIT, "md:# 1-2", EVAL, "md:# 1-1", "net = dnn()\nfit(net, fails=True)"),
        "1-1",
        "answered 2 times; the training at cell 2, line 2 counts, the last complete one",
    ),
    "taken up again in words": (("md:# 1-1", FIT, "md:# 1-2", EVAL, "md:# 1-1\n해석"), "1-1", ""),
    "another part's work was under its heading": (("md:# 1-1", FIT, SPLIT), "1-1", ""),
    "no marker": ((FIT,), "1-1", "no marker claims this code; matched to the part by its content"),
}


@pytest.mark.parametrize("what", NOTES)
def test_note_says_which_attempt_counts(what: str) -> None:
    cells, part, note = NOTES[what]

    assert attribute(SECTIONS, act(notebook(*cells)))[part].note.en == note


def test_every_line_belongs_to_one_part_at_most() -> None:
    cells = notebook("md:# 1-1", FIT, EVAL, SPLIT, "md:# 2-1", "x = 1", STOP)
    views = attribute(SECTIONS, act(cells))
    lines = [
        (span.cell, line) for view in views.values() for span in view.spans for line in range(span.first, span.last + 1)
    ]

    assert len(lines) == len(set(lines))
    assert all(1 <= line <= cells[cell - 1].source.count("\n") + 1 for cell, line in lines)
