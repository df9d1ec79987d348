"""Types that the proofs of the exam's keys share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Find: TypeAlias = Callable[[str, str], Any]
"""Returns a part's only criterion of a check."""
