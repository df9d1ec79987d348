"""Names of the files that a class's pages are written to."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

INDEX = "index.html"
MOST_BYTES = 180
"""Of a name, so that with a suffix and a temporary prefix it fits every file system."""

_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]|^\.+|[. ]+$')


def file_names(names: Iterable[str]) -> dict[str, str]:
    """Give every submission a file of its own, by its name as far as that can be a file's on any system.

    Args:
        names: Of the submissions, each different; two that would share a file get a digest of their name each.
    """
    plain = {name: _UNFIT.sub("_", name) for name in names}
    # Some file systems see no difference between "a" and "A".
    taken = Counter([INDEX, *(f"{fit}.html".casefold() for fit in plain.values())])
    return {
        name: f"{fit if taken[f'{fit}.html'.casefold()] == 1 and _short(fit) else _marked(name, fit)}.html"
        for name, fit in plain.items()
    }


def _short(fit: str) -> bool:
    return 0 < len(fit.encode()) <= MOST_BYTES


def _marked(name: str, fit: str) -> str:
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:10]
    return f"{fit.encode()[:MOST_BYTES].decode(errors='ignore')}-{digest}"
