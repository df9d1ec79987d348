"""Run the corpus, print the table by check, write docs/verdicts.md: ``python tests/verdicts/table.py [FILE...]``."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1])]

from verdicts.corpus import VERDICTS, corpus
from verdicts.judging import judge, rubric_of
from verdicts.running import evidence_of

from grader.attribution import attribute
from grader.checks.answer import ShapeAnswerCheck
from grader.reading.shapes import read_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verdicts.judging import Outcome

PAGE = Path(__file__).parents[2] / "docs" / "verdicts.md"


def matrix(outcomes: Sequence[Outcome]) -> str:
    """Truth by verdict, as a Markdown table."""
    counts = Counter((outcome.truth, outcome.found) for outcome in outcomes)
    lines = ["| truth \\ found | " + " | ".join(VERDICTS) + " |", "|---|" + "---:|" * len(VERDICTS)]
    lines += (
        f"| {truth} | " + " | ".join(str(counts[truth, found]) for found in VERDICTS) + " |" for truth in VERDICTS
    )
    return "\n".join(lines)


def by_check(outcomes: Sequence[Outcome]) -> str:
    """For each check: variants that change nothing, variants that do, wrong verdicts, those left to a person."""
    lines = ["| check | criteria judged | right ones | wrong ones | wrong verdicts | left to a person |"]
    lines.append("|---|" + "---:|" * 5)
    for check in sorted({outcome.check for outcome in outcomes}):
        own = [outcome for outcome in outcomes if outcome.check == check]
        right = sum(outcome.truth == "met" for outcome in own)
        wrong = sum(outcome.truth in ("partial", "not_met") for outcome in own)
        missed = sum(not outcome.right and not outcome.open for outcome in own)
        lines.append(f"| {check} | {len(own)} | {right} | {wrong} | {missed} | {sum(o.open for o in own)} |")
    return "\n".join(lines)


def spellings(outcomes: Sequence[Outcome]) -> str:
    """What was written and what was read, a line an answer."""
    lines = ["| question | written | read |", "|---|---|---|"]
    for outcome in outcomes:
        if outcome.check.endswith("_answer") and outcome.variant.group == "equivalent":
            written = " ⏎ ".join(filter(None, outcome.variant.cells[0].source.splitlines()[1:]))
            cells = (part.replace("|", "\\|") for part in (outcome.criterion, written, _reading(outcome)))
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _reading(outcome: Outcome) -> str:
    """Return what was read: of shapes their numbers, of the rest what the report says."""
    if outcome.check != "shape_answer":
        return outcome.reason.removeprefix("you said ").removesuffix(": right")
    rubric = rubric_of(outcome.variant.parts)
    (criterion,) = (one for one in rubric.criteria if one.id == outcome.criterion and isinstance(one, ShapeAnswerCheck))
    ((_, evidence),) = evidence_of([outcome.variant])
    part = attribute(rubric, evidence)[outcome.variant.judged[0]]
    shape = read_shape(part, rank=len(criterion.shape), product=criterion.product).value
    return " or ".join(str(tuple("any" if n is None else n for n in dims)).replace("'", "") for dims in shape.meanings)


def page(outcomes: Sequence[Outcome]) -> str:
    """The page for docs/."""
    groups = Counter(variant.group for variant in {o.variant.id: o.variant for o in outcomes}.values())
    decided = [outcome for outcome in outcomes if outcome.truth != "undetermined"]
    open_ = [outcome for outcome in decided if outcome.open]
    missed = [outcome for outcome in outcomes if not outcome.right and not outcome.open]
    listed = "\n".join(f"- {o.variant.id}: `{o.criterion}`: {o.variant.person[o.criterion]}" for o in open_)
    return f"""\
# How often a verdict is right

Made by `python tests/verdicts/table.py`, which runs the labelled corpus in `tests/verdicts/variants/`: real Keras code,
each variant differing from a right answer to one part of the exam in one thing, judged by the exam's own rubric.

- {groups["equivalent"]} variants are right, written otherwise: each must get full marks in its part.
- {groups["wrong"]} variants are wrong in what their label says: each must lose exactly that.
- {groups["unclear"]} variants can be decided by nobody but a person: each must be undetermined.
- Wrong verdicts: {len(missed)} of {len(outcomes)}. Left to a person though the truth is known: {len(open_)} of \
{len(decided)} ({len(open_) / max(len(decided), 1):.1%}).

Fits are run for a few steps; the numbers that a whole training would give (curves, measured accuracy) are given with
the variant where its label depends on them.

## Truth by verdict, a criterion of a variant each

{matrix(outcomes)}

## By check

{by_check(outcomes)}

## Left to a person

{listed or "None."}

## Answers in odd spellings

What was read from right answers as students write them.

{spellings(outcomes)}
"""


def main(arguments: Sequence[str]) -> int:
    """Print the table; write the page where the whole corpus was run. Exit status 1 if a verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="of variants/, without .yaml (default: all)")
    parser.add_argument("--kept", type=Path, metavar="DIR", help="keep recordings here, and use those that are there")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    outcomes = list(judge(evidence_of(corpus(*asked.files), asked.kept)))
    missed = [outcome for outcome in outcomes if not outcome.right and not outcome.open]
    print(by_check(outcomes), matrix(outcomes), *missed, sep="\n\n")  # noqa: T201 - a script that prints its table
    print(f"\n{len(missed)} wrong verdicts, {time.monotonic() - started:.0f} s")  # noqa: T201 - as above
    if not asked.files:
        PAGE.write_text(page(outcomes), encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
