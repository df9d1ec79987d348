"""Submissions with headings, comments and functions that say which part is which."""

from __future__ import annotations

from attribution.exams import SECTIONS
from attribution.work import CIFAR, CNN, EVAL, FIT, SPLIT, STOP, Case, book, script

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
    "markers inside main()": script(
        SECTIONS,
        """
        def train(net, **how):
            fit(net, **how)
            return net

        def main():
            # 문제 1-(1)
            net = train(dnn())
            # 1-(2)
            print(evaluate(net))
            # 1-(3)
            net = dnn()
            train(net, epochs=50, validation=0.2)
            # 1-(4)
            evaluate(net)

        if __name__ == "__main__":
            main()
        """,
        p1_1="fit@17",
        p1_2="evaluate@17",
        p1_3="fit@17",
        p1_4="evaluate@17",
    ),
    "a helper written in one part of main(), called in another": script(
        SECTIONS,
        """
        def main():
            # 1-1
            def train(net, **how):
                fit(net, **how)
                return net
            net = train(dnn())
            # 1-2
            evaluate(net)
            # 1-3
            train(dnn(), epochs=50, validation=0.2)

        main()
        """,
        p1_1="fit@12",
        p1_2="evaluate@12",
        p1_3="fit@12",
    ),
    "a helper written below one part's marker, called in another": script(
        SECTIONS,
        """
        # 1-1
        def train(net, **how):
            # the training
            fit(net, **how)
            return net
        net = train(dnn())
        # 1-2
        evaluate(net)
        # 1-3
        train(dnn(), epochs=50, validation=0.2)
        """,
        p1_1="fit@6",
        p1_2="evaluate@8",
        p1_3="fit@10",
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
