"""A recording is read strictly, within bounds, and as far as it got."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.recording_file import Limits, parse

PLACE = {"cell": 1, "line": 1, "function": None}
NETWORK = {"id": 0, "model": 0, "kind": "sequential", "class_name": "Sequential", "layers": []}
FIT = {"kind": "fit", "seq": 0, "model": 0, "network": 0, "epochs": 3, "ending": "running", **PLACE}


def lines(*records: tuple[str, Any]) -> list[bytes]:
    return [json.dumps({"record": kind, "value": value}).encode() for kind, value in records]


def test_the_last_word_on_a_cell_counts() -> None:
    recording = parse(
        lines(("cell", {"cell": 1, "ending": "running"}), ("cell", {"cell": 1, "ending": "completed", "stdout": "a"}))
    )

    assert [(run.ending, run.stdout) for run in recording.cells] == [("completed", "a")]


def test_the_epochs_of_a_fit_that_never_ended_are_its_history() -> None:
    epochs = [("epoch", {"seq": 0, "logs": {"loss": value}}) for value in (3.0, 2.0, None)]

    (fit,) = parse(lines(("network", NETWORK), ("event", FIT), *epochs)).events

    assert (fit.ending, fit.epochs_run, fit.history) == ("running", 3, {"loss": (3.0, 2.0, None)})


def test_epochs_of_a_fit_that_has_ended_add_nothing() -> None:
    ended = {**FIT, "ending": "completed", "history": {"loss": [1.0]}, "epochs_run": 1}

    (fit,) = parse(lines(("network", NETWORK), ("event", ended), ("epoch", {"seq": 0, "logs": {"loss": 9.0}}))).events

    assert fit.history == {"loss": (1.0,)}


def test_events_come_in_their_order_and_networks_under_their_index() -> None:
    second = {**FIT, "seq": 1, "network": 7}
    recording = parse(lines(("network", {**NETWORK, "id": 7}), ("network", NETWORK), ("event", second), ("event", FIT)))

    assert [event.seq for event in recording.events] == [0, 1]
    assert [network.id for network in recording.networks] == [0, 1]
    assert [event.network for event in recording.events] == [0, 1]


def test_only_a_recording_with_its_end_is_complete() -> None:
    assert parse(lines(("end", {}))).complete
    assert not parse([]).complete


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"record": "cell"',
        b'{"record": "cell", "value": {"cell": "1", "ending": "completed"}}',
        b'{"record": "cell", "value": {"cell": 1, "ending": "perfect"}}',
        b'{"record": "cell", "value": {"cell": 1, "ending": "completed", "points": 6}}',
        b'{"record": "measurement", "value": {"network": 0, "value": 1.0}}',
        b'{"record": "epoch", "value": {"seq": 0, "logs": {"loss": NaN}}}',
        b'{"record": "event", "value": {"kind": "measure", "seq": 0}}',
        b'{"record": "note", "value": {"text": "\xff"}}',
        b'{"record": "network", "value": ' + b"[" * 100_000,
        json.dumps({"record": "event", "value": FIT}).encode(),
    ],
    ids=lambda line: line[:60].decode("utf-8", "replace"),
)
def test_a_line_that_is_none_is_left_out_and_nothing_else(line: bytes) -> None:
    good = lines(("cell", {"cell": 2, "ending": "completed"}))

    recording = parse([line, *good])

    assert [run.cell for run in recording.cells] == [2]
    assert recording.events == ()
    assert len(recording.notes) == (1 if line else 0)


def test_a_line_cut_off_by_a_kill_is_noted() -> None:
    whole = lines(("cell", {"cell": 1, "ending": "running"}), ("cell", {"cell": 2, "ending": "running"}))

    recording = parse([whole[0], whole[1][:20]])

    assert [run.cell for run in recording.cells] == [1]
    assert "line 2 of the recording cannot be read" in recording.notes[0]


@pytest.mark.parametrize(
    ("limits", "cells", "note"),
    [
        (Limits(lines=2), 2, "goes on after line 2"),
        (Limits(total_bytes=150), 2, "goes on after line 2"),
        (Limits(line_bytes=10), 0, "is left out"),
    ],
)
def test_what_is_beyond_the_bounds_is_not_read(limits: Limits, cells: int, note: str) -> None:
    many = lines(*(("cell", {"cell": number, "ending": "completed"}) for number in range(1, 6)))

    recording = parse(many, limits)

    assert len(recording.cells) == cells
    assert note in recording.notes[0]


def test_a_flood_of_notes_ends() -> None:
    assert len(parse(lines(*[("note", {"text": "x"})] * 500)).notes) == Limits().notes


def test_what_tells_of_epochs_without_end_is_read_in_time() -> None:
    """Each epoch's line added to a history that was copied for it: half a million of them took an hour."""
    epoch = lines(("epoch", {"seq": 0, "logs": {"loss": 1.0}})) * 100_000

    (fit,) = parse([*lines(("network", NETWORK), ("event", FIT)), *epoch]).events

    assert (fit.epochs_run, len(fit.history["loss"])) == (100_000, 100_000)


@pytest.mark.parametrize(
    "many",
    [
        ("cell", lambda number: {"cell": number, "ending": "completed"}),
        ("event", lambda number: {**FIT, "seq": number}),
        ("log", lambda number: {"number": number, "log": {"directory": "logs"}}),
        ("network", lambda number: {**NETWORK, "id": number}),
    ],
    ids=lambda many: many[0],
)
def test_more_things_than_a_run_has_are_left_out(many: tuple[str, Any]) -> None:
    kind, value = many
    made = lines(("network", NETWORK), *((kind, value(number)) for number in range(50)))

    recording = parse(made, Limits(things=20))

    found = {"cell": recording.cells, "event": recording.events, "log": recording.logs, "network": recording.networks}
    assert len(found[kind]) == 20
    assert any("there is more than is read" in note for note in recording.notes)


def test_few_bytes_that_would_be_large_in_memory_are_left_out() -> None:
    bomb = {**NETWORK, "layers": [{"class_name": "Dense", "config": {"a": [[]] * 200_000}}]}

    recording = parse(lines(("network", bomb), ("network", {**NETWORK, "id": 1})), Limits(memory=10 * 2**20))

    assert len(recording.networks) == 1
    assert "holds more values" in recording.notes[0]


def test_the_last_word_on_a_thing_takes_the_room_of_the_one_before() -> None:
    log = ("log", {"number": 0, "log": {"directory": "logs", "scalars": {"loss": [[1, 1.0]] * 1_000}}})

    recording = parse(lines(*[log] * 100), Limits(memory=10 * 2**20))

    assert recording.notes == ()
    assert len(recording.logs) == 1
