"""SQL over the tables of a release, and its results as text."""

import csv
import datetime as dt
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
from pyarrow import types as arrow_types

from pipeline.releases import duck
from pipeline.releases.views import views

BATCH_ROWS = 1_000
# Of a value in a table for people; CSV and JSON have all of it.
CHARS_SHOWN = 60


class SqlError(ValueError):
    """DuckDB cannot run the query; the message is its own, on one line."""


def query(release: Path, sql: str, form: str) -> Iterator[str]:
    """The result of ``sql`` over the release in a folder, as text in pieces.

    Every table is a view, ``changes`` too.

    Args:
        release: the release's folder.
        sql: one or several statements; the result is that of the last.
        form: one of ``FORMS``.

    Raises:
        SqlError: also while rows are read, since DuckDB computes them as they are asked for.
    """
    try:
        with duck.connection() as database:
            found = {
                table: (str(duck.pattern(path)), duck.arrow_schema(path))
                for table, path in duck.tables(release.absolute()).items()
            }
            database.execute(views(found))
            result = database.sql(sql)
            if result is not None:
                yield from FORMS[form](result.to_arrow_reader(BATCH_ROWS))
    except duckdb.Error as error:
        raise SqlError(_one_line(str(error))) from error


def _one_line(message: str) -> str:
    """DuckDB's message without the excerpt of the query that follows it."""
    kept = []
    for line in message.splitlines():
        if line.startswith("LINE "):
            break
        kept.append(line.strip())
    return " ".join(line for line in kept if line)


def _as_table(reader: pyarrow.RecordBatchReader) -> Iterator[str]:
    """Aligned columns; as wide as the first rows need, later ones may stand out."""
    names, right = reader.schema.names, [_is_number(field.type) for field in reader.schema]
    n_rows, widths = 0, [len(name) for name in names]
    for batch in reader:
        rows = [[_cell(value) for value in row] for row in _rows(batch)]
        if n_rows == 0:
            widths = [max(len(name), *(len(row[i]) for row in rows)) for i, name in enumerate(names)]
            yield _line(names, widths, right) + _line(["-" * width for width in widths], widths, right)
        for row in rows:
            yield _line(row, widths, right)
        n_rows += len(rows)
    if n_rows == 0:
        yield _line(names, widths, right)
    yield f"({n_rows:,} {'row' if n_rows == 1 else 'rows'})\n"


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    sized = zip(cells, widths, right, strict=True)
    return "  ".join(c.rjust(w) if is_number else c.ljust(w) for c, w, is_number in sized).rstrip() + "\n"


def _cell(value: Any) -> str:
    shown = " ".join(_text(value).split())
    return shown if len(shown) <= CHARS_SHOWN else f"{shown[: CHARS_SHOWN - 1]}…"


def _as_csv(reader: pyarrow.RecordBatchReader) -> Iterator[str]:
    yield _csv([reader.schema.names])
    for batch in reader:
        yield _csv([[_text(value) for value in row] for row in _rows(batch)])


def _csv(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _as_json(reader: pyarrow.RecordBatchReader) -> Iterator[str]:
    """An array of objects, one to a line."""
    yield "["
    before = "\n"
    for batch in reader:
        for row in _rows(batch):
            yield before + json.dumps(dict(zip(reader.schema.names, map(_json, row), strict=True)), ensure_ascii=False)
            before = ",\n"
    yield "\n]\n"


FORMS: Mapping[str, Callable[[pyarrow.RecordBatchReader], Iterator[str]]] = {
    "table": _as_table,
    "csv": _as_csv,
    "json": _as_json,
}


def _rows(batch: pyarrow.RecordBatch) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _is_number(type_: pyarrow.DataType) -> bool:
    return bool(arrow_types.is_integer(type_) or arrow_types.is_floating(type_) or arrow_types.is_decimal(type_))


def _text(value: Any) -> str:
    plain = _json(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _json(value: Any) -> Any:
    """A value of a result as JSON has it; sums of integers, which DuckDB gives as decimals, are integers."""
    if isinstance(value, dict):
        return {str(key): _json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
