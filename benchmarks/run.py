"""Runs benchmarks and puts their tables together: ``python benchmarks/run.py [NAME...]``, all of them without a name.

Each is a script of its own beside this one; its rows are ratios measured in one run. What was measured stands in
``results/`` as Markdown and JSON, a file a benchmark, and all of it in ``results/all.md`` and ``results/all.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from table import RESULTS, Row, table

HERE = Path(__file__).parent

BENCHMARKS: dict[str, tuple[str, ...]] = {
    "startup": ("startup.py",),
    "regrade": ("regrade.py",),
    "class-of-sixty": ("class_of_sixty.py",),
    "fits": ("fits.py",),
    "sandbox": ("sandbox.py",),
    "memory": ("memory.py",),
    "others": ("others.py",),
    "question1-32-untouched": ("question1.py", "--batch", "32", "--untouched"),
    "question1-32": ("question1.py", "--batch", "32", "--epochs", "10,50,50"),
    "question1-200": ("question1.py", "--batch", "200", "--epochs", "10,50,50"),
    "reference": ("reference.py",),
    "cifar10": ("cifar10_reference.py",),
}
"""From the quickest to the one that takes longest; the whole takes about an hour on two cores."""


def main() -> int:
    """Run what is named, and write the table of all that has been measured so far."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"no benchmark called {', '.join(unknown)}; expected {', '.join(BENCHMARKS)}")
    failed = [name for name in names if subprocess.run((sys.executable, *_command(name)), check=False).returncode]
    _put_together()
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


def _command(name: str) -> tuple[str, ...]:
    script, *options = BENCHMARKS[name]
    return str(HERE / script), *options


def _put_together() -> None:
    data = {name: file for name in BENCHMARKS if (file := RESULTS / f"{name}.json").is_file()}
    found = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in data.items()}
    rows = [Row.of(one) for entries in found.values() for one in entries]
    text = f"Measured on {os.cpu_count()} cores.\n\n{table(rows)}\n"
    (RESULTS / "all.md").write_text(text, encoding="utf-8")
    (RESULTS / "all.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\n{text}\n{RESULTS / 'all.md'} and all.json hold this table")


if __name__ == "__main__":
    sys.exit(main())
