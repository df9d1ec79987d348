"""Does one task after another; whatever is wrong with what a run left behind becomes an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.artifacts import ArtifactError, digest_of, kind_of, read_predictions
from grader.datasets.views import VIEWS, View, sample
from grader.evaluation.accuracy import count_right
from grader.evaluation.inputs import load, prepare
from grader.evaluation.protocol import Answer, Count
from grader.evaluation.rebuild import Network, brief, rebuild

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from grader.evaluation.protocol import Prepared, Request, Task

MOST_CHUNK = 2_500
"""Rows prepared at a time: float64 images of a whole data set would take more memory than the network."""


def answer(request: Request, number: int) -> Answer:
    """Measure one task."""
    task = request.tasks[number]
    try:
        return _measure(request, task, number)
    except ArtifactError as error:
        return Answer(task=number, trouble=str(error), fault="submission")
    except MemoryError:
        return Answer(task=number, trouble="the network needs more memory than the measuring may use")
    except OSError as error:
        return Answer(task=number, trouble=f"the data set could not be read: {error}", fault="grader")
    except ImportError as error:
        return Answer(task=number, trouble=f"{error.name} is not installed", fault="grader")
    except Exception as error:  # noqa: BLE001 - TensorFlow raises anything on a network that makes no sense
        return Answer(task=number, trouble=f"the network could not be run: {brief(error)}")


def _measure(request: Request, task: Task, number: int) -> Answer:
    artifacts, folder = Path(request.artifacts), Path(task.folder)
    if task.digest and digest_of(artifacts, task.artifact) != task.digest:
        raise ArtifactError(f"{task.artifact} is not what the recorder wrote: something put other content in its place")
    labels = np.asarray(load(folder, f"y_{task.split}"))
    if kind_of(task.artifact) == "predictions":
        return _counted(read_predictions(artifacts, task.artifact), labels, task, number)
    if task.prepared is None:
        raise ArtifactError("how its inputs were prepared is not known")
    handed = Path(task.handed) if task.handed else None
    network = rebuild(artifacts, task.artifact, task.prepared.row_shape, handed)
    asker = _Asker(network, task.prepared, request.batch_size)
    count = asker.count(load(folder, f"x_{task.split}"), labels)
    views: dict[View, Count] = {}
    for view in task.views:
        split, change = VIEWS[view]
        few = sample(len(load(folder, f"x_{split}")))
        named = np.asarray(load(folder, f"y_{split}")[few])
        views[view] = asker.count(load(folder, f"x_{split}")[few], named, change)
    return Answer(task=number, count=count, views=views)


def _counted(outputs: NDArray[Any], labels: NDArray[Any], task: Task, number: int) -> Answer:
    """Count in outputs that are there: of the whole split, and after them perhaps of each view's sample."""
    folder = Path(task.folder)
    views = {view: load(folder, f"y_{VIEWS[view][0]}") for view in task.views}
    sampled = {view: np.asarray(named[sample(len(named))]) for view, named in views.items()}
    if len(outputs) != len(labels) + sum(map(len, sampled.values())):
        return Answer(task=number, count=count_right(outputs, labels))
    count = count_right(outputs[: len(labels)], labels)
    at, found = len(labels), {}
    for view, named in sampled.items():
        found[view] = count_right(outputs[at : at + len(named)], named)
        at += len(named)
    return Answer(task=number, count=count, views=found)


class _Asker:
    """Asks one network about raw images."""

    def __init__(self, network: Network, prepared: Prepared, batch_size: int) -> None:
        self._network = network
        self._prepared = prepared
        self._batch_size = batch_size

    def count(
        self,
        raw: NDArray[Any],
        labels: NDArray[Any],
        change: Callable[[NDArray[Any]], NDArray[Any]] = lambda images: images,
    ) -> Count:
        outputs = [
            self._network(prepare(change(raw[at : at + MOST_CHUNK]), self._prepared), self._batch_size)
            for at in range(0, len(raw), MOST_CHUNK)
        ]
        return count_right(np.concatenate(outputs), labels)
