"""Is a rubric any good? Its own reference solution, changed in one thing at a time, tells.

``mutations`` changes the reference, ``slicing`` runs only what a change can reach and puts the rest of the evidence
beside it, ``trial`` scores every mutant, ``table`` says which criterion caught which, and which mutants none did.
"""

from __future__ import annotations

from grader.mutants.mutations import Mutant, mutants_of
from grader.mutants.table import render
from grader.mutants.trial import Trial, try_rubric

__all__ = ["Mutant", "Trial", "mutants_of", "render", "try_rubric"]
