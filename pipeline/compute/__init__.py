"""Where work on many documents runs: in this process, in processes of this machine, or on a cluster.

Work is a pure function of a task, both of which can be sent to another process. Results come in the order of the
tasks, so nothing depends on where they ran, how many ran at once, or which was ready first.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Engine(Protocol):
    """Something that runs a function on tasks."""

    @property
    def workers(self) -> int:
        """How many tasks run at once."""
        ...

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """The results, in the order of the tasks.

        Tasks are taken as they are needed, few more than run at once. An error that ``function`` raises is raised
        here. A worker that dies costs that its tasks run again; one that dies of the same task over and over raises
        ``WorkerDied``.
        """
        ...


class WorkerDied(RuntimeError):
    """Workers died again and again on the same task; the message says what may be wrong."""


class Here:
    """The engine that runs everything in this process, one task after the other."""

    workers = 1

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """See ``Engine``."""
        return map(function, tasks)
