"""The cache on object storage, which machines can share."""

import contextlib
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.cache.store import REPLACED, LocalStore
from pipeline.objects.url import Url, changed_ns

MARKS = "used"
# A unit is marked as used once in that time.
MARKED_SECONDS = 12 * 3600.0
# All units are named by a hash; a bucket may hold more.
_UNIT = re.compile(r"\w+/[0-9a-f]{64}(\.\w+)?")


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A store at a URL; see ``pipeline.cache.store.Store``.

    What was read or written once stays in ``near``, a folder of this machine, since what has a name never changes; so a
    file is sent over the network once for each machine. Only the URL says which files there are.

    Objects do not tell when they were read: an empty object in the folder ``used`` marks by its time when a unit (a
    file, or a folder with all its files) was needed, to half a day. ``prune`` goes by the mark, or by the time of the
    unit itself where that is later.
    """

    url: Url
    near: Path

    def has(self, name: str) -> bool:
        """See ``Store``."""
        return (self.url / name).kind() == "file"

    def names(self, folder: str) -> list[str]:
        """See ``Store``."""
        return [f"{folder}/{name}" for name in (self.url / folder).names() if not name.startswith(".")]

    def read(self, name: str) -> pa.Buffer:
        """See ``Store``."""
        if _is_replaced(name):
            return pa.py_buffer((self.url / name).read_bytes())
        with contextlib.suppress(FileNotFoundError):
            return self._near.read(name)
        self._near.write(name, (self.url / name).read_bytes())
        return self._near.read(name)

    def write(self, name: str, data: bytes | pa.Buffer) -> None:
        """See ``Store``."""
        if not _is_replaced(name):
            self._near.write(name, data)
        (self.url / name).write_bytes(data if isinstance(data, bytes) else data.to_pybytes())

    def fetch(self, name: str, target: Path) -> None:
        """See ``Store``."""
        self.read(name)
        self._near.fetch(name, target)

    def used(self, names: Iterable[str]) -> None:
        """See ``Store``."""
        names = list(names)
        self._near.used(names)
        marks = {path: changed_ns(told) or 0 for path, told in (self.url / MARKS).find().items()}
        since = (time.time() - MARKED_SECONDS) * 1e9
        for unit in sorted({_unit(name) for name in names}):
            if marks.get(unit, 0) < since:
                (self.url / MARKS / unit).write_bytes(b"")

    def prune(self, at_most: int) -> None:
        """See ``Store``; what is kept near is pruned to as many bytes."""
        self._near.prune(at_most)
        last_used: dict[str, int] = {}
        size: dict[str, int] = {}
        for path, told in self.url.find().items():
            is_mark = path.startswith(f"{MARKS}/")
            unit = path.removeprefix(f"{MARKS}/") if is_mark else _unit(path)
            if not _UNIT.fullmatch(unit):  # somebody else's
                continue
            last_used[unit] = max(last_used.get(unit, 0), changed_ns(told) or 0)
            size[unit] = size.get(unit, 0) + (0 if is_mark else int(told.get("size") or 0))
        excess = sum(size.values()) - at_most
        for _, unit in sorted((used, unit) for unit, used in last_used.items()):
            if excess <= 0:
                break
            (self.url / unit).remove()
            (self.url / MARKS / unit).remove()
            excess -= size[unit]

    @property
    def _near(self) -> LocalStore:
        return LocalStore(self.near)


def _unit(name: str) -> str:
    """What is taken away together with a file: the file in a folder of the store, or the folder there that it is in."""
    return "/".join(name.split("/")[:2])


def _is_replaced(name: str) -> bool:
    return name.startswith(f"{REPLACED}/")
