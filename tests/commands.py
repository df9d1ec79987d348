"""A small exam, and what a command said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

RUBRIC = """
exam: {ko: 작은 시험, en: Small exam}
sections:
  - {id: "1", title: {ko: 단답형, en: Questions}}
parts:
  - id: "1-1"
    title: {ko: 펼친 모양, en: the flattened shape}
    points: 2
    criteria: [{check: shape_answer, points: 2, shape: [9216], product: true}]
  - id: "1-2"
    title: {ko: 옳은 설명, en: the right statements}
    points: 3.5
    criteria: [{check: choices_answer, id: choice, points: 3.5, options: [가은, 나래, 다솜], correct: [가은]}]
"""
RIGHT = "# 1-1\n# 답: 9216\n\n# 1-2\n# 답: 가은\n"
HALF = "# 1-1\n# 답: 9216\n\n# 1-2\n# 답: 나래\n"


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str


Grade: TypeAlias = Callable[..., Said]


def handed_in(folder: Path, **sources: str) -> list[Path]:
    """Write scripts, ``alice="..."`` to alice.py."""
    folder.mkdir(exist_ok=True)
    paths = []
    for name, source in sources.items():
        paths.append(folder / f"{name}.py")
        paths[-1].write_text(source, encoding="utf-8")
    return paths
