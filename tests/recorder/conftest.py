"""One process of each Keras in which TensorFlow is imported once; runs are forks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from recordings import Recorder, draw_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Small data sets under the names of real ones."""
    return draw_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def recorder(tmp_path_factory: pytest.TempPathFactory, drawn: dict[str, Path]) -> Iterator[Recorder]:
    """The recorder on Keras 3."""
    one = Recorder(tmp_path_factory.mktemp("jobs"), drawn)
    yield one
    one.close()


@pytest.fixture(scope="session")
def recorder_2(tmp_path_factory: pytest.TempPathFactory, drawn: dict[str, Path]) -> Iterator[Recorder]:
    """The recorder on Keras 2."""
    one = Recorder(tmp_path_factory.mktemp("jobs-2"), drawn, generation=2)
    yield one
    one.close()
