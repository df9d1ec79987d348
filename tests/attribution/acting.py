"""Acts out a submission: its cells run with a toy library, and what they do becomes evidence. No TensorFlow.

A cell may call ``dnn()``, ``lenet(6, 16)``, ``fit(net, ...)``, ``evaluate(net)``, ``summary(net)``, ``call(layer)``.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
from dataclasses import dataclass, field
from typing import Any

from grader.evidence import (
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
    Event,
    EventLog,
    Evidence,
    Fit,
    Frame,
    Function,
    Layer,
    LayerCall,
    Network,
    Recording,
    Source,
    Submission,
    Summary,
    Validation,
)
from grader.submission.script import cells_of

ROWS = {"fashion_mnist/train": 60_000, "fashion_mnist/test": 10_000, "cifar10/train": 50_000, "cifar10/test": 10_000}
COMPILED = Compiled(
    optimizer=Function(name="adam"),
    loss=Function(name="categorical_crossentropy"),
    metrics=(Function(name="accuracy"),),
)
_FILE = re.compile(r"<cell (\d+)>")


@dataclass
class Model:
    number: int
    layers: tuple[Layer, ...]
    network: int = 0
    updates: int = 0

    @property
    def weights(self) -> str:
        return f"model {self.number} after {self.updates}"


def data_of(name: str, share: float = 1.0) -> Data:
    dataset, split = name.split("/")
    rows = int(ROWS[name] * share)
    source = Source(dataset=dataset, split=split, rows=rows, first=0, last=rows - 1)
    return Data(kind="array", shape=(rows, 28, 28), dtype="float32", rows=rows, sources=(source,))


def dense(units: int, activation: str = "relu") -> Layer:
    return Layer(class_name="Dense", config={"units": units, "activation": activation}, output_shape=(None, units))


def conv(filters: int) -> Layer:
    config = {"filters": filters, "kernel_size": [5, 5], "strides": [1, 1], "padding": "valid", "activation": "relu"}
    return Layer(class_name="Conv2D", config=config)


def pool() -> Layer:
    config = {"pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}
    return Layer(class_name="MaxPooling2D", config=config)


FLAT = Layer(class_name="Flatten", input_shape=(None, 28, 28), output_shape=(None, 784))


@dataclass
class Stage:
    """The toy library, and the record of what is done with it."""

    networks: list[Network] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    logs: list[EventLog] = field(default_factory=list)
    models: int = 0

    def names(self) -> dict[str, Any]:
        public = ("dnn", "lenet", "cifar", "layers", "fit", "evaluate", "summary", "call", "compiled")
        return {"__name__": "__main__", **{name: getattr(self, name) for name in public}}

    def layers(self, *layers: Layer) -> Model:
        self.models += 1
        return Model(self.models, layers)

    def dnn(self, *units: int) -> Model:
        return self.layers(FLAT, *(dense(count) for count in units or (20, 30)), dense(10, "softmax"))

    def lenet(self, n1: int = 6, n2: int = 16) -> Model:
        drop = Layer(class_name="Dropout", config={"rate": 0.2})
        tail = (FLAT.model_copy(update={"input_shape": (None, 4, 4, n2)}), dense(120), drop, dense(10, "softmax"))
        return self.layers(conv(n1), pool(), conv(n2), pool(), *tail)

    def cifar(self) -> Model:
        return self.layers(conv(32), pool(), FLAT, dense(10, "softmax"))

    def compiled(self, model: Model) -> Model:
        self._add(Compile, model=model.number, compiled=COMPILED)
        return model

    def fit(  # noqa: PLR0913 - Keras's fit has more
        self,
        model: Model,
        *,
        epochs: int = 10,
        validation: float | None = None,
        callbacks: tuple[str, ...] = (),
        data: str = "fashion_mnist/train",
        share: float = 1.0,
        fails: bool = False,
    ) -> Model:
        before = model.weights
        model.updates += not fails
        number = self._add(
            Fit,
            model=model.number,
            network=self._snapshot(model),
            compiled=COMPILED,
            data=data_of(data, share),
            epochs=epochs,
            epochs_run=0 if fails else epochs,
            steps=1_875 * (0 if fails else epochs),
            validation=Validation(how="split", share=validation) if validation else None,
            callbacks=tuple(map(_callback, callbacks)),
            history={} if fails else {"loss": (0.5,) * epochs, "accuracy": (0.8,) * epochs},
            weights_before=before,
            weights_after=model.weights,
            ending="raised" if fails else "completed",
        )
        if "TensorBoard" in callbacks and not fails:
            self.logs.append(EventLog(directory="logs", cells=(self.events[-1].cell,), fit=number))
        if fails:
            raise ValueError("Shapes are incompatible")
        return model

    def evaluate(self, model: Model, data: str = "fashion_mnist/test") -> list[float]:
        values = {"loss": 0.4, "accuracy": 0.85}
        network = self._snapshot(model)
        self._add(
            Evaluate, model=model.number, network=network, data=data_of(data), values=values, weights=model.weights
        )
        return list(values.values())

    def summary(self, model: Model) -> None:
        self._add(Summary, model=model.number, network=self._snapshot(model), text="Total params: 34,622")

    def call(self, layer: Layer) -> None:
        self._add(LayerCall, layer=layer)

    def _snapshot(self, model: Model) -> int:
        index = len(self.networks)
        self.networks.append(
            Network(id=index, model=model.number, kind="sequential", class_name="Sequential", layers=model.layers)
        )
        return index

    def _add(self, kind: type[Event], **values: Any) -> int:
        seq = len(self.events)
        self.events.append(kind(seq=seq, **_place(), **values))
        return seq


def _callback(name: str) -> Callback:
    class_name, _, setting = name.partition(" ")
    return Callback(class_name=class_name, settings={"patience": int(setting)} if setting else {})


def _place() -> dict[str, Any]:
    """As the recorder: the outermost cell's line, and the student's functions, outermost first."""
    frames: list[Frame] = []
    names: list[str] = []
    frame = sys._getframe(1)
    while frame is not None:
        if match := _FILE.fullmatch(frame.f_code.co_filename):
            code = frame.f_code
            names.insert(0, code.co_name)
            frames.insert(0, Frame(cell=int(match[1]), first=code.co_firstlineno, line=frame.f_lineno))
        frame = frame.f_back
    outer, *inner = frames
    function = ".".join(name for name in names if not name.startswith("<")) or None
    return {"cell": outer.cell, "line": outer.line, "function": function, "frames": tuple(inner)}


def notebook(*cells: str | tuple[str, ...]) -> tuple[Cell, ...]:
    """Cells of a notebook: text that begins with "md:" is markdown; a tuple's further items are tags."""
    made = []
    for number, cell in enumerate(cells, 1):
        source, *tags = (cell,) if isinstance(cell, str) else cell
        kind = CellKind.MARKDOWN if source.startswith("md:") else CellKind.CODE
        made.append(Cell(number=number, kind=kind, source=source.removeprefix("md:"), tags=tuple(tags)))
    return tuple(made)


def act(cells: tuple[Cell, ...] | str, **more: Any) -> Evidence:
    """Run a notebook's cells, or a script, to its end; a cell that raises does not stop the next one."""
    form = "script" if isinstance(cells, str) else "notebook"
    cells = cells_of(cells) if isinstance(cells, str) else cells
    stage = Stage()
    names = stage.names()
    runs = [_run(cell, names) for cell in cells if cell.kind is CellKind.CODE]
    raised = any(run.ending == "raised" for run in runs)
    recording = Recording(
        cells=tuple(runs),
        networks=tuple(stage.networks),
        events=tuple(stage.events),
        logs=tuple(stage.logs),
        complete=True,
    )
    return Evidence(
        submission=Submission(name="a", form=form, cells=cells, digest="d"),
        recording=recording,
        ending=Ending.RAISED if raised else Ending.COMPLETED,
        **more,
    )


def _run(cell: Cell, names: dict[str, Any]) -> CellRun:
    printed = io.StringIO()
    before = dict(names)
    displayed: tuple[str, ...] = ()
    error = None
    source = re.sub(r"^[%!].*$", "pass", cell.source, flags=re.MULTILINE)
    try:
        module = ast.parse(source)
        last = module.body.pop() if module.body and isinstance(module.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(printed):
            exec(compile(module, f"<cell {cell.number}>", "exec"), names)  # noqa: S102 - the test's own cells
            if last is not None:
                value = eval(compile(ast.Expression(last.value), f"<cell {cell.number}>", "eval"), names)  # noqa: S307
                displayed = (repr(value),) if isinstance(value, int | float | str | tuple | list) else ()
    except Exception as raised:  # noqa: BLE001 - as a cell of a notebook
        error = CellError(type=type(raised).__name__, message=str(raised))
    variables = {
        name: repr(value)
        for name, value in names.items()
        if isinstance(value, int | float | str | tuple | list | dict) and before.get(name) != value and name[0] != "_"
    }
    return CellRun(
        cell=cell.number,
        ending="raised" if error else "completed",
        error=error,
        stdout=printed.getvalue(),
        displayed=displayed,
        variables=variables,
    )
