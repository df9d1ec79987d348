"""A class run's evidence, kept in one SQLite file: the single truth for reports, regrading and exports.

Evidence is stored under the submission's name together with a key: the digest of all that determines a run (what was
handed in, the data, how far to train, the recorder). The same key is never run again; a new key replaces the old.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import sqlite3
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from grader.decisions import Decision
from grader.errors import StoreError
from grader.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE, LOCK = "grader.sqlite", "grader.lock"
VERSION = 1
PATIENCE_S = 30.0
SCHEMA = """
create table if not exists meta (name text primary key, value text not null);
create table if not exists evidence (
    name text primary key, key text not null, content blob not null, stored text not null default current_timestamp
) without rowid;
create table if not exists decision (
    number integer primary key autoincrement, name text not null, content text not null
);
create index if not exists decision_by_name on decision(name);
create table if not exists seen (
    evidence text not null, key text not null, content text not null, primary key (evidence, key)
) without rowid;
"""


@dataclass(frozen=True)
class Stored:
    """A submission's evidence as it is stored, what was read from it before, and what persons decided."""

    name: str
    content: bytes
    """Packed: see ``unpack``."""
    digest: str
    """Of the content."""
    seen: Mapping[str, str]
    """As ``Store.keep`` was given it."""
    decisions: tuple[Decision, ...]


class Store:
    """Evidence by submission name; every write is a transaction of its own and on disk when the call returns."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the store of a folder.

        Raises:
            StoreError: There is none (and ``create`` is not given), or the file is no store of this version.
        """
        file = folder / FILE
        if not create and not file.is_file():
            raise StoreError(
                f"{folder}: no evidence is stored here; expected {FILE}, as 'grade ... --out {folder}' writes it"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # One connection serves the worker threads; the pipeline writes from one thread at a time.
            connection = sqlite3.connect(file, timeout=PATIENCE_S, check_same_thread=False, isolation_level=None)
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=full")
            connection.executescript(SCHEMA)
            connection.execute("insert or ignore into meta values ('version', ?)", (str(VERSION),))
            found = connection.execute("select value from meta where name = 'version'").fetchone()[0]
        except (sqlite3.DatabaseError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise StoreError(f"{file}: cannot be used as a store ({why}); name another folder with --out") from error
        if found != str(VERSION):
            raise StoreError(f"{file}: written by another version of the grader (store {found}, here {VERSION})")
        return cls(connection, folder)

    def has(self, name: str, key: str) -> bool:
        """Tell whether the evidence stored for a submission is of this key."""
        row = self._connection.execute("select 1 from evidence where name = ? and key = ?", (name, key)).fetchone()
        return row is not None

    def read(self, name: str) -> Evidence:
        """Return the evidence stored for a submission, whatever its key.

        Raises:
            KeyError: None is.
        """
        row = self._connection.execute("select content from evidence where name = ?", (name,)).fetchone()
        if row is None:
            raise KeyError(name)
        return unpack(row[0])

    def save(self, name: str, key: str, evidence: Evidence) -> None:
        """Store a submission's evidence, in place of what was there.

        Raises:
            StoreError: The disk is full or the file went away; what was stored before stays as it was.
        """
        content = zlib.compress(evidence.model_dump_json().encode())
        try:
            self._drop_what_was_read(name)
            self._connection.execute(
                "insert or replace into evidence(name, key, content) values (?, ?, ?)", (name, key, content)
            )
        except sqlite3.Error as error:
            raise StoreError(
                f"{self.folder / FILE}: {name} could not be stored ({error}); make room and run again"
            ) from error

    def forget(self, name: str) -> None:
        """Take a submission out that does not count any more; what persons decided about it stays.

        Raises:
            StoreError: It could not be written.
        """
        try:
            self._drop_what_was_read(name)
            self._connection.execute("delete from evidence where name = ?", (name,))
        except sqlite3.Error as error:
            raise StoreError(f"{self.folder / FILE}: {name} could not be taken out ({error})") from error

    def _drop_what_was_read(self, name: str) -> None:
        for (content,) in self._connection.execute("select content from evidence where name = ?", (name,)).fetchall():
            self._connection.execute("delete from seen where evidence = ?", (_digest(content),))

    def decide(self, name: str, decision: Decision) -> None:
        """Add a person's decision; the earlier ones stay as its history.

        Raises:
            StoreError: It could not be written.
        """
        try:
            self._connection.execute(
                "insert into decision(name, content) values (?, ?)", (name, decision.model_dump_json())
            )
        except sqlite3.Error as error:
            raise StoreError(f"{self.folder / FILE}: the decision on {name} could not be stored ({error})") from error

    def decisions(self, name: str) -> tuple[Decision, ...]:
        """Return all decisions on a submission, the oldest first."""
        rows = self._connection.execute("select content from decision where name = ? order by number", (name,))
        return tuple(Decision.model_validate_json(content) for (content,) in rows)

    def rows(self, name: str | None = None) -> Iterator[Stored]:
        """Yield what is stored, packed, by name: of all submissions, or of one."""
        where, given = ("where name = ?", (name,)) if name is not None else ("", ())
        rows = self._connection.execute(f"select name, content from evidence {where} order by name", given)  # noqa: S608 - no user's text
        for found, content in rows:
            digest = _digest(content)
            seen = self._connection.execute("select key, content from seen where evidence = ?", (digest,))
            yield Stored(found, content, digest, dict(seen), self.decisions(found))

    def keep(self, seen: Mapping[str, Mapping[str, str]]) -> None:
        """Keep what was read from evidence, by its digest: a full disk or a busy file costs time only."""
        rows = [(digest, key, content) for digest, found in seen.items() for key, content in found.items()]
        if not rows:
            return
        try:
            self._connection.execute("begin immediate")
            self._connection.executemany("insert or replace into seen values (?, ?, ?)", rows)
            self._connection.execute("commit")
        except sqlite3.Error:
            # Left open, it would swallow every later write.
            if self._connection.in_transaction:
                self._connection.execute("rollback")

    def read_by(self, code: str) -> None:
        """Drop what other code than this (a digest) has read and kept: it is not found again."""
        with contextlib.suppress(sqlite3.Error):
            found = self._connection.execute("select value from meta where name = 'code'").fetchone()
            if found != (code,):
                self._connection.execute("delete from seen")
                self._connection.execute("insert or replace into meta values ('code', ?)", (code,))

    def __iter__(self) -> Iterator[tuple[str, Evidence]]:
        for name, content in self._connection.execute("select name, content from evidence order by name"):
            yield name, unpack(content)

    def names(self) -> tuple[str, ...]:
        """Return the names of all that is stored, in order."""
        return tuple(name for (name,) in self._connection.execute("select name from evidence order by name"))

    def __len__(self) -> int:
        count: int = self._connection.execute("select count(*) from evidence").fetchone()[0]
        return count

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def sole(self) -> Iterator[None]:
        """Hold the folder for one grader.

        Raises:
            StoreError: Another grader is at work on it.
        """
        handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            raise StoreError(
                f"{self.folder}: another grade is at work here; wait for it, or name another --out"
            ) from error
        try:
            yield
        finally:
            os.close(handle)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def unpack(content: bytes) -> Evidence:
    """Read packed evidence."""
    return Evidence.model_validate_json(zlib.decompress(content))
