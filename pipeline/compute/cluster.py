"""Work on a Dask cluster: on several machines, or one that is started here.

Workers must have this package in the version that runs here, and reach the raw documents and the cache by the names
that the settings give them: on a file system that all share, or on object storage.
"""

import atexit
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from pipeline.compute import Result, Task, WorkerDied

RETRIES = 3
CONNECT_SECONDS = 10
# Tasks handed out per worker: the next one waits while the first runs.
AHEAD = 2


class ClusterError(RuntimeError):
    """The cluster cannot be used; the message says why and what to do."""


class Cluster:
    """The engine that runs tasks on the workers of a Dask scheduler.

    ``address`` is that of the scheduler, such as ``tcp://host:8786``; None starts a cluster of ``workers`` processes on
    this machine, which ends with this process.

    Raises:
        ClusterError: Dask is not installed, the scheduler does not answer or has no workers, or they have other code.
    """

    def __init__(self, address: str | None, workers: int, code_version: str) -> None:
        self._client = _connect(address, workers)
        _require_code(self._client, code_version)

    @property
    def workers(self) -> int:
        """How many tasks run at once; workers may come and go."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """See ``Engine``."""
        from distributed import KilledWorker

        waiting: deque[Any] = deque()
        source = iter(tasks)
        try:
            while True:
                for task in islice(source, max(0, self.workers * AHEAD - len(waiting))):
                    # Not pure: the same task again must write what it is asked for again.
                    waiting.append(self._client.submit(function, task, pure=False, retries=RETRIES))
                if not waiting:
                    return
                result = waiting.popleft().result()
                yield result
        except KilledWorker as error:
            raise WorkerDied(
                f"workers of the cluster died again and again on one task: {error}; they have too little memory, or "
                "something kills them: look at the workers' logs"
            ) from error
        finally:
            self._client.cancel(list(waiting))


@cache
def _connect(address: str | None, workers: int) -> Any:
    """A client, kept for all stages of a build."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ClusterError("Dask is not installed: pip install '.[cluster]' in the project's folder") from error
    connect: Any = Client
    if address is None:
        start: Any = LocalCluster
        cluster = start(n_workers=workers, threads_per_worker=1, dashboard_address=None)
        client = connect(cluster)
        atexit.register(cluster.close)
    else:
        try:
            client = connect(address, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise ClusterError(f"no Dask scheduler answers at {address}: start one, or mend the address") from error
        if not client.nthreads():
            client.close()
            raise ClusterError(f"the scheduler at {address} has no workers: start some with `dask worker {address}`")
    atexit.register(client.close)
    return client


def _require_code(client: Any, code_version: str) -> None:
    from pipeline.stages import current_code

    try:
        found = client.run(current_code)
    except ImportError as error:
        raise ClusterError(f"workers cannot load this package: install it there ({error})") from error
    if others := {worker: code for worker, code in found.items() if code != code_version}:
        told = "; ".join(f"{worker}: {code}" for worker, code in sorted(others.items())[:3])
        raise ClusterError(
            f"workers have other code than this process ({code_version}): {told}: install the same there"
        )
