"""Files that a rubric names: an instructor's own tests are read with it, so that a rubric is whole once it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.errors import GraderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.rubric.loading import Document, Path


def attach(document: Document, read: Callable[[str], tuple[str, str]] | None) -> Iterator[tuple[Path, str]]:
    """Put the text of each named file beside its name; yield the path of one that cannot be read, and why."""
    for path, criterion in list(_criteria(document.data)):
        name = criterion.get("file")
        if criterion.get("check") != "pytest" or not isinstance(name, str) or read is None or "source" in criterion:
            continue
        try:
            criterion["source"] = read(name)[1]
        except (OSError, GraderError) as error:
            why = getattr(error, "strerror", None) or str(error)
            # So that this fault is told, and not a second one about the text that is missing.
            criterion["source"] = "def test_unread(): ..."
            yield (*path, "file"), f"{name!r} cannot be read ({why}); names are relative to the rubric"


def _criteria(data: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for p, part in enumerate(_list(data.get("parts"))):
        for c, criterion in enumerate(_list(part.get("criteria")) if isinstance(part, dict) else ()):
            if isinstance(criterion, dict):
                yield ("parts", p, "criteria", c), criterion


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
