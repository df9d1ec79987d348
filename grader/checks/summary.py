"""Was ``summary()`` of the part's network printed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from grader.checks.absent import RunCheck, nothing_done
from grader.checks.answers import Answer, compared, judged, no, yes
from grader.checks.base import Finding, not_met, undetermined
from grader.checks.training import counted_network, steps_of
from grader.networks import compare
from grader.values import Text

if TYPE_CHECKING:
    from grader.evidence import Network, Summary
    from grader.parts import PartEvidence

MISSING = Text("asked for summary(), found none", "summary() 출력이 필요하나 찾지 못함")


class SummaryCheck(RunCheck):
    """``model.summary()`` of the network that counts, and its number of parameters."""

    check: Literal["summary"]
    params: int | None = Field(default=None, ge=0, description="Parameters in all; an equal share of the points.")

    def judge(self, part: PartEvidence) -> Finding:
        """Look for a summary of the network that was trained, or of one that is built alike."""
        network = counted_network(part)
        if not part.summaries:
            return _in_other_words(part, network) or nothing_done(part, MISSING)
        own = [event for event in part.summaries if network is None or _is_of(part, event, network)]
        if not own:
            where = part.where(part.summaries[-1])
            return not_met(
                Text(
                    "asked for the summary of the network that was trained, found that of another one",
                    "요구: 학습한 네트워크의 summary, 제출: 다른 네트워크의 summary",
                ),
                where,
            )
        # A summary before the first call shows no parameters; a later one of the same network does.
        built = [event for event in own if part.network(event.network).params is not None]
        event = (built or own)[-1]
        return judged([_printed(built=bool(built)), *self._params(part.network(event.network))], part.where(event))

    def _params(self, network: Network) -> list[Answer]:
        if self.params is None:
            return []
        found = "-" if network.params is None else f"{network.params:,}"
        return [Answer(network.params == self.params, compared("parameters", "파라미터 수", f"{self.params:,}", found))]


def _printed(*, built: bool) -> Answer:
    if built:
        return yes(Text("summary() printed", "summary() 출력함"))
    return no(
        Text(
            "summary() was printed before the network was built, so it shows no shapes: call it after fit",
            "네트워크가 만들어지기 전의 summary()라 모양이 보이지 않음: fit 뒤에 출력하세요",
        ),
    )


def _is_of(part: PartEvidence, event: Summary, network: Network) -> bool:
    shown = part.network(event.network)
    if shown.model == network.model:
        return True
    return (
        bool(shown.layers)
        and shown.params == network.params
        and compare(steps_of(part, shown), steps_of(part, network)).same
    )


def _in_other_words(part: PartEvidence, network: Network | None) -> Finding | None:
    """Leave to a person what may be the same table made in another way: counted parameters, shapes layer by layer."""
    if network is None:
        return None
    printed = " ".join(text for run in part.cell_runs for text in (run.stdout, *run.displayed))
    counted = network.params is not None and any(
        form in printed for form in (str(network.params), f"{network.params:,}")
    )
    shapes = [layer.output_shape for layer in network.layers if layer.output_shape and len(layer.output_shape) > 1]
    listed = sum(_inner(shape) in printed for shape in dict.fromkeys(shapes))
    if not counted and (not shapes or listed < len(dict.fromkeys(shapes))):
        return None
    other = Text(
        "its layers or parameters are shown in another way: a person compares",
        "층이나 파라미터를 다른 방식으로 출력함: 사람이 비교합니다",
    )
    return undetermined(MISSING.plus(other))


def _inner(shape: tuple[int | None, ...]) -> str:
    """Return a shape as Python writes it, without the batch: '24, 24, 6'."""
    return ", ".join(map(str, shape[1:])) + ")"
