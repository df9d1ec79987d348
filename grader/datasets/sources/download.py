"""Fetches one file from the web, whole or not at all."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from grader.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from grader.datasets.catalog import Download
    from grader.datasets.progress import Progress

_BLOCK = 1 << 18


def download(wanted: Download, into: Path, progress: Progress, *, timeout: float) -> Path:
    """Store a file in the folder ``into``, through the proxy that the usual variables name, and return its path.

    ``timeout``, in seconds, holds for the connection and for each silence in between, not for the whole.
    Raises DataError where the server does not answer, answers with a page, stops early, or sends another file.
    """
    path = into / wanted.file
    progress.stage(f"downloading {wanted.file} from {urlsplit(wanted.url).hostname}")
    try:
        with urllib.request.urlopen(wanted.url, timeout=timeout) as response:  # noqa: S310 - the catalogue's addresses
            digest = _store(response, path, progress)
    except urllib.error.HTTPError as error:
        raise DataError(f"{wanted.url} answered {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise DataError(f"{wanted.url} cannot be reached: {error.reason}") from error
    except (TimeoutError, http.client.HTTPException, ConnectionError) as error:
        raise DataError(f"{wanted.url} broke off: {error or type(error).__name__}") from error
    if wanted.sha256 and digest != wanted.sha256:
        raise DataError(f"{wanted.url} sent another file: SHA-256 {digest[:12]}…, not {wanted.sha256[:12]}…")
    return path


def _store(response: http.client.HTTPResponse, path: Path, progress: Progress) -> str:
    """Write the body and return its SHA-256."""
    if response.headers.get_content_type() == "text/html":
        raise DataError("a web page came in place of the file (a login page of the network, perhaps)")
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdigit() else None
    digest = hashlib.sha256()
    done = 0
    with path.open("wb") as file:
        while block := response.read(_BLOCK):
            file.write(block)
            digest.update(block)
            done += len(block)
            progress.advance(done, total)
    if total is not None and done != total:
        raise DataError(f"{path.name} broke off after {done} of {total} bytes")
    return digest.hexdigest()
