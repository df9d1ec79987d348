"""The rubric's part ids as a tree of tokens, which says what a marker may mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Path = tuple[str, ...]


@dataclass(frozen=True)
class Tree:
    """Part ids by path: "1-2" and "Q1.2" are both ``("1", "2")``."""

    ids: dict[Path, str]

    @classmethod
    def of(cls, part_ids: Sequence[str]) -> Tree:
        """Take the ids of a rubric; of two that read alike the first counts."""
        ids: dict[Path, str] = {}
        for part_id in part_ids:
            ids.setdefault(_path(part_id), part_id)
        return cls(ids)

    def parts(self, path: Path) -> tuple[str, ...]:
        """Name the parts at and below a path, in the rubric's order; none if the rubric has no such path."""
        return tuple(part_id for known, part_id in self.ids.items() if known[: len(path)] == path)

    def has(self, path: Path) -> bool:
        """Tell whether the path is a part or leads to one."""
        return bool(path) and any(known[: len(path)] == path for known in self.ids)

    def children(self, path: Path) -> tuple[str, ...]:
        """List the tokens that follow a path."""
        depth = len(path)
        return tuple(dict.fromkeys(known[depth] for known in self.ids if known[:depth] == path and len(known) > depth))

    def names(self, token: str) -> bool:
        """Tell whether the token stands anywhere in an id."""
        return any(token in path for path in self.ids)

    def path_of(self, part_id: str) -> Path:
        """Return a part's path; an empty one if the id reads like another's."""
        return next((path for path, known in self.ids.items() if known == part_id), ())

    def is_flat(self) -> bool:
        """Tell whether no part stands under another number: "1", "2", "3"."""
        return all(len(path) == 1 for path in self.ids)

    def sections(self) -> tuple[str, ...]:
        """List the first tokens that have parts below them."""
        return tuple(token for token in self.children(()) if self.children((token,)))

    def find(self, path: Path) -> Path | None:
        """Return the rubric's own path for a marker's: itself, or with letters counted, ``2(b)`` for "2-2"."""
        if self.has(path):
            return path
        counted = (*path[:1], *(ordinal(token) for token in path[1:]))
        if counted != path and self.has(counted):
            return counted
        # "1-3-2" is a step of part "1-3".
        known = path[: max(map(len, self.ids), default=0)]
        return known if len(known) < len(path) and known in self.ids else None


def _path(part_id: str) -> Path:
    plain = unicodedata.normalize("NFKC", part_id).lower()
    tokens = re.findall(r"\d+|[^\W\d_]+", plain)
    # "Q1" and "part1" name the number; a lone letter is a token of its own.
    named = [token for token, after in zip(tokens, [*tokens[1:], ""], strict=True) if not _is_word(plain, token, after)]
    return tuple(token.lstrip("0") or token for token in (named or tokens))


def _is_word(plain: str, token: str, after: str) -> bool:
    return not token.isdigit() and after.isdigit() and re.search(rf"{token}[ _]?{after}", plain) is not None


def ordinal(token: str) -> str:
    """Count a letter: "b" and "나" are 2."""
    if len(token) == 1 and "a" <= token <= "z":
        return str(ord(token) - ord("a") + 1)
    korean = "가나다라마바사아자차카타파하".find(token)
    return str(korean + 1) if korean >= 0 else token
