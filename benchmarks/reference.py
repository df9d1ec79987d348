"""The whole exam's reference solution, graded with ``auto`` and in full, against the plain run of all its code.

    python benchmarks/reference.py [--rounds 1]

It takes minutes a round; the share is what it is about.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from running import graded, plain
from table import Row, interleaved, publish

REFERENCE = Path(__file__).parents[1] / "reference" / "big-data-final.py"


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1)
    rounds = parser.parse_args().rounds
    base, auto, full = interleaved(
        lambda: plain(REFERENCE).seconds,
        lambda: graded(REFERENCE).seconds,
        lambda: graded(REFERENCE, "--fidelity", "full").seconds,
        rounds=rounds,
    )
    publish(
        "reference",
        [
            Row("the whole reference, auto", auto, "python reference.py", base),
            Row("the whole reference, full", full, "python reference.py", base),
        ],
    )


if __name__ == "__main__":
    main()
