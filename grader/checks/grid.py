"""Was every network of a grid trained as asked?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from grader.checks.absent import nothing_done
from grader.checks.answers import Answer, joined
from grader.checks.base import Alignment, Finding
from grader.checks.combinations import Attempt, Combination, GridCriterion, told
from grader.checks.conditions import data_answer, epochs_answer, validation_answer
from grader.checks.rows import WHOLE, SplitName, dataset_of
from grader.checks.training import counted_network, steps_of
from grader.networks.compare import differences
from grader.networks.grammar import holes
from grader.networks.steps import SIZE
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.networks import Step
    from grader.networks.compare import Pair
    from grader.parts import PartEvidence


class GridCheck(GridCriterion):
    """The grid's networks and how they were trained; each combination is an equal share of the points.

    Within a combination its network is one half, and what is asked of its training the other: the same slip in all of
    them costs that thing's share, and no more.
    """

    check: Literal["grid"]
    data: SplitName | None = Field(default=None, description="The rows to train on, and no others.")
    epochs: int | None = Field(default=None, ge=1, description="Epochs for each combination.")
    validation: float | None = Field(default=None, gt=0, lt=1, description="Share of the rows kept for validation.")
    coverage: float = Field(
        default=WHOLE, gt=0, le=1, description="The least share of the split that must be given, validation included."
    )
    carry_forward: str | None = Field(
        default=None, description="A part whose network, as the student built it there, is right here, sizes apart."
    )

    @property
    def refers(self) -> tuple[str, ...]:
        """The part whose mistake is carried forward."""
        return (self.carry_forward,) if self.carry_forward else ()

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data set that is trained on."""
        return (dataset_of(self.data),) if self.data else ()

    def judge(self, part: PartEvidence) -> Finding:
        """Judge each combination's training."""
        attempts = self.attempts(part)
        count = len(self.combinations)
        if not attempts:
            return self._none(part)
        answers = {name: list(self._answers(part, attempt)) for name, attempt in attempts.items()}
        earned = sum((_share(each, earned=True) for each in answers.values()), Fraction(0)) / count
        pending = sum((_share(each, earned=False) for each in answers.values()), Fraction(0)) / count
        missing = [name for name in self.combinations if name not in attempts]
        reason = _missing(missing, count).plus(_wrong(answers))
        last = next(reversed(attempts.values())).training.last
        if not missing and earned == 1:
            reason = Text(
                f"all {count} combinations trained as asked"
                if not reason.en
                else f"all {count} combinations: {reason.en}",
                f"조합 {count}개를 모두 요구대로 학습함" if not reason.ko else f"조합 {count}개: {reason.ko}",
            )
        worst = min(attempts.values(), key=lambda attempt: attempt.comparison.share)
        exhibit = None if worst.comparison.same else _alignment(worst)
        return Finding(earned, pending, reason, part.where(last), exhibit=exhibit)

    def _none(self, part: PartEvidence) -> Finding:
        first, last = self.combinations[0], self.combinations[-1]
        finding = nothing_done(
            part,
            Text(
                f"asked for {len(self.combinations)} networks from {told(first)} to {told(last)}, found none of them",
                f"{told(first)}부터 {told(last)}까지 네트워크 {len(self.combinations)}개가 필요하나 찾지 못함",
            ),
        )
        network = counted_network(part)
        if network is None:
            return finding
        steps = " → ".join(map(str, steps_of(part, network)))
        return replace(
            finding, reason=finding.reason.plus(Text(f"the last one was {steps}", f"마지막 네트워크: {steps}"))
        )

    def _answers(self, part: PartEvidence, attempt: Attempt) -> Iterator[tuple[Fraction, Answer]]:
        """Yield each thing asked of a combination with the credit it earns (0 to 1)."""
        yield self._network(part, attempt)
        training = attempt.training
        asked = []
        if self.data is not None:
            asked.append(data_answer(part, training, self.data, self.coverage))
        if self.epochs is not None:
            asked.append(epochs_answer(training, self.epochs))
        if self.validation is not None:
            asked.append(validation_answer(training, self.validation, self.data))
        for answer in asked:
            yield Fraction(answer.right is True), answer

    def _network(self, part: PartEvidence, attempt: Attempt) -> tuple[Fraction, Answer]:
        comparison = attempt.comparison
        if comparison.same or self._carried(part, attempt):
            return Fraction(1), Answer(right=True, text=NOTHING)
        custom = part.network(attempt.training.last.network).layers
        words = joined(_difference(asked, found) for asked, found in self._spelled(attempt))
        if any(layer.kind == "custom" for layer in custom):
            return Fraction(0), Answer(right=None, text=words)
        return comparison.share, Answer(right=False, text=words)

    def _asked(self, attempt: Attempt) -> Iterator[tuple[str | None, Pair]]:
        """Yield the pairs of the comparison with the rubric's layer; None for one that was not asked for."""
        pairs = attempt.comparison.pairs
        # A leading Flatten may be left out of the comparison.
        layers = iter(self.layers[len(self.layers) - sum(pair.expected is not None for pair in pairs) :])
        for pair in pairs:
            yield (next(layers) if pair.expected is not None else None), pair

    def _spelled(self, attempt: Attempt) -> Iterator[tuple[str | None, str | None]]:
        """Yield what differs, a combination's values as the holes that they fill: alike for all combinations."""
        values = dict(attempt.combination)
        for layer, pair in self._asked(attempt):
            if pair.same:
                continue
            found = str(pair.found) if pair.found is not None else None
            for name in holes([layer]) if layer and found else ():
                found = f"{found} ".replace(f" {values[name]:g} ", f" {{{name}}} ", 1).strip()
            yield layer, found

    def _carried(self, part: PartEvidence, attempt: Attempt) -> bool:
        """Tell whether the network is the student's own of the earlier part in all but the sizes that vary."""
        earlier = part.others.get(self.carry_forward or "")
        network = counted_network(earlier) if earlier else None
        if earlier is None or network is None:
            return False
        own = steps_of(earlier, network)
        found = steps_of(part, part.network(attempt.training.last.network))
        varied = {
            pair.found.index
            for layer, pair in self._asked(attempt)
            if layer and holes([layer]) and pair.found is not None
        }
        return len(own) == len(found) and all(
            _alike(a, b, sizes=b.index in varied) for a, b in zip(own, found, strict=True)
        )


def _difference(asked: str | None, found: str | None) -> Text:
    return Text(
        f"asked for {asked or 'no such layer'}, found {found or 'none'}",
        f"요구: {asked or '그런 층 없음'}, 제출: {found or '없음'}",
    )


def _alike(own: Step, found: Step, *, sizes: bool) -> bool:
    differs = set(differences(own, found))
    return not differs or (sizes and differs == {SIZE.get(own.kind)})


def _share(answers: Sequence[tuple[Fraction, Answer]], *, earned: bool) -> Fraction:
    """Weigh one combination's answers: the network, which comes first, and the others together, are a half each."""
    shares = [credit if earned else Fraction(answer.right is None) for credit, answer in answers]
    network, others = shares[0], shares[1:]
    return (network + sum(others, Fraction(0)) / len(others)) / 2 if others else network


def _missing(missing: Sequence[Combination], count: int) -> Text:
    if not missing:
        return NOTHING
    names = "; ".join(f"({told(name)})" for name in missing[:4]) + (" ..." if len(missing) > 4 else "")  # noqa: PLR2004 - enough
    return Text(
        f"{count - len(missing)} of {count} combinations trained, not there: {names}",
        f"조합 {count}개 중 {count - len(missing)}개를 학습함, 없는 조합: {names}",
    )


def _wrong(answers: Mapping[Combination, Sequence[tuple[Fraction, Answer]]]) -> Text:
    """Say each thing that is not right once, with the combinations it is true of where these are not all."""
    found: dict[Text, list[Combination]] = {}
    for name, given in answers.items():
        for _, answer in given:
            if answer.right is not True:
                found.setdefault(answer.text, []).append(name)
    texts = []
    for text, names in found.items():
        if len(names) == len(answers):
            texts.append(text)
        else:
            which = "; ".join(f"({told(name)})" for name in names)
            texts.append(Text(f"{which}: {text.en}", f"{which}: {text.ko}"))
    return joined(texts)


def _alignment(attempt: Attempt) -> Alignment:
    return Alignment(
        tuple(
            (str(pair.expected) if pair.expected else None, str(pair.found) if pair.found else None)
            for pair in attempt.comparison.pairs
        ),
        tuple(pair.same for pair in attempt.comparison.pairs),
    )
