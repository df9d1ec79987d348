"""Many mutants run as one submission, and each gets its own share of the recording, numbered as it would be alone."""

from __future__ import annotations

from grader.evidence import Cell, CellKind, CellRun, Fit, Recording, Submission
from grader.evidence import Frame as Running
from grader.mutants.splicing import Batch

COMMON, HELPERS, TRAINED = (
    Cell(number=number, kind=CellKind.CODE, source=source)
    for number, source in ((2, "import keras"), (4, "def train(): ..."), (5, "train()"))
)


def test_functions_that_were_running_are_placed_in_the_cells_of_the_submission() -> None:
    submission = Submission(
        name="a.ipynb",
        form="notebook",
        cells=tuple(Cell(number=n, kind=CellKind.CODE, source=f"cell {n}") for n in range(1, 6)),
        digest="d",
    )
    batch = Batch([COMMON, HELPERS])
    batch.add(submission, [5])
    batch.add(submission, [4, 5])
    once, anew = (position for home in batch.homes for position, number in home.items() if number == 5)

    def trained(seq: int, at: int, helper: int) -> Fit:
        return Fit(seq=seq, cell=at, model=seq, network=seq, frames=(Running(cell=helper, first=1, line=2),))

    recording = Recording(
        # Cell 4 is run once for all, and once more for the mutant that changes it.
        cells=tuple(CellRun(cell=cell, ending="completed") for home in batch.homes for cell in home),
        events=(trained(0, once, 2), trained(1, anew, anew - 1)),
        complete=True,
    )
    shares = [batch.share(recording, turn) for turn in range(2)]

    assert [
        (event.cell, [frame.cell for frame in event.frames]) for share in shares if share for event in share.events
    ] == [(5, [4]), (5, [4])]
