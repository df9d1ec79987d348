"""What a run is asked to do: ``JOB_DIR/job.json``, written by the parent and read once by the child."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from grader.values import Value

if TYPE_CHECKING:
    from pathlib import Path

JOB_FILE = "job.json"
OUT_FOLDER = "out"
RECORDING_FILE = "recording.jsonl"

Fidelity = Literal["full", "probe"]


class JobCell(Value):
    """One code cell, as ``grader.evidence.Cell`` has it."""

    number: int = Field(ge=1)
    source: str
    first_line: int = Field(default=1, ge=1)


class Job(Value):
    """One run of one submission. Paths are the child's; times are wall seconds."""

    cells: tuple[JobCell, ...]
    form: Literal["script", "notebook"] = "notebook"
    script: str = Field(default="submission.py", description="The name a script sees as __file__ and sys.argv[0].")
    fidelity: Fidelity = Field(default="full", description="For cells that ``cell_fidelity`` does not name.")
    cell_fidelity: dict[int, Fidelity] = Field(default_factory=dict)
    probe_rows: int = Field(default=256, ge=1, description="Rows of a probe's step; a larger batch is cut.")
    keep: tuple[str, ...] = Field(default=(), description="Data sets whose fitted networks' weights are wanted.")
    keep_probed: bool = Field(default=False, description="Those of networks that are probed only are wanted as well.")
    data: dict[str, str] = Field(
        default_factory=dict,
        description="Data set to its folder (x_train.npy, y_train.npy, x_test.npy, y_test.npy), seen from the start.",
    )
    keras: Literal[2, 3] = 3
    seconds_per_cell: float | None = Field(default=None, gt=0)
    seconds: float | None = Field(default=None, gt=0, description="For all cells together.")
    accelerate: bool = True
    threads: int | None = Field(default=None, ge=1)
    key: str = Field(default="", description="Hexadecimal: what the recording's lines are sealed with (grader.seal).")

    @property
    def is_keras_2(self) -> bool:
        """The submission is to run on ``tf_keras``."""
        return self.keras != 3  # noqa: PLR2004 - the two Kerases are 2 and 3

    def fidelity_of(self, cell: int) -> Fidelity:
        """Return how far the fits of ``cell`` are to be trained."""
        return self.cell_fidelity.get(cell, self.fidelity)


def read_job(folder: Path) -> Job:
    """Read ``folder/job.json`` and remove it, as it holds the key; ``ValidationError`` names every fault."""
    content = (folder / JOB_FILE).read_bytes()
    (folder / JOB_FILE).unlink()
    return Job.model_validate_json(content)


def write_job(job: Job, folder: Path) -> None:
    """Write ``job`` as ``folder/job.json`` and make the folder that the results go to."""
    (folder / OUT_FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / JOB_FILE).write_text(job.model_dump_json(), encoding="utf-8")
