"""Stored evidence scored again: what is kept saves reading it, and never changes what is found."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attribution.acting import act
from attribution.test_attribution import CASES
from attribution.test_real_exam import WORK

from grader.checks import CHECKS
from grader.decisions import Decision
from grader.evidence import Ending, Evidence, Measurement, Submission
from grader.pipeline import rescoring
from grader.pipeline.rescoring import Rescorer
from grader.rubric import parse, public
from grader.scoring import score
from grader.store import FILE, Store
from grader.submission import open_submission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.parts import PartEvidence
    from grader.rubric import Rubric

ROOT = Path(__file__).parents[2]
EXAM = (ROOT / "rubrics" / "big-data-final.yaml").read_text(encoding="utf-8")
CHANGES = {
    "a threshold": ("at_least: 0.70", "at_least: 0.90"),
    "a shape": ("shape: [127, 127, 5]", "shape: [126, 126, 5]"),
    "the number of a shape's dimensions": ("shape: [127, 127, 5]", "shape: [80645]"),
    "right options": ("correct: [하영, 재인]", "correct: [하영, 서연]"),
    "layers": ("dense 20 relu, dense 30 relu", "dense 20 relu, dense 31 relu"),
    "epochs": ("epochs: 10", "epochs: 11"),
    "patience": ("patience: 3", "patience: 4"),
    "a title, which is not read as an answer": ("{ko: 참 거짓 판별,", "{ko: 거짓,"),
    "weights": ("points: 1, optimizer: adam", "points: 1.0, title: {en: compiled}, optimizer: adam"),
}


def changed(what: str) -> Rubric:
    old, new = CHANGES[what]
    assert old in EXAM
    return parse(EXAM.replace(old, new))


def evidences() -> Iterator[tuple[str, Evidence]]:
    """Yield submissions that markers place and that nothing places, run by actors; and samples that never ran."""
    for number, (name, case) in enumerate(CASES.items()):
        if number % 4 == 0:
            yield name, act(case.work)
    marked = "\n".join(f"# {name}\n{code}" for name, code in WORK.items())
    for name, text in (("marked", marked), ("unmarked", "\n".join(WORK.values()))):
        done = act(text)
        network = next(event.network for event in reversed(done.recording.events) if event.kind == "fit")
        accuracy = Measurement(
            network=network, value=0.75, dataset="cifar10/test", rows=10_000, low=0.74, high=0.76, how="measured"
        )
        yield name, done.model_copy(update={"measurements": (accuracy,)})
        yield f"{name}, cut", done.model_copy(update={"ending": Ending.TIMED_OUT, "trouble": "no more time"})
    for path in sorted((ROOT / "submissions").iterdir()):
        if path.suffix != ".md":
            with open_submission(path) as opened:
                yield path.name, Evidence(submission=opened.submission)
    yield (
        "unread",
        Evidence(submission=Submission(name="unread", form="script", cells=(), digest=""), trouble="no JSON"),
    )


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store.open(tmp_path_factory.mktemp("class"), create=True)
    for name, evidence in evidences():
        store.save(name, "key", evidence)
    list(Rescorer(parse(EXAM)).all(store))
    return store


def belongs(work: PartEvidence | None) -> object:
    assert work is not None
    return work.id, work.spans, work.events, work.passages, work.logs, work.titles, work.note, sorted(work.others)


def differences(store: Store, rubric: Rubric) -> list[str]:
    """Name what is found otherwise than by scoring the evidence itself."""
    found = dict(Rescorer(rubric).all(store))
    faults = []
    for name, evidence in store:
        right, seen = score(rubric, evidence, store.decisions(name)), found[name]
        works = [belongs(part.work) for part in right.parts] == [belongs(part.work) for part in seen.parts]
        told = (right.flags, right.measurements) == (seen.flags, seen.measurements)
        if not (right.parts == seen.parts and right.evidence == seen.evidence and works and told):
            faults.append(name)
    return faults


def test_what_was_kept_gives_the_same_score(stored: Store) -> None:
    assert differences(stored, parse(EXAM)) == []


def test_by_the_rubric_for_students_the_score_is_that_of_the_evidence_itself(stored: Store) -> None:
    assert differences(stored, public(parse(EXAM))) == []


@pytest.mark.parametrize("what", CHANGES)
def test_after_a_change_of_the_rubric_the_score_is_that_of_the_evidence_itself(stored: Store, what: str) -> None:
    assert differences(stored, changed(what)) == []


@pytest.mark.parametrize("what", ["a threshold", "a shape", "right options", "weights"])
def test_another_key_threshold_or_weight_reads_no_evidence(
    stored: Store, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(content: bytes) -> Evidence:
        raise AssertionError(f"{len(content)} bytes of evidence were read")

    monkeypatch.setattr(rescoring, "unpack", unread)
    # Where a rubric's weights place what no marker places, other weights do read.
    marked = [row for row in stored.rows() if row.name.startswith(("marked", "alice"))]
    monkeypatch.setattr(stored, "rows", lambda: iter(marked))
    assert len(dict(Rescorer(changed(what)).all(stored))) == len(marked) > 3


def test_other_parts_are_attributed_anew(stored: Store) -> None:
    whole = parse(EXAM)
    fewer = whole.model_copy(update={"parts": whole.parts[:3]})
    turned = whole.model_copy(update={"parts": whole.parts[::-1]})
    assert differences(stored, fewer) == []
    assert differences(stored, turned) == []


SMALL = "exam: Small\nparts:\n  - {id: '1', points: 2, criteria: [{check: shape_answer, points: 2, shape: [9216]}]}\n"


def small(folder: Path, answer: str = "9216") -> Store:
    store = Store.open(folder, create=True)
    save(store, answer)
    return store


def save(store: Store, answer: str) -> None:
    store.save("a.py", answer, act(f"# 1\nanswer = {answer}\nprint(answer)"))


def points(store: Store) -> Decimal:
    ((_, found),) = Rescorer(parse(SMALL)).all(store)
    return found.points


def test_new_evidence_is_read_anew_and_the_old_forgotten(tmp_path: Path) -> None:
    store = small(tmp_path)
    assert points(store) == 2
    save(store, "9217")
    assert store._connection.execute("select count(*) from seen").fetchone() == (0,)
    assert points(store) == 0


def test_other_code_reads_anew_and_forgets_what_the_old_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = small(tmp_path)
    points(store)
    store._connection.execute("update seen set content = replace(content, '9216', '1')")
    assert points(store) == 0, "the test's own change is what was kept"
    monkeypatch.setattr(rescoring, "code_digest", lambda: "other")
    assert points(store) == 2
    assert store._connection.execute("select count(distinct evidence), count(*) from seen").fetchone()[1] <= 3


def test_what_cannot_be_understood_is_read_anew(tmp_path: Path) -> None:
    store = small(tmp_path)
    points(store)
    store._connection.execute("update seen set content = '{'")
    assert points(store) == 2


def test_a_fault_of_a_check_is_told_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = small(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(CHECKS["shape_answer"], "read", lambda _self, _part: 1 / 0)
        ((_, found),) = Rescorer(parse(SMALL)).all(store)
    assert found.pending == 2
    assert points(store) == 2


def test_a_decision_holds_and_is_known_to_be_stale_after_a_change_of_the_key(tmp_path: Path) -> None:
    store = small(tmp_path)
    decision = Decision(
        criterion="1.shape_answer", points=Decimal(1), possible=Decimal(2), who="Lee", when="2026", seen="x"
    )
    store.decide("a.py", decision)
    ((_, found),) = Rescorer(parse(SMALL)).all(store)
    assert (found.points, found.parts[0].criteria[0].stale) == (1, True)


def test_a_store_that_cannot_be_written_is_scored_all_the_same(tmp_path: Path) -> None:
    store = small(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("begin immediate")
        store._connection.execute("pragma busy_timeout = 10")
        assert points(store) == 2


@pytest.mark.parametrize("check", CHECKS)
def test_a_key_consists_of_fields(check: str) -> None:
    assert CHECKS[check].key <= set(CHECKS[check].model_fields)
