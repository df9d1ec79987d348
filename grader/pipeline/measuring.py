"""Measures what a rubric pays for: which networks, fed how, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from grader.attribution import attribute
from grader.checks.base import Need
from grader.checks.rows import dataset_of
from grader.checks.training import counted
from grader.datasets.views import VIEWS
from grader.evaluation import Answer, Prepared, Task, measure, service, wilson
from grader.evidence import Evaluate, Fit, Flag, Measurement, Predict, Unmeasured
from grader.parts import locate
from grader.pipeline.examples import examples
from grader.report.places import translate
from grader.sandbox.warm import Warm
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from grader.checks.training import Training
    from grader.datasets.views import View
    from grader.evaluation.protocol import Count
    from grader.evaluation.service import Process
    from grader.evidence import Data, Evidence, Network
    from grader.parts import PartEvidence
    from grader.rubric import Rubric
    from grader.sandbox.port import Sandbox

METRICS: Mapping[View, str] = {"shifted": "accuracy_shifted", "flipped": "accuracy_flipped", "train": "accuracy"}
"""What a view's measurement is called; that on the training split is plain accuracy on another data set."""

REBUILT = Text("predicted by the rebuilt network", "재구성한 네트워크")
SANDBOXED = Text("predicted by the student's own code in the sandbox", "샌드박스 안의 학생 코드")

Fault = Literal["grader", "submission", "fidelity"]


class Measure(Protocol):
    """Measures networks: ``grader.evaluation.measure``."""

    def __call__(self, artifacts: Path, tasks: Sequence[Task]) -> tuple[Answer, ...]:
        """Return one answer a task, in their order."""
        ...


@dataclass(frozen=True)
class _Wanted:
    """A network that a part's criteria are to be judged by, and what it is to be measured on."""

    part: PartEvidence
    training: Training
    data: str

    @property
    def network(self) -> Network:
        """The network as it was last used after its training; as the training left it where it never was."""
        return self.part.network(self.last_use.network)

    @property
    def last_use(self) -> Fit | Evaluate | Predict:
        """What the network was last used for, with its weights kept."""
        fit = self.training.last
        uses: list[Evaluate | Predict] = [*self.part.evaluations, *self.part.predictions]
        uses.sort(key=lambda event: event.seq)
        later = [e for e in uses if e.model == fit.model and e.seq > fit.seq]
        return next((e for e in reversed(later) if self.part.network(e.network).weights), fit)


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """Why a network cannot be measured, known before anything is started."""

    def __init__(self, reason: str, fault: Fault) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault: Fault = fault


@dataclass(frozen=True)
class Material:
    """Where networks are to be found.

    Attributes:
        results: The folder with the artifacts of the run.
        handed: Files with trained weights: tried, in their order, on networks that were not trained in full.
    """

    results: Path
    handed: Sequence[Path] = ()


def measure_parts(
    rubric: Rubric,
    evidence: Evidence,
    material: Material,
    folders: Mapping[str, Path],
    *,
    measure: Measure = measure,
) -> tuple[tuple[Measurement, ...], tuple[Unmeasured, ...]]:
    """Measure the networks whose accuracy the rubric pays for.

    Args:
        rubric: Its parts' criteria that need a metric say on which data.
        evidence: What the run recorded.
        material: Where the networks are.
        folders: Data set to its folder in the cache; one that is missing leaves its parts unmeasured.
        measure: The port through which networks are measured.
    """
    measured: list[Measurement] = []
    missing: list[Unmeasured] = []
    asked: list[tuple[_Wanted, tuple[Task, ...]]] = []
    for wanted in _wanted(rubric, evidence):
        try:
            asked.append((wanted, _tasks(wanted, folders, material.handed)))
        except _Refused as refused:
            missing.append(_unmeasured(wanted, refused.reason, refused.fault))
    answers = iter(measure(material.results, [task for _, tasks in asked for task in tasks]) if asked else ())
    for wanted, tasks in asked:
        tried = [(task, next(answers)) for task in tasks]
        task, answer = next((one for one in tried if one[1].count), tried[-1])
        if answer.count is None:
            missing.append(_unmeasured(wanted, answer.trouble, "fidelity" if task.handed else answer.fault))
        else:
            measured += _measurements(wanted, task, answer, answer.count)
    return tuple(measured), tuple(missing)


def measuring(sandbox: Sandbox) -> Measure:
    """Return how networks are measured beside a sandbox: in forks of its server, which has TensorFlow already."""
    if not isinstance(sandbox, Warm):
        return measure

    def start(folder: str, env: Mapping[str, str], errors: int) -> Process:
        return sandbox.process(service.MODULE, env, folder, errors) or service.afresh(folder, env, errors)

    return partial(measure, start=start)


def not_measured(evidence: Evidence) -> Iterator[Flag]:
    """Say of weights that were handed in why they were not measured, for a person who wonders."""
    for missing in evidence.unmeasured:
        yield Flag(
            kind="weights",
            message=f"the trained weights that were handed in are not used: {missing.reason}",
            message_ko=f"함께 제출된 가중치를 사용하지 않음: {missing.reason}",
        )


def _wanted(rubric: Rubric, evidence: Evidence) -> Iterator[_Wanted]:
    """Yield each network and data set once, however many criteria ask for them."""
    if not any(criterion.need is Need.METRIC for criterion in rubric.criteria):
        return
    views = attribute(rubric, evidence)
    seen: set[tuple[str, int, str]] = set()
    for part in rubric.parts:
        view = views[part.id]
        training = counted(view)
        for data in _asked_for(part.criteria):
            if training is not None and (part.id, training.last.network, data) not in seen:
                seen.add((part.id, training.last.network, data))
                yield _Wanted(view, training, data)


def _asked_for(criteria: Iterable[object]) -> Iterator[str]:
    """Yield the data ("cifar10/test") that criteria want an accuracy on."""
    for criterion in criteria:
        data = getattr(criterion, "data", None)
        if getattr(criterion, "need", None) is Need.METRIC and isinstance(data, str):
            yield data


def _tasks(wanted: _Wanted, folders: Mapping[str, Path], handed: Sequence[Path]) -> tuple[Task, ...]:
    """Describe the measuring, once for each file of weights to be tried, or say why there is nothing to measure."""
    name = dataset_of(wanted.data)
    network, fit = wanted.network, wanted.training.last
    if name not in folders:
        raise _Refused(f"{name} is not here; `grade data {name}` gets it", "grader")
    if fit.fidelity == "probe" and not handed:
        raise _Refused("it was trained for a few steps only (--fidelity full trains it)", "fidelity")
    if network.weights is None:
        raise _Refused(*_why_not_kept(wanted, name))
    prepared = None if network.weights.startswith("predictions") else _prepared(wanted, name)
    task = Task(
        network=network.id,
        artifact=network.weights,
        digest=network.weights_digest,
        folder=str(folders[name]),
        split="test" if wanted.data.endswith("/test") else "train",
        prepared=prepared,
        views=tuple(VIEWS),
    )
    if fit.fidelity == "full":
        return (task,)
    if prepared is None:
        raise _Refused("its network is the code's own: handed-in weights cannot be put into it", "fidelity")
    return tuple(task.model_copy(update={"handed": str(path.absolute())}) for path in handed)


def _why_not_kept(wanted: _Wanted, name: str) -> tuple[str, Fault]:
    fit = wanted.training.last
    if fit.ending == "running":
        return "the run ended before its training did", "grader"
    if fit.data is not None and not any(source.dataset == name for source in fit.data.sources):
        return f"nothing of {name} was recognised in what it was trained on", "submission"
    return "its weights were not kept: too large, or not to be rebuilt", "grader"


def _prepared(wanted: _Wanted, name: str) -> Prepared:
    """Find how the student fed the rows that are held out; how the training rows were fed where that is not known."""
    for data in _feeds(wanted):
        shape = tuple(size for size in data.shape[1:] if size is not None)
        if any(source.dataset == name for source in data.sources) and data.scale and data.offset:
            return Prepared(scale=data.scale, offset=data.offset, row_shape=shape, dtype=data.dtype)
    raise _Refused("its images were prepared in a way that cannot be repeated (not raw x scale + offset)", "grader")


def _feeds(wanted: _Wanted) -> Iterator[Data]:
    """Yield what the network was fed with, the held-out data first, then the last thing first."""
    events = [e for e in wanted.part.evidence.recording.events if getattr(e, "model", None) == wanted.network.model]
    fed = [e.data for e in reversed(events) if isinstance(e, Fit | Evaluate | Predict)]
    fed += [e.validation.data for e in reversed(events) if isinstance(e, Fit) and e.validation is not None]
    seen = [data for data in fed if data is not None]
    yield from sorted(seen, key=lambda data: not any(wanted.data == f"{s.dataset}/{s.split}" for s in data.sources))


def _measurements(wanted: _Wanted, task: Task, answer: Answer, count: Count) -> Iterator[Measurement]:
    """Yield what was measured: the accuracy that counts first, then those that show signs of cheating."""
    in_sandbox = task.prepared is None
    use = wanted.last_use
    place = locate(wanted.part.evidence, use.cell, use.line)
    maker = SANDBOXED if in_sandbox else REBUILT
    told = Text(f"{maker.en} on {count.rows:,} images", f"{maker.ko}로 {count.rows:,}장을 예측")
    weights = Text(f"weights as of {place}", f"{translate(place, 'ko')} 시점의 가중치")
    how = told.plus(Text.same(Path(task.handed).name) if task.handed else weights, ", ")
    measured = _measurement(wanted, "accuracy", wanted.data, count, how, in_sandbox=in_sandbox)
    yield measured.model_copy(update={"examples": examples(count.mistakes, Path(task.folder), task.split)})
    name = dataset_of(wanted.data)
    for view, found in answer.views.items():
        data = f"{name}/train" if view == "train" else f"{name}/test"
        if data != wanted.data or view != "train":
            words = Text.same(f"predicted by the rebuilt network on a sample of {found.rows:,} images, {view}")
            yield _measurement(wanted, METRICS[view], data, found, words).model_copy(update={"aside": True})


def _measurement(  # noqa: PLR0913 - what a measurement consists of
    wanted: _Wanted, metric: str, data: str, count: Count, how: Text, *, in_sandbox: bool = False
) -> Measurement:
    low, high = wilson(count.correct, count.rows)
    return Measurement(
        part=wanted.part.id,
        network=wanted.network.id,
        metric=metric,
        value=count.share,
        dataset=data,
        rows=count.rows,
        low=low,
        high=high,
        how=how.en,
        how_ko=how.ko,
        confusion=count.confusion,
        in_sandbox=in_sandbox,
    )


def _unmeasured(wanted: _Wanted, reason: str, fault: Fault) -> Unmeasured:
    return Unmeasured(network=wanted.network.id, dataset=wanted.data, reason=reason, fault=fault)
