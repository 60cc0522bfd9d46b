"""Tables read in parts, so that no check holds a table that grows with the corpus."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from pipeline.tables.frames import to_frame

Covered: TypeAlias = tuple[str, str, int]
"""A table, a publisher and a year, of which rows are counted; the year is 0 for rows without a date."""


class Tables:
    """Tables by name, each a Parquet file, a folder of Parquet files, or a data frame in memory."""

    def __init__(
        self, sources: Mapping[str, Path | pd.DataFrame], coverage: Mapping[Covered, int] | None = None
    ) -> None:
        """Name the sources; nothing is read yet. ``coverage`` is given where it is known already."""
        self._sources = dict(sources)
        self.coverage = coverage
        self._nulls: dict[str, tuple[int, dict[str, int]]] = {}

    def without(self, tables: Collection[str]) -> "Tables":
        """The other tables."""
        return Tables({table: source for table, source in self._sources.items() if table not in tables})

    def __contains__(self, table: object) -> bool:
        """Tell whether the table has a source."""
        return table in self._sources

    def parts(self, table: str, columns: Sequence[str], at_most: int | None = None) -> Iterator[pd.DataFrame]:
        """The rows in order, one row group of the file at a time, cut into parts of ``at_most`` rows if given.

        Raises:
            KeyError: the table has no source.
        """
        for part in self._groups(table, list(columns)):
            step = at_most or max(len(part), 1)
            for start in range(0, len(part), step):
                yield part.iloc[start : start + step].reset_index(drop=True)

    def where(self, table: str, column: str, values: Collection[str], columns: Sequence[str]) -> pd.DataFrame:
        """The rows whose ``column`` is one of ``values``; quick where the file is sorted by ``column``."""
        wanted = list(dict.fromkeys([column, *columns]))
        source = self._sources[table]
        if isinstance(source, pd.DataFrame):
            found = source[wanted]
            if set(values).issuperset(found[column].unique().tolist()):
                return found.reset_index(drop=True)
        else:
            # The range lets the reader pass over row groups by their statistics.
            low, high = min(values, default=""), max(values, default="")
            between = (ds.field(column) >= low) & (ds.field(column) <= high)
            found = to_frame(ds.dataset(source, format="parquet").to_table(columns=wanted, filter=between))
        return found[found[column].isin(set(values))].reset_index(drop=True)

    def nulls(self, table: str) -> tuple[int, dict[str, int]]:
        """The number of rows, and of nulls by column; of files without reading the rows."""
        if table not in self._nulls:
            self._nulls[table] = self._count_nulls(table)
        return self._nulls[table]

    def _count_nulls(self, table: str) -> tuple[int, dict[str, int]]:
        source = self._sources[table]
        if isinstance(source, pd.DataFrame):
            return len(source), {str(name): int(count) for name, count in source.isna().sum().items()}
        rows, counts = 0, dict.fromkeys(ds.dataset(source, format="parquet").schema.names, 0)
        for path in ds.dataset(source, format="parquet").files:
            file = pq.read_metadata(path)
            rows += file.num_rows
            for group in filter(lambda group: group.num_rows, map(file.row_group, range(file.num_row_groups))):
                for chunk in map(group.column, range(group.num_columns)):
                    # pyarrow counts nulls in every file that it writes.
                    statistics: Any = chunk.statistics
                    counts[chunk.path_in_schema] += statistics.null_count
        return rows, counts

    def _groups(self, table: str, columns: list[str]) -> Iterator[pd.DataFrame]:
        source = self._sources[table]
        if isinstance(source, pd.DataFrame):
            yield source[columns]
            return
        for fragment in ds.dataset(source, format="parquet").get_fragments():
            for group in fragment.split_by_row_group():
                yield to_frame(group.to_table(columns=columns))
