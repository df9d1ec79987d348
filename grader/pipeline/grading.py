"""Submissions to results: read, run or found in the store, scored; one after the other or several at once."""

from __future__ import annotations

import hashlib
import traceback
import unicodedata
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from grader import recorder
from grader.checks.own_tests import PytestCheck
from grader.errors import GraderError, SubmissionError
from grader.evidence import Ending, Evidence, Submission
from grader.pipeline.plan import make_plan
from grader.pipeline.rescoring import Rescorer
from grader.pipeline.room import Room, cores
from grader.report.clean import clean, line
from grader.scoring import Score, score
from grader.submission import open_submission
from grader.submission.folder import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from grader.pipeline.run import Options, Setup
    from grader.rubric import Rubric
    from grader.store import Store


@dataclass(frozen=True, slots=True)
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
    """Return how many runs this machine's cores bear at once; how many its memory does, a ``Room`` knows."""
    return max(1, cores())


def grade(  # noqa: PLR0913 - each is a choice of its own
    paths: Sequence[Path],
    setup: Setup,
    *,
    watch: Watch,
    store: Store | None = None,
    jobs: int = 1,
    room: Room | None = None,
) -> Iterator[Result]:
    """Grade submissions and yield each as it is done; one that fails stops no other.

    Leaving the iterator ends the runs that go on.

    Args:
        paths: The submissions.
        setup: How they are graded.
        watch: Is told what goes on.
        store: Keeps evidence, which is found again there.
        jobs: At most so many at once.
        room: The memory that the runs share; none where they run elsewhere.
    """
    many = max(1, min(jobs, len(paths)))
    threads = max(1, cores() // many) if many > 1 else setup.options.threads
    setup = replace(setup, options=replace(setup.options, threads=threads))
    shared = room or Room.without_bounds(setup.options.memory)
    klass = _Class(names=names_of(paths), setup=setup, watch=watch, store=store, jobs=many, room=shared)
    yield from klass.run()


@dataclass(kw_only=True)
class _Class:
    """Submissions on their way through a pool of threads, each of which waits for one contained run."""

    names: Mapping[Path, str]
    setup: Setup
    watch: Watch
    store: Store | None
    jobs: int
    room: Room
    running: dict[Future[tuple[Result, str]], tuple[Path, int]] = field(default_factory=dict)
    large: deque[Path] = field(default_factory=deque)
    """Outgrew their share of the memory: run again by themselves, once nothing else runs."""

    def __post_init__(self) -> None:
        self.todo = deque(self.names)
        self.rescorer = Rescorer(self.setup.rubric)

    def run(self) -> Iterator[Result]:
        interrupt = self.setup.tools.interrupt
        with ThreadPoolExecutor(max_workers=self.jobs) as pool:
            try:
                while True:
                    # Handed out one by one: an interrupt then leaves the rest unstarted.
                    while not interrupt.stop.is_set() and (following := self._following()):
                        path, share = following
                        options = replace(self.setup.options, memory=share)
                        setup = replace(self.setup, options=options)
                        future = pool.submit(self._one, self.names[path], path, setup)
                        self.running[future] = path, share
                    if not self.running:
                        return
                    done, _ = wait(self.running, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield from self._done(future)
            except BaseException:
                interrupt.cancel.set()
                raise

    def _following(self) -> tuple[Path, int] | None:
        """Return what to start now, and its share of the memory; None where that has to wait."""
        if len(self.running) >= self.jobs:
            return None
        if self.todo:
            share = self.room.take(self.jobs)
            return (self.todo.popleft(), share) if share else None
        if self.large and not self.running:
            return self.large.popleft(), self.room.take_all()
        return None

    def _done(self, future: Future[tuple[Result, str]]) -> Iterator[Result]:
        path, share = self.running.pop(future)
        result, key = future.result()
        known = result.score.known
        self.room.give_back(share, 0 if result.stored else known.peak_memory)
        if known.ending is Ending.OUT_OF_MEMORY and not result.stored:
            if share < self.room.most:
                self.large.append(path)
                return
            if share < self.setup.options.memory:
                # A larger machine may bear it: it is tried again.
                key = ""
        if self.store is not None and not result.stored:
            self.store.save(result.name, key, result.score.evidence)
            self.rescorer.one(self.store, result.name)
        self.watch.finished(result)
        yield result

    def _one(self, name: str, path: Path, setup: Setup) -> tuple[Result, str]:
        """Grade one; whatever happens is its result. An empty key is never found again: the next run tries anew."""
        rubric, store = setup.rubric, self.store
        self.watch.started(name)
        try:
            with open_submission(path) as opened:
                key = _key(opened.submission, rubric, setup.options)
                if store is not None and store.has(name, key):
                    return Result(name, path, self.rescorer.found(store, name), stored=True), key
                evidence = _named(setup.gather(opened, setup), name, opened.flags)
            decisions = store.decisions(name) if store is not None else ()
            return Result(name, path, score(rubric, evidence, decisions)), "" if evidence.trouble else key
        except GraderError as error:
            return _without_grade(name, path, rubric, error), ""
        except Exception as error:  # noqa: BLE001 - a fault of ours in one submission stops no other
            setup.tools.say(clean(f"{line(name)}:\n{traceback.format_exc()}").rstrip())
            fault = GraderError(f"{name}: the grader itself failed ({type(error).__name__}: {error}); please report it")
            return _without_grade(name, path, rubric, fault), ""


def _without_grade(name: str, path: Path, rubric: Rubric, error: GraderError) -> Result:
    """Return the result of what could not be read or run: nothing is known, so nothing is lost."""
    theirs = isinstance(error, SubmissionError)
    evidence = Evidence(
        submission=Submission(name=name, form="script", cells=(), digest=""),
        ending=Ending.REJECTED if theirs else Ending.KILLED,
        trouble=str(error),
        started=theirs,
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


def names_of(paths: Iterable[Path]) -> Mapping[Path, str]:
    """Name submissions by their file, as far as needed with the folders above it, printable and composed.

    Files whose names differ only in what cannot be told apart on a screen get a number.
    """
    parts: dict[Path, tuple[str, ...]] = {}
    taken: set[tuple[str, ...]] = set()
    for path in dict.fromkeys(paths):
        *above, last = (unicodedata.normalize("NFC", shown(Path(part))) for part in path.absolute().parts)
        numbered = (f"{last} [{number}]" if number > 1 else last for number in count(1))
        parts[path] = next(whole for name in numbered if (whole := (*above, name)) not in taken)
        taken.add(parts[path])
    names: dict[Path, str] = {}
    depth = 1
    while len(names) < len(parts):
        made = {path: "/".join(whole[-depth:]) for path, whole in parts.items() if path not in names}
        often = Counter(made.values())
        names |= {path: name for path, name in made.items() if often[name] == 1}
        depth += 1
    return {path: names[path] for path in parts}
