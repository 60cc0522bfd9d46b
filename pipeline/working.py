"""Working tables: what one stage of a build leaves for the next, as Parquet files in a folder of their own.

A table of entities or counts is a file; one that grows with the documents is a folder of parts, which are links to
files of the cache. A working table appears whole or not at all. Beside it stands a note of the build that it belongs
to, so that tables of different builds are never mixed. Tables that a release has are checked against their declaration
as they are written; those that only pass from stage to stage have the columns of their record class.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.cache.nested import schema_of, structs
from pipeline.cache.store import Store
from pipeline.errors import CacheLost
from pipeline.releases.parquet import TableWriter
from pipeline.tables import frames
from pipeline.tasks.parts import Part, PartFile

ROWS_AT_ONCE = 10_000
ADVICE = "build everything (Materialize all, or python -m pipeline run)"


class NotBuilt(RuntimeError):
    """A working table is missing, or it belongs to another build than those that it is used with."""


@dataclass(frozen=True, slots=True)
class Build:
    """What makes a build: the fingerprint of all that goes in, and the version of the code that runs."""

    fingerprint: str
    code_version: str


class WorkingTables:
    """The working tables in ``folder``, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, table: str) -> Path:
        """Where the table's Parquet file, or the folder of its parts, is or will be."""
        return self.folder / f"{table}.parquet"

    def files(self, table: str) -> list[Path]:
        """The table's Parquet files, in the order of its rows."""
        path = self.path(table)
        return sorted(path.iterdir()) if path.is_dir() else [path]

    def parts(self, table: str) -> list[PartFile]:
        """The parts of a table that is a folder of them; none of a table that is one file."""
        return [PartFile(**entry) for entry in self._told(table)["parts"]]

    def rows(self, table: str) -> int:
        """The number of rows of a table that is there."""
        parts = self.parts(table)
        return sum(part.rows for part in parts) if parts else int(pq.read_metadata(self.path(table)).num_rows)

    def bytes(self, table: str) -> int:
        """The bytes of the table's files."""
        return sum(path.stat().st_size for path in self.files(table))

    def build(self, tables: Sequence[str], code_version: str) -> Build:
        """The one build that all of ``tables`` belong to, made by this code.

        Raises:
            NotBuilt: a table is missing, or they are of different builds or of other code.
        """
        builds: dict[Build, list[str]] = {}
        for table in tables:
            builds.setdefault(self._build_of(table), []).append(table)
        if len(builds) > 1:
            parts = "; ".join(f"{', '.join(names)} ({build.fingerprint[:12]})" for build, names in builds.items())
            raise NotBuilt(f"working tables are of different builds: {parts}: {ADVICE}")
        [build] = builds
        if build.code_version != code_version:
            raise NotBuilt(
                f"working tables {', '.join(tables)} were made by code {build.code_version}, "
                f"this is {code_version}: {ADVICE}"
            )
        return build

    def batches(self, table: str, columns: list[str] | None = None) -> Iterator[list[dict[str, Any]]]:
        """The table's rows in order, in batches."""
        for path in self.files(table):
            with pq.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group, columns=columns).to_pylist()

    def frames(self, table: str) -> Iterator[pd.DataFrame]:
        """The table's rows in order, a frame for each file."""
        for path in self.files(table):
            yield pq.read_table(path, partitioning=None).to_pandas()

    def head(self, table: str, rows: int) -> list[dict[str, Any]]:
        """The first ``rows`` rows."""
        found: list[dict[str, Any]] = []
        for path in self.files(table):
            with pq.ParquetFile(path) as file:
                first = next(file.iter_batches(batch_size=rows), None)
            found += [] if first is None else first.to_pylist()
            if len(found) >= rows:
                break
        return found[:rows]

    def schema(self, table: str) -> pa.Schema:
        """The columns of a table that is there."""
        return pq.read_schema(self.files(table)[0])

    @contextmanager
    def writing(self, tables: Iterable[str], build: Build | None, **records: type[Any]) -> Iterator["Writers"]:
        """Write ``tables`` of the release, and more as ``name=record class``; all appear when the block ends well.

        Where ``build`` is not known beforehand, the block sets it in the writers that it is given.

        Raises:
            TableError: rows of a release's table break its declaration.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        tables = list(tables)
        names = [*tables, *records]
        with ExitStack() as stack:
            checked = {name: stack.enter_context(TableWriter(name, self.path(name))) for name in tables}
            free = {name: stack.enter_context(_RecordWriter(kind, self.path(name))) for name, kind in records.items()}
            writers = Writers(build, checked, free)
            yield writers
            writers.flush()
            if writers.build is None:
                raise ValueError("tables were written for no build")
            self._forget(names)
        for name in names:
            self.note(name, writers.build)

    def put(self, build: Build, store: Store, parts: Sequence[Part], labels: Sequence[str]) -> None:
        """Let the tables of ``parts``, which all have the same, be these parts of them, in this order.

        A part's file is named by its number and its label.
        """
        tables = list(parts[0])
        self._forget(tables)
        for table in tables:
            target = self.path(table)
            aside = target.with_name(f".{target.name}.tmp")
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            for number, (part, label) in enumerate(zip(parts, labels, strict=True), 1):
                try:
                    store.fetch(part[table].name, aside / f"part-{number:05}-{label}.parquet")
                except FileNotFoundError as error:
                    raise CacheLost(f"the cache has no {part[table].name} any more: {ADVICE}") from error
            if target.is_dir():
                shutil.rmtree(target)
            else:
                target.unlink(missing_ok=True)  # older code wrote one file
            os.replace(aside, target)
            self.note(table, build, [part[table] for part in parts])

    def note(self, name: str, build: Build, parts: Sequence[PartFile] = ()) -> None:
        """Say that ``name``, a table or another result, is there and belongs to ``build``."""
        aside = self.folder / f".{name}.json.tmp"
        told = {"build": asdict(build), "parts": [asdict(part) for part in parts]}
        aside.write_text(json.dumps(told), encoding="utf-8")
        os.replace(aside, self._note(name))

    def _forget(self, names: Iterable[str]) -> None:
        """From now until new notes stand, the tables count as not built."""
        for name in names:
            self._note(name).unlink(missing_ok=True)

    def _note(self, table: str) -> Path:
        return self.folder / f"{table}.json"

    def _told(self, table: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(self._note(table).read_text("utf-8"))
        return found

    def _build_of(self, table: str) -> Build:
        try:
            return Build(**self._told(table)["build"])
        except (FileNotFoundError, ValueError, TypeError, KeyError) as error:
            raise NotBuilt(f"{table} is not there in {self.folder}: {ADVICE}") from error


class _RecordWriter:
    """Writes records of one class to a Parquet file, which appears whole at the end."""

    def __init__(self, kind: type[Any], path: Path) -> None:
        self.path = path
        self._kind = kind
        self._aside = path.with_name(f".{path.name}.tmp")
        self._writer = pq.ParquetWriter(self._aside, schema_of(kind), compression="zstd")

    def write(self, records: Sequence[Any]) -> None:
        self._writer.write_batch(pa.RecordBatch.from_struct_array(structs(self._kind, records)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writer.close()
        if kind is None:
            os.replace(self._aside, self.path)
        else:
            self._aside.unlink(missing_ok=True)


class Writers:
    """Open tables by name; rows are gathered, so that each check and each write is for many."""

    def __init__(self, build: Build | None, checked: dict[str, TableWriter], free: dict[str, _RecordWriter]) -> None:
        self.build = build
        self._checked = checked
        self._free = free
        self._waiting: dict[str, list[Any]] = {name: [] for name in (*checked, *free)}

    def add(self, table: str, rows: Iterable[object]) -> None:
        """Append records (of a release's table, or mappings with its columns)."""
        waiting = self._waiting[table]
        waiting.extend(rows)
        if len(waiting) >= ROWS_AT_ONCE:
            self.flush(table)

    def add_frame(self, table: str, rows: pd.DataFrame) -> None:
        """Append rows to a table of the release."""
        self._checked[table].write(frames.from_frame(table, rows))

    def flush(self, *tables: str) -> None:
        """Write what waits for ``tables``, or for all."""
        for table in tables or self._waiting:
            waiting = self._waiting[table]
            if not waiting:
                continue
            if table in self._checked:
                self._checked[table].write(frames.from_rows(table, waiting))
            else:
                self._free[table].write(waiting)
            waiting.clear()
