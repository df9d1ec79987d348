"""Submissions as students build them, and which part each thing in them belongs to."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attribution.acting import notebook
from attribution.exams import DOTTED, FLAT, LETTERED, QUESTIONS, SECTIONS

if TYPE_CHECKING:
    from grader.evidence import Cell
    from grader.rubric import Rubric


@dataclass(frozen=True)
class Case:
    """``expected``: part id to what belongs to it, each as kind@cell (notebooks) or kind@line (scripts)."""

    rubric: Rubric
    work: tuple[Cell, ...] | str
    expected: dict[str, str]


def book(rubric: Rubric, *cells: str | tuple[str, ...], **expected: str) -> Case:
    return Case(rubric, notebook(*cells), {key.removeprefix("p").replace("_", "-"): v for key, v in expected.items()})


def script(rubric: Rubric, text: str, **expected: str) -> Case:
    parts = {key.removeprefix("p").replace("_", "-"): v for key, v in expected.items()}
    return Case(rubric, textwrap.dedent(text).lstrip("\n"), parts)


FIT, SPLIT = "net = dnn()\nfit(net)", "net = dnn()\nfit(net, epochs=50, validation=0.2)"
STOP = "net = dnn()\nfit(net, epochs=50, validation=0.2, callbacks=('EarlyStopping 3',))"
CNN = "net = lenet()\nsummary(net)\nfit(net, epochs=3)"
CIFAR = "net = cifar()\nfit(net, data='cifar10/train')\nevaluate(net, 'cifar10/test')"
EVAL = "evaluate(net)"

WHOLE = {
    "p1_1": "fit@2",
    "p1_2": "evaluate@4",
    "p1_3": "fit@6",
    "p1_4": "evaluate@8",
    "p1_5": "fit@10",
    "p2_1": "summary@13 fit@13",
    "p3": "fit@15 evaluate@15",
}


def _whole(*titles: str) -> Case:
    """The whole exam under seven titles of parts, with one for a section after the fifth."""
    t = [f"md:{title}" for title in titles]
    cells = (t[0], FIT, t[1], EVAL, t[2], SPLIT, t[3], EVAL, t[4], STOP, t[5], t[6], CNN, t[7], CIFAR)
    return book(SECTIONS, *cells, **WHOLE)


MARKED = {
    "headings with rounds": _whole(
        "## 1. DNN\n\n(1) 적합", "(2)", "(3)", "(4)", "(5)", "## 2. CNN", "(1)", "## 3. CIFAR10"
    ),
    "headings with rounds in backticks": _whole(
        "## 1. DNN\n\n`(1)` 적합", "`(2)` 정확도", "`(3)`", "`(4)`", "`(5)`", "## 2. CNN", "`(1)`", "## 3."
    ),
    "1-(1)": _whole("1-(1)", "1-(2)", "1-(3)", "1-(4)", "1-(5)", "CNN", "2-(1)", "3"),
    "# 1-1": _whole("# 1-1", "# 1-2", "# 1-3", "# 1-4", "# 1-5", "CNN", "# 2-1", "# 3"),
    "bold": _whole("**1-1**", "**1-2**", "**1-3**", "**1-4**", "**1-5**", "text", "**2-1**", "**3**"),
    "Q1.1": _whole("Q1.1", "Q1.2", "Q1.3", "Q1.4", "Q1.5", "CNN", "Q2.1", "Q3"),
    "문제 1": _whole("# 문제 1\n(1)", "(2)", "(3)", "(4)", "(5)", "# 문제 2", "(1)", "# 문제 3"),
    "1번": _whole("1번\n(1)", "(2)", "(3)", "(4)", "(5)", "2번", "(1)", "3번"),
    "1번 (1)": _whole("1번 (1)", "1번 (2)", "1번 (3)", "1번 (4)", "1번 (5)", "CNN", "2번 (1)", "3번"),
    "문제 1-1": _whole(
        "### 문제 1-1.",
        "### 문제 1-2.",
        "### 문제 1-3.",
        "### 문제 1-4.",
        "### 문제 1-5.",
        "CNN",
        "### 문제 2-1",
        "### 문제 3",
    ),
    "[1-1]": _whole("[1-1]", "[1-2]", "[1-3]", "[1-4]", "[1-5]", "CNN", "[2-1]", "[3]번"),
    "<1-1>": _whole("<1-1> 적합", "<1-2>", "<1-3>", "<1-4>", "<1-5>", "CNN", "<2-1>", "<문제 3>"),
    "circled": _whole("# 1.\n①", "②", "③", "④", "⑤", "# 2.", "①", "# 3."),
    "half rounds": _whole("# 1.\n1) 적합", "2) 평가", "3) 검증", "4) 비교", "5) 조기", "# 2.\n", "1) 설계", "# 3."),
    "nested headings": _whole(
        "# 1. DNN\n## 1.1 적합", "## 1.2 평가", "## 1.3", "## 1.4", "## 1.5", "# 2. CNN", "## 2.1", "# 3. CIFAR"
    ),
    "HTML headings": _whole(
        "<h2>1. DNN</h2>\n<h3>(1)</h3>",
        "<h3>(2)</h3>",
        "<h3>(3)</h3>",
        "<h3>(4)</h3>",
        "<h3>(5)</h3>",
        "<h2>2. CNN</h2>",
        "<h3>(1)</h3>",
        "<h2>3. CIFAR</h2>",
    ),
    "Problem 1 (a)": _whole(
        "## Problem 1 (a)",
        "## Problem 1 (b)",
        "## Problem 1 (c)",
        "## Problem 1 (d)",
        "## Problem 1 (e)",
        "CNN",
        "## Problem 2 (a)",
        "## Problem 3",
    ),
    "points in the titles": _whole(
        "# 1. DNN (30점)\n(1) 적합 (6점)",
        "(2) (6점)",
        "(3) (6점)",
        "(4) (6점)",
        "(5) (6점)",
        "# 2. CNN (30점)",
        "(1) (10점)",
        "# 3. CIFAR10 (30점)",
    ),
    "a table of contents first": _whole(
        "# 기말고사\n- 1. DNN (30점)\n- 2. CNN (30점)\n- 3. CIFAR10 (30점)\n\n# 1. DNN\n(1)",
        "(2)",
        "(3)",
        "(4)",
        "(5)",
        "# 2. CNN",
        "(1)",
        "# 3. CIFAR10",
    ),
    "steps inside a part": _whole(
        "# 1.\n(1) 다음 순서로 적합하라\n\n1. 자료를 불러온다\n2. 적합한다\n3. 그린다",
        "(2)",
        "(3)",
        "(4)",
        "(5)",
        "# 2.",
        "(1)",
        "# 3.",
    ),
    "references to other parts": _whole(
        "# 1.\n(1)",
        "(2) (1)에서 적합된 네트워크로\n\n(1)의 결과",
        "(3)",
        "(4) (3)에서 적합된 것으로, (2)와 비교",
        "(5) (3)의 네트워크를",
        "# 2.",
        "(1)",
        "# 3.",
    ),
    "Korean letters": _whole("# 1.\n가.", "나.", "다.", "라.", "마.", "# 2.", "가.", "# 3."),
}

COMMENTS = {
    "# 1-1 in code": book(
        SECTIONS,
        "# 1-1\n" + FIT,
        "# 1-2\n" + EVAL,
        "# 1-3\n" + SPLIT,
        "# 1-4\n" + EVAL,
        "# 1-5\n" + STOP,
        "# 2-1\n" + CNN,
        "# 3\n" + CIFAR,
        p1_1="fit@1",
        p1_2="evaluate@2",
        p1_3="fit@3",
        p1_4="evaluate@4",
        p1_5="fit@5",
        p2_1="summary@6 fit@6",
        p3="fit@7 evaluate@7",
    ),
    "printed": book(
        SECTIONS,
        "print('1-1')\n" + FIT,
        "print('1-2')\n" + EVAL,
        "print('=== 1-3 ===')\n" + SPLIT,
        p1_1="fit@1",
        p1_2="evaluate@2",
        p1_3="fit@3",
    ),
    "tags": book(
        SECTIONS,
        (FIT, "1-1"),
        (EVAL, "q1-2", "slow"),
        (SPLIT, "part-1-3"),
        p1_1="fit@1",
        p1_2="evaluate@2",
        p1_3="fit@3",
    ),
    "strings between": book(
        SECTIONS,
        '"""1-1"""\n' + FIT,
        '"""1-2"""\n' + EVAL,
        p1_1="fit@1",
        p1_2="evaluate@2",
    ),
    "several parts in one cell": book(
        SECTIONS,
        f"# 1-1\n{FIT}\n# 1-2\n{EVAL}\n# 1-3\n{SPLIT}\n# 1-4\n{EVAL}",
        p1_1="fit@1",
        p1_2="evaluate@1",
        p1_3="fit@1",
        p1_4="evaluate@1",
    ),
    "section heading and comments": book(
        SECTIONS,
        "md:# 1. DNN",
        "# (1)\n" + FIT,
        "# (2)\n" + EVAL,
        "md:# 2. CNN",
        "# (1)\n" + CNN,
        p1_1="fit@2",
        p1_2="evaluate@3",
        p2_1="summary@5 fit@5",
    ),
    "steps in comments under marked parts": book(
        SECTIONS,
        "md:# 1. DNN",
        "md:(1)",
        "# (1) 자료\nx = 1\n# (2) 적합\n" + FIT,
        "md:(2)",
        "# 1. 평가\n" + EVAL,
        p1_1="fit@3",
        p1_2="evaluate@5",
    ),
}

FUNCTIONS = {
    "q1_1()": book(
        SECTIONS,
        "def q1_1():\n    net = dnn()\n    fit(net)\n    return net\n\ndef q1_2(net):\n    evaluate(net)",
        "net = q1_1()\nq1_2(net)",
        p1_1="fit@2",
        p1_2="evaluate@2",
    ),
    "part_2_1()": book(SECTIONS, "def part_2_1():\n    net = lenet()\n    fit(net)\npart_2_1()", p2_1="fit@1"),
    "problem3()": book(SECTIONS, "def problem3():\n    fit(cifar(), data='cifar10/train')", "problem3()", p3="fit@2"),
    "main() calls them": script(
        SECTIONS,
        """
        def q1_1():
            net = dnn()
            fit(net)
            return net

        def q1_2(net):
            print(evaluate(net))

        def q1_3():
            fit(dnn(), epochs=50, validation=0.2)

        def main():
            q1_2(q1_1())
            q1_3()

        if __name__ == "__main__":
            main()
        """,
        p1_1="fit@17",
        p1_2="evaluate@17",
        p1_3="fit@17",
    ),
    "a helper called in each part": book(
        SECTIONS,
        "def train(net, **how):\n    fit(net, **how)\n    return net",
        "md:# 1-1",
        "net = train(dnn())",
        "md:# 1-2",
        EVAL,
        "md:# 1-3",
        "net = train(dnn(), epochs=50, validation=0.2)",
        p1_1="fit@3",
        p1_2="evaluate@5",
        p1_3="fit@7",
    ),
    "a builder named after its part, used later": book(
        SECTIONS,
        "md:# 1-1",
        "def q1_1_model():\n    net = dnn()\n    compiled(net)\n    return net",
        "net = q1_1_model()\nfit(net)",
        "md:# 1-3",
        "net = q1_1_model()\nfit(net, epochs=50, validation=0.2)",
        p1_1="compile@3 fit@3",
        p1_3="compile@5 fit@5",
    ),
    "a helper inside a part's function": book(
        SECTIONS,
        "def train(net, **how):\n    fit(net, **how)\n\ndef q1_3():\n    train(dnn(), epochs=50, validation=0.2)",
        "q1_3()",
        p1_3="fit@2",
    ),
    "methods of a class": book(
        SECTIONS,
        "class Exam:\n    def q1_1(self):\n        self.net = dnn()\n        fit(self.net)\n"
        "    def q1_2(self):\n        evaluate(self.net)",
        "exam = Exam()\nexam.q1_1()\nexam.q1_2()",
        p1_1="fit@2",
        p1_2="evaluate@2",
    ),
}

ORDER = {
    "out of order": book(
        SECTIONS,
        "md:# 3",
        CIFAR,
        "md:# 2-1",
        CNN,
        "md:# 1-3",
        SPLIT,
        "md:# 1-1",
        FIT,
        p3="fit@2 evaluate@2",
        p2_1="summary@4 fit@4",
        p1_3="fit@6",
        p1_1="fit@8",
    ),
    "done twice": book(
        SECTIONS,
        "md:# 1-1",
        "net = dnn(30, 20)\nfit(net)",
        "md:# 1-2",
        EVAL,
        "md:# 1-1 다시",
        FIT,
        p1_1="fit@2 fit@6",
        p1_2="evaluate@4",
    ),
    "the second attempt fails": book(
        SECTIONS,
        "md:# 1-1",
        FIT,
        "md:# 1-2",
        EVAL,
        "md:# 1-1",
        "net = dnn()\nfit(net, fails=True)",
        p1_1="fit@2 fit@6",
        p1_2="evaluate@4",
    ),
    "code far from its heading": book(
        SECTIONS,
        "md:# 1-1",
        "md:네트워크를 설명하는 글",
        "x = 1",
        "md:더 긴 글\n\n- 1 하나\n- 2 둘",
        "y = 2",
        FIT,
        "md:# 1-2",
        "z = 3",
        EVAL,
        p1_1="fit@6",
        p1_2="evaluate@9",
    ),
    "all headings first": book(
        SECTIONS,
        "md:# 1-1 적합\n\n# 1-2 평가\n\n# 1-3 검증\n\n# 1-4 비교\n\n# 1-5 조기 종료",
        FIT,
        EVAL,
        SPLIT,
        EVAL,
        STOP,
        p1_1="fit@2",
        p1_2="evaluate@3",
        p1_3="fit@4",
        p1_4="evaluate@5",
        p1_5="fit@6",
    ),
}

NO_MARKERS = {
    "cells": book(
        SECTIONS,
        FIT,
        EVAL,
        SPLIT,
        EVAL,
        STOP,
        CNN,
        CIFAR,
        p1_1="fit@1",
        p1_2="evaluate@2",
        p1_3="fit@3",
        p1_4="evaluate@4",
        p1_5="fit@5",
        p2_1="summary@6 fit@6",
        p3="fit@7 evaluate@7",
    ),
    "one script": script(
        SECTIONS,
        f"{FIT}\n{EVAL}\n{SPLIT}\n{EVAL}\n{STOP}\n{CNN}\n{CIFAR}",
        p1_1="fit@2",
        p1_2="evaluate@3",
        p1_3="fit@5",
        p1_4="evaluate@6",
        p1_5="fit@8",
        p2_1="summary@10 fit@11",
        p3="fit@13 evaluate@14",
    ),
    "a part left out": book(
        SECTIONS, FIT, EVAL, STOP, CNN, p1_1="fit@1", p1_2="evaluate@2", p1_5="fit@3", p2_1="summary@4 fit@4"
    ),
    "only the last": book(SECTIONS, CIFAR, p3="fit@1 evaluate@1"),
    "one attempt too many": book(
        SECTIONS, "net = dnn(5)\nfit(net)", FIT, EVAL, SPLIT, p1_1="fit@1 fit@2", p1_2="evaluate@3", p1_3="fit@4"
    ),
    "a loop over networks": book(
        SECTIONS,
        "nets = [fit(dnn()), fit(dnn(), epochs=50, validation=0.2)]\nfor net in nets:\n    evaluate(net)",
        p1_1="fit@1",
        p1_2="evaluate@1",
        p1_3="fit@1",
        p1_4="evaluate@1",
    ),
    "sections only": book(
        SECTIONS,
        "md:# 1. DNN",
        FIT,
        EVAL,
        SPLIT,
        EVAL,
        STOP,
        "md:# 2. CNN",
        CNN,
        "md:# 3. CIFAR",
        CIFAR,
        p1_1="fit@2",
        p1_2="evaluate@3",
        p1_3="fit@4",
        p1_4="evaluate@5",
        p1_5="fit@6",
        p2_1="summary@8 fit@8",
        p3="fit@10 evaluate@10",
    ),
}

OTHER_IDS = {
    "1, 2, 3": book(
        FLAT,
        "md:## 1.",
        FIT,
        "md:## 2.",
        EVAL,
        "md:## 3.",
        SPLIT,
        "md:## 4.",
        CNN,
        p1="fit@2",
        p2="evaluate@4",
        p3="fit@6",
        p4="summary@8 fit@8",
    ),
    "(1), (2), (3)": book(
        FLAT,
        "md:(1)",
        FIT,
        "md:(2)",
        EVAL,
        "md:(3)",
        SPLIT,
        "md:(4)",
        CNN,
        p1="fit@2",
        p2="evaluate@4",
        p3="fit@6",
        p4="summary@8 fit@8",
    ),
    "문제 1 in comments": book(
        FLAT,
        "# 문제 1\n" + FIT,
        "# 문제 2\n" + EVAL,
        "# 문제 3\n" + SPLIT,
        p1="fit@1",
        p2="evaluate@2",
        p3="fit@3",
    ),
    "Q1 for 1": book(FLAT, "md:Q1", FIT, "md:Q2", EVAL, p1="fit@2", p2="evaluate@4"),
    "Q1 for Q1": book(
        QUESTIONS, "md:Q1.", FIT, "md:Q2.", EVAL, "md:Q3.", SPLIT, pQ1="fit@2", pQ2="evaluate@4", pQ3="fit@6"
    ),
    "문제 1 for Q1": book(QUESTIONS, "md:## 문제 1", FIT, "md:## 문제 2", EVAL, pQ1="fit@2", pQ2="evaluate@4"),
    "q1() for Q1": book(
        QUESTIONS,
        "def q1():\n    fit(dnn())\ndef q3():\n    fit(dnn(), epochs=50)",
        "q1()\nq3()",
        pQ1="fit@2",
        pQ3="fit@2",
    ),
    "1a": book(
        LETTERED, "md:## 1a", FIT, "md:## 1b", EVAL, "md:## 2a", SPLIT, p1a="fit@2", p1b="evaluate@4", p2a="fit@6"
    ),
    "1(a)": book(
        LETTERED, "md:1(a)", FIT, "md:1(b)", EVAL, "md:2(a)", SPLIT, p1a="fit@2", p1b="evaluate@4", p2a="fit@6"
    ),
    "(a) under 1.": book(
        LETTERED, "md:# 1.\n(a)", FIT, "md:(b)", EVAL, "md:# 2.\n(a)", SPLIT, p1a="fit@2", p1b="evaluate@4", p2a="fit@6"
    ),
    "1-1 for 1a": book(LETTERED, "md:# 1-a", FIT, "md:# 1-b", EVAL, p1a="fit@2", p1b="evaluate@4"),
    "q1a()": book(
        LETTERED,
        "def q1a():\n    fit(dnn())\ndef q2a():\n    fit(dnn(), epochs=50)",
        "q1a()\nq2a()",
        p1a="fit@2",
        p2a="fit@2",
    ),
    "1.1": Case(
        DOTTED,
        notebook("md:## 1.1", FIT, "md:## 1.2", EVAL, "md:## 2.1", SPLIT),
        {"1.1": "fit@2", "1.2": "evaluate@4", "2.1": "fit@6"},
    ),
    "1-1 for 1.1": Case(DOTTED, notebook("md:1-1", FIT, "md:1-2", EVAL), {"1.1": "fit@2", "1.2": "evaluate@4"}),
    "q1_1() for 1.1": Case(DOTTED, notebook("def q1_1():\n    fit(dnn())", "q1_1()"), {"1.1": "fit@2"}),
    "no markers for 1a": book(
        LETTERED, FIT, EVAL, SPLIT, CNN, p1a="fit@1", p1b="evaluate@2", p2a="fit@3", p2b="summary@4 fit@4"
    ),
}

CASES: dict[str, Case] = {
    f"{group}: {name}": case
    for group, cases in (
        ("marked", MARKED),
        ("in code", COMMENTS),
        ("functions", FUNCTIONS),
        ("order", ORDER),
        ("no markers", NO_MARKERS),
        ("other ids", OTHER_IDS),
    )
    for name, case in cases.items()
}
