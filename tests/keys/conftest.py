"""The exam's rubric, and the regression that two of its questions are about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grader.cli.rubrics import load

if TYPE_CHECKING:
    from typing import Any

    from proofs import Array, Find

    from grader.rubric import Rubric

RUBRICS = Path(__file__).parents[2] / "rubrics"


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    """The exam's rubric."""
    return load(RUBRICS / "big-data-final.yaml")


@pytest.fixture(scope="session")
def published() -> Rubric:
    """The same exam by the answers of a published copy."""
    return load(RUBRICS / "big-data-final-published.yaml")


@pytest.fixture(scope="session")
def criterion(rubric: Rubric) -> Find:
    """A part's only criterion of a check."""

    def find(part: str, check: str) -> Any:
        (found,) = [c for c in rubric.part(part).criteria if c.check == check]
        return found

    return find


@pytest.fixture(scope="session")
def cosines() -> Array:
    """The regressors cos(t), ..., cos(5t) at the exam's 1000 points t, in rows of five."""
    t = np.linspace(0, 5, 1000)
    return np.stack([np.cos(k * t) for k in range(1, 6)], axis=1)


@pytest.fixture(scope="session")
def design(cosines: Array) -> Array:
    """The design matrix with the column of the intercept, (1000, 6)."""
    return np.hstack([np.ones((1000, 1)), cosines])


@pytest.fixture(scope="session")
def observed(design: Array) -> Array:
    """Data as the exam generates it: coefficients -2, 3, 1, 0, 0, 0.5 and normal noise of deviation 0.2."""
    noise = np.random.RandomState(43052).randn(1000)
    return design @ np.array([-2, 3, 1, 0, 0, 0.5]) + 0.2 * noise
