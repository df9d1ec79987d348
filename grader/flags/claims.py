"""Signs in what was printed: numbers that the run contradicts, or that nothing in it computed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.evidence import Evaluate, Fit, Flag, Predict
from grader.parts import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.evidence import CellRun, Evidence, Measurement

APART = 0.02
"""Rounding, batch order and another precision move an accuracy by far less."""

SPOKEN = re.compile(r"acc|정확도|test|테스트", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.])(?P<digits>\d{1,2}\.(?P<decimals>\d{3,17})|\d{2}\.\d{1,17}(?=\s*%))(?![\w.])")


def contradicted(evidence: Evidence) -> Iterator[Flag]:
    """An accuracy that the student's own evaluation said, and that the grader's measurement does not bear out."""
    probed = {e.model for e in evidence.recording.events if isinstance(e, Fit) and e.fidelity == "probe"}
    for event in evidence.recording.events:
        # What was only probed here says nothing of the weights that were handed in.
        if not isinstance(event, Evaluate) or event.data is None or event.model in probed:
            continue
        claimed = event.values.get("accuracy")
        for measured in evidence.measurements:
            if claimed is not None and _same(event, measured) and abs(claimed - measured.value) > APART:
                yield Flag(
                    kind="claim",
                    message=f"the run says accuracy {claimed:.4f} on {measured.dataset}; measured {measured.value:.4f}",
                    message_ko=f"실행에서는 {measured.dataset} 정확도가 {claimed:.4f}, 측정값은 {measured.value:.4f}",
                    where=locate(evidence, event.cell, event.line),
                )


def _same(event: Evaluate, measured: Measurement) -> bool:
    """Tell whether an evaluation and a measurement are of one network on the whole of one split."""
    # All of it, but for a batch dropped at the end.
    whole = any(
        f"{source.dataset}/{source.split}" == measured.dataset and source.rows >= 0.99 * measured.rows
        for source in (event.data.sources if event.data else ())
    )
    return whole and not measured.aside and measured.metric == "accuracy" and measured.network == event.network


def unproduced(evidence: Evidence) -> Iterator[Flag]:
    """A printed accuracy that stands in the code as text and that no fit, evaluation or prediction came to.

    Both have to hold: a number of the student's own computing is not in the code, and one that is in the code may be a
    threshold or a note of a result that the run came to again.
    """
    known = list(_produced(evidence))
    sources = {cell.number: cell.source for cell in evidence.submission.cells}
    for run in evidence.recording.cells:
        for line, digits, percent in _spoken(run):
            written = digits in sources.get(run.cell, "")
            if written and not any(_reads(value, digits, percent=percent) for value in known):
                yield Flag(
                    kind="unproduced",
                    message=f"{digits} is printed as a result ({line[:80]!r}); it stands in the code, and no call of "
                    "the run came to it",
                    message_ko=f"출력된 {digits}은(는) 코드에 적힌 값이며 실행에서 계산된 적이 없음 ({line[:80]!r})",
                    where=locate(evidence, run.cell, None),
                )


def _spoken(run: CellRun) -> Iterator[tuple[str, str, bool]]:
    """Yield lines of output that speak of an accuracy, with each number in them that is not a round one."""
    for line in "\n".join((run.stdout, *run.displayed)).splitlines():
        if SPOKEN.search(line):
            for found in NUMBER.finditer(line):
                if len(found["digits"].rstrip("0").partition(".")[2]) >= 2:  # noqa: PLR2004 - 0.7 and 0.75 are thresholds
                    yield line, found["digits"], line[found.end() :].lstrip().startswith("%")


def _produced(evidence: Evidence) -> Iterator[float]:
    """Yield every number that calls of the run came to."""
    for event in evidence.recording.events:
        if isinstance(event, Fit):
            yield from (value for values in event.history.values() for value in values if value is not None)
        elif isinstance(event, Evaluate):
            yield from (value for value in event.values.values() if value is not None)
        elif isinstance(event, Predict) and event.accuracy is not None:
            yield event.accuracy
    yield from (measured.value for measured in evidence.measurements)


def _reads(value: float, digits: str, *, percent: bool) -> bool:
    """Tell whether ``value`` written with as many decimals reads ``digits``, give or take one in the last place."""
    decimals = len(digits.partition(".")[2])
    scaled = 100 * value if percent else value
    return abs(scaled - float(digits)) <= 1.01 * float(f"1e-{decimals}")
