"""Work in several processes of this machine."""

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import islice
from multiprocessing.context import BaseContext
from typing import Generic

from pipeline.compute import Result, Task, WorkerDied

ATTEMPTS = 3
PAUSE_SECONDS = 0.3
# Tasks handed out per worker: the next one waits while the first runs.
AHEAD = 2
# What every worker needs is loaded once, in the process that they are forked from.
_PRELOADED = ["pipeline.tasks.reading", "pipeline.tasks.parts"]


def available_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes:
    """The engine that runs tasks in ``workers`` processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """See ``Engine``."""
        waiting: deque[_Run[Task, Result]] = deque()
        source = iter(tasks)
        pool = _pool(self.workers)
        try:
            while True:
                waiting.extend(map(_Run, islice(source, self.workers * AHEAD - len(waiting))))
                if not waiting:
                    return
                try:
                    # A pool whose worker died meanwhile takes no task.
                    handed_out = [run.hand_out(pool, function) for run in waiting]
                    result = handed_out[0].result()
                except BrokenProcessPool:
                    # Which of the tasks killed its worker cannot be told: all of them run again.
                    pool.shutdown(wait=True, cancel_futures=True)
                    time.sleep(PAUSE_SECONDS)  # what was killed may take a while to be gone
                    pool = _pool(self.workers)
                    waiting[0].attempts += 1
                    if waiting[0].attempts == ATTEMPTS:
                        raise WorkerDied(
                            f"a worker process died {ATTEMPTS} times in a row: the machine has too little memory (run again "
                            "with fewer workers, READOUTS_WORKERS), or the build was started from a script that does not "
                            "guard it with `if __name__ == '__main__':`"
                        ) from None
                    for run in waiting:
                        run.future = None
                    continue
                waiting.popleft()
                yield result
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class _Run(Generic[Task, Result]):
    """A task that is next; ``future`` once it was handed out."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.future: Future[Result] | None = None
        self.attempts = 0

    def hand_out(self, pool: ProcessPoolExecutor, function: Callable[[Task], Result]) -> "Future[Result]":
        if self.future is None:
            try:
                self.future = pool.submit(function, self.task)
            except (ConnectionError, EOFError) as error:
                # The process that workers are forked from died; it is started again for the next pool.
                raise BrokenProcessPool("no worker could be started") from error
        return self.future


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=_context(), initializer=_end_with_parent)


@cache
def _context() -> BaseContext:
    """How processes are started: forked from a clean one, since this one may have threads; else anew."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _end_with_parent() -> None:
    """Let this process end when the one that started it is killed, which could tell it nothing."""

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
