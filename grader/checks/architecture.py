"""Is the network that the part trained the one that was asked for?"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from grader.checks.absent import RunCheck, nothing_done
from grader.checks.base import Alignment, Finding, met, not_met, partly, undetermined
from grader.checks.training import counted, counted_network, steps_of
from grader.networks import LayerSpec, compare, parse_layer
from grader.values import Text

if TYPE_CHECKING:
    from grader.evidence import Network
    from grader.networks import Comparison, Step
    from grader.parts import PartEvidence

MISSING = Text("no network was found for this part", "이 문항에서 네트워크를 찾지 못함")


class ArchitectureCheck(RunCheck):
    """The trained network's layers, compared by what they compute."""

    check: Literal["architecture"]
    layers: tuple[LayerSpec, ...] = Field(min_length=1, description="In order: 'flatten', 'dense 20 relu', ...")
    partial: Literal["none", "aligned"] = Field(
        default="none", description="'aligned': credit for the share of layers that are right."
    )
    carry_forward: str | None = Field(
        default=None, description="A part whose network, as the student built it there, is right here too."
    )

    @property
    def refers(self) -> tuple[str, ...]:
        """The part whose mistake is carried forward."""
        return (self.carry_forward,) if self.carry_forward else ()

    def judge(self, part: PartEvidence) -> Finding:
        """Align the network with the one that was asked for."""
        network = counted_network(part)
        if network is None:
            return nothing_done(part, MISSING)
        found = steps_of(part, network)
        comparison = compare([parse_layer(layer) for layer in self.layers], found)
        where = _where(part)
        if comparison.same:
            return met(
                _told(found, "the network asked for", "요구한 네트워크와 같음"), where, exhibit=_exhibit(comparison)
            )
        if self._carried(part, found):
            return met(
                Text(
                    f"the student's own network of {self.carry_forward}; its difference is counted there only",
                    f"{self.carry_forward}에서 만든 네트워크와 같음; 차이는 {self.carry_forward}에서만 감점",
                ),
                where,
            )
        return self._differing(network, comparison, where)

    def _carried(self, part: PartEvidence, found: tuple[Step, ...]) -> bool:
        earlier = part.others.get(self.carry_forward or "")
        network = counted_network(earlier) if earlier else None
        return network is not None and earlier is not None and compare(steps_of(earlier, network), found).same

    def _differing(self, network: Network, comparison: Comparison, where: str) -> Finding:
        exhibit = _exhibit(comparison)
        reason = _differences(comparison)
        unread = [layer.class_name for layer in network.layers if layer.kind == "custom"]
        if unread:
            why = Text(
                f"layers of the student's own making ({', '.join(dict.fromkeys(unread))}): a person compares",
                f"직접 만든 층({', '.join(dict.fromkeys(unread))})이 있어 사람이 비교합니다",
            )
            return undetermined(why.plus(reason), where, exhibit=exhibit)
        share = comparison.share if self.partial == "aligned" else Fraction(0)
        if share:
            return partly(share, reason, where, exhibit=exhibit)
        return not_met(reason, where, exhibit=exhibit)


def _where(part: PartEvidence) -> str:
    training = counted(part)
    return part.where(training.last if training else (part.events[-1] if part.events else None))


def _exhibit(comparison: Comparison) -> Alignment:
    return Alignment(
        tuple(
            (str(pair.expected) if pair.expected else None, str(pair.found) if pair.found else None)
            for pair in comparison.pairs
        ),
        # "relu|linear" is like "relu", and does not read alike.
        tuple(pair.same for pair in comparison.pairs),
    )


def _told(found: tuple[Step, ...], en: str, ko: str) -> Text:
    steps = " → ".join(map(str, found))
    return Text(f"{en}: {steps}", f"{ko}: {steps}")


def _differences(comparison: Comparison) -> Text:
    en, ko = [], []
    for pair in comparison.pairs:
        if pair.expected is None:
            en.append(f"{pair.found} was not asked for")
            ko.append(f"요구하지 않은 층 {pair.found}")
        elif pair.found is None:
            en.append(f"{pair.expected} is missing")
            ko.append(f"{pair.expected} 층이 없음")
        elif not pair.same:
            en.append(f"asked for {pair.expected}, found {pair.found}")
            ko.append(f"요구: {pair.expected}, 제출: {pair.found}")
    return Text("; ".join(en), "; ".join(ko))
