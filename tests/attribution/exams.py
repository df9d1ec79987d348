"""Small exams whose parts are called in different ways."""

from __future__ import annotations

from functools import cache

from grader.rubric import Rubric, parse

_DNN = "{check: architecture, points: 2, layers: [flatten, dense 20 relu, dense 30 relu, dense 10 softmax]}"
_CNN = (
    "{check: architecture, points: 2, layers: [conv2d 6 5x5 relu, maxpool2d 2x2, conv2d 16 5x5 relu, maxpool2d 2x2, "
    "flatten, dense 120 relu, dropout 0.2, dense 10 softmax]}"
)

KINDS: dict[str, str] = {
    # what a part asks for, by a letter
    "F": f"[{_DNN}, {{check: fit, points: 2, data: fashion_mnist/train, epochs: 10}}]",
    "E": "[{check: evaluate, points: 4, network_of: %s, data: fashion_mnist/test}]",
    "V": f"[{_DNN}, {{check: fit, points: 2, data: fashion_mnist/train, epochs: 50, validation: 0.2, fresh: true}}]",
    "S": (
        f"[{_DNN}, {{check: fit, points: 1, data: fashion_mnist/train, epochs: 50, validation: 0.2}}, "
        "{check: callbacks, points: 1, callbacks: [{class: EarlyStopping, patience: 3}]}]"
    ),
    "C": f"[{_CNN}, {{check: fit, points: 2, data: fashion_mnist/train}}]",
    "A": "[{check: accuracy, points: 4, data: cifar10/test, at_least: 0.7}]",
    "N": "[{check: shapes, points: 4, shapes: [[127, 127, 5]]}]",
}


@cache
def exam(*parts: str) -> Rubric:
    """Make a rubric of "1-1 F", "1-2 E 1-1", …: an id, a kind, and the part that the kind refers to."""
    lines = ["exam: An exam", "parts:"]
    for part in parts:
        name, kind, *other = part.split()
        criteria = KINDS[kind] % (f'"{other[0]}"',) if other else KINDS[kind]
        lines.append(f'  - {{id: "{name}", points: 4, criteria: {criteria}}}')
    return parse("\n".join(lines))


SECTIONS = exam("1-1 F", "1-2 E 1-1", "1-3 V", "1-4 E 1-3", "1-5 S", "2-1 C", "3 A")
"""Sections with parts, and one without."""

FLAT = exam("1 F", "2 E 1", "3 V", "4 C")
LETTERED = exam("1a F", "1b E 1a", "2a V", "2b C")
QUESTIONS = exam("Q1 F", "Q2 E Q1", "Q3 V", "Q4 C")
DOTTED = exam("1.1 F", "1.2 E 1.1", "2.1 V", "2.2 C")
