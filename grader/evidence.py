"""What is known about a submission once it has run.

``Recording`` is what the child process says: claims, parsed strictly from JSON. ``Measurement`` is what the grader
computed itself: facts. ``Evidence`` holds both and is put together in the parent only; nothing the child writes can
become a measurement.

Places: ``cell`` counts the cells of the submission from 1, markdown included, as ``Cell.number`` does; ``line`` counts
the lines of that cell's source from 1.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from grader.descriptions import (
    Callback,
    Compiled,
    Data,
    Function,
    Labels,
    Layer,
    Network,
    Source,
    Validation,
)
from grader.values import Value

# ---------------------------------------------------------------------------------------------- the submission itself


class CellKind(StrEnum):
    """What a cell of a submission is."""

    CODE = "code"
    MARKDOWN = "markdown"


class StoredOutput(Value):
    """An output that the notebook was saved with: what the student saw, or says to have seen."""

    kind: Literal["stdout", "stderr", "result", "display", "error"]
    text: str


class Cell(Value):
    """One cell of a submission, as written."""

    number: int = Field(ge=1, description="Position in the submission, from 1, every kind of cell counted.")
    kind: CellKind
    source: str
    first_line: int = Field(default=1, ge=1, description="Line of the file where a script's cell begins.")
    tags: tuple[str, ...] = ()
    outputs: tuple[StoredOutput, ...] = ()


class Submission(Value):
    """A student's work, read and not yet run."""

    name: str = Field(description="The file's or folder's name, as the report shows it.")
    form: Literal["script", "notebook"]
    cells: tuple[Cell, ...]
    digest: str = Field(description="SHA-256 of everything handed in.")
    files: tuple[str, ...] = Field(default=(), description="Other files handed in with it: trained weights, helpers.")


# ------------------------------------------------------------------------------------------------------ the recording


class Frame(Value):
    """A function of the student's that was running, as far as its code stands in a cell."""

    cell: int = Field(ge=1)
    first: int = Field(description="The function's own first line.")
    line: int = Field(description="The line in it that was running.")


class Place(Value):
    """Where and when something was done."""

    seq: int = Field(ge=0, description="Order of all that happened in the run.")
    cell: int = Field(ge=0, description="0 if it happened outside any cell.")
    line: int | None = None
    function: str | None = Field(default=None, description="The student's function it happened in, outermost first.")
    frames: tuple[Frame, ...] = Field(default=(), description="The functions called from that line, outermost first.")


class Compile(Place):
    """``model.compile(...)``."""

    kind: Literal["compile"] = "compile"
    model: int
    compiled: Compiled


class Built(Place):
    """A network that nothing was done with by the end of the run but to build it, and maybe to compile it."""

    kind: Literal["built"] = "built"
    model: int
    network: int


class Fit(Place):
    """``model.fit(...)``, or batches trained one by one (``how`` "batches"), or a GradientTape loop ("tape")."""

    kind: Literal["fit"] = "fit"
    how: Literal["fit", "batches", "tape"] = "fit"
    model: int
    network: int
    compiled: Compiled | None = None
    data: Data | None = None
    labels: Labels | None = None
    batch_size: int | None = Field(default=None, description="Rows of a step; None where it is not known.")
    steps_per_epoch: int | None = Field(default=None, description="As asked for; None: as many as the data give.")
    initial_epoch: int = 0
    epochs: int | None = Field(default=None, description="Epochs asked for by this call (less initial_epoch).")
    epochs_run: int = 0
    steps: int = Field(default=0, description="Optimizer steps that this call made.")
    validation: Validation | None = None
    callbacks: tuple[Callback, ...] = ()
    history: dict[str, tuple[float | None, ...]] = Field(default_factory=dict, description="One number an epoch run.")
    weights_before: str = Field(default="", description="Digest of the weights.")
    weights_after: str = ""
    fidelity: Literal["full", "probe"] = "full"
    seconds: float = 0.0
    ending: Literal["completed", "raised", "interrupted", "running"] = "completed"
    error: str = ""


class Evaluate(Place):
    """``model.evaluate(...)``."""

    kind: Literal["evaluate"] = "evaluate"
    model: int
    network: int
    data: Data | None = None
    labels: Labels | None = None
    most_rows: int | None = Field(default=None, description="So many steps were asked for that it saw these at most.")
    values: dict[str, float | None] = Field(default_factory=dict, description="'loss', 'accuracy', ...")
    weights: str = Field(default="", description="Digest of the weights it was evaluated with.")
    seconds: float = 0.0


class Predict(Place):
    """``model.predict(...)``, or the model called on data."""

    kind: Literal["predict"] = "predict"
    model: int
    network: int
    data: Data | None = None
    output_shape: tuple[int | None, ...] = ()
    accuracy: float | None = Field(default=None, description="Share of right classes where the rows are a known set's.")
    weights: str = ""
    called: bool = Field(default=False, description="model(x) rather than model.predict(x).")


class Summary(Place):
    """``model.summary()``."""

    kind: Literal["summary"] = "summary"
    model: int
    network: int
    text: str = ""


class LayerCall(Place):
    """A single layer called on data by the student's own code."""

    kind: Literal["layer_call"] = "layer_call"
    layer: Layer


class Stored(Place):
    """A model or its weights written to, or read from, a file."""

    kind: Literal["stored"] = "stored"
    action: Literal["save", "load"]
    model: int | None = None
    path: str = ""


class Command(Place):
    """A magic or shell line and what became of it."""

    kind: Literal["command"] = "command"
    text: str
    outcome: Literal["run", "noted"] = "noted"


class Suspicion(Place):
    """Something in the run that a person should look at."""

    kind: Literal["suspicion"] = "suspicion"
    what: str = Field(description="A stable word: 'patched', 'searched_grader', ...")
    detail: str = ""


Event = Annotated[
    Compile | Built | Fit | Evaluate | Predict | Summary | LayerCall | Stored | Command | Suspicion,
    Field(discriminator="kind"),
]


class CellError(Value):
    """The exception a cell ended with."""

    type: str
    message: str = ""
    line: int | None = None
    absent: str = Field(default="", description="The package that it comes of, which is not installed here.")


class CellRun(Value):
    """What became of one code cell."""

    cell: int
    ending: Literal["completed", "raised", "timed_out", "skipped", "running"]
    error: CellError | None = None
    stdout: str = ""
    displayed: tuple[str, ...] = Field(default=(), description="The text of each value shown, results and displays.")
    figures: int = 0
    variables: dict[str, str] = Field(
        default_factory=dict,
        description="Small values (numbers, strings, tuples, lists, dicts, sets) that the cell assigned, by repr().",
    )
    seconds: float = 0.0


class HParamsSession(Value):
    """One session of TensorBoard's HParams plugin."""

    values: dict[str, bool | float | str] = Field(default_factory=dict)
    status: str = ""


class EventLog(Value):
    """The event files of one TensorBoard log directory."""

    directory: str = Field(description="Relative to the working folder, '/' between parts.")
    cells: tuple[int, ...] = Field(default=(), description="Cells during which it grew.")
    scalars: dict[str, tuple[tuple[int, float | None], ...]] = Field(
        default_factory=dict, description="Tag to (step, value) pairs."
    )
    sessions: tuple[HParamsSession, ...] = ()
    fit: int | None = Field(default=None, description="seq of the fit during which it began.")


class Ending(StrEnum):
    """How a run ended, whatever the submission earned before."""

    COMPLETED = "completed"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    KILLED = "killed"
    REJECTED = "rejected"


class Recording(Value):
    """All that a run recorded about itself: claims."""

    cells: tuple[CellRun, ...] = ()
    networks: tuple[Network, ...] = ()
    events: tuple[Event, ...] = ()
    logs: tuple[EventLog, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)
    complete: bool = Field(default=False, description="The recorder reached its own end.")
    notes: tuple[str, ...] = Field(default=(), description="What of the recording could not be read.")


# ------------------------------------------------------------------------------------------------------- measurements


class Example(Value):
    """A row of the measured data that the network takes for another class."""

    label: int
    predicted: int
    image: str = Field(pattern=r"^[A-Za-z0-9+/=]+$", max_length=20_000, description="PNG, base64.")


class Measurement(Value):
    """A number that the grader computed itself."""

    part: str | None = None
    network: int = Field(description="Recording.networks index.")
    metric: str = "accuracy"
    value: float
    dataset: str = Field(description="'cifar10/test'.")
    rows: int
    low: float = Field(description="Wilson interval, 95 %.")
    high: float
    how: str = Field(description="How it was obtained, for the report.")
    how_ko: str = ""
    in_sandbox: bool = Field(default=False, description="Predictions came from the student's own process.")
    confusion: tuple[tuple[int, ...], ...] = Field(default=(), description="Rows by class, then by class predicted.")
    examples: tuple[Example, ...] = Field(default=(), description="Of the most frequent mistakes.")
    aside: bool = Field(default=False, description="For signs of cheating only; no criterion is judged by it.")


class Unmeasured(Value):
    """A network that was to be measured and could not be."""

    network: int
    dataset: str
    reason: str
    fault: Literal["grader", "submission", "fidelity"]


class Trial(Value):
    """What became of one of an instructor's own test functions."""

    name: str = Field(description="As pytest calls it, without the file.")
    outcome: Literal["passed", "failed", "skipped", "error"]
    message: str = Field(default="", description="What the assertion said, or why it was skipped.")
    description: str = Field(default="", description="The first line of the function's docstring.")


class Trials(Value):
    """An instructor's file of test functions, run on this evidence for one part."""

    part: str
    digest: str = Field(description="SHA-256 of the file.")
    outcomes: tuple[Trial, ...] = ()
    trouble: str = Field(default="", description="Why there are no outcomes, or not all.")


class Flag(Value):
    """Something for a person to look at; never a change of points."""

    kind: str
    message: str
    message_ko: str = ""
    where: str = ""


class Evidence(Value):
    """All that is known about a submission; what scoring sees."""

    submission: Submission
    recording: Recording = Recording()
    measurements: tuple[Measurement, ...] = ()
    unmeasured: tuple[Unmeasured, ...] = ()
    ending: Ending = Ending.COMPLETED
    fidelity: Literal["auto", "full", "probe"] = "auto"
    sandbox: str = Field(default="none", description="The level that held the run.")
    peak_memory: int = Field(default=0, description="Bytes that the run had resident at its highest; 0 if unknown.")
    trouble: str = Field(default="", description="What the grader itself could not do, for a person.")
    started: bool = Field(default=True, description="Whether it was run; if not, by the grader's own trouble.")
    flags: tuple[Flag, ...] = ()
    trials: tuple[Trials, ...] = Field(default=(), description="Instructors' own tests, run by the grader.")


__all__ = [
    "Built",
    "Callback",
    "Cell",
    "CellError",
    "CellKind",
    "CellRun",
    "Command",
    "Compile",
    "Compiled",
    "Data",
    "Ending",
    "Evaluate",
    "Event",
    "EventLog",
    "Evidence",
    "Fit",
    "Flag",
    "Function",
    "HParamsSession",
    "Labels",
    "Layer",
    "LayerCall",
    "Measurement",
    "Network",
    "Place",
    "Predict",
    "Recording",
    "Source",
    "Stored",
    "StoredOutput",
    "Submission",
    "Summary",
    "Suspicion",
    "Trial",
    "Trials",
    "Unmeasured",
    "Validation",
]
