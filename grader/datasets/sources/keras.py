"""Where Keras itself gets its data sets: its addresses, and the folder that it keeps them in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.datasets.sources.download import download
from grader.datasets.sources.folder import Folder, read_folder

if TYPE_CHECKING:
    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.progress import Progress

_PATIENCE = 10.0  # seconds: an offline machine should move on to the next source soon


@dataclass(frozen=True)
class KerasAddress:
    """The addresses that ``tf.keras.datasets`` downloads from."""

    name: str = "Keras's own address"
    timeout: float = _PATIENCE

    def fetch(self, spec: DatasetSpec, into: Path, progress: Progress) -> dict[str, Pixels]:
        """Download the files and read them."""
        for wanted in spec.keras:
            download(wanted, into, progress, timeout=self.timeout)
        progress.stage(f"reading {spec.title}")
        return read_folder(into, spec, into)


def keras_cache(spec: DatasetSpec) -> Folder:
    """Return the folder that Keras keeps a set in once somebody has loaded it (``KERAS_HOME`` moves it)."""
    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    return Folder(Path(home) / "datasets" / spec.keras_folder, title="what Keras has downloaded before")
