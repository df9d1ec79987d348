"""Gets a data set from the first source that has it, and keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.datasets.index import write_index
from grader.datasets.sources import way_out
from grader.datasets.storing import holds, store, temporary_folder
from grader.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.progress import Progress
    from grader.datasets.sources.base import Source


def find_in(cache: Path, spec: DatasetSpec) -> Path | None:
    """Return the folder of a set that is complete in the folder ``cache``, else None."""
    folder = cache / spec.name
    return folder if holds(folder, spec) else None


def obtain(spec: DatasetSpec, cache: Path, sources: Sequence[Source], progress: Progress) -> Path:
    """Return the folder of a set in the folder ``cache``, put there from the first source that has it.

    Raises DataError where no source has it, or where it cannot be stored.
    """
    folder = find_in(cache, spec)
    if folder is None:
        folder = cache / spec.name
        arrays, source = _fetch(spec, cache, sources, progress)
        progress.stage(f"storing {spec.title} in {folder}")
        store(spec, arrays, source, folder)
    write_index(folder)
    return folder


def _fetch(
    spec: DatasetSpec, cache: Path, sources: Sequence[Source], progress: Progress
) -> tuple[Mapping[str, Pixels], str]:
    """Return the arrays of the first source whose content is the set's, and the source's name."""
    wrong: list[str] = []
    for source in sources:
        with temporary_folder(cache) as scratch:
            try:
                arrays = source.fetch(spec, scratch, progress)
                spec.verify(arrays)
            except Exception as error:  # noqa: BLE001 - a source is foreign ground: whatever happens, ask the next
                reason = str(error) if isinstance(error, DataError) else f"{type(error).__name__}: {error}"
                wrong.append(f"  - {source.name}: {reason}")
            else:
                return arrays, source.name
    tried = "\n".join(wrong) or "  (none was asked)"
    raise DataError(f"No source has {spec.title}:\n{tried}\nWays out:\n{way_out(spec)}")
