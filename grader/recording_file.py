"""Reads what a run wrote about itself: strictly, within bounds, and as far as it got.

A recording is one JSON object a line, sealed by ``grader.seal``, ``{"record": KIND, "value": ...}``, with these kinds:

``versions``  package to version
``cell``      ``evidence.CellRun``; first as "running", then as it ended
``network``   ``evidence.Network``
``event``     any of ``evidence.Event``; a fit first as "running", then as it ended
``epoch``     ``{"seq": of a running fit, "logs": {name: number}}``
``log``       ``{"number": n, "log": evidence.EventLog}``
``note``      ``{"text": what the recorder could not do}``
``end``       the recorder reached its own end

A later line about the same thing (cell number, network id, event seq, log number) takes the earlier one's place.
Whoever wrote it may have been a cheat or have been killed in the middle: a line that cannot be read is left out and
noted, and nothing in it can become a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from grader.evidence import CellRun, Event, EventLog, Fit, Network, Place, Recording, Suspicion
from grader.seal import Unsealed
from grader.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True)
class Limits:
    """How much of a recording is read; what is beyond is left out and noted."""

    line_bytes: int = 16 * 2**20
    total_bytes: int = 512 * 2**20
    lines: int = 500_000
    notes: int = 20
    memory: int = 512 * 2**20
    """Bytes that all that is kept takes up, as ``_weight`` estimates it."""
    things: int = 20_000
    """Events, and as many cells, networks and logs; what compares each with each has to come to an end."""


_LONGEST_NOTE = 4_000

_LIST, _OBJECT, _ITEM, _ANY = 100, 800, 50, 1_000
"""Bytes that a list, an object, an item and a line take in memory beyond their text (measured with CPython 3.11)."""


def _weight(line: bytes) -> int:
    """Estimate the memory that a line's value takes: a few bytes of text can be a large object."""
    structure = _LIST * line.count(b"[") + _OBJECT * line.count(b"{") + _ITEM * line.count(b",")
    return _ANY + len(line) + structure


class _Epoch(Value):
    seq: int
    logs: dict[str, float | None]


class _VersionsLine(Value):
    record: Literal["versions"]
    value: dict[str, str]


class _CellLine(Value):
    record: Literal["cell"]
    value: CellRun


class _NetworkLine(Value):
    record: Literal["network"]
    value: Network


class _EventLine(Value):
    record: Literal["event"]
    value: Event


class _EpochLine(Value):
    record: Literal["epoch"]
    value: _Epoch


class _Log(Value):
    number: int
    log: EventLog


class _LogLine(Value):
    record: Literal["log"]
    value: _Log


class _Note(Value):
    text: str


class _NoteLine(Value):
    record: Literal["note"]
    value: _Note


class _EndLine(Value):
    record: Literal["end"]
    value: dict[str, str]


_Line = Annotated[
    _VersionsLine | _CellLine | _NetworkLine | _EventLine | _EpochLine | _LogLine | _NoteLine | _EndLine,
    Field(discriminator="record"),
]
_LINE: TypeAdapter[Any] = TypeAdapter(_Line)


def parse(lines: Iterable[bytes], limits: Limits | None = None, key: str = "") -> Recording:
    """Return the recording that ``lines`` hold, its ``notes`` naming what could not be read.

    Args:
        lines: The file's lines, in order; the last one may have been cut off when the run was killed.
        limits: Bounds on what is read.
        key: What the recorder sealed its lines with; others are left out, and a suspicion says so.
    """
    draft = _Draft(limits or Limits())
    sealed = Unsealed(lines, key) if key else None
    for number, line in draft.bounded(sealed or lines):
        try:
            draft.take(_LINE.validate_json(line, strict=True), _weight(line))
        except (ValidationError, RecursionError) as error:
            draft.note(f"line {number} of the recording cannot be read: {_first_fault(error)}")
    if sealed is not None:
        draft.suspect(sealed)
    return draft.recording()


class _Draft:
    """A recording in the making: the last word on each thing."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._notes: list[str] = []
        self._versions: dict[str, str] = {}
        self._cells: dict[int, CellRun] = {}
        self._networks: dict[int, Network] = {}
        self._events: dict[int, Event] = {}
        self._epochs: dict[int, list[dict[str, float | None]]] = {}
        self._logs: dict[int, EventLog] = {}
        self._weights: dict[tuple[str, int], int] = {}
        self._weight = 0
        self._complete = False

    def bounded(self, lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """Yield the numbered lines within the limits."""
        total = 0
        for number, line in enumerate(lines, start=1):
            total += len(line)
            if number > self._limits.lines or total > self._limits.total_bytes:
                self.note(f"the recording goes on after line {number - 1}, beyond what is read")
                return
            if len(line) > self._limits.line_bytes:
                self.note(f"line {number} of the recording holds {len(line):,} bytes and is left out")
            elif _weight(line) > self._limits.memory // 2:
                self.note(f"line {number} of the recording holds more values than are read and is left out")
            elif line.strip():
                yield number, line

    def note(self, text: str) -> None:
        """Note what could not be read, for a person; after enough of them no more."""
        if len(self._notes) < self._limits.notes:
            self._notes.append(text[:_LONGEST_NOTE])

    def take(self, line: Any, weight: int) -> None:  # noqa: ANN401 (one of the line types, told apart below)
        """Take in one line, which weighs so many bytes."""
        value = line.value
        match line:
            case _CellLine():
                self._put(self._cells, "cell", value.cell, value, weight)
            case _NetworkLine():
                self._put(self._networks, "network", value.id, value, weight)
            case _EventLine():
                self._put(self._events, "event", value.seq, value, weight)
                self._epochs.pop(value.seq, None)
            case _LogLine():
                self._put(self._logs, "log", value.number, value.log, weight)
            case _EpochLine() | _VersionsLine() if self._weight + weight > self._limits.memory:
                self.note("the recording goes on beyond what is read")
            case _EpochLine():
                self._epochs.setdefault(value.seq, []).append(value.logs)
                self._weight += weight
            case _VersionsLine():
                self._versions.update(value)
                self._weight += weight
            case _NoteLine():
                self.note(value.text)
            case _EndLine():
                self._complete = True

    def _put(self, things: dict[int, Any], kind: str, number: int, value: Any, weight: int) -> None:  # noqa: ANN401 - as above
        """Keep a value in the place of an earlier one of its number, as long as there is room."""
        more = weight - self._weights.get((kind, number), 0)
        if self._weight + more > self._limits.memory or (number not in things and len(things) >= self._limits.things):
            self.note(f"{kind} {number} of the recording is left out: there is more than is read")
            return
        things[number] = value
        self._weights[kind, number] = weight
        self._weight += more

    def suspect(self, sealed: Unsealed) -> None:
        """Note, as something that happened outside any cell, that the recording was tampered with."""
        if sealed.foreign or sealed.missing:
            detail = f"{sealed.foreign:,} lines in the recording are not the recorder's, {sealed.missing:,} are gone"
            seq = max(self._events, default=-1) + 1
            self._events[seq] = Suspicion(seq=seq, cell=0, what="searched_grader", detail=detail)

    def recording(self) -> Recording:
        """Return all that was taken in, networks under their index, events in their order."""
        position = {number: index for index, number in enumerate(sorted(self._networks))}
        return Recording(
            cells=tuple(self._cells.values()),
            networks=tuple(
                network if number == position[number] else network.model_copy(update={"id": position[number]})
                for number, network in sorted(self._networks.items())
            ),
            events=tuple(self._renumbered(position)),
            logs=tuple(self._logs.values()),
            versions=self._versions,
            complete=self._complete,
            notes=tuple(self._notes),
        )

    def _told(self, event: Event) -> Event:
        """Return an event; a fit that was running to the end with the epochs that it had told of."""
        epochs = self._epochs.get(event.seq)
        if not epochs or not isinstance(event, Fit) or event.ending != "running":
            return event
        history = {name: list(values) for name, values in event.history.items()}
        for logs in epochs:
            for name, value in logs.items():
                history.setdefault(name, []).append(value)
        told = {name: tuple(values) for name, values in history.items()}
        return event.model_copy(update={"history": told, "epochs_run": event.epochs_run + len(epochs)})

    def _renumbered(self, position: dict[int, int]) -> Iterator[Event]:
        """Yield the events in order; one whose network was never read is left out."""
        for seq, kept in sorted(self._events.items()):
            event = self._told(kept)
            number = getattr(event, "network", None)
            if number is None:
                yield event
            elif number not in position:
                self.note(f"event {seq} of the recording names network {number}, which is missing")
            else:
                yield event if position[number] == number else _moved(event, position[number])


def _moved(event: Place, network: int) -> Any:  # noqa: ANN401 (an event of the same kind)
    return event.model_copy(update={"network": network})


def _first_fault(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return type(error).__name__
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"[:300]
