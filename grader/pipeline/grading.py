"""Submissions to results: read, run or found in the store, scored; one after the other or several at once."""

from __future__ import annotations

import hashlib
import os
import traceback
import unicodedata
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import psutil

from grader import recorder
from grader.checks.own_tests import PytestCheck
from grader.errors import GraderError, SubmissionError
from grader.evidence import Ending, Evidence, Submission
from grader.pipeline.plan import make_plan
from grader.pipeline.rescoring import Rescorer
from grader.scoring import Score, score
from grader.submission import open_submission

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from grader.pipeline.run import Options, Setup
    from grader.rubric import Rubric
    from grader.store import Store

MEMORY_PER_RUN = 4 << 30
"""What a run of this kind of exam may need, in bytes: so many fit beside each other."""


@dataclass(frozen=True)
class Result:
    """A submission graded; ``error`` says why it could not even be read or run."""

    name: str
    path: Path
    score: Score
    error: str = ""
    stored: bool = False
    status: int = 0
    """The exit status that the error asks for."""


class Watch(Protocol):
    """Is told what goes on."""

    def started(self, name: str) -> None:
        """Tell that a submission's run begins."""

    def finished(self, result: Result) -> None:
        """Tell that a submission has its score."""


def default_jobs() -> int:
    """Return how many runs this machine's cores and memory bear at once."""
    cores = os.cpu_count() or 1
    fitting = int(psutil.virtual_memory().total // MEMORY_PER_RUN)
    return max(1, min(cores, fitting))


def grade(
    paths: Sequence[Path],
    setup: Setup,
    *,
    watch: Watch,
    store: Store | None = None,
    jobs: int = 1,
) -> Iterator[Result]:
    """Grade submissions, ``jobs`` at once, and yield each as it is done; one that fails stops no other.

    Evidence is kept in ``store``, and found again there. Leaving the iterator ends the runs that go on.
    """
    names = _names(paths)
    many = min(jobs, len(paths))
    if many > 1:
        threads = max(1, (os.cpu_count() or 1) // many)
        setup = replace(setup, options=replace(setup.options, threads=threads))
    interrupt = setup.tools.interrupt
    with ThreadPoolExecutor(max_workers=max(1, many)) as pool:
        open_work: set[Future[tuple[Result, str]]] = set()
        todo = iter(paths)
        try:
            while True:
                # Handed out one by one: an interrupt then leaves the rest unstarted.
                while (
                    len(open_work) < max(1, many)
                    and not interrupt.stop.is_set()
                    and (path := next(todo, None)) is not None
                ):
                    open_work.add(pool.submit(_one, names[path], path, setup, store, watch))
                if not open_work:
                    return
                done, open_work = wait(open_work, return_when=FIRST_COMPLETED)
                yield from (_kept(future, store, watch) for future in done)
        except BaseException:
            interrupt.cancel.set()
            raise


def _kept(future: Future[tuple[Result, str]], store: Store | None, watch: Watch) -> Result:
    result, key = future.result()
    if store is not None and not result.stored:
        store.save(result.name, key, result.score.evidence)
        Rescorer(result.score.rubric).one(store, result.name)
    watch.finished(result)
    return result


def _one(name: str, path: Path, setup: Setup, store: Store | None, watch: Watch) -> tuple[Result, str]:
    """Grade one; whatever happens is its result. An empty key is never found again: the next run tries anew."""
    rubric = setup.rubric
    watch.started(name)
    try:
        with open_submission(path) as opened:
            key = _key(opened.submission, rubric, setup.options)
            stored = store.find(name, key) if store is not None else None
            evidence = stored or _named(setup.gather(opened, setup), name, opened.flags)
        kept = "" if evidence.trouble else key
        decisions = store.decisions(name) if store is not None else ()
        return Result(name, path, score(rubric, evidence, decisions), stored=stored is not None), kept
    except SubmissionError as error:
        return _without_grade(name, path, rubric, Ending.REJECTED, error), ""
    except GraderError as error:
        return _without_grade(name, path, rubric, Ending.KILLED, error), ""
    except Exception as error:  # noqa: BLE001 - a fault of ours in one submission stops no other
        where = traceback.format_exc(limit=-3)
        fault = GraderError(f"{name}: the grader itself failed; please report it\n{where}")
        fault.__cause__ = error
        return _without_grade(name, path, rubric, Ending.KILLED, fault), ""


def _without_grade(name: str, path: Path, rubric: Rubric, ending: Ending, error: GraderError) -> Result:
    """Return the result of what could not be read or run: nothing is known, so nothing is lost."""
    evidence = Evidence(
        submission=Submission(name=name, form="script", cells=(), digest=""), ending=ending, trouble=str(error)
    )
    return Result(name, path, score(rubric, evidence), str(error), status=error.exit_status)


def _named(evidence: Evidence, name: str, flags: tuple[object, ...]) -> Evidence:
    submission = evidence.submission.model_copy(update={"name": name})
    return evidence.model_copy(update={"submission": submission, "flags": (*flags, *evidence.flags)})


def _key(submission: Submission, rubric: Rubric, options: Options) -> str:
    """Digest all that determines a run: the work, how far it is trained, the data, the recorder."""
    plan = make_plan(rubric, submission, options.fidelity)
    tests = sorted(c.digest for c in rubric.criteria if isinstance(c, PytestCheck))
    parts = (submission.digest, repr(plan), rubric.datasets, options.keras, recorder.VERSION, *tests)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _names(paths: Sequence[Path]) -> Mapping[Path, str]:
    """Name submissions by their file, and by their folder too where two files are called the same."""
    names = {path: unicodedata.normalize("NFC", path.name or path.resolve().name) for path in paths}
    twice = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {
        path: unicodedata.normalize("NFC", f"{path.parent.name}/{name}") if name in twice else name
        for path, name in names.items()
    }
