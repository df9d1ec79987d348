"""Files that a rubric names: an instructor's own tests are read with it, so that a rubric is whole once it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.errors import GraderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.rubric.loading import Document, Path


def attach(document: Document, read: Callable[[str], tuple[str, str]] | None) -> Iterator[tuple[Path, str]]:
    """Put the text of each named file beside its name; yield the path of one that cannot be read, and why."""
    for p, part in enumerate(document.data.get("parts") or ()):
        for c, criterion in enumerate((part.get("criteria") or ()) if isinstance(part, dict) else ()):
            if not isinstance(criterion, dict) or criterion.get("check") != "pytest":
                continue
            name = criterion.get("file")
            if not isinstance(name, str) or read is None or "source" in criterion:
                continue
            try:
                criterion["source"] = read(name)[1]
            except (OSError, GraderError) as error:
                why = getattr(error, "strerror", None) or str(error)
                criterion["source"] = "def test_unread(): ..."
                yield (
                    ("parts", p, "criteria", c, "file"),
                    f"{name!r} cannot be read ({why}); names are relative to the rubric",
                )
