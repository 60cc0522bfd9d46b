"""Working tables: what one stage of a build leaves for the next, as Parquet files in a folder of their own.

A working table appears whole or not at all. Beside it stands a note of the build that it belongs to, so that tables of
different builds are never mixed. Tables that a release has are checked against their declaration as they are written;
those that only pass from stage to stage have the columns of their record class.
"""

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType, UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.releases.parquet import TableWriter
from pipeline.tables import frames

ROWS_AT_ONCE = 10_000
ADVICE = "build everything (Materialize all, or python -m pipeline run)"
_ARROW_TYPES: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    dt.date: pa.date32(),
    list[str]: pa.list_(pa.string()),
}


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
        """Where the table's Parquet file is, or will be."""
        return self.folder / f"{table}.parquet"

    def rows(self, table: str) -> int:
        """The number of rows of a table that is there."""
        return int(pq.read_metadata(self.path(table)).num_rows)

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
        with pq.ParquetFile(self.path(table)) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group, columns=columns).to_pylist()

    def documents(self, first: str, *others: str) -> Iterator[tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]]:
        """Each row of ``first`` with the rows of ``others`` for the same document, by table.

        All tables must hold documents in the same order, and ``first`` each document once.
        """
        grouped = {name: groupby(self._rows(name), key=itemgetter("document_id")) for name in others}
        waiting = {name: next(groups, None) for name, groups in grouped.items()}
        for row in self._rows(first):
            found: dict[str, list[dict[str, Any]]] = {}
            for name in others:
                group = waiting[name]
                if group is not None and group[0] == row["document_id"]:
                    found[name] = list(group[1])
                    waiting[name] = next(grouped[name], None)
                else:
                    found[name] = []
            yield row, found
        if left := {name: group[0] for name, group in waiting.items() if group is not None}:
            raise ValueError(f"not in {first}, or in another order: {left}")

    def _rows(self, table: str) -> Iterator[dict[str, Any]]:
        return (row for batch in self.batches(table) for row in batch)

    def frame(self, table: str, *columns: str) -> pd.DataFrame:
        """Some columns of all rows of a table of the release, held in memory."""
        return frames.to_frame(pq.read_table(self.path(table), columns=list(columns)))

    def head(self, table: str, rows: int) -> list[dict[str, Any]]:
        """The first ``rows`` rows."""
        with pq.ParquetFile(self.path(table)) as file:
            first = next(file.iter_batches(batch_size=rows), None)
        return [] if first is None else list(first.to_pylist())

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
            # From here until the new notes stand, the tables count as not built.
            for name in names:
                self._note(name).unlink(missing_ok=True)
        for name in names:
            self.note(name, writers.build)

    def note(self, name: str, build: Build) -> None:
        """Say that ``name``, a table or another result, is there and belongs to ``build``."""
        aside = self.folder / f".{name}.json.tmp"
        aside.write_text(json.dumps(asdict(build)), encoding="utf-8")
        os.replace(aside, self._note(name))

    def _note(self, table: str) -> Path:
        return self.folder / f"{table}.json"

    def _build_of(self, table: str) -> Build:
        try:
            return Build(**json.loads(self._note(table).read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError) as error:
            raise NotBuilt(f"{table} is not there in {self.folder}: {ADVICE}") from error


class _RecordWriter:
    """Writes records of one class to a Parquet file, which appears whole at the end."""

    def __init__(self, kind: type[Any], path: Path) -> None:
        self.path = path
        self._aside = path.with_name(f".{path.name}.tmp")
        hints = get_type_hints(kind)
        self._names = [field.name for field in fields(kind)]
        self._schema = pa.schema([(name, _arrow_type(hints[name])) for name in self._names])
        self._writer = pq.ParquetWriter(self._aside, self._schema, compression="zstd")

    def write(self, records: Sequence[Any]) -> None:
        arrays = [
            pa.array([getattr(record, field.name) for record in records], type=field.type) for field in self._schema
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

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


def _arrow_type(hint: Any) -> pa.DataType:
    """The Arrow type of a field's annotation; ``X | None`` is the type of X."""
    if get_origin(hint) is UnionType:
        [hint] = [each for each in get_args(hint) if each is not type(None)]
    return _ARROW_TYPES[hint]
