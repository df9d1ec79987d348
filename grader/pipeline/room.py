"""How many runs a machine bears at once: its cores, and its memory, shared out so that no number of runs exhausts it.

A run may use its share and no more; so all runs together never use more than there is. What a share has to be is learnt
from the class's own runs. A run that outgrows its share is run again by itself with all there is: it loses nothing by
having been run beside others.
"""

from __future__ import annotations

import os
from bisect import insort
from pathlib import Path
from typing import Self

import psutil

FIRST_SHARE = 4 << 30
"""Bytes for a run while nothing is known of the class."""
LEAST_SHARE = 1 << 30
ENOUGH = 3
"""Runs that have to be done before the class's own tell what one needs."""
MARGIN = 1.5
USABLE = 0.9
"""Of the memory that is free at the start; the rest is for the grader itself."""


class Room:
    """The memory that runs at once share. Used by one thread."""

    def __init__(self, total: int, most: int) -> None:
        """Share ``total`` bytes out, at most ``most`` to one run."""
        self.most = min(total, most)
        self._total = total
        self._given = 0
        self._peaks: list[int] = []

    @classmethod
    def of_this_machine(cls, most: int) -> Self:
        """Share what is free here, in this control group if it is limited."""
        return cls(int(min(psutil.virtual_memory().available, _free_in_group()) * USABLE), most)

    @classmethod
    def without_bounds(cls, most: int) -> Self:
        """Give every run ``most``: where they run, memory is not this machine's matter."""
        return cls(most << 32, most)

    def take(self, jobs: int) -> int | None:
        """Return the share of one more run, in bytes; None if it has to wait for another one's end.

        Args:
            jobs: How many run at once where memory is no matter: fewer and larger shares do no harm then.
        """
        at_once = max(1, min(jobs, self._total // self._likely()))
        share = min(self.most, self._total // at_once)
        if self._given and self._given + share > self._total:
            return None
        self._given += share
        return share

    def take_all(self) -> int:
        """Return what a run may use that has the machine to itself."""
        self._given += self.most
        return self.most

    def give_back(self, share: int, peak: int) -> None:
        """Take a share back, and note what the run used of it (bytes; 0 if unknown)."""
        self._given -= share
        if peak:
            insort(self._peaks, peak)

    def _likely(self) -> int:
        """Return what a run of this class needs: half as much again as nine of ten have needed so far."""
        if len(self._peaks) < ENOUGH:
            return FIRST_SHARE
        return max(LEAST_SHARE, int(MARGIN * self._peaks[len(self._peaks) * 9 // 10]))


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _free_in_group() -> int:
    """Return the bytes that this process's control group (version 2) leaves; very many without one."""
    try:
        most, used = (int(Path("/sys/fs/cgroup", name).read_text()) for name in ("memory.max", "memory.current"))
        held = dict(line.split() for line in Path("/sys/fs/cgroup/memory.stat").read_text().splitlines())
        # What the kernel holds of files it gives back when asked.
        return max(0, most - used + int(held.get("file", 0)))
    except (OSError, ValueError):  # "max" is no number: no limit
        return 1 << 62
