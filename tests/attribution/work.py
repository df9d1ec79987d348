"""Cells that are in many submissions, and how a case is written down."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attribution.acting import notebook

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
