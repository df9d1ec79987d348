"""Scores variants and compares what was found with what must be found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from grader.rubric import Rubric, parse
from grader.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from verdicts.corpus import Variant

    from grader.evidence import Evidence

RUBRIC = Path(__file__).parents[2] / "rubrics" / "big-data-final.yaml"


@dataclass(frozen=True)
class Outcome:
    """One criterion of one variant: what it is, what it was found to be."""

    variant: Variant
    criterion: str
    check: str
    truth: str
    found: str
    reason: str

    @property
    def right(self) -> bool:
        """Found to be what it is."""
        return self.found == self.truth

    @property
    def open(self) -> bool:
        """Left to a person though the truth is known, as the variant says."""
        return self.found == "undetermined" and self.criterion in self.variant.person

    def __str__(self) -> str:
        return f"{self.variant.id}: {self.criterion} is {self.truth}, found {self.found}: {self.reason}"


@cache
def rubric_of(parts: tuple[str, ...]) -> Rubric:
    """Return the exam's rubric with these parts only."""
    data = yaml.safe_load(RUBRIC.read_text(encoding="utf-8"))
    data["parts"] = [part for part in data["parts"] if part["id"] in parts]
    return parse(yaml.safe_dump(data, allow_unicode=True), f"{RUBRIC.name}, parts {', '.join(parts)}")


def judge(pairs: Iterable[tuple[Variant, Evidence]]) -> Iterator[Outcome]:
    """Score each variant by its parts and yield its criteria."""
    for variant, evidence in pairs:
        found = score(rubric_of(variant.parts), evidence)
        known = {line.criterion.id for part in found.parts for line in part.criteria}
        if unknown := (set(variant.label) | set(variant.person)) - known:
            raise ValueError(f"{variant.id}: its label names no criterion of the rubric: {', '.join(sorted(unknown))}")
        for part in found.parts:
            if part.part.id not in variant.judged:
                continue
            for line in part.criteria:
                name = line.criterion.id
                yield Outcome(
                    variant=variant,
                    criterion=name,
                    check=line.criterion.check,
                    truth=variant.label.get(name, "met"),
                    found=line.verdict.value,
                    reason=line.finding.reason.en,
                )
