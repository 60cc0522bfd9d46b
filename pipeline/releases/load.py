"""A table of a release as a data frame."""

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.objects.url import Url
from pipeline.releases import manifest, remote
from pipeline.releases.catalog import ReleaseInfo, find_release
from pipeline.releases.duck import arrow_schema, tables
from pipeline.settings import Settings
from pipeline.tables.frames import to_frame


class UnknownTable(LookupError):
    """The release has no such table; the message names near ones, or all."""


class UnknownColumn(LookupError):
    """The table has no such column; the message names near ones, or all."""


class FilterError(ValueError):
    """The filters cannot be applied to the table; the message says why."""


def load(
    table: str, release: str, columns: Sequence[str] | None, filters: Any, outputs: str | Path | None
) -> pd.DataFrame:
    """What ``pipeline.read`` promises."""
    settings = Settings.load(None, outputs)
    if isinstance(settings.outputs, Url):
        remote.pull(settings.outputs, settings.local_outputs, [release], [table])
    found = find_release(settings.local_outputs, release, settings.outputs)
    path = _path(found, table)
    if isinstance(columns, str):
        raise TypeError(f"columns is a list of names: [{columns!r}]")
    _require(table, columns or (), arrow_schema(path))
    if filters is not None and not isinstance(filters, pc.Expression):
        _require(table, _filtered(filters), arrow_schema(path))
    try:
        rows = pq.read_table(path, columns=None if columns is None else list(columns), filters=filters)
    except (ValueError, TypeError, pyarrow.ArrowNotImplementedError) as error:
        if filters is None:
            raise
        raise FilterError(f"cannot filter {table}: {str(error).splitlines()[0]}") from error
    return to_frame(rows)


def _path(release: ReleaseInfo, table: str) -> Path:
    known = tables(release.path)
    if table not in known:
        # Of a release that is elsewhere, this machine may not have all tables.
        names = sorted({*known, *manifest.read(release.path)["tables"]})
        raise UnknownTable(f"release {release.release_id} has no table {table}{_near(table, names)}")
    return known[table]


def _require(table: str, columns: Iterable[str], known: pyarrow.Schema) -> None:
    for column in columns:
        if column not in known.names:
            raise UnknownColumn(f"table {table} has no column {column}{_near(column, known.names)}")


def _filtered(filters: Any) -> list[str]:
    """The columns that filters in lists name."""
    if not isinstance(filters, (list, tuple)):
        raise FilterError(f"filters are a list of (column, operator, value), not {filters!r}")
    flat = [each for part in filters for each in (part if isinstance(part, list) else [part])]
    for each in flat:
        if not isinstance(each, (list, tuple)) or len(each) != 3:
            raise FilterError(f"a filter is (column, operator, value), not {each!r}")
    return [str(column) for column, _, _ in flat]


def _near(asked: str, known: Iterable[str]) -> str:
    names = list(known)
    if near := difflib.get_close_matches(str(asked), names):
        return f"; did you mean {', '.join(near)}?"
    return f"; there are {', '.join(names)}"
