"""A student's work as evidence, put together by hand: what the checks see, without a run and without TensorFlow."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from grader.evidence import (
    Built,
    Callback,
    Cell,
    CellError,
    CellKind,
    CellRun,
    Compile,
    Compiled,
    Data,
    Ending,
    Evaluate,
    EventLog,
    Evidence,
    Fit,
    Function,
    HParamsSession,
    Labels,
    Layer,
    Measurement,
    Network,
    Recording,
    Source,
    Submission,
    Summary,
    Trials,
    Unmeasured,
    Validation,
)
from grader.networks import parse_layer
from grader.networks.steps import SIZE, WINDOW
from grader.parts import Origin, PartEvidence, Passage, Span

CLASSES = {
    "flatten": "Flatten",
    "dense": "Dense",
    "conv2d": "Conv2D",
    "maxpool2d": "MaxPooling2D",
    "avgpool2d": "AveragePooling2D",
    "dropout": "Dropout",
    "batchnormalization": "BatchNormalization",
    "globalavgpool2d": "GlobalAveragePooling2D",
}
ROWS = {"fashion_mnist/train": 60_000, "fashion_mnist/test": 10_000, "cifar10/train": 50_000, "cifar10/test": 10_000}

DENSE = ("flatten", "dense 20 relu", "dense 30 relu", "dense 10 softmax")
CONVOLUTIONAL = (
    "conv2d 6 5x5 relu",
    "maxpool2d 2x2",
    "conv2d 16 5x5 relu",
    "maxpool2d 2x2",
    "flatten",
    "dense 120 relu",
    "dropout 0.2",
    "dense 10 softmax",
)
CROSS_ENTROPY = Function(name="sparse_categorical_crossentropy")
COMPILED = Compiled(optimizer=Function(name="adam"), loss=CROSS_ENTROPY, metrics=(Function(name="accuracy"),))


def data(split: str, rows: int | None = None, first: int = 0, **more: Any) -> Data:
    """Rows of a split, from ``first`` on; of no known set where it is ""."""
    if not split:
        return Data(kind="array", shape=(rows or 100, 28, 28), rows=rows or 100, unmatched=rows or 100)
    count = ROWS[split] - first if rows is None else rows
    dataset, _, part = split.partition("/")
    found = Source(dataset=dataset, split=part, rows=count, first=first, last=first + count - 1)
    return Data(**{"kind": "array", "shape": (count, 28, 28), "rows": count, "sources": (found,), **more})


def layers(specs: tuple[str, ...], shape: tuple[int, ...] = (28, 28)) -> tuple[Layer, ...]:
    """Recorded layers from a rubric's words, shapes included."""
    made = []
    convolutional = any("conv" in spec for spec in specs)
    into: tuple[int | None, ...] = (None, *shape, *((1,) if convolutional and len(shape) == 2 else ()))
    for index, spec in enumerate(specs):
        step = parse_layer(spec)
        config: dict[str, Any] = {"activation": step.activation} if step.activation != "linear" else {}
        config |= {key: list(value) if isinstance(value, tuple) else value for key, value in step.facts.items()}
        out = _out(step, into)
        made.append(
            Layer(
                class_name=CLASSES[step.kind],
                name=f"layer_{index}",
                config=config,
                inputs=(index - 1,),
                input_shape=into,
                output_shape=out,
                params=_params(step, into),
            )
        )
        into = out
    return tuple(made)


def _out(step: Any, into: tuple[int | None, ...]) -> tuple[int | None, ...]:
    if step.kind == "flatten":
        return (None, math.prod(side or 1 for side in into[1:]))
    if step.kind == "dense":
        return (*into[:-1], step.facts["units"])
    if step.kind == "globalavgpool2d":
        return (None, into[-1])
    if WINDOW.get(step.kind):
        window, strides = step.facts[WINDOW[step.kind]], step.facts["strides"]
        same = step.facts["padding"] == "same"
        sides = [
            -(-(side or 1) // stride) if same else ((side or 1) - width) // stride + 1
            for side, width, stride in zip(into[1:3], window, strides, strict=True)
        ]
        return (None, *sides, step.facts.get(SIZE.get(step.kind, ""), into[-1]))
    return into


def _params(step: Any, into: tuple[int | None, ...]) -> int:
    last = into[-1] or 0
    if step.kind == "dense":
        return (last + 1) * step.facts["units"]
    if step.kind == "conv2d":
        return (math.prod(step.facts["kernel_size"]) * last + 1) * step.facts["filters"]
    return 0


@dataclass
class Work:
    """Collects what was done, in order; each ``cell`` is one code cell unless told otherwise."""

    networks: list[Network] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    runs: list[CellRun] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    logs: list[EventLog] = field(default_factory=list)
    measurements: list[Measurement] = field(default_factory=list)
    unmeasured: list[Unmeasured] = field(default_factory=list)
    trials: list[Trials] = field(default_factory=list)
    words: dict[str, list[Passage]] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    """Cell to part."""
    ending: Ending = Ending.COMPLETED
    weights: dict[int, str] = field(default_factory=dict)
    """Model to the digest of its present weights."""

    def cell(
        self,
        part: str,
        source: str = "net.fit(x, y)",
        *,
        stdout: str = "",
        displayed: tuple[str, ...] = (),
        **run: Any,
    ) -> int:
        """A code cell of a part, and what it said; ``error`` and ``ending`` as in its run, ``run=False`` for none."""
        number = len(self.cells) + 1
        self.cells.append(Cell(number=number, kind=CellKind.CODE, source=source))
        self.owners[number] = part
        if run.pop("run", True):
            run.setdefault("ending", "raised" if "error" in run else "completed")
            self.runs.append(CellRun(cell=number, stdout=stdout, displayed=displayed, **run))
        said = self.words.setdefault(part, [])
        said += [Passage(number, 1, Origin.PRINTED, line) for line in stdout.splitlines() if line.strip()]
        said += [Passage(number, 1, Origin.DISPLAYED, text) for text in displayed]
        return number

    def say(self, part: str, text: str, origin: Origin = Origin.MARKDOWN) -> None:
        """A cell of the student's words."""
        number = len(self.cells) + 1
        kind = CellKind.MARKDOWN if origin is Origin.MARKDOWN else CellKind.CODE
        self.cells.append(Cell(number=number, kind=kind, source=text))
        self.owners[number] = part
        said = self.words.setdefault(part, [])
        said += [Passage(number, line, origin, one) for line, one in enumerate(text.splitlines(), 1) if one.strip()]

    def network(self, specs: tuple[str, ...] = DENSE, model: int | None = None, **more: Any) -> Network:
        """A network as a rubric's words; a new object unless ``model`` says which."""
        made = layers(specs)
        total = sum(layer.params for layer in made)
        numbers = [network.model for network in self.networks]
        network = Network(
            **{
                "id": len(self.networks),
                "model": max(numbers, default=0) + 1 if model is None else model,
                "kind": "sequential",
                "class_name": "Sequential",
                "layers": made,
                "params": total,
                "trainable_params": total,
                **more,
            }
        )
        self.networks.append(network)
        return network

    def fit(self, part: str, network: Network | None = None, *, cell: int | None = None, **more: Any) -> Fit:
        """A training of a network (the dense one) on all of Fashion-MNIST for ten epochs, unless told otherwise."""
        network = network or self.network()
        before = self.weights.get(network.model, f"new {network.model}")
        seq = len(self.events)
        after = more.pop("weights_after", f"{before} + {seq}")
        epochs = more.get("epochs", 10)
        fed = more.get("data") or data("fashion_mnist/train")
        a_step = more.get("batch_size") or 32
        fit = Fit(
            **{
                "seq": seq,
                "cell": cell or self.cell(part),
                "line": 1,
                "model": network.model,
                "network": network.id,
                "compiled": COMPILED,
                "data": data("fashion_mnist/train"),
                "labels": Labels(encoding="sparse", correct=1.0),
                "batch_size": 32,
                "epochs": epochs,
                "epochs_run": epochs or 0,
                "steps": (epochs or 0) * -(-(fed.rows or 60_000) // a_step),
                "weights_before": before,
                "weights_after": after,
                **more,
            }
        )
        self.weights[network.model] = fit.weights_after
        self.events.append(fit)
        return fit

    def evaluate(
        self,
        part: str,
        fit: Fit | Network,
        *,
        loss: float = 0.4,
        accuracy: float = 0.86,
        printed: bool = True,
        **more: Any,
    ) -> Evaluate:
        """An evaluation of what a fit trained, on the test set, shown as Keras's progress bar shows it."""
        cell = more.pop("cell", None)
        line = f"313/313 - 0s - 1ms/step - accuracy: {accuracy:.4f} - loss: {loss:.4f}"
        if cell is None:
            cell = self.cell(part, "net.evaluate(xx, yy)", stdout=line if printed else "")
        event = Evaluate(
            **{
                "seq": len(self.events),
                "cell": cell,
                "line": 1,
                "model": fit.model,
                "network": fit.network if isinstance(fit, Fit) else fit.id,
                "data": data("fashion_mnist/test"),
                "labels": Labels(encoding="sparse", correct=1.0),
                "values": {"loss": loss, "accuracy": accuracy},
                "weights": self.weights.get(fit.model, ""),
                **more,
            }
        )
        self.events.append(event)
        return event

    def summary(self, part: str, network: Network) -> None:
        """``summary()`` of a network."""
        cell = self.cell(part, "net.summary()")
        self.events.append(Summary(seq=len(self.events), cell=cell, line=1, model=network.model, network=network.id))

    def built(self, part: str, network: Network | None = None, compiled: Compiled | None = None) -> None:
        """A network that was built and maybe compiled before the code raised."""
        network = network or self.network()
        cell = self.cell(part, "net.fit(x_trian, y)", error=CellError(type="NameError", message="x_trian", line=1))
        self.events.append(Built(seq=len(self.events), cell=cell, line=1, model=network.model, network=network.id))
        if compiled is not None:
            self.events.append(Compile(seq=len(self.events), cell=cell, line=1, model=network.model, compiled=compiled))

    def log(self, fit: Fit, directory: str = "logs/train", **scalars: tuple[float, ...]) -> None:
        """What a TensorBoard callback wrote during a fit."""
        made = {tag: tuple(enumerate(values)) for tag, values in (scalars or {"epoch_loss": (0.5, 0.4)}).items()}
        self.logs.append(EventLog(directory=directory, cells=(fit.cell,), scalars=made, fit=fit.seq))

    def hparams(self, cell: int, *values: dict[str, bool | float | str]) -> None:
        """Sessions of TensorBoard's HParams plugin."""
        sessions = tuple(HParamsSession(values=one, status="success") for one in values)
        self.logs.append(EventLog(directory="logs/hp", cells=(cell,), sessions=sessions))

    def evidence(self) -> Evidence:
        """All of it."""
        return Evidence(
            submission=Submission(name="a.ipynb", form="notebook", cells=tuple(self.cells), digest="0"),
            recording=Recording(
                cells=tuple(self.runs),
                networks=tuple(self.networks),
                events=tuple(self.events),
                logs=tuple(self.logs),
                complete=True,
            ),
            measurements=tuple(self.measurements),
            unmeasured=tuple(self.unmeasured),
            trials=tuple(self.trials),
            ending=self.ending,
        )

    def parts(self, *names: str) -> dict[str, PartEvidence]:
        """The parts by id."""
        evidence = self.evidence()
        views: dict[str, PartEvidence] = {}
        for name in dict.fromkeys((*names, *self.owners.values())):
            mine = {cell for cell, owner in self.owners.items() if owner == name}
            views[name] = PartEvidence(
                id=name,
                evidence=evidence,
                spans=tuple(Span(cell, 1, 1 << 30) for cell in sorted(mine)),
                events=tuple(event for event in self.events if event.cell in mine),
                passages=tuple(self.words.get(name, ())),
                logs=tuple(log for log in self.logs if mine & set(log.cells)),
                others=views,
            )
        return views

    def part(self, name: str = "1-1") -> PartEvidence:
        """One part."""
        return self.parts(name)[name]


def split(share: float = 0.2) -> Validation:
    """``validation_split``."""
    return Validation(how="split", share=share)


def tensorboard(folder: str = "logs") -> Callback:
    """A TensorBoard callback."""
    return Callback(class_name="TensorBoard", settings={"log_dir": folder})


def check(kind: type, **fields: Any) -> Any:
    """A criterion of one point."""
    name = kind.model_fields["check"].annotation.__args__[0]
    return kind(check=name, points=1, **fields)
