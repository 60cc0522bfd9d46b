"""Files under names that say what went into them: a file appears whole, and what has a name never changes."""

import itertools
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from pipeline.releases.steps import link_read_only

ASIDE = ".tmp-"
# The one folder of a store whose files are replaced by others of the same name.
REPLACED = "files"
# What a killed run left aside is taken away when it is so old.
STALE_SECONDS = 24 * 3600.0
_numbers = itertools.count()


class Store(Protocol):
    """A folder of such files; names have ``/`` between folder and file. It can be sent to other processes."""

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        ...

    def names(self, folder: str) -> list[str]:
        """The names of the files in a folder of the store, sorted."""
        ...

    def read(self, name: str) -> pa.Buffer:
        """The content of a file; raises ``FileNotFoundError``."""
        ...

    def write(self, name: str, data: bytes | pa.Buffer) -> None:
        """Make a file; one that is there already is replaced by the same."""
        ...

    def fetch(self, name: str, target: Path) -> None:
        """Put a file at ``target``, a local path that is free; it must not be written to."""
        ...

    def used(self, names: Iterable[str]) -> None:
        """Note that a build needed these files, so that they are the last to be taken away."""
        ...

    def prune(self, at_most: int) -> None:
        """Take away what was used longest ago until no more than ``at_most`` bytes are left."""
        ...


@dataclass(frozen=True)
class LocalStore:
    """A store in a folder of this machine, or of a file system that all workers share."""

    folder: Path

    def has(self, name: str) -> bool:
        """See ``Store``."""
        return (self.folder / name).is_file()

    def names(self, folder: str) -> list[str]:
        """See ``Store``."""
        try:
            entries = os.listdir(self.folder / folder)
        except FileNotFoundError:
            return []
        return sorted(f"{folder}/{entry}" for entry in entries if not entry.startswith(ASIDE))

    def read(self, name: str) -> pa.Buffer:
        """See ``Store``; the file is mapped, so that only what is looked at is read."""
        with pa.memory_map(str(self.folder / name)) as file:
            return file.read_buffer()

    def write(self, name: str, data: bytes | pa.Buffer) -> None:
        """See ``Store``."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{ASIDE}{os.uname().nodename}-{os.getpid()}-{next(_numbers)}")
        try:
            with open(aside, "xb") as file:
                file.write(data)
            # A release may share the file's bytes by a link.
            aside.chmod(0o444)
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)

    def fetch(self, name: str, target: Path) -> None:
        """See ``Store``."""
        link_read_only(self.folder / name, target)

    def used(self, names: Iterable[str]) -> None:
        """See ``Store``."""
        for name in names:
            try:
                os.utime(self.folder / name)
            except (FileNotFoundError, PermissionError):  # the cache may be deleted, or another user's
                continue

    def prune(self, at_most: int) -> None:
        """See ``Store``."""
        units = sorted(self._units())
        excess = sum(size for _, size, _ in units) - at_most
        now = time.time()
        for last_used, size, path in units:
            # What is aside may be on its way to its name.
            if now - last_used > STALE_SECONDS if path.name.startswith(ASIDE) else excess > 0:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
                excess -= size

    def _units(self) -> Iterator[tuple[float, int, Path]]:
        """What is taken away together: a file, or a folder with all its files; when it was last used, its bytes."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            for path in folder.iterdir() if folder.is_dir() else ():
                try:
                    found = [each.stat() for each in (path.iterdir() if path.is_dir() else [path])]
                except FileNotFoundError:
                    continue
                yield max((each.st_mtime for each in found), default=0.0), sum(each.st_size for each in found), path
