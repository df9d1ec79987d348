"""Debian's packages of data sets: installed, or downloaded and unpacked without being root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.datasets.sources.folder import read_folder
from grader.datasets.sources.tools import RunTool, run_tool
from grader.errors import DataError

if TYPE_CHECKING:
    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.progress import Progress


@dataclass(frozen=True)
class Debian:
    """The package that the catalogue names; ``root`` is where the machine's file system begins."""

    name: str = "Debian's package"
    root: Path = Path("/")
    run: RunTool = run_tool

    def fetch(self, spec: DatasetSpec, into: Path, progress: Progress) -> dict[str, Pixels]:
        """Read the installed files, else those of a package that is only downloaded."""
        package = spec.debian
        if package is None:
            raise DataError(f"Debian has no package of {spec.title}")
        below = package.folder.lstrip("/")
        if not (self.root / below).is_dir():
            progress.stage(f"apt-get download {package.name}")
            self.run(("apt-get", "download", package.name), into)
            for archive in into.glob("*.deb"):
                self.run(("dpkg-deb", "-x", archive.name, "."), into)
            if not (into / below).is_dir():
                raise DataError(f"{package.name} holds no {package.folder}")
            return read_folder(into / below, spec, into)
        progress.stage(f"reading {package.folder}")
        return read_folder(self.root / below, spec, into)
