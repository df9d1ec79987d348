"""Scores stored evidence, and keeps what was read from it: another key, threshold or weight reads nothing again.

What a criterion finds in a submission is determined by the evidence, by what attribution and the criterion look at in
the rubric, and by this program's code. What is kept stands under the evidence's digest and a key that digests the rest:
a change of any of them finds nothing, and reads anew.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydantic
from pydantic import TypeAdapter, ValidationError

import grader
from grader.attribution import Attribution, attribution_of, outline, weights
from grader.evidence import Evidence
from grader.parts import PartEvidence, Passage, Span
from grader.scoring import Judged, finding_of, light, tally
from grader.store import unpack
from grader.values import Text, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.checks.base import Criterion, Finding
    from grader.rubric import Part, Rubric
    from grader.scoring import Score
    from grader.store import Store, Stored


MOST_FRESH = 100
"""Submissions whose reading is held before it is written."""


class Place(Value):
    """Where and how a part was found."""

    note: Text
    spans: tuple[Span, ...]
    by_content: bool


class Head(Value):
    """What a class's tables show of a submission."""

    known: Evidence
    weighed: str
    """Digest of what alignment weighed in the rubric; empty if it did not."""
    places: dict[str, Place]


class Belonging(Value):
    """What of the evidence belongs to a part, by its position there."""

    events: tuple[int, ...]
    logs: tuple[int, ...]
    passages: tuple[Passage, ...]
    titles: tuple[str, ...]
    loose: tuple[Passage, ...]


@functools.cache
def code_digest() -> str:
    """Digest all code that may have a say in a finding."""
    made = hashlib.sha256(f"{sys.version} {pydantic.VERSION}".encode())
    for file in sorted(Path(grader.__file__).parent.rglob("*.py")):
        made.update(file.read_bytes())
    return made.hexdigest()


@functools.cache
def _adapter(type_: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type, or a union of types
    return TypeAdapter(type_)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]


class Rescorer:
    """Scores stored evidence by one rubric."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.outline = _digest(code_digest(), outline(rubric))
        self.weights = _digest(weights(rubric))
        self.bases = {c.id: _digest(part.id, c.basis) for part in rubric.parts for c in part.criteria}
        self.key = functools.cache(functools.partial(_digest, self.outline))

    def all(self, store: Store) -> Iterator[tuple[str, Score]]:
        """Yield each submission's name and score; what had to be read is kept in the store every now and then."""
        store.read_by(code_digest())
        fresh: dict[str, dict[str, str]] = {}
        for stored in store.rows():
            reader = _Reader(self, stored, fresh.get(stored.digest, {}))
            yield stored.name, reader.score()
            fresh.setdefault(stored.digest, {}).update(reader.fresh)
            if len(fresh) >= MOST_FRESH:
                store.keep(fresh)
                fresh = {}
        store.keep(fresh)

    def one(self, store: Store, name: str) -> None:
        """Keep what is read from one submission, so that it need not be read when a class is scored again."""
        store.read_by(code_digest())
        for stored in store.rows(name):
            reader = _Reader(self, stored, {})
            reader.score()
            store.keep({stored.digest: reader.fresh})

    def found(self, store: Store, name: str) -> Score:
        """Return the score of what is stored of one submission; nothing is written, so that any thread may ask.

        Raises:
            KeyError: Nothing is.
        """
        for stored in store.rows(name):
            return _Reader(self, stored, {}).score()
        raise KeyError(name)


class _Reader:
    """One submission: what is kept of it, and its evidence where that does not do."""

    def __init__(self, by: Rescorer, stored: Stored, more: Mapping[str, str]) -> None:
        self._by = by
        self._stored = stored
        self._kept = {**stored.seen, **more}
        self._views: Mapping[str, PartEvidence] | None = None
        self.fresh: dict[str, str] = {}

    def score(self) -> Score:
        """Judge what was read."""
        head = self._head()
        parts = {part.id: self._judged(part, head) for part in self._by.rubric.parts}
        fetch = functools.partial(unpack, self._stored.content)
        return tally(self._by.rubric, head.known, parts, self._stored.decisions, fetch)

    def _head(self) -> Head:
        by = self._by
        keys = {weighed: by.key(weighed, "head") for weighed in ("", by.weights)}
        found = (self._find(key, Head) for key in keys.values())
        head: Head | None = next((one for one in found if one is not None), None)
        if head is None:
            views, weighed = self._attribution
            places = {
                name: Place(note=view.note, spans=view.spans, by_content=view.by_content)
                for name, view in views.items()
            }
            head = Head(known=light(self._evidence), weighed=by.weights if weighed else "", places=places)
            self._keep(keys[head.weighed], Head, head)
        return head

    def _judged(self, part: Part, head: Head) -> Judged:
        place = head.places[part.id]
        findings = {criterion.id: self._finding(criterion, part, head) for criterion in part.criteria}
        # By a reader of its own: a score is kept long, and the evidence is large.
        look = functools.partial(_look, self._by, self._stored, self._kept, head, part.id)
        return Judged(findings, place.note, place.spans, look)

    def _finding(self, criterion: Criterion, part: Part, head: Head) -> Finding:
        if not head.known.submission.digest:
            return finding_of(criterion, self.views(head)[part.id])
        key = self._key(head, self._by.bases[criterion.id])
        seen = self._find(key, criterion.seen)
        try:
            if seen is None:
                seen = criterion.read(self.views(head)[part.id])
                self._keep(key, criterion.seen, seen)
            return criterion.conclude(seen)
        except Exception:  # noqa: BLE001 - a fault of ours: it is told in the finding's place, and not kept
            return finding_of(criterion, self.views(head)[part.id])

    def views(self, head: Head) -> Mapping[str, PartEvidence]:
        """Return what belongs to each part, put together from what is kept where there is any."""
        if self._views is None:
            key = self._key(head, "belongings")
            kept: dict[str, Belonging] | None = self._find(key, dict[str, Belonging])
            if kept is None:
                self._views = self._attribution.views
                self._keep(key, dict[str, Belonging], _taken_apart(self._views, self._evidence))
            else:
                self._views = _put_together(kept, head, self._evidence)
        return self._views

    def _key(self, head: Head, what: str) -> str:
        return self._by.key(head.weighed, what)

    @functools.cached_property
    def _evidence(self) -> Evidence:
        return unpack(self._stored.content)

    @functools.cached_property
    def _attribution(self) -> Attribution:
        return attribution_of(self._by.rubric, self._evidence)

    def _find(self, key: str, type_: Any) -> Any:  # noqa: ANN401 - of that type, or None
        text = self._kept.get(key)
        try:
            return None if text is None else _adapter(type_).validate_json(text)
        except ValidationError:
            return None  # written by other hands: it is read anew

    def _keep(self, key: str, type_: Any, value: object) -> None:  # noqa: ANN401 - a type
        self.fresh[key] = self._kept[key] = _adapter(type_).dump_json(value).decode()


def _look(by: Rescorer, stored: Stored, kept: Mapping[str, str], head: Head, part: str) -> PartEvidence:
    return _Reader(by, stored, kept).views(head)[part]


def _taken_apart(views: Mapping[str, PartEvidence], evidence: Evidence) -> dict[str, Belonging]:
    # By identity: what a run recorded of itself may hold the same thing twice.
    at = {id(one): number for number, one in enumerate(evidence.recording.events)}
    log_at = {id(one): number for number, one in enumerate(evidence.recording.logs)}
    return {
        name: Belonging(
            events=tuple(at[id(event)] for event in view.events),
            logs=tuple(log_at[id(log)] for log in view.logs),
            passages=view.passages,
            titles=view.titles,
            loose=view.loose,
        )
        for name, view in views.items()
    }


def _put_together(kept: Mapping[str, Belonging], head: Head, evidence: Evidence) -> Mapping[str, PartEvidence]:
    events, logs = evidence.recording.events, evidence.recording.logs
    views: dict[str, PartEvidence] = {}
    for name, belonging in kept.items():
        place = head.places[name]
        views[name] = PartEvidence(
            id=name,
            evidence=evidence,
            spans=place.spans,
            events=tuple(events[at] for at in belonging.events),
            passages=belonging.passages,
            loose=belonging.loose,
            logs=tuple(logs[at] for at in belonging.logs),
            others=views,
            titles=belonging.titles,
            note=place.note,
            by_content=place.by_content,
        )
    return views
