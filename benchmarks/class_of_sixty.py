"""A class of sixty by one command against its single runs: python benchmarks/class_of_sixty.py [--singles 12].

The class is that of the tests (tests/sixty.py): twelve layouts and styles, six that hang, crash or attack. Some honest
ones (``--singles``), from all layouts alike, are graded by a command of their own each; the sum for all is reckoned
from them.
The six bad ones cost the time limits that the class sets, alone as in the class, and are left out of that sum.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import psutil
from table import Row, publish

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import sixty

GRADE = str(Path(sys.executable).with_name("grade"))
MIB = 1 << 20


def watched(command: list[str]) -> tuple[float, float, float]:
    """Return a command's wall seconds, and the highest memory in MiB: its own, and of all its processes together.

    Together a page that processes share is counted once.
    """
    since = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    own = whole = 0
    while process.poll() is None:
        try:
            own = max(own, process.memory_info().rss)
            whole = max(whole, sum(_proportional(one) for one in (process, *process.children(recursive=True))))
        except psutil.Error:
            continue
        time.sleep(1)
    return time.perf_counter() - since, own / MIB, whole / MIB


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--singles", type=int, default=12)
    parser.add_argument("--keep", type=Path, help="keep the class, its store and its report here")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        paths, labels = sixty.write(folder / "class")
        more = ["--rubric", str(folder / "class" / "rubric.yaml"), *sixty.OPTIONS]
        kept = ["--out", str(folder / "out"), "--json", str(folder / "report.json")]
        command = [GRADE, *map(str, paths), *more, *kept, "--jobs", str(given.jobs)]
        wall, own, whole = watched(command)
        found = {one["submission"]: one for one in json.loads((folder / "report.json").read_text())}
        good = [label for label in labels if not label.bad]
        right = sum(found[label.file]["points"] == label.points for label in good)
        print(f"{len(found)} of {len(labels)} accounted for, {right} of {len(good)} with the score they must get")
        print(f"{wall:.0f} s; {own:.0f} MiB, all processes together {whole:.0f} MiB", flush=True)
        # Those of the class's one zip lie in no folder of their own.
        apart = [label for label in good if not label.layout.endswith(".zip")]
        chosen = apart[:: max(1, len(apart) // given.singles)][: given.singles]
        alone = [_single(folder / "class" / label.layout, label.file, more) for label in chosen]
    total = sum(alone) / len(alone) * len(good)
    rows = [
        Row("a class of 60, 6 of them bad", wall, f"the sum of its 54 good ones alone (from {len(alone)})", total),
        Row("memory of grade itself", own, "of all processes together", whole, unit="MiB"),
    ]
    publish("class-of-sixty", rows)


def _single(folder: Path, file: str, more: list[str]) -> float:

    # Some are written in decomposed letters.
    path = next(one for one in folder.iterdir() if unicodedata.normalize("NFC", one.name) == file)
    since = time.perf_counter()
    subprocess.run([GRADE, str(path), *more], check=False, capture_output=True)
    return time.perf_counter() - since


if __name__ == "__main__":
    main()
