"""What forges results gains nothing: no more points than the same work without the forger's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attacks import forgeries

from grader.datasets.cache import provide
from grader.errors import DataError
from grader.rubric import parse
from grader.sandbox.choice import choose

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = forgeries.corpus()


@pytest.fixture(scope="module")
def grade() -> Iterator[forgeries.Grade]:
    try:
        provide("fashion_mnist")
    except DataError as error:
        pytest.skip(str(error))
    forks = forgeries.Forks()
    with forgeries.grading(parse(forgeries.EXAM), provide, forks) as graded:
        yield graded
    forks.close()


def test_the_corpus_holds_at_least_thirty_forgeries() -> None:
    assert len(CORPUS) >= 30


@pytest.mark.slow
def test_honest_work_earns_everything(grade: forgeries.Grade) -> None:
    found = grade(forgeries.REFERENCE)

    assert found.points == 10, found.reasons


@pytest.mark.slow
@pytest.mark.parametrize(
    "forgery",
    [
        pytest.param(one, id=one.name, marks=[pytest.mark.xfail(reason=one.known, strict=True)] if one.known else [])
        for one in CORPUS
    ],
)
def test_forging_gains_nothing(grade: forgeries.Grade, forgery: forgeries.Forgery) -> None:
    honest, forged = grade(forgery.honest), grade(forgery.source)

    assert forged.points <= honest.points, forged.reasons
    assert forgery.flags <= forged.flags


@pytest.mark.slow
@pytest.mark.parametrize("level", ["bubblewrap", "landlock"])
def test_nor_does_it_in_a_sandbox(level: str) -> None:
    some = [forgery for forgery in CORPUS if forgery.name in {"patched_evaluate", "recording_replaced"}]
    with forgeries.grading(parse(forgeries.EXAM), provide, choose(level)) as grade:
        assert [grade(forgery.source).points for forgery in some] == [grade(forgery.honest).points for forgery in some]
