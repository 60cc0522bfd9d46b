"""What is measured, each in a process of its own: ``python -m benchmarks.tasks.NAME RAW OUTPUTS``.

A task reads the documents below RAW, writes below OUTPUTS, and ends with a line of JSON: its own times by stage, how many
documents and bytes it read, and what it found. Nothing here needs a package, because tasks run in different environments.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

BATCH = 200
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a task is called with; ``documents`` takes only the first so many, ``cores`` is how many it may use."""

    raw: Path
    outputs: Path
    documents: int | None
    cores: int


def arguments() -> Arguments:
    """The arguments of the command line."""
    parser = argparse.ArgumentParser(description="One task of the benchmark; prints its figures as JSON")
    parser.add_argument("raw", type=Path, help="folder of documents")
    parser.add_argument("outputs", type=Path, help="folder to write to")
    parser.add_argument("--documents", type=int, help="take only the first so many")
    parser.add_argument("--cores", type=int, default=1, help="how many cores may be used")
    given = parser.parse_args()
    given.outputs.mkdir(parents=True, exist_ok=True)
    return Arguments(given.raw, given.outputs, given.documents, given.cores)


@dataclass(slots=True)
class Stage:
    """Time spent in a stage, in all its turns; processor time counts that of children that have ended.

    ``peak_bytes`` is the most memory that the task's own process had held by the end of the stage.
    """

    name: str
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_bytes: int = 0


@dataclass(slots=True)
class Report:
    """What a task tells of itself.

    ``load_seconds`` is what came before the first document: imports and compiling. ``aside_cpu_seconds`` is the processor
    time of what is no work on documents: starting Python, loading, and counting what was found.
    """

    documents: int = 0
    input_bytes: int = 0
    bytes_written: int = 0
    load_seconds: float = 0.0
    aside_cpu_seconds: float = 0.0
    stages: dict[str, Stage] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Count what is done, and the start of Python before it, as loading."""
        start = time.perf_counter()
        yield
        self.load_seconds += time.perf_counter() - start
        self.aside_cpu_seconds = cpu_seconds()

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what is done as no work."""
        cpu = cpu_seconds()
        yield
        self.aside_cpu_seconds += cpu_seconds() - cpu

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done as part of this stage."""
        stage = self.stages.setdefault(name, Stage(name))
        start, cpu = time.perf_counter(), cpu_seconds()
        yield
        stage.seconds += time.perf_counter() - start
        stage.cpu_seconds += cpu_seconds() - cpu
        stage.peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT

    def show(self) -> None:
        """Print the report as the last line."""
        print(json.dumps({**asdict(self), "stages": [asdict(stage) for stage in self.stages.values()]}))


def cpu_seconds() -> float:
    """Processor time of this process and of its children that have ended, in user and system mode."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def documents(raw: Path, limit: int | None = None) -> list[Path]:
    """The documents below a folder, in order."""
    found = (Path(folder, name) for folder, _, names in os.walk(raw, followlinks=True) for name in names)
    return list(islice(sorted(found), limit))


def batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items, so many at a time that timing them costs nothing."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def bytes_below(folder: Path) -> int:
    """The sizes of all files below a folder."""
    return sum(Path(at, name).lstat().st_size for at, _, names in os.walk(folder) for name in names)
