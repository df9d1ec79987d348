"""Was the network compiled as asked: optimizer, metrics, a loss that fits the output and the labels?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from grader.checks.absent import RunCheck, nothing_done
from grader.checks.answers import Answer, compared, judged, no, yes
from grader.checks.base import Finding, undetermined
from grader.checks.training import counted, counted_network
from grader.functions import LOSSES, METRICS, OPTIMIZERS
from grader.functions import canonical as canonical_name
from grader.networks import canonical
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.evidence import Compiled, Fit
    from grader.parts import PartEvidence

LEARNING_RATE_TOLERANCE = 1e-6
# A one-hot label has no entropy of its own, so this divergence is cross-entropy.
ONE_HOT_LOSSES = frozenset({"categorical_crossentropy", "kl_divergence"})


CUSTOM = "custom:"
"""What begins the name of a student's own."""


def _known(what: str, names: Sequence[str]) -> AfterValidator:
    """Refuse a name that nothing a student does could have."""

    def check(name: str) -> str:
        if canonical_name(name) in names or name.startswith(CUSTOM):
            return name
        close = get_close_matches(canonical_name(name), names, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"Keras has {', '.join(names)}"
        raise ValueError(f"no {what} is called {name!r}; {hint}")

    return AfterValidator(check)


Optimizer = Annotated[str, _known("optimizer", OPTIMIZERS)]
Loss = Annotated[str, _known("loss", ("crossentropy", *LOSSES))]
Metric = Annotated[str, _known("metric", METRICS)]


class CompileCheck(RunCheck):
    """What the trained network was compiled with."""

    check: Literal["compile"]
    optimizer: Optimizer | None = Field(default=None, description="Keras's name: 'adam', 'sgd', ...")
    learning_rate: float | None = Field(default=None, description="Asked for; by default any.")
    metrics: tuple[Metric, ...] = Field(default=(), description="Metrics that must be among the compiled ones.")
    loss: Loss | None = Field(
        default=None, description="A loss by Keras's name, or 'crossentropy': the one that fits output and labels."
    )

    def judge(self, part: PartEvidence) -> Finding:
        """Compare each thing that was asked for; each is an equal share of the points."""
        training = counted(part)
        if training is None:
            return self._untrained(part)
        fit = training.last
        if fit.compiled is None:
            own = Text(
                "trained without compile, by a loop of its own: a person looks",
                "compile 없이 직접 만든 반복문으로 학습함: 사람이 확인합니다",
            )
            return undetermined(own, part.where(fit)) if fit.how == "tape" else nothing_done(part)
        return judged(list(self._answers(part, fit.compiled, fit)), part.where(fit))

    def _untrained(self, part: PartEvidence) -> Finding:
        """Judge the last compile where the code stopped before the network was trained: it was as asked, or was not."""
        network = counted_network(part)
        compiles = [event for event in part.compiles if network is None or event.model == network.model]
        if not compiles:
            return nothing_done(part)
        last = compiles[-1]
        return judged(list(self._answers(part, last.compiled, None)), part.where(last))

    def _answers(self, part: PartEvidence, compiled: Compiled, fit: Fit | None) -> Iterator[Answer]:
        if self.optimizer is not None:
            found = canonical_name(compiled.optimizer.name)
            right = found == canonical_name(self.optimizer)
            yield Answer(right, compared("optimizer", "옵티마이저", self.optimizer, found))
        if self.learning_rate is not None:
            rate = compiled.optimizer.settings.get("learning_rate")
            near = isinstance(rate, int | float) and abs(rate - self.learning_rate) < LEARNING_RATE_TOLERANCE
            # Keras keeps it in single precision: 0.01 comes back as 0.009999999776482582.
            told = f"{rate:.6g}" if isinstance(rate, int | float) else rate
            yield Answer(near, compared("learning rate", "학습률", f"{self.learning_rate:.6g}", told))
        names = [canonical_name(metric.name) for metric in compiled.metrics]
        for metric in self.metrics:
            among = canonical_name(metric) in names
            yield Answer(among, compared("metric", "평가지표", metric, metric if among else ", ".join(names) or "-"))
        if self.loss == "crossentropy":
            yield _crossentropy(part, compiled, fit)
        elif self.loss is not None:
            name = compiled.loss.name if compiled.loss else "-"
            right = canonical_name(name) == canonical_name(self.loss)
            yield Answer(right, compared("loss", "손실함수", self.loss, name))


def _crossentropy(part: PartEvidence, compiled: Compiled, fit: Fit | None) -> Answer:
    """Tell whether the loss is the cross-entropy that fits the labels' form and the network's last activation."""
    name = compiled.loss.name if compiled.loss else "-"
    encoding = fit.labels.encoding if fit and fit.labels else "other"
    network = part.network(fit.network) if fit else counted_network(part)
    steps = canonical(network) if network else ()
    activation = steps[-1].activation if steps else "linear"
    logits = bool(compiled.loss and compiled.loss.settings.get("from_logits"))
    if encoding == "sparse":
        fits_labels = name == "sparse_categorical_crossentropy"
    elif encoding == "one_hot":
        fits_labels = name in ONE_HOT_LOSSES
    else:
        fits_labels = name in ONE_HOT_LOSSES | {"sparse_categorical_crossentropy"}
    fits_output = logits == (activation != "softmax")
    en = f"loss {name}" + (" from logits" if logits else "") + f" with {encoding} labels and {activation} output"
    ko = f"손실함수 {name}" + (" (from_logits)" if logits else "") + f", 레이블 {encoding}, 출력 {activation}"
    if fits_labels and fits_output:
        return yes(Text(en, ko))
    return no(Text(f"asked for a cross-entropy that fits, found {en}", f"맞는 교차엔트로피가 필요함, 제출: {ko}"))
