"""Runs a task in a fresh process and measures it from outside.

Seconds are by the clock, from before the process starts until it has ended. Processor time is the kernel's account of the
process and of all children that it waited for, or, where that is more, the sum of what was last seen of it and of all its
descendants: workers that another process started are waited for by that one. Memory is sampled: the resident memory of
the process and of all its descendants, added up. Where there are several, what they share is counted once (the kernel's
proportional set size), if the system tells it.
"""

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

SAMPLE_SECONDS = 0.02
# Looking for new descendants walks all processes of the machine.
LOOK_SECONDS = 0.2
# What numeric libraries ask for the number of their threads.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "BLIS_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class TaskFailed(RuntimeError):
    """A task ended with an error; the message has the end of what it printed."""


class TookTooLong(TaskFailed):
    """A task did not end within the time that it had, and was ended."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A task from outside, and ``report``: what it printed as its last line."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    report: Mapping[str, Any]


def available_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(command: Sequence[str], folder: Path, cores: int, timeout: float | None = None) -> Measured:
    """Run a command in ``folder``, on so many cores where the system can bind a process to them.

    Raises:
        TookTooLong: it did not end within ``timeout`` seconds.
        TaskFailed: it ended with an error, or its last line is no JSON.
    """
    environment = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, str(cores)), "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        # The task inherits the cores that this thread is bound to.
        with _bound_to(cores):
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=out, stderr=err, start_new_session=True
            )
        sampler = _Sampler(process.pid, timeout)
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        sampler.ended.set()
        sampler.join()
        printed, errors = (_content(file) for file in (out, err))
    if sampler.timed_out:
        raise TookTooLong(f"took longer than {timeout:.0f} seconds")
    if process.returncode != 0:
        raise TaskFailed(f"{' '.join(command)} ended with {process.returncode}:\n{errors[-2000:]}")
    try:
        report = json.loads(printed.splitlines()[-1])
    except (IndexError, ValueError) as error:
        raise TaskFailed(f"{' '.join(command)} printed no figures: {printed[-500:]!r}") from error
    return Measured(seconds, max(usage.ru_utime + usage.ru_stime, sampler.cpu_seconds), sampler.peak_bytes, report)


class _bound_to:
    """Binds this thread to so many of its cores for a while."""

    def __init__(self, cores: int) -> None:
        self.cores = cores

    def __enter__(self) -> None:
        if hasattr(os, "sched_setaffinity"):
            self.before = os.sched_getaffinity(0)
            os.sched_setaffinity(0, sorted(self.before)[-self.cores :])

    def __exit__(self, *_: object) -> None:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, self.before)


class _Sampler(threading.Thread):
    """Samples the memory of a process and its descendants until it has ended; ends them when time is out."""

    def __init__(self, pid: int, timeout: float | None) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.deadline = None if timeout is None else time.monotonic() + timeout
        self.peak_bytes = 0
        self._cpu_seconds: dict[int, float] = {}
        self.timed_out = False
        self.ended = threading.Event()

    def run(self) -> None:
        """Sample until ``ended`` is set."""
        processes = [self.root]
        looked = weighed = 0.0
        while not self.ended.wait(SAMPLE_SECONDS):
            now = time.monotonic()
            if now - looked >= LOOK_SECONDS:
                looked = now
                processes = self._tree()
            if len(processes) == 1 or now - weighed >= LOOK_SECONDS:
                weighed = now
                self.peak_bytes = max(self.peak_bytes, _resident_together(processes))
            self._cpu_seconds |= {process.pid: used for process in processes if (used := _used(process)) is not None}
            if self.deadline is not None and now > self.deadline and not self.timed_out:
                self.timed_out = True
                for process in reversed(self._tree()):
                    _end(process)

    @property
    def cpu_seconds(self) -> float:
        """Processor time of all processes seen, each as it was last seen."""
        return sum(self._cpu_seconds.values())

    def _tree(self) -> list[psutil.Process]:
        try:
            return [self.root, *self.root.children(recursive=True)]
        except psutil.Error:
            return [self.root]


def _used(process: psutil.Process) -> float | None:
    try:
        used = process.cpu_times()
    except psutil.Error:
        return None
    return float(used.user + used.system)


def _resident_together(processes: Sequence[psutil.Process]) -> int:
    return sum(map(_resident if len(processes) == 1 else _share, processes))


def _share(process: psutil.Process) -> int:
    """The process's resident memory, with a share of what it has in common with others."""
    try:
        return int(getattr(process.memory_full_info(), "pss", 0)) or _resident(process)
    except psutil.Error:
        return 0


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _end(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.Error:
        return


def _content(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode("utf-8", "replace"))
