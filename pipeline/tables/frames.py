"""Records to data frames, data frames to Arrow, and the check of one table against its declaration."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow
from pandera.engines.pandas_engine import Engine

from pipeline.tables import schema

ROWS_SHOWN = 10
CHARS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Failure:
    """One rule that a table breaks: which, in which column, and by which rows (``column: value``, key first)."""

    check: str
    column: str | None
    rows: Sequence[Mapping[str, object]]
    n_rows: int

    def __str__(self) -> str:
        """Say it in lines, one per row shown."""
        where = f"column {self.column}: " if self.column else ""
        lines = [f"{where}{self.check}" + (f" ({self.n_rows} rows)" if self.n_rows else "")]
        lines += ["  " + ", ".join(f"{name}={shorten(value)}" for name, value in row.items()) for row in self.rows]
        if self.n_rows > len(self.rows):
            lines.append(f"  and {self.n_rows - len(self.rows)} more")
        return "\n".join(lines)


class TableError(ValueError):
    """A table breaks its declaration; the message names table, check, column and rows."""

    def __init__(self, table: str, failures: Sequence[Failure]) -> None:
        """Keep what failed and say it."""
        self.table = table
        self.failures = tuple(failures)
        super().__init__("\n".join(f"table {table}: {failure}" for failure in self.failures))

    def __reduce__(self) -> tuple[type["TableError"], tuple[str, Sequence[Failure]]]:
        """Survive the way between processes, which would else pass on the message alone."""
        return TableError, (self.table, self.failures)


def shorten(value: object) -> str:
    """Show a value in a message, on one line and not too long."""
    shown = repr(value) if isinstance(value, str) else str(value)
    return shown if len(shown) <= CHARS_SHOWN else f"{shown[: CHARS_SHOWN - 1]}…"


def from_rows(table: str, rows: Iterable[object]) -> pd.DataFrame:
    """Make a data frame with the declared columns and dtypes, also when there are no rows.

    Args:
        table: name of the table.
        rows: data classes or mappings with exactly the table's columns, all of one kind; None is null.

    Raises:
        TableError: a column is missing or unknown, or a value is of another type than declared.
    """
    listed = list(rows)
    names = schema.columns(table)
    if listed:
        first = listed[0]
        given = [field.name for field in fields(first)] if is_dataclass(first) else list(_mapping(first))
        _require_columns(table, given)
    pick: Callable[[Any, str], Any] = getattr if listed and is_dataclass(listed[0]) else _item
    arrow = schema.arrow_schema(table)
    arrays = [_array(table, arrow.field(name), [pick(row, name) for row in listed]) for name in names]
    return to_frame(pyarrow.Table.from_arrays(arrays, schema=arrow))


def from_frame(table: str, df: pd.DataFrame) -> pd.DataFrame:
    """Give a data frame with the table's columns, in any order, the declared order and dtypes, and a plain index.

    Raises:
        TableError: a column is missing or unknown, or a value is of another type than declared.
    """
    _require_columns(table, list(df.columns))
    return to_frame(to_arrow(table, df.loc[:, list(schema.columns(table))]))


def to_frame(arrow: pyarrow.Table) -> pd.DataFrame:
    """Turn an Arrow table with a declared schema, or some of its columns, into a frame with the declared dtypes."""
    dtypes: dict[pyarrow.DataType, Any] = {
        pyarrow.int64(): pd.Int64Dtype(),
        pyarrow.bool_(): pd.BooleanDtype(),
        pyarrow.date32(): pd.ArrowDtype(pyarrow.date32()),
    }
    df: pd.DataFrame = arrow.to_pandas(types_mapper=dtypes.get, ignore_metadata=True)
    plain = {pyarrow.int64(): "int64", pyarrow.bool_(): "bool"}
    return df.astype({f.name: plain[f.type] for f in arrow.schema if not f.nullable and f.type in plain})


def to_arrow(table: str, df: pd.DataFrame) -> pyarrow.Table:
    """Turn a data frame with the table's columns into an Arrow table with the declared schema; the index is dropped.

    Raises:
        TableError: a value does not fit the declared type.
    """
    arrow = schema.arrow_schema(table)
    try:
        found = pyarrow.Table.from_pandas(df, schema=arrow, preserve_index=False)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, KeyError) as error:
        raise TableError(table, [Failure(f"type: {error}", None, (), 0)]) from error
    return found.replace_schema_metadata(arrow.metadata)


def validate(table: str, df: pd.DataFrame) -> None:
    """Check a table, or a part of one, against its declaration: columns, types, codes, ranges, row rules, key.

    Raises:
        TableError: with every rule that is broken and the first rows that break it.
    """
    declared = schema.pandera_schema(table)
    _require_columns(table, list(df.columns))
    if list(df.columns) != list(declared.columns):
        raise TableError(table, [Failure(f"order of columns is {list(df.columns)}", None, (), 0)])
    wrong = [
        Failure(f"dtype is {df[name].dtype}, declared is {column.dtype}", name, (), 0)
        for name, column in declared.columns.items()
        if not column.dtype.check(Engine.dtype(df[name].dtype))
    ]
    if wrong:
        raise TableError(table, wrong)
    df = df.reset_index(drop=True)
    try:
        declared.validate(df, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise TableError(table, _failures(table, df, error.failure_cases)) from None


def key_of(table: str, row: Mapping[str, Any]) -> dict[str, object]:
    """The primary key of one row, ``column: value``."""
    return {name: row[name] for name in schema.key(table)}


def _failures(table: str, df: pd.DataFrame, cases: pd.DataFrame) -> list[Failure]:
    found = []
    # A rule over several columns is reported once for each cell; it belongs to no single column.
    owner = cases["column"].where(cases["schema_context"] == "Column", "")
    for named, group in cases.groupby([cases["check"].astype(str), owner], sort=False):
        check, column = map(str, named)
        index = sorted({int(i) for i in group["index"].dropna()})
        rows = [
            {str(name): value for name, value in row.items()} for row in df.iloc[index[:ROWS_SHOWN]].to_dict("records")
        ]
        if not index:
            check = f"{check}: {', '.join(sorted({shorten(case) for case in group['failure_case']}))}"
        elif check == "multiple_fields_uniqueness":
            check = f"key ({', '.join(schema.key(table))}) occurs more than once"
            rows = [key_of(table, row) for row in rows]
        elif column:
            rows = [{**key_of(table, row), column: row[column]} for row in rows]
        else:
            rows = [
                key_of(table, row) | {name: value for name, value in row.items() if pd.notna(value)} for row in rows
            ]
        found.append(Failure(check, column or None, rows, len(index)))
    return found


def _require_columns(table: str, given: Sequence[str]) -> None:
    names = schema.columns(table)
    missing = [name for name in names if name not in given]
    unknown = [name for name in given if name not in names]
    failures = [Failure("column is missing", name, (), 0) for name in missing]
    failures += [Failure("column is not declared", str(name), (), 0) for name in unknown]
    if failures:
        raise TableError(table, failures)


def _array(table: str, field: "pyarrow.Field[Any]", values: list[Any]) -> "pyarrow.Array[Any]":
    try:
        array: pyarrow.Array[Any] = pyarrow.array(values, type=field.type, from_pandas=True)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, OverflowError) as error:
        raise TableError(table, [Failure(f"type {field.type}: {error}", field.name, (), 0)]) from error
    # Arrow cuts off the fraction of a float without a word.
    if pyarrow.types.is_integer(field.type):
        cut = [value for value in values if isinstance(value, float) and value % 1 > 0]
        if cut:
            raise TableError(table, [Failure(f"type {field.type}: {cut[0]} is no integer", field.name, (), len(cut))])
    return array


def _mapping(row: object) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise TypeError(f"a row is a data class or a mapping, not {type(row).__name__}")
    return row


def _item(row: Mapping[str, Any], name: str) -> Any:
    return row[name]
