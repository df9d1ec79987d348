"""Measures trained networks on data that no student code ever sees together with its labels.

The measuring is done by a process of its own (``python -m grader.evaluation``): it reads what a run left behind as if
an enemy had written it, rebuilds networks from a list of Keras's own layers, and runs no line of a student's code.
``measure`` starts it; ``protocol`` says what is asked and answered.
"""

from __future__ import annotations

from grader.evaluation.interval import wilson
from grader.evaluation.protocol import Answer, Prepared, Task
from grader.evaluation.service import Bounds, measure

__all__ = ["Answer", "Bounds", "Prepared", "Task", "measure", "wilson"]
