"""Runs attacks the way submissions are run, with everything in reach that they are after, and says what came of each.

    python tests/attacks/arena.py [--level LEVEL]... [--only NAME]... [--markdown]

Every level is tried with runs that are programs, and with runs that are forks of a server, as in a class ("bubblewrap,
forked"). An attack is a file in ``corpus``; its first lines say what it tries, how its run must end, and at which
levels it gets what it wants ("open"), programs and forks alike: "none" and "landlock" always, "none/user" only where a
run is the same user as the grader, which it is unless the grader is root. An attack that succeeds says so by printing
MARK, or is found out by what it leaves.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import resource
import secrets
import select
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from contained import TAKE_MARK, marked
from warmth import forking

import grader
from grader.errors import SandboxError
from grader.evidence import Ending
from grader.sandbox.choice import LEVELS, choose
from grader.sandbox.port import Limits, Spec
from grader.sandbox.python import INTERPRETER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.sandbox.port import Outcome, Sandbox

CORPUS = Path(__file__).parent / "corpus"
FORKED = ", forked"
"""What is added to a level's name where the runs are forks."""
RINGS = tuple(level + how for level in LEVELS for how in ("", FORKED))
LIMITS = {
    "wall": 30.0,
    "cpu": 30.0,
    "memory": 200 << 20,
    "processes": 60,
    "open_files": 256,
    "file_size": 24 << 20,
    "disk": 32 << 20,
    "entries": 2000,
}
# Would end the process that runs the attacks, too.
NEVER_AS_OWN_USER = {("process_kill_all", "none")}
_HEADER = re.compile(r"^# (\w+): (.*)$", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_MUCH = 1 << 20
_NAME = 15


@dataclass(frozen=True)
class Attack:
    """One file of the corpus."""

    name: str
    tries: str
    ends: frozenset[Ending]
    open_at: frozenset[str]
    limits: Limits
    file: Path

    def is_open(self, level: str) -> bool:
        """Tell whether it is known to succeed at a level, by a program or by a fork, for this grader's user."""
        level = level.removesuffix(FORKED)
        return level in self.open_at or (os.geteuid() != 0 and f"{level}/user" in self.open_at)


@dataclass(frozen=True)
class Fight:
    """An attack that was run at a level; ``gains`` is what it got, ``faults`` what else was not as it must be.

    What is said to be open may be held: by modes and owners of files, by what a kernel has not.
    """

    attack: Attack
    level: str
    outcome: Outcome | None
    gains: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def as_expected(self) -> bool:
        """Nothing was got but what is known to be open, and the ending has its right name."""
        return not self.faults and (not self.gains or self.attack.is_open(self.level))


def corpus() -> tuple[Attack, ...]:
    """Return all attacks, by name."""
    return tuple(_read(file) for file in sorted(CORPUS.glob("*.py")))


def _read(file: Path) -> Attack:
    said = dict(_HEADER.findall(file.read_text()))
    asked = dict(pair.split("=") for pair in said["limits"].split(", ")) if "limits" in said else {}
    return Attack(
        name=file.stem,
        tries=said["tries"],
        ends=frozenset(Ending(name) for name in said["ends"].split(", ")),
        open_at=frozenset(said["open"].split(", ")) if "open" in said else frozenset(),
        limits=Limits(**{**LIMITS, **{name: float(value) for name, value in asked.items()}}),
        file=file,
    )


@dataclass
class Arena:
    """What an attack is after, made anew for each: a checkout with secrets, services, another process."""

    root: Path
    secrets: list[str] = field(default_factory=list)
    ears: list[socket.socket] = field(default_factory=list)
    before: dict[str, object] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        for name in ("rubrics/exam.yaml", "submissions/bob.py", "reference/solution.py", "home/.profile"):
            file = self.root / "bait" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"KEY = {self.secret()!r}\n")
        self.home.chmod(0o700)
        self.results.mkdir()
        with (self.bait / "rubrics/exam.yaml").open() as rubric:
            self.bystander = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", "import time; time.sleep(600)", self.secret()],
                stdin=rubric,
                env={"EXAM_SECRET": self.secret()},
            )
        self.tcp, self.udp = self._ear(socket.AF_INET), self._ear(socket.AF_INET, socket.SOCK_DGRAM)
        self._ear(socket.AF_UNIX, place=str(self.root / "unix"))
        (self.root / "unix").chmod(0o777)
        self._ear(socket.AF_UNIX, place=f"\0{self.mark}-stream")
        self._ear(socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{self.mark}-datagram")
        self.before = self._state()

    @property
    def bait(self) -> Path:
        """The checkout."""
        return self.root / "bait"

    @property
    def home(self) -> Path:
        """The grader's home."""
        return self.bait / "home"

    @property
    def results(self) -> Path:
        """Where the run's results go."""
        return self.root / "results"

    def secret(self) -> str:
        """Return a word that nothing of a run may contain."""
        self.secrets.append(secrets.token_hex(16))
        return self.secrets[-1]

    def _ear(self, family: int, kind: int = socket.SOCK_STREAM, place: object = ("127.0.0.1", 0)) -> socket.socket:
        ear = socket.socket(family, kind)
        ear.bind(place)  # type: ignore[arg-type]
        if kind == socket.SOCK_STREAM:
            ear.listen()
        self.ears.append(ear)
        return ear

    def environment(self) -> dict[str, str]:
        """Return what a knowing attacker could have found out: where everything is."""
        return {
            "MARK": self.mark,
            "BAIT": str(self.bait),
            "RESULTS": str(self.results),
            "GRADER_HOME": str(self.home),
            "GRADER_PID": str(self.bystander.pid),
            "BYSTANDER": str(self.bystander.pid),
            "PACKAGE": str(Path(grader.__file__).parent),
            "SITE": str(Path(np.__file__).parent.parent),
            "TCP_PORT": str(self.tcp.getsockname()[1]),
            "UDP_PORT": str(self.udp.getsockname()[1]),
            "UNIX_PATH": str(self.root / "unix"),
            "ABSTRACT": f"{self.mark}-stream",
            "ABSTRACT_DATAGRAM": f"{self.mark}-datagram",
        }

    def _state(self) -> dict[str, object]:
        """Return what no run may change."""
        files = {}
        for path in sorted(self.bait.rglob("*")):
            status = path.lstat()
            content = path.read_bytes() if stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK) else b""
            files[str(path)] = (status.st_mode, status.st_uid, status.st_mtime_ns, content)
        pid = self.bystander.pid
        alive = self.bystander.poll() is None
        limits = (
            [resource.prlimit(pid, number) for number in (resource.RLIMIT_CPU, resource.RLIMIT_AS)] if alive else []
        )
        place = (os.sched_getaffinity(pid), os.getpriority(os.PRIO_PROCESS, pid)) if alive else ()
        return {**files, "another process": alive, "its limits": (limits, place)}

    def gains(self, outcome: Outcome) -> tuple[str, ...]:
        """Return what a run got that it must not have."""
        said = outcome.output.encode() + b"".join(_contents(self.results))
        found = []
        if any(word.encode() in said for word in self.secrets):
            found.append("a secret")
        if re.search(f"(?<!MARK=)(?<!'MARK': '){self.mark}(?!-)", outcome.output):
            found.append("its aim")
        if select.select(self.ears, [], [], 0)[0]:
            found.append("a connection")
        after = self._state()
        found += [f"changed {name}" for name in self.before if after.get(name) != self.before[name]]
        found += [f"made {name}" for name in after if name not in self.before]
        return tuple(found)

    def close(self) -> None:
        """Take everything away."""
        self.bystander.kill()
        self.bystander.wait()
        for ear in self.ears:
            ear.close()


def _contents(folder: Path) -> Iterator[bytes]:
    for file in folder.iterdir():
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as content:
                yield content.read(_MUCH)


def fight(attack: Attack, level: str, sandbox: Sandbox, ground: Path) -> Fight:
    """Run an attack at a level and see what it got."""
    root = Path(tempfile.mkdtemp(dir=ground))
    root.chmod(0o755)
    arena = Arena(root)
    # All forks of one server have its environment.
    knowing = f"import os\nos.environ.update({arena.environment()})\n{TAKE_MARK}"
    (root / "attack.py").write_text(knowing + attack.file.read_text())
    try:
        spec = Spec(
            argv=(INTERPRETER, "attack.py"),
            results=arena.results,
            inputs={"job.json": "{}"},
            files={"attack.py": root / "attack.py"},
            limits=attack.limits,
        )
        try:
            outcome = sandbox.run(spec)
        except SandboxError as error:
            gains, faults = ("the end of its keeper",), (f"the sandbox failed: {error}",)
            return Fight(attack, level, None, gains, () if attack.is_open(level) else faults)
        gains, faults = arena.gains(outcome), list(_faults(attack, outcome, arena))
        if not (gains and attack.is_open(level)):
            # What gets its aim ends otherwise than what is refused.
            faults += _misnamed(attack, outcome)
        return Fight(attack, level, outcome, gains, tuple(faults))
    finally:
        arena.close()
        shutil.rmtree(root, ignore_errors=True)


def _misnamed(attack: Attack, outcome: Outcome) -> Iterator[str]:
    if outcome.ending not in attack.ends:
        expected = " or ".join(sorted(attack.ends))
        yield f"ended as {outcome.ending} ({outcome.why}), expected {expected}: {outcome.output[-300:]!r}"


def _faults(attack: Attack, outcome: Outcome, arena: Arena) -> Iterator[str]:
    if outcome.seconds > attack.limits.wall + 15:
        yield f"took {outcome.seconds:.0f} s of {attack.limits.wall:.0f}"
    if len(outcome.output) > attack.limits.output:
        yield f"{len(outcome.output)} characters of output are kept"
    if left := survivors(arena.mark):
        yield f"processes left: {left}"
    for file in arena.results.iterdir():
        if not _PLAIN.fullmatch(file.name) or not stat.S_ISREG(file.lstat().st_mode):
            yield f"collected {file.name!r}"


def survivors(mark: str) -> list[int]:
    """Return the processes that have ``mark`` as their name, as far as it has room, or what it is executed with."""
    return sorted({int(place.name) for place in (*marked(mark, "environ"), *marked(mark[:_NAME]))})


@contextlib.contextmanager
def battleground() -> Iterator[Path]:
    """Lend a folder that every user may enter, outside of what any sandbox binds; runs' own folders are made there."""
    ground = Path(tempfile.mkdtemp(prefix="arena-", dir="/var/tmp"))
    ground.chmod(0o755)
    (ground / "runs").mkdir(mode=0o755)
    before, tempfile.tempdir = tempfile.tempdir, str(ground / "runs")
    try:
        yield ground
    finally:
        tempfile.tempdir = before
        shutil.rmtree(ground, ignore_errors=True)


def fight_all(
    attacks: Sequence[Attack], rings: Sequence[str], *, jobs: int = 4, say: Callable[[Fight], None] = lambda _: None
) -> list[Fight]:
    """Run attacks at levels (``RINGS``), several at once; a level that is not to be had here is left out."""

    def one(attack: Attack, ring: str, sandbox: Sandbox) -> Fight:
        done = fight(attack, ring, sandbox, ground)
        say(done)
        return done

    with battleground() as ground:
        with contextlib.ExitStack() as stack, ThreadPoolExecutor(jobs) as pool:
            sandboxes = {ring: sandbox for ring in rings if (sandbox := _lent(ring, stack))}
            waiting = [
                pool.submit(one, attack, ring, sandbox)
                for attack in attacks
                for ring, sandbox in sandboxes.items()
                if os.geteuid() == 0 or (attack.name, sandbox.level) not in NEVER_AS_OWN_USER
            ]
            fights = [done.result() for done in waiting]
        left = sorted(path.name for path in (ground / "runs").iterdir())
    if left:
        raise AssertionError(f"folders left behind: {left}")
    return fights


def _lent(ring: str, stack: contextlib.ExitStack) -> Sandbox | None:
    """Return a sandbox for as long as ``stack`` holds it; None if it is not to be had here."""
    level = ring.removesuffix(FORKED)
    try:
        fresh = choose(level)
    except SandboxError:
        return None
    return fresh if ring == level else stack.enter_context(forking(fresh))


def _cell(done: Fight | None) -> str:
    if done is None:
        return "not run"
    if done.faults:
        return "**fault**"
    return "open" if done.gains or done.outcome is None else str(done.outcome.ending)


def table(fights: Sequence[Fight]) -> str:
    """Return attack by level as Markdown: how the run ended, or "open" where the attack got what it wanted.

    Where a program and a fork came to different ends, both are said, in this order.
    """
    by = {(done.attack.name, done.level): done for done in fights}
    tried = {done.level for done in fights}
    levels = [level for level in LEVELS if tried & {level, level + FORKED}]
    lines = ["| attack | tries | " + " | ".join(levels) + " |", "| --- | --- |" + " --- |" * len(levels)]
    for name, tries in dict.fromkeys((done.attack.name, done.attack.tries) for done in fights):
        rings = [[ring for ring in (level, level + FORKED) if ring in tried] for level in levels]
        cells = [" / ".join(dict.fromkeys(_cell(by.get((name, ring))) for ring in pair)) for pair in rings]
        lines.append(f"| {name} | {tries} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the corpus and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--level", action="append", choices=RINGS, metavar="LEVEL", help=f"all that are to be had here: {RINGS}"
    )
    parser.add_argument("--only", action="append", help="part of an attack's name")
    parser.add_argument("--markdown", action="store_true", help="print the table of docs/security.md")
    asked = parser.parse_args()
    attacks = [one for one in corpus() if not asked.only or any(part in one.name for part in asked.only)]

    def say(done: Fight) -> None:
        if not done.as_expected:
            got = "; ".join((*done.gains, *done.faults)) or "held, though said to be open"
            sys.stderr.write(f"{done.attack.name} at {done.level}: {got}\n")

    fights = fight_all(attacks, asked.level or RINGS, say=say)
    unexpected = sum(not done.as_expected for done in fights)
    if asked.markdown:
        sys.stdout.write(table(fights))
    sys.stdout.write(
        f"{len(attacks)} attacks, {len(fights)} runs as {'root' if os.geteuid() == 0 else 'an ordinary user'}: "
        f"{sum(bool(done.gains) for done in fights)} open, {unexpected} not as expected\n"
    )
    return min(unexpected, 1)


if __name__ == "__main__":
    sys.exit(main())
