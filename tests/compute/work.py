"""Functions that workers run; they are found by name in the worker's process."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Job:
    """A number, and a folder in which what happens is noted."""

    number: int
    folder: Path


def square(number: int) -> int:
    return number * number


def slow_first(number: int) -> tuple[int, int]:
    """The first of each two is ready last."""
    time.sleep(0.15 if number % 2 == 0 else 0)
    return number, os.getpid()


def fails_at_three(number: int) -> int:
    if number == 3:
        raise ZeroDivisionError("three")
    return number


def note(job: Job) -> int:
    """Note each time that the job runs."""
    (job.folder / f"{job.number}-{time.monotonic_ns()}").touch()
    return job.number


def dies_once(job: Job) -> int:
    """Job 3 kills its worker the first time that it runs."""
    note(job)
    if job.number == 3:
        flag = job.folder / "killed"
        if not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return square(job.number)


def dies_always(job: Job) -> int:
    note(job)
    if job.number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return square(job.number)


def long(job: Job) -> int:
    """Say who runs, then take long."""
    (job.folder / str(os.getpid())).touch()
    time.sleep(60)
    return job.number
