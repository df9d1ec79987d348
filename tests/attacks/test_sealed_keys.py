"""A submission that searches all it can reach for the keys of the sealed rubric that it is graded by finds none.

It looks through the memory, environment and command line of every process that it may read, and through every file
outside the libraries. It knows what it searches for, but only with each byte one higher, and searches memory that is
moved likewise: so that it does not find its own list. A word that it hides from itself shows that it would find one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from grader.rubric import dump, parse
from grader.rubric.sealing import Key, seal
from grader.sandbox.choice import unavailable
from grader.store import Store

if TYPE_CHECKING:
    from pathlib import Path

RUBRIC = """
exam: Keys
parts:
  - {id: "1", points: 2, criteria: [{check: number_answer, points: 2, value: 0.7316249, tolerance: 0.0003817}]}
  - {id: "2", points: 2, criteria: [{check: choices_answer, points: 2, options: [qwyx, vlomp], correct: [vlomp]}]}
  - {id: "3", points: 2, criteria: [{check: pytest, points: 2, file: own.py, training: none}]}
"""
OWN_TESTS = 'def test_snurgle(part):\n    assert "the word of the third part is brillig-4711"\n'
DECOY = "a word of its own: frumious-1871"

THIEF = """\
# 1
import ctypes, os, re
UP = bytes((n + 1) % 256 for n in range(256))
DOWN = bytes((n - 1) % 256 for n in range(256))
SOUGHT = {sought}
planted = SOUGHT["decoy"].translate(DOWN)
found = {{}}
looked = {{"memory": 0, "files": 0, "environ": 0}}

def look(content, where):
    moved = content.translate(UP)
    for name, word in SOUGHT.items():
        if word in moved:
            found.setdefault(name, set()).add(where)

class Own:
    # What this process can read without asking for a file.
    def __enter__(self): return self
    def __exit__(self, *error): pass
    def seek(self, at): self.at = at
    def read(self, size): return ctypes.string_at(self.at, size)

def memory(pid):
    mem = Own() if pid == str(os.getpid()) else open(f"/proc/{{pid}}/mem", "rb", buffering=0)
    with open(f"/proc/{{pid}}/maps") as maps, mem:
        for line in maps.readlines():
            start, end, rights = re.match(r"(\\w+)-(\\w+) (\\S+)", line).groups()
            # What is mapped from a file without having been written to is that file.
            if "r" not in rights or ("w" not in rights and "/" in line) or "[v" in line:
                continue
            at, end = int(start, 16), int(end, 16)
            while at < end:
                try:
                    mem.seek(at)
                    content = mem.read(min(end - at, 1 << 24))
                except (OSError, ValueError, OverflowError):
                    break
                if not content:
                    break
                looked["memory"] += len(content)
                look(content, f"memory of {{'itself' if pid == str(os.getpid()) else 'another'}}")
                at += max(1, len(content) - 100)

def processes():
    try:
        return list(filter(str.isdigit, os.listdir("/proc")))
    except OSError:
        # What may not be listed can still be guessed.
        return list(map(str, range(1, 1 << 16)))

for pid in processes():
    for what in ("environ", "cmdline"):
        try:
            look(open(f"/proc/{{pid}}/{{what}}", "rb").read(), what)
            looked["environ"] += 1
        except OSError:
            pass
    try:
        memory(pid)
    except (OSError, AttributeError):
        pass
look(repr(os.environ).encode(), "environment")
# Where "/" cannot be listed, what lies below it may still be.
roots = ("/", os.getcwd(), os.path.expanduser("~"), "/tmp", "/etc", "/home")
for folder, folders, files in (place for root in roots for place in os.walk(root)):
    if folder == "/":
        folders[:] = set(folders) - {{"proc", "sys", "dev", "usr", "lib", "lib64"}}
    folders[:] = set(folders) - {{"site-packages", ".pyenv", "lib-dynload"}}
    for name in files:
        try:
            file = os.path.join(folder, name)
            if os.path.isfile(file) and os.path.getsize(file) < 1 << 24:
                look(open(file, "rb").read(), file)
                looked["files"] += 1
        except OSError:
            pass
print("LOOKED", looked)
print("FOUND", sorted(found))
for name, places in found.items():
    print("WHERE", name, sorted(places)[:5])
"""


def sought(key: str) -> dict[str, bytes]:
    words = {
        "value": "0.7316249",
        "tolerance": "0.0003817",
        "option": "correct: [vlomp]",
        "tests": "test_snurgle",
        "word": "brillig-4711",
        "GRADER_KEY": key,
        "decoy": DECOY,
    }
    return {name: bytes((n + 1) % 256 for n in word.encode()) for name, word in words.items()}


@pytest.mark.slow
@pytest.mark.parametrize("level", ["bubblewrap", "landlock"])
def test_no_key_is_in_reach_of_what_is_graded_by_it(level: str, tmp_path: Path) -> None:
    if why := unavailable(level):
        pytest.skip(f"{level}: {why}")
    key = Key.new()
    rubric = parse(RUBRIC, read=lambda name: (name, OWN_TESTS))
    (tmp_path / "exam.sealed.yaml").write_text(seal(dump(rubric), key), encoding="utf-8")
    (tmp_path / "thief.py").write_text(THIEF.format(sought=sought(str(key))), encoding="utf-8")
    command = ("thief.py", "--rubric", "exam.sealed.yaml", "--sandbox", level, "--student", "--out", "run")

    done = subprocess.run(
        [sys.executable, "-m", "grader.cli", *command],
        cwd=tmp_path,
        env={**os.environ, "GRADER_KEY": str(key)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    store = Store.open(tmp_path / "run")
    (_, evidence), *_ = store
    store.close()
    printed = "".join(cell.stdout for cell in evidence.recording.cells)

    assert done.returncode == 0, done.stderr
    assert evidence.sandbox == level
    assert "FOUND ['decoy']" in printed, printed
    assert evidence.trials[0].outcomes[0].outcome == "passed"
    for secret in (str(key), "0.7316249", "brillig", "snurgle"):
        assert secret not in done.stdout + done.stderr
