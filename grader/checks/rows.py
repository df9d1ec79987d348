"""What was fed to a network, in terms of known data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from grader.datasets.catalog import CATALOG
from grader.values import Text

if TYPE_CHECKING:
    from grader.evidence import Data, Evidence, Source


def _known(split: str) -> str:
    if (name := dataset_of(split)) not in CATALOG:
        raise ValueError(f"no data set is called {name!r}; known are {', '.join(CATALOG)}; of others leave data out")
    return split


SplitName = Annotated[
    str, Field(pattern=r"^\w+/(test|train)$", description="'fashion_mnist/train'."), AfterValidator(_known)
]

WHOLE = 0.99
"""The share of a split's rows that passes for all of it: the last, incomplete batch may be dropped."""

LABELS_RIGHT = 0.99
"""The share of right labels from which on labels count as the data set's own."""


def dataset_of(split: str) -> str:
    """Return the data set of a split: 'fashion_mnist' of 'fashion_mnist/train'."""
    return split.split("/", maxsplit=1)[0]


def name_of(source: Source) -> str:
    """Return a source's split as rubrics write it."""
    return f"{source.dataset}/{source.split}"


def size_of(split: str) -> int | None:
    """Return how many rows a split has; None for a data set that is not in the catalogue."""
    dataset, _, part = split.partition("/")
    known = CATALOG.get(dataset)
    return known.rows(part) if known else None


def matched(data: Data, split: str) -> int:
    """Count the rows of a split among the rows that were looked at."""
    return sum(source.rows for source in data.sources if name_of(source) == split)


def amount(data: Data, split: str) -> int:
    """Return how many different rows of a split were fed; where only a sample was looked at, all rows are like it."""
    found = sum(_distinct(source) for source in data.sources if name_of(source) == split)
    if data.sampled and data.rows and found:
        looked_at = sum(source.rows for source in data.sources) + data.unmatched
        return round(data.rows * found / looked_at)
    return found


def _distinct(source: Source) -> int:
    return source.rows if source.distinct is None else min(source.rows, source.distinct)


def stray(data: Data) -> bool:
    """Tell whether more rows belong to no known set than recognition may have missed after unusual scaling."""
    return data.unmatched > (1 - WHOLE) * (data.unmatched + sum(source.rows for source in data.sources))


def others(data: Data, split: str) -> tuple[Source, ...]:
    """Return the rows that are of any other split."""
    return tuple(source for source in data.sources if source.rows and name_of(source) != split)


def is_whole(data: Data, split: str, share: float = WHOLE, most: int | None = None) -> bool:
    """Tell whether (nearly) all of a split was fed; any amount is, where the split's size or the rows' is not known.

    Args:
        data: What was given.
        split: Of which set.
        share: What passes for all.
        most: No more rows than these were gone through, whatever was given.
    """
    size = size_of(split)
    if size is not None and most is not None and most < share * size:
        return False
    unknown = size is None or (data.sampled and data.rows is None)
    return matched(data, split) > 0 if unknown else amount(data, split) >= share * (size or 0)


def was_recognised(evidence: Evidence, split: str) -> bool:
    """Tell whether the data set was recognised anywhere in the run: the recorder had it at hand to compare with."""
    return any(
        source.dataset == dataset_of(split)
        for event in evidence.recording.events
        if event.kind in ("fit", "evaluate", "predict") and event.data is not None
        for source in event.data.sources
    )


def told(data: Data) -> Text:
    """Say what the rows are: '48,000 rows of fashion_mnist/train and 12 of no known data set'."""
    en = [f"{source.rows:,} rows of {name_of(source)}" for source in data.sources if source.rows]
    ko = [f"{name_of(source)} {source.rows:,}행" for source in data.sources if source.rows]
    if data.unmatched:
        en.append(f"{data.unmatched:,} rows of no known data set")
        ko.append(f"알 수 없는 자료 {data.unmatched:,}행")
    return Text(" and ".join(en) or "rows that could not be recognised", ", ".join(ko) or "알아볼 수 없는 자료")


def labels_text(correct: float) -> Text:
    """Say that labels are not the data set's own; ``correct`` is the share that is."""
    return Text(f"only {correct:.0%} of the labels are the data's own", f"레이블의 {correct:.0%}만 자료의 것과 같음")
