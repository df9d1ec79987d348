"""Is a rubric any good? Its own reference solution, changed in one thing at a time, tells.

``mutations`` changes the reference (``code``, ``layers``, ``training``; ``words``), ``rehearsal`` runs only what a
change can reach (``slicing``) and puts the rest of the evidence beside it (``splicing``), ``trial`` scores every
mutant, ``outcomes`` holds what came of it, ``table`` and ``data`` tell.
"""

from __future__ import annotations

from grader.mutants.data import as_dict
from grader.mutants.outcomes import Outcome, Trial
from grader.mutants.table import render
from grader.mutants.trial import try_rubric

__all__ = ["Outcome", "Trial", "as_dict", "render", "try_rubric"]
