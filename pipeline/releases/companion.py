"""What accompanies the tables of a release: files made from them, such as a description, a list of changes, a viewer.

Each module in ``pipeline.releases.companions`` is one companion, found by being there. Its docstring says what its
files are, and it holds

    def make(context: Companion) -> Mapping[str, bytes | Path]

which returns the content of each file by the name that it gets in the release: bytes, or a file in ``context.scratch``.
Companions see the tables and the manifest, not each other, so their order is of no matter. What they return must
depend on the context alone: no clock, no order of a folder.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.releases import companions


@dataclass(frozen=True, slots=True)
class Companion:
    """What companions are made from.

    ``tables`` are the Parquet files of the new release by table, which may be read and not written. ``previous`` is the
    folder of the release before, or None for the first one; it may be of older code, with other tables or columns and
    without some companions. ``manifest`` is that of the new release (``release_id``, ``sequence``, ``fingerprint``,
    ``code_version``, ``packages``, ``settings``, ``tables`` with file, rows, bytes, sha256 and schema, ``inputs`` with
    document_id, path, sha256, bytes), except for what it will say of companions. ``scratch`` is an empty folder of this
    companion for files too large to hold; what is left in it is deleted.
    """

    tables: Mapping[str, Path]
    previous: Path | None
    manifest: Mapping[str, Any]
    scratch: Path

    @property
    def release_id(self) -> str:
        """The id of the new release."""
        return str(self.manifest["release_id"])


Make: TypeAlias = Callable[[Companion], Mapping[str, bytes | Path]]


@dataclass(frozen=True, slots=True)
class Maker:
    """A companion by the name of its module, with what its docstring says in the first paragraph."""

    name: str
    description: str
    make: Make


@cache
def makers() -> tuple[Maker, ...]:
    """All companions, sorted by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(companions.__path__))
    return tuple(_maker(name) for name in names)


def _maker(name: str) -> Maker:
    module = importlib.import_module(f"{companions.__name__}.{name}")
    return Maker(name, " ".join(str(module.__doc__).split("\n\n", 1)[0].split()), module.make)
