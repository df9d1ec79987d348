"""The labelled corpus: right work written otherwise keeps its points, wrong work loses exactly what its label says."""

from __future__ import annotations

from collections import Counter

import pytest
from verdicts.corpus import corpus, fill
from verdicts.judging import Outcome, judge
from verdicts.running import evidence_of
from verdicts.table import PAGE, by_check, matrix, page

ALL = corpus()
WORDS = [variant for variant in ALL if not variant.runs]
QUICK = {
    "1-1": ("functional", "subclassed, flattened by tf.reshape", "logits", "no activation in the second hidden layer"),
    "1-2": ("a fresh network",),
    "1-3": ("TensorBoard made but not passed", "validation by scikit-learn"),
    "1-5": ("patience 5",),
    "2-1": ("average pooling once", "dropout 0.8 for 0.2", "flattened by Reshape of -1"),
}
"""Variants whose code is run by default, a few of each kind: one import of TensorFlow for all."""

EQUIVALENT, WRONG, LEFT_OPEN = 150, 300, 0.03


def wrong(outcomes: list[Outcome]) -> list[str]:
    return [str(outcome) for outcome in outcomes if not outcome.right and not outcome.open]


@pytest.mark.parametrize("variant", WORDS, ids=lambda variant: variant.id)
def test_a_written_answer_gets_its_verdict(variant) -> None:  # noqa: ANN001 - a Variant
    assert wrong(list(judge(evidence_of([variant])))) == []


def test_a_few_variants_of_each_kind_get_their_verdicts() -> None:
    some = [variant for variant in ALL if variant.name in QUICK.get(variant.file, ())]

    assert len(some) == sum(map(len, QUICK.values()))
    assert wrong(list(judge(evidence_of(some)))) == []


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_every_variant_gets_its_verdict() -> None:
    outcomes = list(judge(evidence_of(ALL)))
    known = [outcome for outcome in outcomes if outcome.truth != "undetermined"]

    assert wrong(outcomes) == []
    assert sum(outcome.open for outcome in known) <= LEFT_OPEN * len(known)
    assert page(outcomes) == PAGE.read_text(encoding="utf-8"), "write it anew: python tests/verdicts/table.py"


def test_the_corpus_is_large_enough() -> None:
    groups = Counter(variant.group for variant in ALL)

    assert groups["equivalent"] >= EQUIVALENT
    assert groups["wrong"] >= WRONG


def test_slots_are_filled_with_their_indentation() -> None:
    text = "a(\n    @b\n)\n@c@, @property"

    assert fill(text, {"b": "1,\n@d", "c": "x", "d": "2"}) == "a(\n    1,\n    2\n)\nx, @property"


def test_the_tables_count_truth_by_verdict() -> None:
    variant = WORDS[0]
    made = [Outcome(variant, "c", "fit", "met", "met", ""), Outcome(variant, "c", "fit", "partial", "not_met", "")]

    assert "| partial | 0 | 0 | 1 | 0 |" in matrix(made)
    assert "| fit | 2 | 1 | 1 | 1 | 0 |" in by_check(made)
