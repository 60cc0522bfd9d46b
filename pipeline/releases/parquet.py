"""Tables to Parquet files. The bytes depend on the rows and the version of pyarrow alone.

Neither the size of the batches that the rows come in nor pandas' version shows in the file: the schema is the declared
one, and row groups are cut by what is in the rows.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.tables import schema
from pipeline.tables.frames import to_arrow, to_frame, validate

# A row group ends with the row that brings it to so many rows, or to so many bytes of strings.
GROUP_ROWS = 100_000
GROUP_STRING_BYTES = 16_000_000


class _Groups:
    """Gathers rows and writes them in row groups; at most one group is held."""

    def __init__(self, table: str, sink: Path | pyarrow.NativeFile) -> None:
        self.n_rows = 0
        self._writer = pq.ParquetWriter(sink, schema.arrow_schema(table), compression="zstd")
        self._pending: list[pyarrow.Table] = []
        self._pending_rows = 0
        self._pending_bytes = 0

    def add(self, rows: pyarrow.Table) -> None:
        self.n_rows += rows.num_rows
        # What a group would hold with each row of the batch, counted from the batch's start.
        total = np.cumsum(_string_bytes(rows))
        start = 0
        while True:
            before = int(total[start - 1]) if start else 0
            by_bytes = int(np.searchsorted(total, GROUP_STRING_BYTES - self._pending_bytes + before)) + 1
            end = min(start + GROUP_ROWS - self._pending_rows, by_bytes)
            if end > rows.num_rows:
                break
            self._pending.append(rows.slice(start, end - start))
            self._write_group()
            start = end
        self._pending.append(rows.slice(start))
        self._pending_rows += rows.num_rows - start
        self._pending_bytes += int(total[-1] - (total[start - 1] if start else 0)) if rows.num_rows else 0

    def finish(self) -> None:
        """Write what is left."""
        self._write_group()
        self._writer.close()

    def abandon(self) -> None:
        self._writer.close()

    def _write_group(self) -> None:
        if sum(rows.num_rows for rows in self._pending):
            # How the rows were cut into chunks must not show in the pages.
            rows = pyarrow.concat_tables(self._pending).combine_chunks()
            self._writer.write_table(rows, row_group_size=rows.num_rows)
        self._pending, self._pending_rows, self._pending_bytes = [], 0, 0


class TableWriter:
    """Writes one table in batches, each checked against the declaration; at most a row group is held.

    The file appears under its name, whole, when the writer is closed without an error, and not at all otherwise.

        with TableWriter("mentions", folder / "mentions.parquet") as writer:
            for batch in batches:
                writer.write(batch)
    """

    def __init__(self, table: str, path: Path) -> None:
        """Open a hidden file beside ``path``; the folder must exist."""
        self.table = table
        self.path = path
        self._aside = path.with_name(f".{path.name}.tmp")
        self._groups = _Groups(table, self._aside)

    @property
    def n_rows(self) -> int:
        """The rows written so far."""
        return self._groups.n_rows

    def write(self, batch: pd.DataFrame) -> None:
        """Check and append rows.

        Raises:
            TableError: the batch breaks the declaration.
        """
        validate(self.table, batch)
        self._groups.add(to_arrow(self.table, batch))

    def write_checked(self, rows: pyarrow.Table) -> None:
        """Append rows of the declared schema that have been checked before."""
        self._groups.add(rows)

    def close(self) -> None:
        """Write what is left and give the file its name."""
        self._groups.finish()
        os.replace(self._aside, self.path)

    def discard(self) -> None:
        """Leave no file behind."""
        self._groups.abandon()
        self._aside.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close, or after an error discard."""
        if kind is None:
            self.close()
        else:
            self.discard()


def checked_bytes(table: str, rows: pyarrow.Table) -> pyarrow.Buffer:
    """The Parquet file of some rows with the declared schema, after they were checked.

    Raises:
        TableError: the rows break the declaration.
    """
    validate(table, to_frame(rows))
    sink = pyarrow.BufferOutputStream()
    groups = _Groups(table, sink)
    groups.add(rows)
    groups.finish()
    return sink.getvalue()


def join_files(table: str, files: Sequence[Path], target: Path) -> None:
    """Write the rows of several files of a table, in order, into one."""
    with TableWriter(table, target) as writer:
        for path in files:
            with pq.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    writer.write_checked(file.read_row_group(group))


def _string_bytes(rows: pyarrow.Table) -> npt.NDArray[np.int64]:
    """Bytes of all strings of each row."""
    size = np.zeros(rows.num_rows, dtype=np.int64)
    for field, column in zip(rows.schema, rows.columns, strict=True):
        if pyarrow.types.is_string(field.type):
            lengths: Any = pc.fill_null(pc.binary_length(column), 0)
            size += lengths.to_numpy()
    return size
