"""Runs on other machines: a Dask cluster gathers the evidence, everything else stays here.

A worker needs the grader installed, a sandbox of its own and a way to the data sets; it keeps them in its own cache. It
is sent one submission's files and the rubric, never another submission, and sends evidence home. A worker that dies
loses its run to another one: Dask starts it again there.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import SandboxError, UsageError
from grader.evidence import Evidence
from grader.pipeline.run import Options, Setup, Tools, gather
from grader.submission import OpenedSubmission

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from distributed import Client

    from grader.evidence import Submission
    from grader.rubric import Rubric

RETRIES = 3
"""How often a run whose worker died is started again elsewhere before it is given up."""
PATIENCE_S = 15
"""Seconds to wait for a scheduler to answer."""


@dataclass(frozen=True)
class Parcel:
    """All that a worker needs of one submission."""

    submission: Submission
    files: Mapping[str, bytes]
    rubric: Rubric
    options: Options
    sandbox: str


@dataclass(frozen=True)
class Cluster:
    """A connected cluster; called, it gathers a submission's evidence there."""

    client: Client
    sandbox: str = "auto"

    @property
    def slots(self) -> int:
        """Runs that fit on the cluster at once: one a worker thread."""
        return sum(self.client.nthreads().values())

    def __call__(self, opened: OpenedSubmission, setup: Setup) -> Evidence:
        """Gather as ``pipeline.run.gather`` does, on a worker.

        Raises:
            SandboxError: The workers that tried died, or none is left.
        """
        files = {name: (opened.folder / name).read_bytes() for name in opened.submission.files}
        parcel = Parcel(opened.submission, files, setup.rubric, setup.options, self.sandbox)
        # Each run is one of its own, however alike two submissions are.
        future = self.client.submit(run_parcel, parcel, pure=False, retries=RETRIES)
        try:
            return Evidence.model_validate_json(future.result())
        except Exception as error:  # Whatever a cluster raises, it is the grader's trouble.
            raise SandboxError(f"the cluster could not run it ({type(error).__name__}: {error}); run again") from error
        finally:
            future.release()


def run_parcel(parcel: Parcel) -> str:
    """Gather a submission's evidence on this machine; return it as JSON. Runs on a worker."""
    # Only a worker needs these: they look for sandboxes and data sets of the machine they are imported on.
    from grader.datasets.cache import provide  # noqa: PLC0415 - as said above
    from grader.sandbox.choice import choose  # noqa: PLC0415 - as above

    tools = Tools(choose(parcel.sandbox), provide, print)
    with tempfile.TemporaryDirectory(prefix="grader-") as name:
        folder = Path(name)
        for file, content in parcel.files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        opened = OpenedSubmission(parcel.submission, folder, code="")
        return gather(opened, Setup(parcel.rubric, parcel.options, tools)).model_dump_json()


@contextmanager
def connected(address: str, sandbox: str) -> Iterator[Cluster]:
    """Connect to a Dask scheduler ("tcp://host:8786").

    Raises:
        UsageError: Dask is not installed, nobody answers, or the cluster has no workers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra that few need
    except ImportError as error:
        raise UsageError("--scheduler needs Dask: pip install 'grader[cluster]'") from error
    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"--scheduler {address}: no Dask scheduler answers there ({error}); is it running?") from error
    try:
        cluster = Cluster(client, sandbox)
        if not cluster.slots:
            raise UsageError(f"--scheduler {address}: expected workers, found none; start: dask worker {address}")
        yield cluster
    finally:
        client.close()
