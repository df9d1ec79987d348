"""TensorBoard's event files: which of them a training wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.checks.training import Training
    from grader.evidence import Callback, EventLog, Fit
    from grader.parts import PartEvidence


def logged_by(part: PartEvidence, training: Training) -> bool:
    """Tell whether scalars were logged by a TensorBoard callback of the training."""
    own = [callback for fit in training.fits for callback in _tensorboards(fit)]
    logs = [log for log in _grown(part, training) if log.scalars]
    # A callback may log where its recorded folder does not lead: through a link, under another name.
    return any(_writes(callback, log) for callback in own for log in logs) or bool(
        [log for log in logs if not _written_by_fits(part, log)]
    )


def written_by_hand(part: PartEvidence, training: Training) -> bool:
    """Tell whether a training without a TensorBoard callback logged a scalar for each of its epochs all the same."""
    epochs = max(sum(fit.epochs_run for fit in training.fits), 1)
    return any(
        len(points) >= epochs
        for log in _grown(part, training)
        if not _written_by_fits(part, log)
        for points in log.scalars.values()
    )


def _grown(part: PartEvidence, training: Training) -> Iterator[EventLog]:
    """Yield the part's logs that grew from the training's first cell on: a log may be written after the fit."""
    first = training.first.cell
    return (log for log in part.logs if any(cell >= first for cell in log.cells))


def _written_by_fits(part: PartEvidence, log: EventLog) -> bool:
    """Tell whether the log belongs to a TensorBoard callback of any fit of the run."""
    fits = [event for event in part.evidence.recording.events if event.kind == "fit"]
    return any(_writes(callback, log) for fit in fits for callback in _tensorboards(fit))


def _tensorboards(fit: Fit) -> Iterator[Callback]:
    return (callback for callback in fit.callbacks if callback.class_name == "TensorBoard")


def _writes(callback: Callback, log: EventLog) -> bool:
    folder, directory = str(callback.settings.get("log_dir", "logs")), _parts(log.directory)
    parts = _parts(folder)
    # The log's folder is relative to the working folder; an absolute one ends alike from some part on.
    starts = range(len(parts)) if folder.startswith("/") else range(1)
    return any(directory[: len(parts) - start] == parts[start:] for start in starts)


def _parts(folder: str) -> list[str]:
    return [part for part in folder.replace("\\", "/").split("/") if part not in ("", ".")]
